"""Figures that most tasks report: a mean by clusters, a share of successes."""

from collections.abc import Sequence
from statistics import fmean

from archpanel.evals.harness.figure import Figure
from archpanel.evals.statistics import cluster_interval, wilson


def mean_of(
    name: str, values: Sequence[float], clusters: Sequence[str], unit: str = "", note: str = ""
) -> Figure:
    """Return a mean with an interval that resamples whole clusters.

    Args:
        name: the figure's name.
        values: one per row; epochs of a sample are rows of its cluster.
        clusters: the cluster of each row, in the same order.
        unit: what 1 means.
        note: what a reader must know of it.
    """
    if not values:
        return Figure(name, None, unit=unit, note=note or "nothing was scored")
    low, high = _interval(values, clusters)
    return Figure(name, fmean(values), low, high, len(values), unit, note)


def _interval(
    values: Sequence[float], clusters: Sequence[str]
) -> tuple[float, float] | tuple[None, None]:
    """One cluster alone says nothing about others: no interval."""
    if len(set(clusters)) < 2:
        return None, None
    return cluster_interval(clusters, lambda rows: fmean(values[row] for row in rows))


def share_of(name: str, hits: Sequence[bool], note: str = "") -> Figure:
    """Return the share of successes with Wilson's interval; rows must be independent."""
    if not hits:
        return Figure(name, None, unit="share", note=note or "nothing was scored")
    low, high = wilson(sum(hits), len(hits))
    return Figure(name, sum(hits) / len(hits), low, high, len(hits), "share", note)
