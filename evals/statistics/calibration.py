"""Whether stated chances and levels are right on average: of all 70 %, do 70 % come true?"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from archpanel.evals.statistics.arrays import Array, Numbers, paired

TENTHS = tuple(edge / 10 for edge in range(11))
"""Edges of ten equal bins of a chance."""


class Bin(NamedTuple):
    """The cases whose stated value lies between two edges."""

    low: float
    high: float
    n: int
    stated: float
    """Mean of what was stated."""
    true: float
    """Mean of what was true: for chances, the share that came true."""


def brier(chances: Numbers, outcomes: Numbers) -> float:
    """Mean squared distance of stated chances from what happened; 0 best, 0.25 for always 0.5.

    Half of Brier's own number, which counts an event and its absence, as is usual today.

    Args:
        chances: each between 0 and 1.
        outcomes: each 1 (happened) or 0.

    Raises:
        ValueError: the lists differ in length or are empty, a chance is none, an outcome is
            neither 0 nor 1.

    Source: Brier (1950), Monthly Weather Review 78(1), 1-3.
    """
    stated, happened = _chances(chances, outcomes)
    return float(((stated - happened) ** 2).mean())


def reliability(stated: Numbers, true: Numbers, edges: Sequence[float] = TENTHS) -> tuple[Bin, ...]:
    """Group cases by what was stated and show what was true; bins without cases are left out.

    Args:
        stated: a chance per case, or a level.
        true: what happened (0 or 1), or the true level.
        edges: of the bins, rising. A value on an edge belongs to the bin above it, on the last
            edge to the last bin.

    Raises:
        ValueError: the lists differ in length or are empty, the edges do not rise, or a stated
            value lies outside them.

    Source: Murphy & Winkler (1977), Applied Statistics 26(1), 41-47.
    """
    first, second = paired(stated, true)
    places = _places(first, edges)
    found = [(edge, places == edge) for edge in range(len(edges) - 1)]
    return tuple(
        Bin(
            edges[edge],
            edges[edge + 1],
            int(inside.sum()),
            float(first[inside].mean()),
            float(second[inside].mean()),
        )
        for edge, inside in found
        if inside.any()
    )


def calibration_error(stated: Numbers, true: Numbers, edges: Sequence[float] = TENTHS) -> float:
    """Expected calibration error: mean distance of stated from true per bin, by cases.

    In the unit of the values: 0.1 of chances is ten percentage points, of levels a tenth level. It
    depends on the edges, and few cases per bin make it larger than it is; show `n` beside it.

    Raises:
        ValueError: as `reliability`.

    Source: Naeini, Cooper & Hauskrecht (2015), AAAI 29(1), 2901-2907.
    """
    bins = reliability(stated, true, edges)
    return sum(one.n * abs(one.stated - one.true) for one in bins) / sum(one.n for one in bins)


def _chances(chances: Numbers, outcomes: Numbers) -> tuple[Array, Array]:
    stated, happened = paired(chances, outcomes)
    if ((stated < 0) | (stated > 1)).any():
        raise ValueError(f"chances from {stated.min():g} to {stated.max():g}; they lie in 0 to 1")
    if not np.isin(happened, (0.0, 1.0)).all():
        raise ValueError("an outcome that is neither 0 nor 1; say for each case if it happened")
    return stated, happened


def _places(values: Array, edges: Sequence[float]) -> Array:
    """Return the bin of each value."""
    borders = np.asarray(edges, dtype=np.float64)
    if len(borders) < 2 or (np.diff(borders) <= 0).any():
        raise ValueError(f"edges {list(edges)}; at least two, each above the one before")
    if values.min() < borders[0] or values.max() > borders[-1]:
        raise ValueError(
            f"values from {values.min():g} to {values.max():g} outside the edges "
            f"{borders[0]:g} to {borders[-1]:g}; widen them"
        )
    found = np.searchsorted(borders, values, side="right") - 1
    return np.minimum(found, len(borders) - 2).astype(np.float64)
