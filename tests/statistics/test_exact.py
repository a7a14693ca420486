"""Counted p-values, against the examples their authors counted."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import (
    fisher_exact,
    impact_ratio,
    mcnemar_exact,
    permutation_test,
    sign_test,
    smallest_fisher_p,
)

DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
"""Fisher (1935), The Design of Experiments, section 17: crossed minus self-fertilised maize."""

counts = st.integers(0, 12)
two_by_two = st.tuples(counts, counts)


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935), chapter II: 1 + 16 of 70 ways one-sided, so 34 of 70 two-sided."""
    assert fisher_exact((3, 1), (1, 3)) == pytest.approx(34 / 70)
    assert fisher_exact((4, 0), (0, 4)) == pytest.approx(2 / 70)


def test_convictions_of_twins() -> None:
    """Fisher (1935), JRSS 98(1), 39-82: 2 of 17 against 10 of 13; one-sided 619 of 1330665.

    The other tail holds one table that is no likelier: all twelve convicted in one group.
    """
    assert fisher_exact((2, 15), (10, 3)) == pytest.approx(0.000537, abs=0.0000005)


def test_darwins_maize() -> None:
    """Fisher (1935), section 21: 863 of 32768 sums reach 314, and as many reach -314."""
    assert permutation_test(DARWIN) == pytest.approx(2 * 863 / 32768)
    assert sign_test(DARWIN) == pytest.approx(2 * (1 + 15 + 105) / 32768)


def test_random_signs_come_near_to_all_signs() -> None:
    """Pairs of 0 change no sum and force the random way; seed 0."""
    assert permutation_test([*DARWIN, *[0] * 10]) == pytest.approx(2 * 863 / 32768, abs=0.003)


def test_airways_before_and_after_stem_cells() -> None:
    """Fagerland, Lydersen & Laake (2013), BMC Med. Res. Methodol. 13:91, tables 1 and 5: 0.070."""
    assert mcnemar_exact(1, 7) == pytest.approx(0.070, abs=0.0005)


def test_nothing_that_moves_is_no_evidence() -> None:
    assert mcnemar_exact(0, 0) == sign_test([0, 0]) == permutation_test([0, 0]) == 1


def test_thousands_of_pairs_are_still_counted() -> None:
    """Near to the normal approximation with continuity: z = (100 - 1) / sqrt(4100) = 1.546."""
    assert mcnemar_exact(2000, 2100) == pytest.approx(0.122, abs=0.001)


@given(counts, counts)
def test_mcnemar_is_symmetric_and_a_chance(lost: int, gained: int) -> None:
    assert mcnemar_exact(lost, gained) == mcnemar_exact(gained, lost)
    assert 0 < mcnemar_exact(lost, gained) <= 1


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_signs_are_arbitrary(differences: list[int]) -> None:
    assert permutation_test(differences) == permutation_test([-one for one in differences])


@given(two_by_two, two_by_two)
def test_fisher_is_symmetric_and_never_below_the_least(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    found = fisher_exact(first, second)
    assert found == pytest.approx(fisher_exact(second, first))
    assert found == pytest.approx(fisher_exact(first[::-1], second[::-1]))
    least = smallest_fisher_p(sum(first), sum(second), first[0] + second[0])
    assert 0 < least <= found + 1e-12 <= 1 + 1e-9


def test_counts_are_not_negative() -> None:
    for ask in (
        lambda: mcnemar_exact(-1, 3),
        lambda: fisher_exact((-1, 3), (2, 2)),
        lambda: smallest_fisher_p(3, 3, 7),
        lambda: impact_ratio((0, 0), (1, 2)),
    ):
        with pytest.raises(ValueError, match=r"from 0 up|at least 0"):
            ask()


def test_the_example_of_the_uniform_guidelines() -> None:
    """Questions and Answers on 29 CFR 1607, no. 12: 12 of 40 against 48 of 80 is 50 %."""
    found = impact_ratio((12, 28), (48, 32))
    assert found.ratio == pytest.approx(0.5)
    assert found.reading == "rates differ"


def test_the_interval_of_a_ratio() -> None:
    """Physicians' Health Study, Agresti (2002), section 3.1.4: 189 of 11034 against 104 of 11037.

    Relative risk 1.82 with 95 % interval 1.43 to 2.30.
    """
    found = impact_ratio((189, 11034 - 189), (104, 11037 - 104))
    assert (found.ratio, found.low, found.high) == pytest.approx((1.82, 1.43, 2.30), abs=0.01)


def test_few_people_are_insufficient_however_far_apart() -> None:
    """Three against three: even 0 of 3 against 3 of 3 has p = 0.1."""
    found = impact_ratio((0, 3), (3, 0))
    assert (found.ratio, found.reading) == (0, "insufficient data")
    assert found.p == pytest.approx(0.1)
    assert found.low is None


def test_no_finding_is_not_called_fairness() -> None:
    found = impact_ratio((10, 10), (11, 9))
    assert found.reading == "no difference shown"
    assert impact_ratio((0, 3), (0, 3)).ratio is None


def test_a_rate_that_nobody_had_leaves_no_ratio() -> None:
    found = impact_ratio((2, 3), (0, 5))
    assert (found.ratio, found.low, found.high) == (None, None, None)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=10))
def test_all_signs_are_the_brute_force(differences: list[float]) -> None:
    given_ = np.array(differences)
    signs = np.array(np.meshgrid(*[[-1, 1]] * len(given_))).reshape(len(given_), -1)
    least = abs(math.fsum(differences)) - 1e-9 * np.abs(given_).sum()
    expected = (np.abs(given_ @ signs) >= least).mean()
    assert permutation_test(differences) == pytest.approx(expected, abs=0.01)
