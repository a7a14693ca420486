"""How far each persona's ballot agrees with what a coach thought of the same interview."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from archpanel.agents.gates import axis_result
from archpanel.agents.setting import Setting
from archpanel.domain import DecisionRecord, Level
from archpanel.evals.harness.figure import Figure
from archpanel.lab.agreement import icc_of
from archpanel.lab.asking import seat_of
from archpanel.lab.measured import mean_of
from archpanel.lab.sitting import Comparison


@dataclass(frozen=True)
class CoachRating:
    """One coach's view of one interview."""

    interview: str
    levels: Mapping[str, float] = field(default_factory=dict)
    """Axis or competency -> level on the role's scale."""

    recommendation: str = ""


@dataclass(frozen=True)
class WithCoach:
    """One persona against the coaches."""

    persona: str
    interviews: int
    difference: Figure
    """Mean of the coach's level less the persona's: above 0 the persona is stricter."""

    icc: Figure
    """ICC(A,1) of their levels."""

    same: Figure
    """Share of interviews on which both lean to the same side: for a hire, against, undecided."""


def with_coaches(comparison: Comparison, ratings: Sequence[CoachRating]) -> tuple[WithCoach, ...]:
    """Return every persona against the coaches, by its ballot before the debrief."""
    return tuple(_with_coach(comparison, label, ratings) for label in comparison.personas)


def _with_coach(comparison: Comparison, label: str, ratings: Sequence[CoachRating]) -> WithCoach:
    rated = list(_rated(comparison, label, ratings))
    levels = [
        (rating.interview, level, mine)
        for rating, own, _ in rated
        for name, level in rating.levels.items()
        if (mine := own.get(name)) is not None
    ]
    sides = [
        (rating.interview, _side(rating.recommendation) == _side(lean))
        for rating, _, lean in rated
        if rating.recommendation
    ]
    where = [interview for interview, _, _ in levels]
    two = np.asarray([pair for _, *pair in levels], dtype=np.float64).reshape(len(levels), 2)
    return WithCoach(
        label,
        len({rating.interview for rating, _, _ in rated}),
        mean_of(f"coach/{label}", where, (two[:, 0] - two[:, 1]).tolist(), unit="levels"),
        icc_of(f"coach-icc/{label}", where, two),
        mean_of(f"coach-side/{label}", [i for i, _ in sides], [s for _, s in sides], unit="share"),
    )


def _rated(
    comparison: Comparison, label: str, ratings: Sequence[CoachRating]
) -> Iterator[tuple[CoachRating, Mapping[str, Level | None], str]]:
    """Yield each rating with the persona's levels and advice on the same interview."""
    sat = {
        sitting.interview: (sitting.record, seat)
        for sitting in reversed(comparison.sittings)
        if sitting.shared and (seat := seat_of(comparison, sitting, label))
    }
    for rating in ratings:
        if rating.interview in sat:
            record, seat = sat[rating.interview]
            ballot = next(b for b in record.sealed_ballots if b.persona == seat)
            yield rating, standing(record, seat), ballot.recommendation


def standing(record: DecisionRecord, seat: str) -> dict[str, Level | None]:
    """Return a seat's levels by its sealed ballot: of competencies, and the mean of each axis."""
    setting = Setting(record.brief, record.role)
    ballot = next(b for b in record.sealed_ballots if b.persona == seat)
    axes = {a: axis_result(a, ballot.levels, setting).level for a in record.role.axes}
    return {**ballot.levels, **axes}


def _side(recommendation: str) -> int:
    return {"strong_hire": 1, "hire": 1, "undecided": 0}.get(recommendation, -1)
