"""How far a figure could be off, had other questions or candidates been drawn."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from archpanel.evals.statistics.arrays import Array, Numbers, numbers, paired


class Estimate(NamedTuple):
    """A figure and its 95 % interval, all in the unit of the values."""

    value: float
    low: float
    high: float


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """95 % interval of a share.

    Raises:
        ValueError: no trials (a share of nothing is undefined), or more successes than trials.

    Source: Wilson (1927), Journal of the American Statistical Association 22(158), 209-212.
    """
    if trials == 0:
        raise ValueError("no trials")
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials; give the count that succeeded")
    z, share = 1.959964, successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, float((middle - reach) / scale)), min(1.0, float((middle + reach) / scale))


def cluster_interval(
    clusters: Sequence[str],
    statistic: Callable[[npt.NDArray[np.int64]], float],
    repeats: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """95 % percentile interval that resamples whole clusters, e.g. candidates, not rows.

    Args:
        clusters: the cluster of each row.
        statistic: what to compute, given the chosen rows; rows come up more than once. For the
            difference of two engines on the same rows, compute both here and subtract.
        repeats: bootstrap samples; those for which it is undefined are left out.
        seed: of the resampling.

    Raises:
        ValueError: there are no rows, or the statistic is undefined on every bootstrap sample.

    Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
    """
    if not clusters:
        raise ValueError("no rows to resample")
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(np.asarray(clusters) == one) for one in dict.fromkeys(clusters)]
    found: list[float] = []
    for _ in range(repeats):
        picked = rng.integers(0, len(groups), len(groups))
        try:
            found.append(statistic(np.concatenate([groups[one] for one in picked])))
        except ValueError:
            continue
    if not found:
        raise ValueError(f"the statistic is undefined on all {repeats} bootstrap samples")
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def paired_difference(
    clusters: Sequence[str], before: Numbers, after: Numbers, repeats: int = 1000, seed: int = 0
) -> Estimate:
    """Mean of `after` minus `before` over rows, with an interval over clusters.

    Args:
        clusters: the cluster of each row, e.g. its question.
        before: one value per row.
        after: one value per row, of the same case; e.g. the same answer with a name swapped.
        repeats: bootstrap samples.
        seed: of the resampling.

    Raises:
        ValueError: the lists differ in length, or there are fewer than two clusters: one cluster
            says nothing about another.

    Source: Davison & Hinkley (1997), section 3.8.
    """
    first, second = paired(before, after)
    return _mean_by_cluster(clusters, second - first, repeats, seed)


def difference_in_differences(
    clusters: Sequence[str],
    owner: tuple[Numbers, Numbers],
    others: tuple[Numbers, Numbers],
    repeats: int = 1000,
    seed: int = 0,
) -> Estimate:
    """How much more one seat moved than the others: (after - before) of it minus that of them.

    Negative: a change that lowers the owner's values more than the others'. All four lists hold
    the same rows in the same order, so that what moves everybody cancels row by row.

    Args:
        clusters: the cluster of each row, e.g. its question.
        owner: before and after, one value per row, of the seat that ought to move.
        others: before and after of those that ought not, e.g. the mean of the other two.
        repeats: bootstrap samples.
        seed: of the resampling.

    Raises:
        ValueError: as `paired_difference`.

    Source: Angrist & Pischke (2009), Mostly Harmless Econometrics, section 5.2.
    """
    moved, stayed = (second - first for first, second in (paired(*owner), paired(*others)))
    theirs, ours = paired(stayed, moved)
    return _mean_by_cluster(clusters, ours - theirs, repeats, seed)


def _mean_by_cluster(clusters: Sequence[str], values: Array, repeats: int, seed: int) -> Estimate:
    given = numbers(values)
    if len(clusters) != len(given):
        raise ValueError(f"{len(clusters)} clusters for {len(given)} rows; give one per row")
    if len(set(clusters)) < 2:
        raise ValueError("one cluster; an interval over clusters needs at least two")
    low, high = cluster_interval(clusters, lambda rows: float(given[rows].mean()), repeats, seed)
    return Estimate(float(given.mean()), low, high)
