"""A number with its interval, or the reason why there is none: nothing is said of too few.

Everything measured here follows from sums over rows (a mean from the sum and the count, a
correlation from sums of products), and rows of one interview are resampled together. So an
interval needs the sums of each interview alone. The draws are those of
`evals.statistics.cluster_interval`, and a test holds that both say the same; in sums a report of
five hundred intervals takes seconds instead of minutes.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from archpanel.evals.harness.figure import Figure
from archpanel.evals.statistics import wilson

FEWEST_INTERVIEWS = 5
"""Interviews from which on an interval is told. Resampling fewer than five things gives the same
few samples again and again, and an interval that is far too narrow."""

TOO_FEW = "too few to say"

REPEATS = 1000
"""Bootstrap samples; the ends of an interval then move by about a twentieth of its width."""

SEED = 0
"""Of the resampling: the same report comes out of the same material."""

Array = npt.NDArray[np.float64]
Tell = Callable[[Array], Array]
"""From sums (samples by parts) to one value per sample; NaN where it is undefined."""


def measured(
    name: str,
    interviews: Sequence[str],
    parts: Array,
    tell: Tell,
    *,
    unit: str = "",
    n: int | None = None,
) -> Figure:
    """Return what follows from sums over rows, with its 95 % interval over interviews.

    Args:
        name: of the figure.
        interviews: the interview of each row; interviews are resampled whole.
        parts: rows by parts; what is summed.
        tell: what follows from the sums.
        unit: what 1 means.
        n: what the figure rests on; the number of rows unless given.

    Returns:
        Without a value where there are fewer than `FEWEST_INTERVIEWS`, or where it is undefined;
        the note then says which. A share of none or all has Wilson's interval over interviews:
        resampling what never came up would say that it never can.

    Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
    """
    names = list(dict.fromkeys(interviews))
    rests_on = len(interviews) if n is None else n
    if len(names) < FEWEST_INTERVIEWS:
        return too_few(name, rests_on, len(names), unit=unit)
    sums = _by_interview(names, interviews, parts)
    drawn = np.random.default_rng(SEED).integers(0, len(names), (REPEATS, len(names)))
    times = np.stack([(drawn == at).sum(axis=1) for at in range(len(names))], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(tell(sums.sum(axis=0, keepdims=True))[0])
        found = tell(times @ sums)
    if np.isnan(value):
        return Figure(name, None, n=rests_on, unit=unit, note="undefined: nothing varies, or "
                      "there is nothing that it could be a share of")  # fmt: skip
    if unit == "share" and value in (0.0, 1.0):
        return Figure(name, value, *wilson(int(value) * len(names), len(names)), rests_on, unit)
    low, high = np.quantile(found[~np.isnan(found)], [0.025, 0.975])
    return Figure(name, value, float(low), float(high), rests_on, unit)


def _by_interview(names: Sequence[str], interviews: Sequence[str], parts: Array) -> Array:
    at = {name: number for number, name in enumerate(names)}
    sums = np.zeros((len(names), parts.shape[1]))
    np.add.at(sums, [at[interview] for interview in interviews], parts)
    return sums


def too_few(name: str, rests_on: int, interviews: int, *, unit: str = "") -> Figure:
    """Return a figure that says why there is none."""
    were = f"{interviews} interview{'' if interviews == 1 else 's'}"
    told = f"{TOO_FEW}: {were}, {FEWEST_INTERVIEWS} are needed"
    return Figure(name, None, n=rests_on, unit=unit, note=told)


def mean_of(name: str, interviews: Sequence[str], values: Sequence[float], *, unit: str) -> Figure:
    """Return the mean of one value per row, with its interval."""
    return measured(name, interviews, _beside(values, np.ones(len(values))), _share, unit=unit)


def ratio_of(
    name: str,
    interviews: Sequence[str],
    parts: Sequence[float],
    wholes: Sequence[float],
    *,
    unit: str = "share",
) -> Figure:
    """Return parts of wholes over all rows, each row being of one interview; `n` is the whole.

    An interview in which there was nothing to take a share of says nothing, and does not count.
    """
    telling = [at for at, whole in enumerate(wholes) if whole]
    where = [interviews[at] for at in telling]
    pairs = [(parts[at], wholes[at]) for at in telling]
    sums = np.asarray(pairs, dtype=np.float64).reshape(len(pairs), 2)
    return measured(name, where, sums, _share, unit=unit, n=int(sum(wholes)))


def deviation_of(
    name: str, interviews: Sequence[str], values: Sequence[float], *, unit: str
) -> Figure:
    """Return the sample's standard deviation of one value per row, with its interval."""
    given = np.asarray(values, dtype=np.float64)
    parts = _beside(given, given**2, np.ones(len(given)))
    return measured(name, interviews, parts, _deviation, unit=unit)


def _beside(*columns: Sequence[float] | Array) -> Array:
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def _share(sums: Array) -> Array:
    return np.asarray(np.where(sums[:, 1] > 0, sums[:, 0] / sums[:, 1], np.nan), dtype=np.float64)


def _deviation(sums: Array) -> Array:
    total, squares, n = sums.T
    variance = (squares - total**2 / n) / (n - 1)
    # What should be 0 may come out as the smallest number below it.
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)
