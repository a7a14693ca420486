"""The tasks as a list."""

from typing import Any

from archpanel.cli.consoles import content
from archpanel.cli.exits import print_json
from archpanel.cli.tables import Column, print_table
from archpanel.evals.harness.task import Task
from archpanel.evals.tasks.registry import TASKS


def list_tasks(*, as_json: bool) -> None:
    """Print all tasks."""
    if as_json:
        print_json([_plain(task) for task in TASKS])
        return
    columns = [Column("task", ids=True), Column("asks"), Column("on"), Column("quick", ids=True)]
    print_table(content(), columns, [_row(task) for task in TASKS])


def _row(task: Task) -> tuple[str, ...]:
    needs = "; needs --data" if task.foreign else ""
    return task.name, task.asks, f"{task.material}{needs}", str(task.quick or "all")


def _plain(task: Task) -> dict[str, Any]:
    return {
        "name": task.name,
        "version": task.version,
        "asks": task.asks,
        "material": task.material,
        "quick": task.quick,
        "needs_data": task.foreign,
        "gates": [{"figure": g.figure, "least": g.least, "most": g.most} for g in task.gates],
        "notes": task.notes,
    }
