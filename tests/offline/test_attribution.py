"""Whose words they are: a report earns nothing, a claim in the form of a report stays one."""

import pytest

from archpanel.agents.offline.attribution import attributed
from archpanel.agents.offline.cues import read_cues
from archpanel.agents.offline.features import cues_of
from archpanel.agents.offline.scope import turned_down
from archpanel.agents.offline.segments import cut
from archpanel.domain import BankQuestion
from archpanel.evals.frames import framed, frames

CLAIM = "every call carries the tenant and the step, so that the bill can be split"


def reported(text: str) -> list[str]:
    pieces = cut(text)
    found = attributed(pieces, [cue.endorsed for cue in cues_of(pieces)])
    return [piece.text for at, piece in enumerate(pieces) if at in found]


def refused(text: str) -> list[str]:
    pieces = cut(text)
    found = turned_down(pieces, cues_of(pieces))
    return [piece.text for at, piece in enumerate(pieces) if at in found]


@pytest.mark.parametrize(
    "lead",
    [
        "Their sales engineer guarantees that",
        "A lecturer of mine always preached that",
        "You wondered whether",
        "According to the analyst who visited us,",
        "I once heard that",
        "It has been argued many times that",
        "The advice of our consultants was that",
        "My predecessor kept repeating that",
    ],
)
def test_what_somebody_else_says_is_a_report(lead: str) -> None:
    assert reported(f"{lead} {CLAIM}.")


@pytest.mark.parametrize(
    "lead",
    [
        "I told the sales engineer that",
        "We found out the hard way that",
        "I would say that",
        "The contract says that",
        "The dashboard must say that",
        "If the vendor says that it is too dear, I would still insist that",
        "What matters is that",
        "I agree with legal that",
    ],
)
def test_a_claim_of_ones_own_is_none_whatever_it_looks_like(lead: str) -> None:
    assert reported(f"{lead} {CLAIM}.") == []


def test_a_quotation_ends_where_its_marks_close() -> None:
    own = "For me the first step is a budget."
    text = f'The panel has noted my words: "I tag each call. The bill is split." {own}'
    assert own not in reported(text)
    assert reported(text)[0].startswith("The panel")
    assert reported(text)[-1].endswith('split."')


def test_a_quotation_may_stand_before_its_speaker() -> None:
    assert reported('"Tag each call by tenant", as our architect put it.')


def test_who_takes_a_report_as_their_own_has_said_it() -> None:
    assert reported("The vendor says that each call is tagged. We do that, too.") == []


def test_the_candidates_own_turn_after_a_report_is_kept() -> None:
    text = (
        "The auditor asked whether anybody can read the answers of another company in our cache, "
        "so we put the tenant into the key and replay a golden set on each change to prove it."
    )
    assert len(reported(text)) == 1
    assert "tenant" not in reported(text)[0]


@pytest.mark.parametrize(
    "after",
    [
        "That is exactly what I would not do.",
        "That's not how I'd do it.",
        "I couldn't disagree more.",
        "Not with me.",
    ],
)
def test_a_sentence_that_disowns_its_neighbour_takes_it_back(after: str) -> None:
    assert refused(f"I'd tag each call by tenant. {after}") == ["I'd tag each call by tenant."]


def test_first_words_that_turn_something_down_mean_what_follows() -> None:
    assert refused("I would skip that. Tag each call by tenant.") == ["Tag each call by tenant."]


def test_a_phrase_in_a_frame_changes_hands_and_one_that_fits_no_infinitive_is_none() -> None:
    assert framed("They say that {p}.", "We'd tag it.") == "They say that we'd tag it."
    assert framed("I refuse to {x}.", "We'd tag it.") == "I refuse to tag it."
    assert framed("I refuse to {x}.", "Tag it.") is None
    assert framed("No: {q}", "Tag it") == "No: Tag it."


@pytest.mark.parametrize(("kind", "least", "most"), [("attributed", 0.6, 1.0), ("own", 0.0, 0.0)])
def test_frames_that_no_rule_was_written_for(
    kind: str, least: float, most: float, items: dict[str, BankQuestion]
) -> None:
    phrases = [p for item in items.values() for point in item.key_points for p in point.said_as]
    told = [
        bool(reported(text))
        for frame in frames("unseen", kind)
        for phrase in phrases[::7]
        if (text := framed(frame, phrase))
    ]
    assert least <= sum(told) / len(told) <= most


@pytest.mark.parametrize(
    ("lead", "lent"),
    [
        ("The model answer that I found on the internet last week says:", True),
        ("The answer I memorised from a prep book says", True),
        ("The text that I was given reads", True),
        ("The answer is that", False),
        ("The document that we found in the index says nothing of it, so", False),
    ],
)
def test_an_answer_that_was_found_is_somebody_elses(lead: str, lent: bool) -> None:
    assert read_cues(f"{lead} {CLAIM}.").borrowed is lent
