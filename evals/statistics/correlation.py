"""How far two lists of numbers rise together."""

from collections.abc import Sequence

import numpy as np

from archpanel.evals.statistics.arrays import Array, Numbers, numbers, paired


def ranks(values: Numbers) -> Array:
    """Return ranks from 1; ties share the mean of their ranks.

    Raises:
        ValueError: no values, or one that is no number and so has no rank.
    """
    _, inverse, counts = np.unique(numbers(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


def pearson(ours: Numbers, theirs: Numbers) -> float:
    """Linear correlation, -1 to 1.

    Raises:
        ValueError: the lists differ in length, or one of them is constant; then it is undefined.

    Source: Pearson (1896), Philosophical Transactions of the Royal Society A 187, 253-318.
    """
    first, second = paired(ours, theirs)
    first, second = first - first.mean(), second - second.mean()
    size = float(np.sqrt((first**2).sum() * (second**2).sum()))
    if size < 1e-12:
        raise ValueError("one list is constant, so the correlation is undefined")
    return float((first * second).sum() / size)


def spearman(ours: Numbers, theirs: Numbers) -> float:
    """Rank correlation, ties averaged, -1 to 1.

    Raises:
        ValueError: as `pearson`.

    Source: Spearman (1904), American Journal of Psychology 15(1), 72-101.
    """
    return pearson(ranks(ours), ranks(theirs))


def partial_spearman(ours: Numbers, theirs: Numbers, controls: Sequence[Numbers]) -> float:
    """Rank correlation of what the controls do not explain, -1 to 1.

    Both rankings are regressed on the controls' ranks; the residuals are correlated.

    Args:
        ours: one value per case.
        theirs: the truth, in the same order.
        controls: each one value per case, e.g. the number of distinct words.

    Raises:
        ValueError: as `pearson`; also when the controls explain one side completely.

    Source: Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 5.4.
    """
    explained = np.column_stack([np.ones(len(ranks(ours))), *(ranks(one) for one in controls)])
    return pearson(*(_residual(ranks(side), explained) for side in (ours, theirs)))


def kendall(ours: Numbers, theirs: Numbers) -> float:
    """Kendall's tau-b: how far two orders agree, ties allowed (1 the same, -1 the reverse).

    Raises:
        ValueError: the lists differ in length, or one side is constant: no order to agree with.

    Source: Kendall (1945), The treatment of ties in ranking problems, Biometrika 33(3), 239-251.
    """
    a, b = paired(ours, theirs)
    upper = np.triu_indices(len(a), k=1)
    x = np.sign(a[:, None] - a[None, :])[upper]
    y = np.sign(b[:, None] - b[None, :])[upper]
    scale = np.sqrt(float((x != 0).sum()) * float((y != 0).sum()))
    if scale == 0:
        raise ValueError("one side is constant; tau is undefined")
    return float((x * y).sum() / scale)


def _residual(values: Array, explained: Array) -> Array:
    fitted = explained @ np.linalg.lstsq(explained, values, rcond=None)[0]
    return np.asarray(values - fitted, dtype=np.float64)
