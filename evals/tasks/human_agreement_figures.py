"""The figures of agreement with human grades; every interval resamples whole questions."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.measuring import groups_of, mean_of, mean_score, values_of
from archpanel.evals.harness.task import Scored
from archpanel.evals.statistics import (
    Array,
    auc,
    cluster_interval,
    krippendorff_alpha,
    pearson,
    quadratic_kappa,
    spearman,
)

SETS = ("saf", "semeval")
"""Those that always have figures; sets of a user's own have some where they are there."""

BASELINES = ("lexical", "cosine")
STRATA = {"low": (0.0, 1 / 3), "mid": (1 / 3, 2 / 3), "high": (2 / 3, 1.01)}
"""By human grade, the lower edge inside."""

GRADES = 4
"""For kappa, shares are read as the nearest quarter; 0.125 goes to 0, as halves go to even."""

Statistic = Callable[[Array, Array], float]


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return agreement by set, the baselines on the same rows, strata, and people with people."""
    present = {one.sample.metadata["set"] for one in scored}
    names = [*SETS, *sorted(present - set(SETS))]
    rows = {name: [one for one in scored if one.sample.metadata["set"] == name] for name in names}
    return [figure for name in names for figure in _of_set(name, rows[name])]


def _of_set(name: str, rows: Sequence[Scored]) -> list[Figure]:
    read = [one for one in rows if "panel" in one.score.value]
    missed = [float("panel" not in one.score.value) for one in rows]
    return [
        *_against(name, read, "panel", ""),
        _figure(f"qwk/{name}", read, "panel", _kappa, "grades in quarters"),
        mean_of(f"mae/{name}", [abs(v) for v in values_of(read, "off")], groups_of(read), "share"),
        mean_score(f"bias/{name}", read, "off", "share", "above 0: lenient"),
        *(f for one in BASELINES for f in _against(name, read, one, f"/{one}")),
        *(_lead(name, read, one) for one in BASELINES),
        *(f for one in STRATA for f in _stratum(name, read, one)),
        mean_of(f"unread/{name}", missed, groups_of(rows), "share", "in no other figure"),
        *_people(name, rows),
    ]


def _against(name: str, rows: Sequence[Scored], field: str, end: str) -> list[Figure]:
    return [
        _figure(f"pearson/{name}{end}", rows, field, pearson),
        _figure(f"spearman/{name}{end}", rows, field, spearman),
        _figure(f"auc/{name}{end}", rows, field, _auc, "two thirds of the score or more, or less"),
    ]


def _auc(ours: Array, human: Array) -> float:
    good = human >= 2 / 3
    if good.all() or not good.any():
        raise ValueError("all answers are on one side of two thirds")
    return auc(ours[good].tolist(), ours[~good].tolist())


def _kappa(ours: Array, human: Array) -> float:
    return quadratic_kappa(np.rint(GRADES * ours), np.rint(GRADES * human))


def _lead(name: str, rows: Sequence[Scored], baseline: str) -> Figure:
    """Return how far the panel's rank correlation is above a baseline's, on the same rows."""
    base = np.array(values_of(rows, baseline))

    def lead(chosen: Array, human: Array) -> float:
        # `chosen` holds row numbers: both correlations are of the same resampled rows.
        at = chosen.astype(int)
        return spearman(ours[at], human) - spearman(base[at], human)

    ours = np.array(values_of(rows, "panel"))
    numbers = np.arange(len(rows), dtype=np.float64)
    return _of_arrays(f"ahead-of/{name}/{baseline}", rows, numbers, lead, "Spearman's")


def _stratum(name: str, rows: Sequence[Scored], stratum: str) -> list[Figure]:
    low, high = STRATA[stratum]
    part = [one for one in rows if low <= one.score.value["human"] < high]
    off, groups = values_of(part, "off"), groups_of(part)
    return [
        mean_of(f"mae/{name}/{stratum}", [abs(v) for v in off], groups, "share"),
        mean_of(f"bias/{name}/{stratum}", off, groups, "share"),
    ]


def _people(name: str, rows: Sequence[Scored]) -> list[Figure]:
    """Return how graders agree with each other, where an answer has several."""
    graders = sorted({grader for one in rows for grader in one.sample.target})
    if len(graders) < 2:
        return []
    table = [[one.sample.target.get(g, float("nan")) for one in rows] for g in graders]
    grades = np.array(table, dtype=np.float64)
    return [
        _human(f"human-alpha/{name}", rows, grades, lambda g: krippendorff_alpha(g, "interval")),
        _human(f"human-qwk/{name}", rows, grades, _mean_kappa, "mean over pairs of graders"),
    ]


def _mean_kappa(grades: Array) -> float:
    found = []
    for one, other in combinations(np.rint(GRADES * grades), 2):
        both = ~np.isnan(one) & ~np.isnan(other)
        if both.any():
            found.append(quadratic_kappa(one[both], other[both]))
    if not found:
        raise ValueError("no two graders graded the same answer")
    return float(np.mean(found))


def _human(
    figure: str,
    rows: Sequence[Scored],
    grades: Array,
    statistic: Callable[[Array], float],
    note: str = "",
) -> Figure:
    numbers = np.arange(len(rows), dtype=np.float64)
    return _of_arrays(
        figure, rows, numbers, lambda at, _: statistic(grades[:, at.astype(int)]), note
    )


def _figure(
    name: str, rows: Sequence[Scored], field: str, statistic: Statistic, note: str = ""
) -> Figure:
    return _of_arrays(name, rows, np.array(values_of(rows, field)), statistic, note)


def _of_arrays(
    name: str, rows: Sequence[Scored], ours: Array, statistic: Statistic, note: str
) -> Figure:
    """Return a statistic of two columns, or None with the reason where it is undefined."""
    groups, human = groups_of(rows), np.array(values_of(rows, "human"))
    if len(set(groups)) < 2:
        return Figure(name, None, n=len(rows), note="needs answers to two questions")
    try:
        value = statistic(ours, human)
        interval = cluster_interval(groups, lambda at: statistic(ours[at], human[at]))
    except ValueError as error:
        return Figure(name, None, n=len(rows), note=str(error))
    return Figure(name, value, *interval, len(rows), note=note)
