"""A number with its interval, or the reason why there is none: nothing is said of too few."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from archpanel.evals.harness.figure import Figure
from archpanel.evals.statistics import cluster_interval

FEWEST_INTERVIEWS = 5
"""Interviews from which on an interval is told. Resampling fewer than five things gives the same
few samples again and again, and an interval that is far too narrow."""

REPEATS = 1000
"""Bootstrap samples; the ends of an interval then move by about a twentieth of its width."""

Rows = npt.NDArray[np.int64]
Statistic = Callable[[Rows], float]
"""What to compute of the chosen rows; raises ValueError where it is undefined."""


def measured(
    name: str,
    interviews: Sequence[str],
    statistic: Statistic,
    *,
    unit: str = "",
    note: str = "",
    repeats: int = REPEATS,
) -> Figure:
    """Return a statistic of rows with its 95 % interval over interviews.

    Args:
        name: of the figure.
        interviews: the interview of each row; interviews are resampled whole.
        statistic: of the chosen rows.
        unit: what 1 means.
        note: what else to say of it.
        repeats: bootstrap samples.

    Returns:
        `n` is the number of rows. Without a value where there are fewer than `FEWEST_INTERVIEWS`,
        or where the statistic is undefined; the note then says which.
    """
    rows, many = len(interviews), len(set(interviews))
    if many < FEWEST_INTERVIEWS:
        return too_few(name, rows, many, unit=unit)
    try:
        value = statistic(np.arange(rows))
        low, high = cluster_interval(interviews, statistic, repeats=repeats)
    except (ValueError, IndexError) as error:
        return Figure(name, None, n=rows, unit=unit, note=f"undefined: {error}")
    return Figure(name, value, low, high, rows, unit, note)


def too_few(name: str, rows: int, interviews: int, *, unit: str = "") -> Figure:
    """Return a figure that says why there is none."""
    told = f"too few to say: {interviews} interviews, {FEWEST_INTERVIEWS} are needed"
    return Figure(name, None, n=rows, unit=unit, note=told)


def mean_of(
    name: str, interviews: Sequence[str], values: Sequence[float], *, unit: str, note: str = ""
) -> Figure:
    """Return the mean of one value per row, with its interval."""
    given = np.asarray(values, dtype=np.float64)
    return measured(name, interviews, lambda rows: float(given[rows].mean()), unit=unit, note=note)


def ratio_of(
    name: str,
    interviews: Sequence[str],
    parts: Sequence[float],
    wholes: Sequence[float],
    *,
    unit: str = "share",
) -> Figure:
    """Return a share: parts of wholes over all rows, each row being one interview."""
    part, whole = np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)

    def share(rows: Rows) -> float:
        if whole[rows].sum() == 0:
            raise ValueError("there is nothing that it could be a share of")
        return float(part[rows].sum() / whole[rows].sum())

    figure = measured(name, interviews, share, unit=unit)
    return Figure(figure.name, figure.value, figure.low, figure.high, int(whole.sum()), unit,
                  figure.note)  # fmt: skip
