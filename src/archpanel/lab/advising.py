"""What each persona advises by its sealed ballot, and how often its panel decides otherwise."""

from collections import Counter
from dataclasses import dataclass

from archpanel.domain import Recommendation
from archpanel.evals.harness.figure import Figure
from archpanel.lab.asking import seat_of
from archpanel.lab.measured import mean_of
from archpanel.lab.sitting import Comparison, Sitting

LEANS: dict[Recommendation, str] = {
    "strong_no_hire": "no_hire",
    "no_hire": "no_hire",
    "undecided": "hold",
    "hire": "hire",
    "strong_hire": "hire",
}
"""What a recommendation would be as a decision of a panel."""


@dataclass(frozen=True)
class Advised:
    """One persona's sealed ballots, one per interview."""

    persona: str
    interviews: int
    advice: Counter[str]
    """Recommendation -> how often."""

    against: Figure
    """Share of interviews on which its panel decided otherwise than it advised."""


def advised(comparison: Comparison, label: str) -> Advised:
    """Return what a persona advises; of several panels on one interview the first counts."""
    first: dict[str, tuple[Sitting, str]] = {}
    for sitting in comparison.sittings:
        seat = seat_of(comparison, sitting, label)
        if seat and sitting.shared:
            first.setdefault(sitting.interview, (sitting, seat))
    votes = [_vote(sitting, seat) for sitting, seat in first.values()]
    decided = [sitting.record.verdict.decision for sitting, _ in first.values()]
    otherwise = [LEANS[vote] != decision for vote, decision in zip(votes, decided, strict=True)]
    return Advised(
        label,
        len(votes),
        Counter(votes),
        mean_of(f"against/{label}", list(first), otherwise, unit="share"),
    )


def _vote(sitting: Sitting, seat: str) -> Recommendation:
    return next(b.recommendation for b in sitting.record.sealed_ballots if b.persona == seat)
