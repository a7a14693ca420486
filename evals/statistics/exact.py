"""Tests whose p is counted, not approximated, so that they hold for ten cases, too."""

import math

import numpy as np

from archpanel.evals.statistics.arrays import Array, Numbers, numbers

MOST_ENUMERATED = 20
"""Pairs up to which all 2^n signs are tried: a million sums."""

DRAWS = 100_000
"""Random signs for more pairs; a p of 0.05 is then off by 0.0014 at most (95 %)."""


def mcnemar_exact(lost: int, gained: int) -> float:
    """Two-sided p that a change moves decisions one way as often as the other.

    Args:
        lost: pairs that went from yes to no.
        gained: pairs that went from no to yes. Pairs that stayed say nothing and are not asked for.

    Returns:
        1 when no pair moved.

    Raises:
        ValueError: a negative count.

    Source: McNemar (1947), Psychometrika 12(2), 153-157; exact form as in Fagerland, Lydersen &
    Laake (2013), BMC Medical Research Methodology 13:91.
    """
    if min(lost, gained) < 0:
        raise ValueError(f"counts {lost} and {gained}; counts are at least 0")
    moved = lost + gained
    tail = sum(math.comb(moved, count) for count in range(min(lost, gained) + 1))
    return min(1.0, 2 * tail / (1 << moved))


def sign_test(differences: Numbers) -> float:
    """Two-sided p that paired differences are above 0 as often as below; zeros are left out.

    Returns:
        1 when all differences are 0.

    Raises:
        ValueError: no differences, or one is no number.

    Source: Dixon & Mood (1946), Journal of the American Statistical Association 41(236), 557-566.
    """
    given = numbers(differences)
    return mcnemar_exact(int((given < 0).sum()), int((given > 0).sum()))


def permutation_test(differences: Numbers, seed: int = 0) -> float:
    """Two-sided p that the mean of paired differences is 0, their signs being arbitrary.

    Up to `MOST_ENUMERATED` pairs all signs are tried; beyond, `DRAWS` random ones, the given
    order counted among them so that p is never 0.

    Args:
        differences: one per pair; use their cluster's mean where pairs share a question.
        seed: of the random signs.

    Raises:
        ValueError: no differences, or one is no number.

    Source: Fisher (1935), The Design of Experiments, section 21; for random signs Phipson & Smyth
    (2010), Statistical Applications in Genetics and Molecular Biology 9(1), article 39.
    """
    given = numbers(differences)
    seen = abs(float(given.sum()))
    # Sums of the same numbers in another order differ in the last digits; they count as equal.
    least = seen - 1e-9 * float(np.abs(given).sum())
    if len(given) <= MOST_ENUMERATED:
        return float((np.abs(_all_sums(given)) >= least).mean())
    rng = np.random.default_rng(seed)
    as_far = sum(
        int((np.abs(rng.choice((-1.0, 1.0), (1000, len(given))) @ given) >= least).sum())
        for _ in range(DRAWS // 1000)
    )
    return (as_far + 1) / (DRAWS + 1)


def fisher_exact(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Two-sided p that two groups have the same rate: all tables no likelier than this one.

    Args:
        first: how many of the first group passed, and how many did not.
        second: the same of the second group.

    Returns:
        1 when a group is empty or all passed or failed: no other table has these margins.

    Raises:
        ValueError: a negative count.

    Source: Fisher (1935), The Design of Experiments, chapter II; two-sided as in Agresti (2013),
    Categorical Data Analysis, 3rd ed., section 3.5.
    """
    ways = _ways(sum(first), sum(second), first[0] + second[0], (*first, *second))
    return sum(way for way in ways.values() if way <= ways[first[0]]) / sum(ways.values())


def smallest_fisher_p(first: int, second: int, passed: int) -> float:
    """Return the least p that `fisher_exact` could give for groups of these sizes.

    Where it is above 0.05 the sample could not have shown a difference, had there been any.

    Args:
        first: size of the first group.
        second: size of the second group.
        passed: how many of both passed.

    Raises:
        ValueError: a negative size, or more passed than there are.

    Source: Tarone (1990), Biometrics 46(2), 515-522.
    """
    ways = _ways(first, second, passed, (first, second, passed, first + second - passed))
    rarest = min(ways.values())
    return sum(way for way in ways.values() if way == rarest) / sum(ways.values())


def _ways(first: int, second: int, passed: int, counts: tuple[int, ...]) -> dict[int, int]:
    """Count the ways to each number of passes in the first group; whole numbers, so exact."""
    if min(counts) < 0:
        raise ValueError(f"counts {counts}; each is at least 0, and no more pass than there are")
    possible = range(max(0, passed - second), min(first, passed) + 1)
    return {k: math.comb(first, k) * math.comb(second, passed - k) for k in possible}


def _all_sums(values: Array) -> Array:
    """Return the sum under each choice of signs."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums - value, sums + value])
    return sums
