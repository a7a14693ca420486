import json

import pytest

from archpanel.domain import UnknownName
from archpanel.evals.harness.sample import DataMissing
from archpanel.evals.harness.task import Task
from archpanel.evals.tasks.registry import TASKS, find_task


def test_names_are_unique_and_typeable() -> None:
    names = [task.name for task in TASKS]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and " " not in name for name in names)


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    assert find_task("ladders").name == "ladders"
    with pytest.raises(UnknownName, match="Did you mean 'ladders'"):
        find_task("ladder")


@pytest.mark.parametrize("task", [t for t in TASKS if not t.foreign], ids=lambda t: t.name)
def test_samples_have_ids_of_their_own_and_are_json(task: Task) -> None:
    samples = task.load(None)
    assert samples
    assert len({one.id for one in samples}) == len(samples)
    for one in samples:
        kept = [one.input, one.target, dict(one.metadata)]
        assert json.loads(json.dumps(kept, allow_nan=False)) == kept


@pytest.mark.parametrize("task", [t for t in TASKS if t.foreign], ids=lambda t: t.name)
def test_foreign_data_that_is_not_there_is_said_to_be_missing(task: Task) -> None:
    with pytest.raises(DataMissing):
        task.load(None)


@pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)
def test_figures_of_nothing_are_undefined_and_every_gate_names_one(task: Task) -> None:
    figures = task.measure([])
    names = [figure.name for figure in figures]
    assert len(names) == len(set(names))
    assert {gate.figure for gate in task.gates} <= set(names)
    assert all(figure.value is None or figure.n == 0 for figure in figures)
