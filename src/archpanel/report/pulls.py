"""Which competencies pull a depth down, and which hold it up: why a mean is where it is."""

from collections.abc import Sequence

from archpanel.domain import AxisResult, Competency, DecisionRecord
from archpanel.report.wording import capital, depth

MOST = 2
"""Competencies that are named on either side; the table of levels has them all."""


def pulls_of(record: DecisionRecord) -> tuple[str, ...]:
    """Return a sentence for each depth that is not above its bar; no depth above it needs one."""
    low = (a for a in record.verdict.axes if a.level is not None and a.state != "above")
    return tuple(_told(record, axis) for axis in low)


def _told(record: DecisionRecord, axis: AxisResult) -> str:
    pulls = [
        (_pull(record, c, axis.bar), c) for c in record.role.competencies if c.axis == axis.axis
    ]
    down = [c for pull, c in sorted(pulls, key=_strength) if pull < 0]
    up = [c for pull, c in sorted(pulls, key=_strength) if pull > 0]
    said = []
    if down:
        said.append(f"is pulled down most by {_named(record, down)}")
    if up:
        said.append(f"held up most by {_named(record, up)}")
    return f"{capital(depth(axis.axis))} depth {', and '.join(said)}." if said else ""


def _pull(record: DecisionRecord, competency: Competency, bar: float) -> float:
    """Return how far above the bar a competency is, times what it weighs in this world and view."""
    level, brief = record.verdict.levels.get(competency.id), record.brief
    weights = record.role.policy.importance_weights
    weight = weights[competency.importance_for(brief.world, brief.view)]
    return 0.0 if level is None else round(weight * (level - bar), 6)


def _strength(pull: tuple[float, Competency]) -> tuple[float, str]:
    return -abs(pull[0]), pull[1].id


def _named(record: DecisionRecord, competencies: Sequence[Competency]) -> str:
    levels = record.verdict.levels
    return " and ".join(f"{c.name} ({levels[c.id]:.1f})" for c in competencies[:MOST])
