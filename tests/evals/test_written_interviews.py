"""Interviews of written answers: which answers meet, who reads them, and where they stand."""

from statistics import fmean

import pytest

from archpanel.domain import AxisResult
from archpanel.evals.harness.sample import own_rows
from archpanel.evals.harness.task import Setup
from archpanel.evals.written_interviews import (
    Outcome,
    by_rank,
    levels_by_seat,
    mixed,
    outcome_of,
    panel_means,
    read_answers,
)
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine

WRITTEN_TO = {row["text"]: float(row["level"]) for row in own_rows("golden")}


def mean_level(name: str) -> float:
    answers = next(one.answers for one in by_rank() if one.id == name)
    return fmean(WRITTEN_TO[text] for text in answers.values())


def test_every_golden_answer_is_in_one_interview_of_its_rank() -> None:
    said = [text for one in by_rank() for text in one.answers.values()]
    assert sorted(said) == sorted(WRITTEN_TO)
    for form in range(4):
        low, middle, high = (
            mean_level(f"golden-{form}/{rank}") for rank in ("low", "middle", "high")
        )
        assert low + 0.8 < middle < high - 0.8


def test_mixed_interviews_are_near_the_bar_by_what_they_were_written_to() -> None:
    golden = [one for one in mixed() if one.id.startswith("golden")]
    for one in golden:
        assert 2.5 < fmean(WRITTEN_TO[text] for text in one.answers.values()) < 3.5
    questions = [q for one in mixed() for q in one.answers]
    assert len(questions) == len(set(questions)) == 71


def axis(state: str) -> AxisResult:
    fields = {"level": 3.0, "bar": 3.0, "assessed": 3, "asked_for": 4, "covered": 0.5}
    return AxisResult.model_validate({"axis": "ai", "state": state, **fields})


@pytest.mark.parametrize(
    ("states", "inside"),
    [
        (("above", "below"), False),
        (("above", "borderline"), True),
        (("not_assessed", "below"), False),
    ],
)
def test_one_axis_near_its_bar_puts_an_interview_into_the_zone(
    states: tuple[str, ...], inside: bool
) -> None:
    assert Outcome("hold", tuple(axis(state) for state in states)).in_zone is inside


async def test_the_order_of_the_seats_changes_who_asks_and_not_the_outcome() -> None:
    setup = Setup(load_pack("ai-architect"), ScriptedEngine())
    said = "Questions go to a copy of the shop's data from now on. [off-the-primary]"
    answers = {"ask-the-database": said}
    seats = ("security_reviewer", "startup_cto", "enterprise_architect")
    plain = await read_answers(setup, answers)
    other = await read_answers(setup, answers, seats=seats)
    assert [one.persona for one in other] == list(seats)
    assert panel_means(setup, plain) == panel_means(setup, other)
    level = levels_by_seat(setup, plain)["ask-the-database"]["startup_cto"]
    assert 1 < level < 5
    first, second = await outcome_of(setup, plain), await outcome_of(setup, other, seats=seats)
    assert first == second
