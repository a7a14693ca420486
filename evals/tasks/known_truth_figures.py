"""The figures of interviews with known truth; every interval resamples whole candidates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.task import Scored
from archpanel.evals.statistics import (
    Array,
    calibration_error,
    cluster_interval,
    partial_spearman,
    quadratic_kappa,
    reliability,
    spearman,
)
from archpanel.evals.tasks.ml_interviews import STYLES

EDGES = (1.0, 1.4, 1.8, 2.2, 2.6, 3.0)
"""Of the levels given, for calibration: five equal bins."""


@dataclass(frozen=True)
class Table:
    """One scorer's levels beside the truth; a row per interview, a column per competency."""

    levels: Array
    """NaN: not assessed."""
    truth: Array
    style: Array
    """A row per interview, a column per control."""
    groups: tuple[str, ...]

    def part(self, rows: npt.NDArray[np.int64]) -> "Table":
        """Return chosen interviews; one may come up more than once."""
        groups = tuple(self.groups[row] for row in rows)
        return Table(self.levels[rows], self.truth[rows], self.style[rows], groups)

    @cached_property
    def means(self) -> tuple[Array, Array]:
        """Mean level given and true mean level of each interview."""
        return np.nanmean(self.levels, axis=1), self.truth.mean(axis=1)

    @cached_property
    def cells(self) -> tuple[Array, Array]:
        """All levels given, and the true ones beside them."""
        known = ~np.isnan(self.levels)
        return self.levels[known], self.truth[known]


Statistic = Callable[[Table], float]


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return ranking, style removed, levels and calibration; the authors' judge beside each."""
    ours = table_of(scored, "panel")
    judge = table_of(scored, "judge")
    return [
        *_scorer(ours, ""),
        *_bins(ours),
        _figure("not-assessed", ours, lambda t: float(np.isnan(t.levels).mean()), "share"),
        *_scorer(judge, "/judge"),
        *(_control(ours, column) for column in range(len(STYLES))),
        *_by_competency(scored, ours, judge),
    ]


def table_of(scored: Sequence[Scored], who: str) -> Table:
    """Return the levels of the panel or of the authors' judge.

    Interviews on which the panel assessed nothing are left out.
    """
    rows = [one for one in scored if "closeness" in one.score.value]
    given = [one.output if who == "panel" else one.sample.target["judge"] for one in rows]
    return Table(
        levels=np.array(given, dtype=np.float64),
        truth=np.array([one.sample.target["truth"] for one in rows], dtype=np.float64),
        style=np.array([[one.score.value[s] for s in STYLES] for one in rows], dtype=np.float64),
        groups=tuple(one.sample.group for one in rows),
    )


def _scorer(table: Table, end: str) -> list[Figure]:
    return [
        _figure(f"spearman{end}", table, lambda t: spearman(*t.means), "", "mean level"),
        _figure(f"partial{end}", table, _partial, "", "Spearman's, style of all three removed"),
        _figure(f"profile{end}", table, _profile, "", "strengths within a person, uneven profiles"),
        _figure(f"exact{end}", table, _exact, "share", "nearest whole level"),
        _figure(f"qwk{end}", table, lambda t: quadratic_kappa(*t.cells)),
        _figure(f"mae{end}", table, _distance, "levels"),
        _figure(f"bias{end}", table, _bias, "levels", "above 0: too lenient"),
        _figure(f"calibration{end}", table, _calibration, "levels", "ECE, by level given"),
    ]


def _partial(table: Table) -> float:
    return partial_spearman(*table.means, list(table.style.T))


def _profile(table: Table) -> float:
    """Return how strengths within a person agree: levels less person and competency."""
    uneven = table.truth.std(axis=1) > 0
    filled = np.where(np.isnan(table.levels), np.nanmean(table.levels), table.levels)
    centred = (filled - filled.mean(axis=0))[uneven]
    wanted = table.truth[uneven] - table.truth[uneven].mean(axis=1, keepdims=True)
    return spearman((centred - centred.mean(axis=1, keepdims=True)).ravel(), wanted.ravel())


def _exact(table: Table) -> float:
    ours, truth = table.cells
    return float((np.rint(ours) == truth).mean())


def _distance(table: Table) -> float:
    ours, truth = table.cells
    return float(np.abs(ours - truth).mean())


def _bias(table: Table) -> float:
    ours, truth = table.cells
    return float((ours - truth).mean())


def _calibration(table: Table) -> float:
    return calibration_error(*table.cells, EDGES)


def _bins(table: Table) -> list[Figure]:
    """Return the true mean level of what was given each level: the reliability diagram."""
    found = reliability(*table.cells, EDGES) if table.groups else ()
    named = {int(np.searchsorted(EDGES, one.stated, side="right")): one for one in found}
    bins = range(1, len(EDGES))
    return [
        Figure(
            f"true-at/{EDGES[n - 1]:.1f}-{EDGES[n]:.1f}",
            named[n].true if n in named else None,
            n=named[n].n if n in named else 0,
            unit="levels",
            note=f"given {named[n].stated:.2f} on average" if n in named else "never given",
        )
        for n in bins
    ]


def _control(table: Table, column: int) -> Figure:
    name, note = f"spearman/{STYLES[column]}", "control: reads no content"
    return _figure(name, table, lambda t: spearman(t.style[:, column], t.means[1]), "", note)


def _by_competency(scored: Sequence[Scored], ours: Table, judge: Table) -> list[Figure]:
    names = list(scored[0].sample.input["rubric"]) if scored else []
    return [
        _figure(f"spearman/{name}{end}", table, _column(at))
        for at, name in enumerate(names)
        for end, table in (("", ours), ("/judge", judge))
    ]


def _column(at: int) -> Statistic:
    def statistic(table: Table) -> float:
        known = ~np.isnan(table.levels[:, at])
        return spearman(table.levels[known, at], table.truth[known, at])

    return statistic


def _figure(
    name: str, table: Table, statistic: Statistic, unit: str = "", note: str = ""
) -> Figure:
    """Return a statistic with its interval, or None with the reason where it is undefined."""
    n = len(table.groups)
    if len(set(table.groups)) < 2:
        return Figure(name, None, n=n, unit=unit, note="needs interviews of two candidates")
    try:
        value = statistic(table)
        interval = cluster_interval(table.groups, lambda rows: statistic(table.part(rows)))
    except ValueError as error:
        return Figure(name, None, n=n, unit=unit, note=str(error))
    return Figure(name, value, *interval, n, unit, note)
