import json
from pathlib import Path

import pytest
from made import summary_of

from archpanel.domain import BadFile
from archpanel.evals.harness.baseline import (
    BASELINE,
    Better,
    Mark,
    changes,
    check_baseline,
    read_baseline,
    renewed,
    to_text,
    with_baseline,
)
from archpanel.evals.harness.check import check_gates
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.tasks.registry import TASKS


@pytest.mark.parametrize(
    ("better", "holding", "missing"),
    [
        ("higher", [0.9, 0.88, 1.0], [0.87, None]),
        ("lower", [0.9, 0.92, 0.0], [0.93, None]),
        ("near", [0.9, 0.88, 0.92], [0.87, 0.93, None]),
    ],
)
def test_worse_by_more_than_the_tolerance_is_missed(
    better: Better, holding: list[float], missing: list[float | None]
) -> None:
    marks = {"tau": Mark(0.9, better, 0.02)}
    assert all(check_baseline(marks, [Figure("tau", value)])[0].holds for value in holding)
    assert not any(check_baseline(marks, [Figure("tau", value)])[0].holds for value in missing)


def test_a_figure_that_is_gone_is_missed() -> None:
    assert not check_baseline({"tau": Mark(0.9)}, [])[0].holds


def test_a_gate_is_missed_by_a_figure_that_is_undefined_or_not_there() -> None:
    gates = (Gate("tau", least=0.9), Gate("shift", least=-0.1, most=0.1), Gate("gone", most=1))
    found = check_gates(gates, [Figure("tau", None), Figure("shift", 0.05)])
    assert [check.holds for check in found] == [False, True, False]
    assert found[1].wanted == "at least -0.1 and at most 0.1"


def test_a_gate_waits_for_enough_rows_and_not_for_a_figure_that_is_gone() -> None:
    gate = (Gate("saved", least=0.0, enough=28),)
    assert check_gates(gate, [Figure("saved", -1.0, n=7)]) == []
    for figures in ([Figure("saved", -1.0, n=28)], [Figure("saved", None)], []):
        assert [check.holds for check in check_gates(gate, figures)] == [False]


def test_whatever_the_committed_baseline_holds_fails_a_run_that_is_worse() -> None:
    for task, marks in read_baseline().items():
        for name, mark in marks.items():
            by = 2 * mark.tolerance + 1e-6
            worse = mark.value + (by if mark.better == "lower" else -by)
            held = {task: {name: mark}}
            assert with_baseline(summary_of(task, [Figure(name, mark.value)]), held).passed
            assert not with_baseline(summary_of(task, [Figure(name, worse)]), held).passed


def test_a_baseline_reads_back_and_a_broken_one_is_named(tmp_path: Path) -> None:
    marks = {"ladders": {"tau": Mark(0.95, "higher", 0.01)}}
    file = tmp_path / "baseline.json"
    file.write_text(to_text(marks), encoding="utf-8")
    assert read_baseline(file) == marks
    assert read_baseline(tmp_path / "none.json") == {}
    file.write_text('{"ladders": {"tau": {"worth": 1}}}', encoding="utf-8")
    with pytest.raises(BadFile, match=r"baseline\.json: is no baseline"):
        read_baseline(file)


def test_changes_are_told_figure_by_figure() -> None:
    before = {"ladders": {"tau": Mark(0.9), "auc": Mark(1.0)}}
    after = {"ladders": {"tau": Mark(0.8), "auc": Mark(1.0)}, "new": {"share": Mark(0.5)}}
    assert changes(before, after) == ["ladders tau: 0.9 -> 0.8", "new share: none -> 0.5"]


def test_the_committed_baseline_is_of_tasks_and_in_its_own_form() -> None:
    marks = read_baseline()
    assert set(marks) == {task.name for task in TASKS}
    assert to_text(marks) == BASELINE.read_text(encoding="utf-8")
    gates = {(task.name, gate.figure) for task in TASKS for gate in task.gates}
    held = {(task, figure) for task, figures in marks.items() for figure in figures}
    assert {(task, figure) for task, figure in gates if task in marks} <= held


def test_a_mark_set_by_hand_keeps_its_direction_and_tolerance() -> None:
    task = next(task for task in TASKS if task.name == "ladders")
    before = {"ladders": {"weak": Mark(1.0, "lower", 0.3)}, "other": {"x": Mark(1)}}
    figures = [Figure("tau", 0.91234), Figure("weak", 1.1), Figure("rung-1", None)]
    after = renewed(before, [(task, summary_of("ladders", figures))])
    assert after["ladders"]["weak"] == Mark(1.1, "lower", 0.3)
    assert after["ladders"]["tau"] == Mark(0.9123, "higher")
    assert "rung-1" not in after["ladders"]
    assert after["other"] == {"x": Mark(1)}
    assert json.loads(to_text(after))["ladders"]["tau"]["better"] == "higher"
