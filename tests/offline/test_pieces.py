"""Cutting an answer, hearing its kind, its cues and its form."""

import pytest

from archpanel.agents.offline.cues import read_cues
from archpanel.agents.offline.form import is_salad, is_slogan, unsaid
from archpanel.agents.offline.kinds import hear, plain_kind
from archpanel.agents.offline.scope import borrowed_from, turned_down
from archpanel.agents.offline.segments import cut

RUN_ON = (
    "so we take the golden set and we run it before each release and then we compare it to the "
    "last one because otherwise you never know what broke and so we keep the results for a month"
)


@pytest.mark.parametrize(
    "text",
    [
        RUN_ON,
        "First, e.g. tags. Then 3.5 times less!  Done?\n\n- one\n- two: three",
        "```python\n# the key holds the tenant\nkey = 1\n\nx = 2\n```\nafter",
        "1. measure\n2) cut\n\u2022 ship",
        "\u6700\u521d\u306b\u8a08\u6e2c\u3057\u307e\u3059\u3002\u6b21\u306b\u524a\u308a\u307e\u3059\u3002",
    ],
)
def test_pieces_are_spans_in_order(text: str) -> None:
    pieces = cut(text)
    assert pieces
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)


def test_run_on_speech_is_cut_into_thoughts() -> None:
    assert max(piece.words for piece in cut(RUN_ON)) <= 20


def test_bullets_and_comments_are_pieces_of_their_own() -> None:
    forms = [piece.form for piece in cut("- one thing\n- another\n```\n# why it is so\nx = 1\n```")]
    assert forms == ["bullet", "bullet", "code", "prose"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "passed"),
        (" ... ", "passed"),
        ("Pass.", "passed"),
        ("Can we skip this question?", "passed"),
        ("I don't know.", "dont_know"),
        ("Um, honestly, no idea, sorry.", "dont_know"),
        ("I'm not familiar with that.", "dont_know"),
        ("I'd rather not answer that.", "refused"),
        ("No comment.", "refused"),
        ("Skip the cache and go to the database.", None),
        ("Pass the tenant id along with each call.", None),
        (
            "I don't know the figure, but I would measure it per tenant before I change a thing.",
            None,
        ),
        ("I won't share the cache between tenants.", None),
    ],
)
def test_the_kind_is_heard(text: str, kind: str | None) -> None:
    assert plain_kind(text) == kind


def test_another_language_is_heard() -> None:
    assert (
        hear("Zuerst messe ich, wo das Geld hingeht, pro Kunde und pro Schritt.").language == "de"
    )
    assert hear("Primero mediría dónde se va el dinero, por cliente y por paso.").language == "es"
    assert hear("Tag calls by tenant, rerank to four, replay the golden set.").language == "en"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("I wouldn't put the tenant into the key.", True),
        ("The key carries the tenant, so nobody is served another's answer.", False),
        ("No change goes out without a replay.", False),
        ("We never trim the history.", True),
        ("You can't mix two kinds of vectors in one index.", False),
    ],
)
def test_a_negated_main_verb_is_told_from_a_purpose(text: str, refused: bool) -> None:
    assert read_cues(text).refused is refused


@pytest.mark.parametrize(
    ("text", "taken_back"),
    [
        ("People say you should measure first. I never saw the point.", {0}),
        ("You hear that caches need tenant keys. That is overkill. I use a queue.", {0}),
        ("I would not do these:\n- measure per tenant\n- rerank", {1, 2}),
        ("I'd measure per tenant. I would not share the cache between customers.", set()),
        ("Never share the cache: the tenant is in the key.", set()),
    ],
)
def test_a_rejection_takes_back_what_it_is_about(text: str, taken_back: set[int]) -> None:
    pieces = cut(text)
    assert turned_down(pieces, [read_cues(piece.text) for piece in pieces]) == taken_back


def test_somebody_elses_answer_is_borrowed() -> None:
    pieces = cut(
        "The model answer says: tag each call. Then rerank. But I would start with limits."
    )
    assert borrowed_from(pieces, [read_cues(p.text) for p in pieces]) >= {0}
    own = cut("In my last project a colleague said measure first, and we did.")
    assert not borrowed_from(own, [read_cues(p.text) for p in own])


@pytest.mark.parametrize(
    "text", ["Least privilege is a keyword.", "Caching matters a lot.", "We need audit trails."]
)
def test_a_slogan_names_its_topic_only(text: str) -> None:
    assert is_slogan(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tag calls by tenant and step, sort by cost.",
        "The token is good for one customer and ten minutes.",
        "What matters is who may see the cached answer, so the key has the tenant in it.",
    ],
)
def test_a_statement_is_no_slogan(text: str) -> None:
    assert not is_slogan(text)


def test_shuffled_words_are_told_from_speech() -> None:
    speech = (
        "I would put a queue in front of the model, because the traffic comes in bursts and the "
        "provider throttles us, and then let the workers drain it at the rate that we pay for."
    )
    tokens = speech.replace(",", "").rstrip(".").split()
    shuffled = " ".join(
        tokens[at] for at in sorted(range(len(tokens)), key=lambda i: (i * 17) % 31)
    )
    assert not is_salad(speech)
    assert is_salad(shuffled)


def test_a_scorecard_read_aloud_claims_nothing() -> None:
    pieces = cut(
        "Measures spend by tenant. Routes easy requests. Keeps a golden set for each change."
    )
    assert unsaid(pieces, "en") == {0, 1, 2}


SPOKEN = (
    "we had this with part numbers people typed a number and got the neighbouring part so i would "
    "begin with the cheapest fix a pattern check on the question and whatever looks like a number "
    "is looked up straight in the database because a number means nothing to an embedding then i "
    "would measure it on two hundred real questions before anybody changes the index again"
)


def test_captions_without_any_mark_are_cut_where_a_thought_may_begin() -> None:
    pieces = cut(SPOKEN)
    assert len({piece.sentence for piece in pieces}) >= 3
    assert max(piece.words for piece in pieces) <= 30
    assert " ".join(piece.text for piece in pieces) == SPOKEN


def test_a_long_sentence_of_a_person_stays_one() -> None:
    assert len({piece.sentence for piece in cut(SPOKEN.replace(" so ", ", so "))}) == 1
