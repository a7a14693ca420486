import pytest

from archpanel.domain import Ballot
from archpanel.evals.deliberations import aggregates, helps
from archpanel.evals.harness.sample import Sample
from archpanel.evals.tasks.deliberation import load
from archpanel.evals.tasks.questions_to_verdict import candidate, score, stable_from


def ballot(seat: str, level: float) -> Ballot:
    return Ballot(
        persona=seat, phase="sealed", levels={"cost": level}, recommendation="undecided",
        strongest=(), cited=(), blocking=(), confidence=1.0, complete=True, seal="",
    )  # fmt: skip


def test_a_move_helps_towards_the_truth_and_harms_away_from_it() -> None:
    assert helps(2.0, 3.0, truth=4) == 1
    assert helps(4.0, 3.0, truth=4) == -1
    assert helps(3.0, 5.0, truth=4) == 0


def test_rules_make_different_levels_of_the_same_ballots() -> None:
    found = aggregates([ballot("a", 4.0), ballot("b", 4.2), ballot("c", 1.6)], "cost", "b", 1.0)
    assert found["panel"] == 1.6  # disputed: the lowest counts
    assert found["mean"] == pytest.approx(9.8 / 3)
    assert (found["median"], found["majority"], found["chairman"]) == (4.0, 4.0, 4.2)
    assert found["judge/c"] == 1.6


def test_a_seat_errs_only_where_the_scale_has_room() -> None:
    samples = load(None)
    assert all(s.input["by"] > 0 for s in samples if s.target == 1)
    assert all(s.input["by"] < 0 for s in samples if s.target == 5)
    assert {s.input["by"] > 0 for s in samples if s.target == 3} == {True, False}


def test_a_verdict_is_stable_from_the_turn_after_its_last_change() -> None:
    assert stable_from(["hold", "hold"]) == 1
    assert stable_from(["hold", "hire", "hold", "hire", "hire"]) == 4
    assert stable_from(["hold", "hire"]) == 2


def test_what_the_chair_saves_is_what_others_need_more() -> None:
    output = {
        "adaptive": ["hold", "hire"],
        "fixed": ["hold"] * 3,
        "drawn": ["hold", "hold", "hire"],
    }
    value = score(Sample("x", {}), output).value
    assert (value["saved/fixed"], value["saved/drawn"]) == (-1, 1)
    assert (value["same/fixed"], value["same/drawn"]) == (0, 1)
    assert (value["open/fixed"], value["open/adaptive"]) == (1, 0)


def test_a_drawn_candidate_answers_the_same_question_alike() -> None:
    assert candidate("mixed", 1) is not candidate("mixed", 1)
