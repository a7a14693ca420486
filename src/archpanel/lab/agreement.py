"""How far personas agree: two by two, and all together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from archpanel.evals.harness.figure import Figure
from archpanel.lab.grid import Array, Grid
from archpanel.lab.measured import mean_of, measured

SAME = 0.05
"""Levels are kept in tenths; closer than half a tenth is the same level."""


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
        icc_of(f"icc/{name}", where, two),
        alpha_of(f"alpha/{name}", where, two),
    )


def together(grid: Grid) -> Figure:
    """Return Krippendorff's alpha of all personas on all that two or more of them judged."""
    return alpha_of("alpha", grid.interviews, grid.levels)


def alpha_of(name: str, interviews: Sequence[str], levels: Array) -> Figure:
    """Return Krippendorff's alpha for levels as intervals; `n` counts units with two ratings.

    Args:
        name: of the figure.
        interviews: the interview of each row.
        levels: one row per unit, one column per rater; NaN where a rater gave none.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; of squared differences
    observed and expected, both of which follow from sums. `evals.statistics.krippendorff_alpha`
    has it for any scale.
    """
    raters = (~np.isnan(levels)).sum(axis=1)
    kept = raters >= 2
    known, many = np.nan_to_num(levels[kept]), raters[kept]
    total, squares = known.sum(axis=1), (known**2).sum(axis=1)
    observed = (many * squares - total**2) / np.maximum(many - 1, 1)
    where = [interview for interview, is_kept in zip(interviews, kept, strict=True) if is_kept]
    return measured(name, where, np.column_stack([observed, many, total, squares]), _alpha)


def _alpha(sums: Array) -> Array:
    observed, many, total, squares = sums.T
    expected = (many * squares - total**2) / (many - 1)
    return np.asarray(np.where(expected > 1e-9, 1 - observed / expected, np.nan), dtype=np.float64)


def icc_of(name: str, interviews: Sequence[str], two: Array) -> Figure:
    """Return ICC(A,1) of two raters, from sums; `n` counts targets.

    Args:
        name: of the figure.
        interviews: the interview of each target.
        two: targets by the two raters, without gaps.

    Source: McGraw & Wong (1996), Psychological Methods 1(1), 30-46, table 4; as
    `evals.statistics.icc` has it for any number of raters.
    """
    first, second = two.T
    parts = np.column_stack([first, second, first**2, second**2, first * second, 0 * first + 1])
    return measured(name, interviews, parts, _icc)


def _icc(sums: Array) -> Array:
    first, second, first_2, second_2, product, n = sums.T
    every = (first + second) ** 2 / (2 * n)
    rows = (first_2 + second_2 + 2 * product) / 2 - every
    columns = (first**2 + second**2) / n - every
    rest = (first_2 + second_2 - every) - rows - columns
    rows, rest = rows / (n - 1), rest / (n - 1)
    below = rows + rest + 2 * (columns - rest) / n
    return np.asarray(np.where(below > 1e-9, (rows - rest) / below, np.nan), dtype=np.float64)
