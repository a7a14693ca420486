"""How far a coach and the panel agree, over all interviews that the coach rated first."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from archpanel.domain import Decision, DecisionRecord, Recommendation
from archpanel.evals.statistics import quadratic_kappa, wilson
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.ratings import Rating

FEWEST_DIFFERENCES = 5
"""Pairs from which on mean and spread of a difference are told; of fewer, one pair decides both."""

FEWEST_KAPPA = 20
"""Pairs from which on kappa is told. With 20 pairs, 70 % agreement and 40 % by chance its standard
error is sqrt(.7 * .3 / 20) / .6 = 0.17; with fewer the interval holds almost any reading of it."""

STANDS_FOR: dict[Recommendation, Decision] = {
    "strong_no_hire": "no_hire",
    "no_hire": "no_hire",
    "undecided": "hold",
    "hire": "hire",
    "strong_hire": "hire",
}
"""What a coach's recommendation would be as a decision of a panel."""

ORDER: dict[Decision, float] = {"no_hire": 0.0, "hold": 1.0, "hire": 2.0}


@dataclass(frozen=True)
class AxisPair:
    """A coach's level of one depth, and the panel's, on the scale of one role."""

    role: str
    axis: str
    own: float
    panel: float

    @property
    def difference(self) -> float:
        """Return by how much the coach is above the panel."""
        return round(self.own - self.panel, 2)


@dataclass(frozen=True)
class Pair:
    """One interview: what the coach thought first, and what the panel decided."""

    session: str
    at: float
    """When the coach rated; seconds since the epoch."""

    own: Decision
    recommendation: Recommendation
    panel: Decision
    axes: tuple[AxisPair, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether both would decide the same."""
        return self.own == self.panel


@dataclass(frozen=True)
class Difference:
    """Coach less panel on one axis; None where there are too few pairs to say."""

    role: str
    axis: str
    pairs: int
    mean: float | None
    spread: float | None
    """Standard deviation of the sample."""


@dataclass(frozen=True)
class Agreement:
    """All pairs of one coach, the oldest first, and what can be said of them."""

    pairs: tuple[Pair, ...]
    waived: int
    replays: int
    """Rated, but with answers of an interview that counts already; left out."""

    differences: tuple[Difference, ...]
    kappa: float | None
    """With quadratic weights; None where there are too few pairs, or it is undefined."""

    @property
    def same(self) -> int:
        """Return on how many interviews both would decide the same."""
        return sum(pair.agrees for pair in self.pairs)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of that share; None without pairs."""
        return wilson(self.same, len(self.pairs)) if self.pairs else None


def agreement_of(house: House, coach: Account) -> Agreement:
    """Return how far a coach and the panel agree; erased interviews are gone from it."""
    given = house.ratings.all(coach.id)
    theirs = {room.session for room in house.rooms.all(coach, most=None)}
    rated = {s: r for s, r in given.items() if s in theirs and not r.waived}
    first = {s: r for s, r in rated.items() if not house.sessions.origins(s)}
    pairs = [pair_of(house.sessions.record(s), rating) for s, rating in first.items()]
    waived = sum(rating.waived for session, rating in given.items() if session in theirs)
    return summed_up(pairs, waived, len(rated) - len(first))


def pair_of(record: DecisionRecord, rating: Rating) -> Pair:
    """Return a rating beside the verdict that it came before."""
    assert rating.recommendation is not None, "a waived rating has no pair"
    axes = tuple(
        AxisPair(record.role.name, result.axis, rating.levels[result.axis], result.level)
        for result in record.verdict.axes
        if result.level is not None and result.axis in rating.levels
    )
    own = STANDS_FOR[rating.recommendation]
    decision = record.verdict.decision
    return Pair(record.session, rating.at, own, rating.recommendation, decision, axes)


def summed_up(pairs: Sequence[Pair], waived: int = 0, replays: int = 0) -> Agreement:
    """Return what can be said of pairs; nothing is said of too few."""
    axes = [axis for pair in pairs for axis in pair.axes]
    keys = dict.fromkeys((axis.role, axis.axis) for axis in axes)
    differences = tuple(
        _difference(*key, [a.difference for a in axes if (a.role, a.axis) == key]) for key in keys
    )
    return Agreement(tuple(pairs), waived, replays, differences, _kappa(pairs))


def _difference(role: str, axis: str, values: Sequence[float]) -> Difference:
    if len(values) < FEWEST_DIFFERENCES:
        return Difference(role, axis, len(values), None, None)
    return Difference(role, axis, len(values), fmean(values), stdev(values))


def _kappa(pairs: Sequence[Pair]) -> float | None:
    own, panel = [ORDER[p.own] for p in pairs], [ORDER[p.panel] for p in pairs]
    if len(pairs) < FEWEST_KAPPA or len({*own, *panel}) == 1:
        return None
    return quadratic_kappa(own, panel)
