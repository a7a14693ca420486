"""Student's distribution, for means of few values; no SciPy is needed for whole degrees."""

import math


def student_within(t: float, degrees: int) -> float:
    """Chance that a t-value lies between `-t` and `t`.

    Args:
        t: at least 0.
        degrees: of freedom, at least 1; whole, which is what makes the sum below finite.

    Raises:
        ValueError: a negative t or no degree of freedom.

    Source: Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    if t < 0 or degrees < 1:
        raise ValueError(f"t={t:g} with {degrees} degrees; t is at least 0 and degrees at least 1")
    return _within(math.atan2(t, math.sqrt(degrees)), degrees)


def student_above(t: float, degrees: int) -> float:
    """Chance of a t-value of `t` or more; the p of a one-sided test.

    Raises:
        ValueError: as `student_within`.
    """
    tail = (1 - student_within(abs(t), degrees)) / 2
    return tail if t >= 0 else 1 - tail


def student_quantile(share: float, degrees: int) -> float:
    """Return the t-value below which `share` of the distribution lies.

    Args:
        share: between 0 and 1; 0.95 for the bounds of a 90 % interval.
        degrees: of freedom, at least 1.

    Raises:
        ValueError: the share is not between 0 and 1, or there is no degree of freedom.
    """
    if not 0 < share < 1 or degrees < 1:
        raise ValueError(f"share {share:g} of {degrees} degrees; 0 < share < 1, degrees from 1")
    wanted, low, high = abs(2 * share - 1), 0.0, math.pi / 2
    for _ in range(60):  # halves the angle to below 1e-17, the last digit of a float
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < wanted else (low, middle)
    return math.copysign(math.sqrt(degrees) * math.tan(low), share - 0.5)


def _within(angle: float, degrees: int) -> float:
    """Chance within +-t, with t = sqrt(degrees) * tan(angle)."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term, total = (cosine if odd else 1.0), 0.0
    for step in range(2 + odd, degrees + 1, 2):
        total += term
        term *= cosine * cosine * (step - 1) / step
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
