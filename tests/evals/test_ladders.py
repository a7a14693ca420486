import pytest

from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Scored
from archpanel.evals.tasks.ladders import LADDERS, load


def scored(name: str, rungs: list[float], weak: float) -> Scored:
    sample, output = Sample(name, {}, [1, 2, 3, 4, 5]), {"rungs": rungs, "weak": weak}
    return Scored(sample, 1, output, LADDERS.score(sample, output))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in LADDERS.measure(rows)}


def test_a_rung_keeps_the_passages_below_it() -> None:
    rungs = load(None)[0].input["rungs"]
    assert len(rungs) == 5
    words = [len(text.split()) for text in rungs]
    assert words == sorted(words)
    assert rungs[0].split()[:5] == rungs[4].split()[:5]


def test_a_ladder_in_order_is_told_from_one_upside_down() -> None:
    found = figures(scored("up", [1, 2, 3, 4, 5], 1), scored("down", [5, 4, 3, 2, 1], 3))
    assert found["tau"] == pytest.approx(0)
    assert found["in-order"] == 0.5
    assert found["auc"] == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert found["rung-1"] == 3


def test_a_ladder_on_one_level_has_no_order_and_is_no_zero() -> None:
    assert "tau" not in scored("flat", [3, 3, 3, 3, 3], 1).score.value
    assert figures(scored("flat", [3, 3, 3, 3, 3], 1))["tau"] is None
