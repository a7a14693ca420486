"""Whether a change does nothing that matters: a missing difference has to be shown, too."""

import math
from dataclasses import dataclass

from archpanel.evals.statistics.arrays import Numbers, numbers
from archpanel.evals.statistics.student import student_above, student_quantile


@dataclass(frozen=True)
class Equivalence:
    """A mean difference held against a margin, all in the unit of the differences."""

    mean: float
    low: float
    high: float
    """90 % interval: inside the margin exactly when both one-sided tests pass at 5 %."""
    p: float
    """The larger of the two one-sided p; below 0.05: equivalent."""
    margin: float
    n: int
    """Pairs."""

    @property
    def equivalent(self) -> bool:
        """Whether the whole interval lies within the margin."""
        return -self.margin < self.low and self.high < self.margin


def tost_paired(differences: Numbers, margin: float) -> Equivalence:
    """Two one-sided t-tests: is the mean of paired differences within +-margin?

    With few pairs the t-distribution decides, not the normal one: of 5 pairs the interval is 30 %
    wider. Pairs of one question are not independent; give the mean of each question then.

    Args:
        differences: one per pair, e.g. the level with a hedge minus the level without.
        margin: the largest mean that does not matter, above 0, in the unit of the differences.

    Raises:
        ValueError: fewer than two pairs, or the margin is not above 0. When all differences are
            the same the interval has no width and p is 0 or 1; that is no error.

    Source: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15(6), 657-680.
    """
    given = numbers(differences, least=2)
    if not margin > 0:
        raise ValueError(f"margin {margin:g}; it is the largest mean that does not matter, above 0")
    degrees, mean = len(given) - 1, float(given.mean())
    error = float(given.std(ddof=1)) / math.sqrt(len(given))
    reach = student_quantile(0.95, degrees) * error
    nearest = margin - abs(mean)
    p = student_above(nearest / error, degrees) if error else float(nearest <= 0)
    return Equivalence(mean, mean - reach, mean + reach, p, margin, len(given))
