"""How well a level tells strong answers from weak ones."""

import math

from archpanel.evals.statistics.arrays import Numbers, numbers


def auc(high: Numbers, low: Numbers) -> float:
    """Chance that one of `high` is above one of `low`; a tie counts one half.

    Raises:
        ValueError: one side is empty; then there is nothing to compare.

    Source: Hanley & McNeil (1982), Radiology 143(1), 29-36.
    """
    a, b = numbers(high)[:, None], numbers(low)[None, :]
    return float((a > b).mean() + 0.5 * (a == b).mean())


def auc_error(area: float, high: int, low: int) -> float:
    """Standard error of an area, from its size and the numbers of cases.

    Args:
        area: between 0 and 1.
        high: cases on the upper side.
        low: cases on the lower side.

    Raises:
        ValueError: the area is no chance, or a side has no cases.

    Source: Hanley & McNeil (1982), with Q1 = A / (2 - A) and Q2 = 2 A^2 / (1 + A).
    """
    if not 0 <= area <= 1 or min(high, low) < 1:
        raise ValueError(
            f"area {area:g} of {high} and {low} cases; 0 to 1, from cases of both sides"
        )
    above = (high - 1) * (area / (2 - area) - area**2)
    below = (low - 1) * (2 * area**2 / (1 + area) - area**2)
    return math.sqrt(max(0.0, area * (1 - area) + above + below) / (high * low))


def auc_interval(high: Numbers, low: Numbers) -> tuple[float, float]:
    """95 % interval of `auc`: all areas that lie within 1.96 of *their* errors of it.

    An area of 1 from few cases keeps an honest lower bound, which +-1.96 errors would not.

    Raises:
        ValueError: one side is empty.

    Source: the score interval for the error of Hanley & McNeil (1982), after Newcombe (2006),
    Statistics in Medicine 25(4), 559-573.
    """
    area, sizes = auc(high, low), (len(high), len(low))
    return _bound(area, 0.0, *sizes), _bound(area, 1.0, *sizes)


def _bound(area: float, edge: float, high: int, low: int) -> float:
    """Return the area farthest towards the edge that is still within 1.96 of its own errors."""
    inside, outside = area, edge
    for _ in range(60):
        middle = (inside + outside) / 2
        fits = abs(area - middle) <= 1.959964 * auc_error(middle, high, low)
        inside, outside = (middle, outside) if fits else (inside, middle)
    return inside
