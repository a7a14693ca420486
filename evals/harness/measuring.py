"""Figures that most tasks report: a mean by clusters, a share of successes."""

from collections.abc import Callable, Sequence
from statistics import fmean

import numpy as np

from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.task import Scored
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
    array = np.asarray(values, dtype=np.float64)
    return cluster_interval(clusters, lambda rows: float(array[rows].mean()))


def values_of(scored: Sequence[Scored], name: str) -> list[float]:
    """Return one named number of every score."""
    return [one.score.value[name] for one in scored]


def groups_of(scored: Sequence[Scored]) -> list[str]:
    """Return the cluster of every row."""
    return [one.sample.group for one in scored]


def of_kind(scored: Sequence[Scored], what: str, kind: object) -> list[Scored]:
    """Return those whose sample's metadata has this value under this name."""
    return [one for one in scored if one.sample.metadata[what] == kind]


def mean_lead(
    figure: str, scored: Sequence[Scored], one: str, other: str, unit: str = "", note: str = ""
) -> Figure:
    """Return the mean of what a score's one number is ahead of another, paired by row."""
    leads = [row.score.value[one] - row.score.value[other] for row in scored]
    return mean_of(figure, leads, groups_of(scored), unit, note)


def mean_score(
    figure: str, scored: Sequence[Scored], name: str, unit: str = "", note: str = ""
) -> Figure:
    """Return the mean of one named number of the scores; otherwise as `mean_of`."""
    return mean_of(figure, values_of(scored, name), groups_of(scored), unit, note)


def share_of_groups(
    figure: str, scored: Sequence[Scored], holds: Callable[[Scored], bool], note: str = ""
) -> Figure:
    """Return the share of clusters with a row that holds: rows of one are not independent."""
    found: dict[str, bool] = {}
    for one in scored:
        found[one.sample.group] = found.get(one.sample.group, False) or holds(one)
    return share_of(figure, list(found.values()), note)


def share_of(name: str, hits: Sequence[bool], note: str = "") -> Figure:
    """Return the share of successes with Wilson's interval; rows must be independent."""
    if not hits:
        return Figure(name, None, unit="share", note=note or "nothing was scored")
    low, high = wilson(sum(hits), len(hits))
    return Figure(name, sum(hits) / len(hits), low, high, len(hits), "share", note)
