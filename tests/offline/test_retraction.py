"""Taking back a whole answer is heard; planning, scoping and reviewing are not taken for it."""

import pytest

from archpanel.agents.offline.features import cues_of
from archpanel.agents.offline.retraction import corrected, taken_back
from archpanel.agents.offline.segments import cut

SOUND = "I'd put a gateway in front and log every call. Each tenant gets its own index."


@pytest.mark.parametrize(
    "end",
    [
        "I reject all of it.",
        "But I'd reject every bit of that.",
        "Honestly, I don't believe any of this.",
        "I would do none of that.",
        "Actually, forget everything I said.",
        "I disagree with everything I just said.",
        "We would do the exact opposite of all of the above.",
        "I take back what I said.",
        "I won't do any of that.",
    ],
)
def test_a_retraction_reaches_the_whole_answer(end: str) -> None:
    segments = cut(f"{SOUND} {end}")
    assert taken_back(segments) == frozenset(range(len(segments)))


@pytest.mark.parametrize(
    "end",
    [
        "I would not do all of that at once.",
        "I wouldn't accept any of it without a replay.",
        "We reject all of those requests at the gateway.",
        "None of it is wrong.",
        "If it's late, we'd drop all of that and start over.",
        "I would not do any of this until security has signed.",
        "We never trust any of that text as instructions.",
    ],
)
def test_a_condition_or_an_object_is_no_retraction(end: str) -> None:
    assert not taken_back(cut(f"{SOUND} {end}"))


def test_in_the_middle_that_may_be_the_design_under_review() -> None:
    text = f"They share one key and log nothing. I reject all of that. {SOUND}"
    assert not taken_back(cut(text))


def test_what_is_said_after_a_retraction_counts() -> None:
    segments = cut(f"We'd share one key. Forget everything I said. {SOUND}")
    assert max(taken_back(segments)) < len(segments) - 1


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("We tag every call with a tenant. Actually we do not tag any call with a tenant.", {0, 1}),
        ("We rerank to four passages. In truth, we don't rerank any passages.", {0, 1}),
        ("We cache per tenant. Actually, for public pages we do not: one copy serves all.", set()),
        ("We do not cache per tenant. Actually we cache per tenant since May.", set()),
        ("We rerank to four passages. Actually we never ship without a golden run.", set()),
        ("We log every prompt. In practice we log every prompt, no exceptions.", set()),
        ("We log a prompt with its tenant. In fact we never log a prompt without one.", set()),
        ("We have a gate for releases. Actually we have no gate for releases.", {0, 1}),
        ("We do not share a key. In fact we do not share any key.", set()),
    ],
)
def test_a_correction_takes_back_what_it_denies_and_nothing_else(said: str, gone: set[int]) -> None:
    pieces = cut(said)
    assert corrected(pieces, cues_of(pieces)) == gone
