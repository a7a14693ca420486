"""How far raters agree on the same cases, beyond what chance would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from archpanel.evals.statistics.arrays import Array, Numbers, paired, table

Scale = Literal["nominal", "ordinal", "interval"]
"""What a difference of two ratings means: other, so many ranks apart, so many units apart."""


def confusion(ours: Sequence[int], theirs: Sequence[int], labels: Sequence[int]) -> list[list[int]]:
    """Count pairs: one row per true label, one column per given label, both as in `labels`."""
    pairs = list(zip(theirs, ours, strict=True))
    return [[pairs.count((truth, given)) for given in labels] for truth in labels]


def quadratic_kappa(ours: Numbers, theirs: Numbers) -> float:
    """Agreement of two raters beyond chance, with quadratic weights: 1 perfect, 0 chance.

    Raises:
        ValueError: the lists differ in length, or every rating is the same: then it is undefined.

    Source: Cohen (1968), Psychological Bulletin 70(4), 213-220.
    """
    first, second = paired(ours, theirs)
    by_chance = float(first.var() + second.var() + (first.mean() - second.mean()) ** 2)
    if by_chance == 0:
        raise ValueError("every rating is the same level, so kappa is undefined; add answers")
    return 1 - float(((first - second) ** 2).mean()) / by_chance


def krippendorff_alpha(ratings: Sequence[Numbers] | Array, scale: Scale = "ordinal") -> float:
    """Agreement of any number of raters, with gaps: 1 perfect, 0 chance, below 0 worse.

    Args:
        ratings: one list per rater, one value per unit; NaN where a rater did not rate. Units with
            fewer than two ratings cannot be compared and are left out.
        scale: what a difference means.

    Raises:
        ValueError: no unit has two ratings, or all ratings are the same value: without variation
            nobody can tell agreement from chance.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of
    Pennsylvania; Krippendorff (2004), Content Analysis, 2nd ed., section 11.3.
    """
    values, coincidences = _coincidences(np.asarray(ratings, dtype=np.float64))
    totals = coincidences.sum(axis=0)
    apart = _apart(values, totals, scale)
    by_chance = (np.outer(totals, totals) - np.diag(totals)) / (totals.sum() - 1)
    expected = float((by_chance * apart).sum())
    if expected == 0:
        raise ValueError(f"every rating is {values[0]:g}, so alpha is undefined; add units")
    return 1 - float((coincidences * apart).sum()) / expected


@dataclass(frozen=True)
class Icc:
    """Intraclass correlations of two-way ratings; 1 perfect, 0 or below none.

    `a*` minus `c*` is what strictness costs: a rater who is always one level lower leaves
    consistency untouched and lowers agreement.
    """

    a1: float
    """Agreement of one rater's values; ICC(2,1) of Shrout & Fleiss."""
    ak: float
    """Agreement of the mean of all raters; ICC(2,k)."""
    c1: float
    """Consistency of one rater, whose own offset does not count; ICC(3,1)."""
    ck: float
    """Consistency of the mean of all raters; ICC(3,k)."""


def icc(ratings: Sequence[Numbers] | Array) -> Icc:
    """Return the intraclass correlations of complete ratings.

    Args:
        ratings: one list per target (answer, candidate), one value per rater.

    Raises:
        ValueError: fewer than two targets or raters, a gap, or targets whose means do not differ.

    Source: McGraw & Wong (1996), Psychological Methods 1(1), 30-46, table 4;
    Shrout & Fleiss (1979), Psychological Bulletin 86(2), 420-428.
    """
    given = table(ratings, "targets", "raters")
    n, k = given.shape
    rows, columns, rest = _mean_squares(given)
    if rows == 0:
        raise ValueError("all targets have the same mean, so nothing tells them apart")
    return Icc(
        a1=(rows - rest) / (rows + (k - 1) * rest + k * (columns - rest) / n),
        ak=(rows - rest) / (rows + (columns - rest) / n),
        c1=(rows - rest) / (rows + (k - 1) * rest),
        ck=(rows - rest) / rows,
    )


def _coincidences(ratings: Array) -> tuple[Array, Array]:
    """Return the values that occur, and how often each meets each within a unit."""
    units = [unit[~np.isnan(unit)] for unit in ratings.T]
    units = [unit for unit in units if len(unit) >= 2]
    if not units:
        raise ValueError("no unit has two ratings, so there is no agreement to measure")
    values = np.unique(np.concatenate(units))
    counts = np.array([(unit[:, None] == values).sum(axis=0) for unit in units], dtype=np.float64)
    met = np.zeros((len(values), len(values)))
    for count in counts:
        met += (np.outer(count, count) - np.diag(count)) / (count.sum() - 1)
    return values, met


def _apart(values: Array, totals: Array, scale: Scale) -> Array:
    """Return the squared distance of each value to each."""
    if scale == "nominal":
        return 1.0 - np.eye(len(values))
    # Ordinal: the ratings passed on the way from the middle of one value to the middle of the other
    place = values if scale == "interval" else np.cumsum(totals) - totals / 2
    return np.asarray((place[:, None] - place[None, :]) ** 2, dtype=np.float64)


def _mean_squares(given: Array) -> tuple[float, float, float]:
    """Return the mean squares between rows, between columns, and of what is left."""
    n, k = given.shape
    row, column, all_of_it = given.mean(axis=1), given.mean(axis=0), given.mean()
    rest = given - row[:, None] - column[None, :] + all_of_it
    return (
        float(k * ((row - all_of_it) ** 2).sum() / (n - 1)),
        float(n * ((column - all_of_it) ** 2).sum() / (k - 1)),
        float((rest**2).sum() / ((n - 1) * (k - 1))),
    )
