"""How far personas agree: two by two, and all together."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from archpanel.evals.harness.figure import Figure
from archpanel.evals.statistics import icc, krippendorff_alpha
from archpanel.lab.grid import Array, Grid
from archpanel.lab.measured import Rows, mean_of, measured

SAME = 0.05
"""Levels are kept in tenths; closer than half a tenth is the same level."""

ALPHA_REPEATS = 200
"""Alpha is counted unit by unit, so that a thousand samples would take a minute per report; the
ends of an interval from two hundred move by about a tenth of its width."""


@dataclass(frozen=True)
class Pair:
    """Two personas on the answers that both judged."""

    first: str
    second: str
    difference: Figure
    """Mean of the first's level less the second's."""

    same: Figure
    """Share of judgements on which both gave the same level."""

    icc: Figure
    """ICC(A,1): how alike one judgement of either is, strictness included."""

    alpha: Figure
    """Krippendorff's, for intervals between levels."""


def pairs(grid: Grid) -> tuple[Pair, ...]:
    """Return every two personas who judged the same answers, in the grid's order."""
    return tuple(pair(grid, first, second) for first, second in combinations(grid.personas, 2))


def pair(grid: Grid, first: str, second: str) -> Pair:
    """Return how far two personas agree; `n` counts judgements, intervals are over interviews."""
    both = ~np.isnan(grid.column(first)) & ~np.isnan(grid.column(second))
    kept = grid.keep(both)
    two = np.column_stack([kept.column(first), kept.column(second)])
    apart = two[:, 0] - two[:, 1]
    name, where = f"{first}/{second}", kept.interviews
    return Pair(
        first,
        second,
        mean_of(f"difference/{name}", where, apart.tolist(), unit="levels"),
        mean_of(f"same/{name}", where, (np.abs(apart) < SAME).tolist(), unit="share"),
        measured(f"icc/{name}", where, lambda rows: _icc(two, rows)),
        measured(f"alpha/{name}", where, lambda rows: _alpha(two, rows), repeats=ALPHA_REPEATS),
    )


def together(grid: Grid) -> Figure:
    """Return Krippendorff's alpha of all personas on all that two or more of them judged."""
    shared = grid.keep((~np.isnan(grid.levels)).sum(axis=1) >= 2)
    return measured(
        "alpha",
        shared.interviews,
        lambda rows: _alpha(shared.levels, rows),
        repeats=ALPHA_REPEATS,
    )


def _icc(two: Array, rows: Rows) -> float:
    return icc(two[rows]).a1


def _alpha(levels: Array, rows: Rows) -> float:
    return krippendorff_alpha(levels[rows].T, "interval")
