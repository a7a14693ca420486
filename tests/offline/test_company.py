"""Clauses keep the company of their sentence, by texts that name them."""

import pytest

from archpanel.agents.offline.company import as_whole, companies, in_company, parted
from archpanel.agents.offline.segments import cut

LONG = (
    "We'd put a gateway in front of every model so that each call is logged and priced, "
    "and each tenant gets a budget of its own that stops the run when it is used up, "
    "because a retry loop over a weekend is what costs the money. Then we measure."
)


def test_a_part_and_a_whole_are_named_and_read_back() -> None:
    parts = ("one clause", "another", "a third")
    assert [parted(in_company(parts, at)) for at in range(3)] == [(parts, at) for at in range(3)]
    assert parted(as_whole(parts)) == (parts, None)


def test_a_single_part_is_its_own_company() -> None:
    assert in_company(["alone"], 0) == as_whole(["alone"]) == "alone"
    assert parted("alone") == (("alone",), None)


def test_clauses_of_one_sentence_are_together_and_sentences_apart() -> None:
    segments = cut(LONG)
    groups = companies(segments)
    assert len(groups) == 2
    assert len(groups[0]) == len(segments) - 1 >= 2


def test_code_and_prose_are_never_encoded_together() -> None:
    segments = cut("I'd write it so:\n```\nfor key in keys:\n    rotate(key)\n```\nand test it.")
    for group in companies(segments):
        assert len({segments[at].form == "code" for at in group}) == 1


@pytest.mark.parametrize("words", [130, 400])
def test_a_breathless_sentence_is_taken_in_stretches(words: int) -> None:
    text = ", and ".join(f"we check step {at} of the run again" for at in range(words // 8)) + "."
    segments = cut(text)
    groups = companies(segments)
    assert [at for group in groups for at in group] == list(range(len(segments)))
    assert all(sum(segments[at].words for at in group) <= 120 for group in groups)
