"""The committed baseline: what the quick runs of the embedded engine had, and must not lose."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from archpanel.domain import BadFile
from archpanel.evals.harness.check import Check, check
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.summary import Summary
from archpanel.evals.harness.task import Task

BASELINE = Path(__file__).parents[1] / "baseline.json"

Better = Literal["higher", "lower", "near"]
"""Which way a figure gets better; near: any change is to be looked at."""

TOLERANCE = 0.02
"""The engine is deterministic, so this is for last digits and for rounding, not for chance."""


LAST_DIGITS = 1e-9


@dataclass(frozen=True)
class Mark:
    """What one figure had."""

    value: float
    better: Better = "near"
    tolerance: float = TOLERANCE

    def gate(self, figure: str) -> Gate:
        """Return the bar: not worse by more than the tolerance; undefined is worse."""
        low, high = self.value - self.tolerance, self.value + self.tolerance
        least = None if self.better == "lower" else low - LAST_DIGITS
        most = None if self.better == "higher" else high + LAST_DIGITS
        return Gate(figure, least, most)


Marks = Mapping[str, Mapping[str, Mark]]
"""Task -> figure -> mark."""


def read_baseline(file: Path = BASELINE) -> dict[str, dict[str, Mark]]:
    """Read a baseline; empty where there is none yet.

    Raises:
        BadFile: it is no baseline.
    """
    if not file.is_file():
        return {}
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        return {task: {name: Mark(**m) for name, m in ms.items()} for task, ms in plain.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadFile(str(file), f"is no baseline: {error}") from None


def check_baseline(marks: Mapping[str, Mark], figures: Sequence[Figure]) -> list[Check]:
    """Hold figures against the marks of their task; a figure that is gone is missed."""
    values = {figure.name: figure.value for figure in figures}
    return [check("baseline", mark.gate(name), values.get(name)) for name, mark in marks.items()]


def with_baseline(summary: Summary, marks: Marks) -> Summary:
    """Return a summary that is also held against the baseline."""
    found = check_baseline(marks.get(summary.task, {}), summary.figures)
    return replace(summary, checks=[*summary.checks, *found])


def renewed(marks: Marks, runs: Iterable[tuple[Task, Summary]]) -> dict[str, dict[str, Mark]]:
    """Return the baseline with the figures of these runs; other tasks keep theirs.

    A mark that was there keeps its direction and tolerance, which may have been set by hand. A new
    one takes its direction from the task's gate; where there is none it is `near`.
    """
    new = {task: dict(held) for task, held in marks.items()}
    for task, summary in runs:
        held, ways = marks.get(task.name, {}), _ways(task)
        new[task.name] = {
            f.name: replace(held.get(f.name, Mark(0, ways.get(f.name, "near"))), value=_kept(f))
            for f in summary.figures
            if f.value is not None
        }
    return dict(sorted(new.items()))


def _kept(figure: Figure) -> float:
    return round(figure.value or 0.0, 4)


def _ways(task: Task) -> dict[str, Better]:
    """Return which way a figure gets better, as far as gates tell."""
    ways: dict[str, Better] = {}
    for gate in task.gates:
        if (gate.least is None) != (gate.most is None):
            ways[gate.figure] = "lower" if gate.least is None else "higher"
    return ways


def changes(before: Marks, after: Marks) -> list[str]:
    """Return what differs between two baselines, a line for each figure."""
    old, new = _flat(before), _flat(after)
    lines = []
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            lines.append(f"{name}: {_told(old.get(name))} -> {_told(new.get(name))}")
    return lines


def _flat(marks: Marks) -> dict[str, Mark]:
    return {f"{task} {name}": mark for task, held in marks.items() for name, mark in held.items()}


def _told(mark: Mark | None) -> str:
    return "none" if mark is None else f"{mark.value:g}"


def to_text(marks: Marks) -> str:
    """Return the contents of the file."""
    plain: dict[str, Any] = {
        task: {name: asdict(mark) for name, mark in held.items()} for task, held in marks.items()
    }
    return json.dumps(plain, indent=1, sort_keys=True) + "\n"
