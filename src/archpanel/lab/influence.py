"""What a seat is worth to its panel: would the verdict be another one without it?"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from archpanel.domain import Decision
from archpanel.evals.harness.figure import Figure
from archpanel.lab.asking import seat_of
from archpanel.lab.grid import Grid, grid_of
from archpanel.lab.measured import Array, Tell, mean_of, measured
from archpanel.lab.sitting import Comparison
from archpanel.lab.whatif import without


@dataclass(frozen=True)
class Influence:
    """How much one persona decides on one panel."""

    panel: str
    persona: str
    differs: Figure
    """Share of interviews with another verdict without this seat; `n` counts interviews."""

    changes: Counter[tuple[Decision, Decision]]
    """(with it, without it) of those that differ."""


def influences(comparison: Comparison) -> tuple[Influence, ...]:
    """Return what each seat decides on each panel of two or more; the debrief is not re-run."""
    found = []
    for panel in dict.fromkeys(s.panel for s in comparison.sittings):
        for label in comparison.personas:
            if one := _influence(comparison, panel, label):
                found.append(one)
    return tuple(found)


def _influence(comparison: Comparison, panel: str, label: str) -> Influence | None:
    where, differs = list[str](), list[float]()
    changes: Counter[tuple[Decision, Decision]] = Counter()
    for sitting in comparison.sittings:
        seat = seat_of(comparison, sitting, label)
        if sitting.panel != panel or not seat or len(sitting.record.brief.seats) < 2:
            continue
        otherwise = without(sitting.record, seat)
        where.append(sitting.material)
        differs.append(otherwise.differs)
        if otherwise.differs:
            changes[otherwise.before.decision, otherwise.after.decision] += 1
    if not where:
        return None
    share = mean_of(f"influence/{panel}/{label}", where, differs, unit="share")
    return Influence(panel, label, share, changes)


@dataclass(frozen=True)
class Votes:
    """How many independent judges a panel amounts to."""

    panel: str
    seats: int
    effective: Figure
    """Kish's number, from errors against the level that each answer was written to."""

    correlation: Figure
    """Mean correlation of two seats' errors."""


def votes_of(comparison: Comparison) -> tuple[Votes, ...]:
    """Return the effective votes of every panel of two or more, where the truth is known."""
    found = []
    for panel in dict.fromkeys(s.panel for s in comparison.sittings):
        mine = tuple(s for s in comparison.sittings if s.panel == panel)
        seats = {comparison.label(s, p.id) for s in mine for p in s.record.personas}
        if len(seats) > 1:
            part = Comparison(mine, comparison.labels, comparison.personas)
            found.append(effective(panel, grid_of(part).seats(seats)))
    return tuple(found)


def effective(panel: str, grid: Grid) -> Votes:
    """Return a panel's effective votes from levels and what the answers were written to.

    `n` counts judgements that all seats made. Where no truth is known there is no figure: how alike
    seats are says nothing of whether they are wrong together.
    """
    whole = ~np.isnan(grid.levels).any(axis=1) & ~np.isnan(grid.truth)
    kept = grid.keep(whole)
    errors = kept.levels - kept.truth[:, None]
    names = (f"votes/{panel}", f"error-correlation/{panel}")
    if not len(errors):
        told = "needs answers whose level is known, such as --bank draws"
        return Votes(panel, len(grid.personas), *(Figure(n, None, note=told) for n in names))

    where = kept.interviews
    return Votes(
        panel,
        len(grid.personas),
        measured(names[0], where, products(errors), _effective(len(grid.personas)), unit="votes"),
        measured(names[1], where, products(errors), _correlation(len(grid.personas))),
    )


def products(errors: Array) -> Array:
    """Return what correlations follow from: errors, their products two by two, and a one."""
    seats = range(errors.shape[1])
    crossed = [errors[:, i] * errors[:, j] for i in seats for j in seats if i <= j]
    return np.column_stack([errors, *crossed, np.ones(len(errors))])


def _correlation(seats: int) -> Tell:
    """Return the mean correlation of two seats' errors, from sums of `products`."""
    places = {pair: at for at, pair in enumerate((i, j) for i in range(seats)
                                                 for j in range(seats) if i <= j)}  # fmt: skip

    def tell(sums: Array) -> Array:
        total, crossed, n = sums[:, :seats], sums[:, seats:-1], sums[:, -1]

        def shared(i: int, j: int) -> Array:
            both = crossed[:, places[i, j]] - total[:, i] * total[:, j] / n
            return np.asarray(both, dtype=np.float64)

        found = [
            shared(i, j) / np.sqrt(shared(i, i) * shared(j, j))
            for i, j in combinations(range(seats), 2)
        ]
        return np.asarray(np.mean(found, axis=0), dtype=np.float64)

    return tell


def _effective(seats: int) -> Tell:
    """Return Kish's number of votes, as `evals.statistics.effective_votes` has it."""
    correlation = _correlation(seats)

    def tell(sums: Array) -> Array:
        effect = 1 + (seats - 1) * correlation(sums)
        return np.asarray(np.where(effect > 1e-12, seats / effect, np.nan), dtype=np.float64)

    return tell
