"""The bank agrees with its reader: strong examples are heard, weak ones are not."""

from archpanel.agents.offline import EmbeddedEngine
from archpanel.agents.offline.bank_check import Heard, example_problems, hear_examples
from archpanel.packs import load_pack


def test_the_shipped_bank_agrees_with_its_own_examples() -> None:
    pack = load_pack("ai-architect")
    reader = EmbeddedEngine(pack).reader
    told = [p for q in pack.questions for p in example_problems(hear_examples(reader, q))]
    assert told == []


def test_a_strong_example_that_is_not_heard_is_told_with_the_limit() -> None:
    ((where, what),) = example_problems(Heard("a-question", weak=0.1, strong=0.3))
    assert where == "a-question"
    assert "heard to make 30% of the points (by weight), at least 50% is needed" in what


def test_a_weak_example_that_is_heard_too_well_is_told_with_the_limit() -> None:
    ((_, what),) = example_problems(Heard("a-question", weak=0.5, strong=0.9))
    assert "heard to make 50% of the points (by weight), at most 34% is allowed" in what


def test_a_strong_example_no_better_than_the_weak_one_is_told_with_both_figures() -> None:
    told = [what for _, what in example_problems(Heard("q", weak=0.6, strong=0.55))]
    assert told[-1].endswith("heard no better (55%) than its weak one (60%)")
