"""How levels have come along over sessions, and how sure one may be of it. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal

from archpanel.evals.statistics.student import student_quantile

WINDOW = 4
"""Sessions that say where somebody stands now; what is older says where they came from."""

FEW = 3
"""Below so many levels nothing is said of how sure one may be."""

SURE = 0.90
"""Of intervals."""

Direction = Literal["rising", "falling", "no clear change", "too few to say"]


@dataclass(frozen=True)
class Trend:
    """One competency or axis over the sessions that assessed it."""

    levels: tuple[float, ...]
    """Oldest first."""

    mean: float
    """Of the last `WINDOW`."""

    low: float | None
    high: float | None
    """90 % interval of that mean (Student's t); None where there are too few."""

    direction: Direction
    """Of all levels, by the slope over the sessions and its 90 % interval."""

    @property
    def last(self) -> float:
        """The newest level."""
        return self.levels[-1]


def trend(levels: Sequence[float]) -> Trend:
    """Return where one or more levels lead.

    Raises:
        ValueError: there is none.
    """
    if not levels:
        raise ValueError("no level")
    recent = levels[-WINDOW:]
    low, high = interval_of(recent)
    return Trend(tuple(levels), fmean(recent), low, high, _direction(levels))


def interval_of(levels: Sequence[float]) -> tuple[float, float] | tuple[None, None]:
    """Return the 90 % interval of a mean (Student's t); None twice where there are too few."""
    if len(levels) < FEW:
        return None, None
    t = student_quantile((1 + SURE) / 2, len(levels) - 1)
    wide = t * stdev(levels) / math.sqrt(len(levels))
    return fmean(levels) - wide, fmean(levels) + wide


def trends(histories: Sequence[Mapping[str, float]]) -> dict[str, Trend]:
    """Return the trend of every name that occurs.

    Args:
        histories: levels by name of each session, the oldest session first.
    """
    names = dict.fromkeys(name for levels in histories for name in levels)
    return {n: trend([levels[n] for levels in histories if n in levels]) for n in names}


def _direction(levels: Sequence[float]) -> Direction:
    n = len(levels)
    if n < FEW:
        return "too few to say"
    middle, mean = (n - 1) / 2, fmean(levels)
    spread = sum((at - middle) ** 2 for at in range(n))
    slope = sum((at - middle) * (level - mean) for at, level in enumerate(levels)) / spread
    left = [level - mean - slope * (at - middle) for at, level in enumerate(levels)]
    error = math.sqrt(sum(one**2 for one in left) / max(n - 2, 1) / spread)
    wide = student_quantile((1 + SURE) / 2, n - 2) * error
    if slope - wide > 0:
        return "rising"
    return "falling" if slope + wide < 0 else "no clear change"
