"""How strict a persona is, how much of the scale it uses, and whether that changes on the way."""

import numpy as np
import numpy.typing as npt

from archpanel.evals.harness.figure import Figure
from archpanel.lab.grid import Array, Grid
from archpanel.lab.measured import deviation_of, mean_of, too_few

LEVELS = "levels"


def severity(grid: Grid, persona: str, competency: str = "") -> Figure:
    """Return by how many levels a persona is stricter than the mean of all others.

    Args:
        grid: levels of the same answers.
        persona: whose.
        competency: on this one alone; "" for all.

    Returns:
        Mean over answers and competencies that the persona and another one judged; above 0 is
        stricter. `n` counts these judgements. With nobody else at all it is undefined.
    """
    seen = grid.about(competency) if competency else grid
    theirs, own = _others(seen, persona), seen.column(persona)
    both = ~np.isnan(own) & ~np.isnan(theirs)
    kept = seen.keep(both)
    name = f"severity/{persona}{f'/{competency}' if competency else ''}"
    return mean_of(name, kept.interviews, (theirs - own)[both].tolist(), unit=LEVELS)


def spread(grid: Grid, persona: str) -> Figure:
    """Return the standard deviation of a persona's levels: how much of the scale it uses."""
    own = grid.column(persona)
    seen = ~np.isnan(own)
    kept = grid.keep(seen)
    return deviation_of(f"spread/{persona}", kept.interviews, own[seen].tolist(), unit="")


def mean_level(grid: Grid, persona: str, competency: str = "") -> Figure:
    """Return a persona's mean level, on one competency or all."""
    seen = grid.about(competency) if competency else grid
    own = seen.column(persona)
    kept = seen.keep(~np.isnan(own))
    name = f"level/{persona}{f'/{competency}' if competency else ''}"
    return mean_of(name, kept.interviews, own[~np.isnan(own)].tolist(), unit="level")


def drift(grid: Grid, persona: str) -> Figure:
    """Return by how many levels a persona is stricter late than early in an interview.

    Severity in the second half of the answers less that in the first half: a candidate who tires
    tires for all personas, so that it cancels. Interviews without both halves do not count.
    """
    theirs, own = _others(grid, persona), grid.column(persona)
    both = ~np.isnan(own) & ~np.isnan(theirs)
    kept, apart = grid.keep(both), (theirs - own)[both]
    late = np.asarray([place.late for place in kept.places], dtype=bool)
    change = {
        interview: _late_less_early(apart, late, np.asarray(kept.interviews) == interview)
        for interview in dict.fromkeys(kept.interviews)
    }
    halves = {name: value for name, value in change.items() if not np.isnan(value)}
    if not halves:
        return too_few(f"drift/{persona}", 0, 0, unit=LEVELS)
    return mean_of(f"drift/{persona}", list(halves), list(halves.values()), unit=LEVELS)


def _late_less_early(
    apart: Array, late: npt.NDArray[np.bool_], mine: npt.NDArray[np.bool_]
) -> float:
    second, first = apart[mine & late], apart[mine & ~late]
    if not len(first) or not len(second):
        return float("nan")
    return float(second.mean() - first.mean())


def _others(grid: Grid, persona: str) -> Array:
    """Return, by place, the mean level of all other personas; NaN where there was none."""
    own = grid.personas.index(persona)
    others = np.delete(grid.levels, own, axis=1)
    known = ~np.isnan(others)
    total = np.where(known, others, 0.0).sum(axis=1)
    count = known.sum(axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), dtype=np.float64)
