"""Statistics of the evals harness: pure functions of numbers, numpy only, so one can check them."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Numbers = Sequence[float] | Array


def ranks(values: Numbers) -> Array:
    """Return ranks from 1; ties share the mean of their ranks."""
    given = np.asarray(values, dtype=np.float64)
    _, inverse, counts = np.unique(given, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


def pearson(ours: Numbers, theirs: Numbers) -> float:
    """Linear correlation.

    Raises:
        ValueError: the lists differ in length, or one of them is constant; then it is undefined.
    """
    first, second = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} values against {len(second)}; pair them first")
    first, second = first - first.mean(), second - second.mean()
    size = float(np.sqrt((first**2).sum() * (second**2).sum()))
    if size < 1e-12:
        raise ValueError("one list is constant, so the correlation is undefined")
    return float((first * second).sum() / size)


def spearman(ours: Numbers, theirs: Numbers) -> float:
    """Rank correlation, ties averaged.

    Raises:
        ValueError: as `pearson`.

    Source: Spearman (1904), American Journal of Psychology 15(1), 72-101.
    """
    return pearson(ranks(ours), ranks(theirs))


def partial_spearman(ours: Numbers, theirs: Numbers, controls: Sequence[Numbers]) -> float:
    """Rank correlation of what the controls do not explain.

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


def cluster_interval(
    clusters: Sequence[str],
    statistic: Callable[[npt.NDArray[np.int64]], float],
    repeats: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """95 % percentile interval that resamples whole clusters, e.g. candidates, not rows.

    Args:
        clusters: the cluster of each row.
        statistic: what to compute, given the chosen rows; rows come up more than once.
        repeats: bootstrap samples; those for which it is undefined are left out.
        seed: of the resampling.

    Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
    """
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(np.asarray(clusters) == one) for one in dict.fromkeys(clusters)]
    found: list[float] = []
    for _ in range(repeats):
        picked = rng.integers(0, len(groups), len(groups))
        try:
            found.append(statistic(np.concatenate([groups[one] for one in picked])))
        except ValueError:
            continue
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def confusion(ours: Sequence[int], theirs: Sequence[int], labels: Sequence[int]) -> list[list[int]]:
    """Count pairs: one row per true label, one column per given label, both as in `labels`."""
    pairs = list(zip(theirs, ours, strict=True))
    return [[pairs.count((truth, given)) for given in labels] for truth in labels]


def quadratic_kappa(ours: Numbers, theirs: Numbers) -> float:
    """Agreement of two raters beyond chance, with quadratic weights.

    Raises:
        ValueError: the lists differ in length, or every rating is the same: then it is undefined.

    Source: Cohen (1968), Psychological Bulletin 70(4), 213-220.
    """
    first, second = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} values against {len(second)}; pair them first")
    by_chance = float(first.var() + second.var() + (first.mean() - second.mean()) ** 2)
    if by_chance == 0:
        raise ValueError("every rating is the same level, so kappa is undefined; add answers")
    return 1 - float(((first - second) ** 2).mean()) / by_chance


def _residual(values: Array, explained: Array) -> Array:
    fitted = explained @ np.linalg.lstsq(explained, values, rcond=None)[0]
    return np.asarray(values - fitted, dtype=np.float64)


def kendall(ours: Numbers, theirs: Numbers) -> float:
    """Kendall's tau-b: how far two orders agree, ties allowed (1 the same, -1 the reverse).

    Raises:
        ValueError: one side is constant, so there is no order to agree with.

    Source: Kendall (1945), The treatment of ties in ranking problems, Biometrika 33(3), 239-251.
    """
    a, b = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    upper = np.triu_indices(len(a), k=1)
    x = np.sign(a[:, None] - a[None, :])[upper]
    y = np.sign(b[:, None] - b[None, :])[upper]
    scale = np.sqrt(float((x != 0).sum()) * float((y != 0).sum()))
    if scale == 0:
        raise ValueError("one side is constant; tau is undefined")
    return float((x * y).sum() / scale)


def auc(high: Numbers, low: Numbers) -> float:
    """Chance that one of `high` is above one of `low`; a tie counts one half.

    Source: Hanley & McNeil (1982), Radiology 143(1), 29-36.
    """
    a, b = np.asarray(high, dtype=float)[:, None], np.asarray(low, dtype=float)[None, :]
    return float((a > b).mean() + 0.5 * (a == b).mean())


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """95 % interval of a share.

    Raises:
        ValueError: no trials; a share of nothing is undefined.

    Source: Wilson (1927), Journal of the American Statistical Association 22(158), 209-212.
    """
    if trials == 0:
        raise ValueError("no trials")
    z, share = 1.959964, successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return float((middle - reach) / scale), float((middle + reach) / scale)
