"""Whether two groups are hired at the same rate, and whether there are enough people to say."""

import math
from dataclasses import dataclass

from archpanel.evals.statistics.exact import fisher_exact, smallest_fisher_p

SIGNIFICANT = 0.05
"""Level of the exact test; the usual one, fixed so that it cannot be chosen afterwards."""


@dataclass(frozen=True)
class Impact:
    """One group's rate of passing beside that of a reference group."""

    ratio: float | None
    """Rate of the group divided by that of the reference; None: nobody of the reference passed."""
    p: float
    """Exact and two-sided, that the rates are the same."""
    smallest_p: float
    """The least p that groups of these sizes could have given."""
    low: float | None
    high: float | None
    """95 % interval of the ratio; None where either group has no passes."""

    @property
    def sufficient(self) -> bool:
        """Whether the sample could have shown a difference; if not, say "insufficient data"."""
        return self.smallest_p < SIGNIFICANT

    @property
    def reading(self) -> str:
        """The finding in words: no finding is no proof of fairness."""
        if not self.sufficient:
            return "insufficient data"
        return "rates differ" if self.p < SIGNIFICANT else "no difference shown"


def impact_ratio(group: tuple[int, int], reference: tuple[int, int]) -> Impact:
    """Compare the rate of a group with that of a reference group.

    The four-fifths rule looks at `ratio` alone. It holds for few people only by chance, which is
    why the exact p, the least possible p and the interval stand beside it.

    Args:
        group: how many passed, and how many did not.
        reference: the same of the group with the highest rate, or of the unchanged answers.

    Raises:
        ValueError: a negative count or an empty group; a rate of nobody is undefined.

    Source: 29 CFR 1607.4(D); Tarone (1990), Biometrics 46(2), 515-522; interval of Katz, Baptista,
    Azen & Pike (1978), Biometrics 34(3), 469-474.
    """
    sizes = sum(group), sum(reference)
    if min(*group, *reference) < 0 or min(sizes) == 0:
        raise ValueError(f"groups {group} and {reference}; each needs people, in counts from 0 up")
    rates = group[0] / sizes[0], reference[0] / sizes[1]
    low, high = _interval(group, reference) if group[0] and reference[0] else (None, None)
    return Impact(
        ratio=rates[0] / rates[1] if rates[1] else None,
        p=fisher_exact(group, reference),
        smallest_p=smallest_fisher_p(*sizes, group[0] + reference[0]),
        low=low,
        high=high,
    )


def _interval(group: tuple[int, int], reference: tuple[int, int]) -> tuple[float, float]:
    """Return the interval of the ratio of two rates above 0, symmetric on the log scale."""
    error = math.sqrt(sum(1 / one[0] - 1 / sum(one) for one in (group, reference)))
    ratio = group[0] / sum(group) / (reference[0] / sum(reference))
    return ratio * math.exp(-1.959964 * error), ratio * math.exp(1.959964 * error)
