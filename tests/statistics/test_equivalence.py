"""Equivalence and Student's distribution, against Student's own data and the printed tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import (
    student_above,
    student_quantile,
    student_within,
    tost_paired,
)

SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
"""Student (1908), Biometrika 6(1), section IX: hours of sleep gained, one drug minus the other."""


@pytest.mark.parametrize(
    ("share", "degrees", "t"),
    [
        (0.95, 1, 6.314),
        (0.95, 4, 2.132),
        (0.95, 9, 1.833),
        (0.975, 2, 4.303),
        (0.975, 9, 2.262),
        (0.975, 30, 2.042),
        (0.995, 5, 4.032),
        (0.95, 120, 1.658),
    ],
)
def test_quantiles_are_those_of_the_printed_table(share: float, degrees: int, t: float) -> None:
    """Abramowitz & Stegun (1964), table 26.10."""
    assert student_quantile(share, degrees) == pytest.approx(t, abs=0.0005)
    assert student_quantile(1 - share, degrees) == pytest.approx(-t, abs=0.0005)


@given(st.floats(0, 30), st.integers(1, 200))
def test_quantile_and_share_undo_each_other(t: float, degrees: int) -> None:
    share = (1 + student_within(t, degrees)) / 2
    if 0.5 < share < 1 - 1e-9:
        assert student_quantile(share, degrees) == pytest.approx(t, rel=1e-5, abs=1e-6)
        assert student_above(t, degrees) + student_above(-t, degrees) == pytest.approx(1)


def test_one_and_two_degrees_have_closed_forms() -> None:
    assert student_within(1, 1) == pytest.approx(0.5)
    assert student_within(3, 2) == pytest.approx(3 / math.sqrt(11))


def test_many_degrees_are_nearly_normal() -> None:
    assert student_quantile(0.975, 100_001) == pytest.approx(1.95996, abs=0.0001)


def test_students_sleepers_differ() -> None:
    """Mean 1.58, t = 4.06, one-sided p 0.0014; 90 % interval 1.58 +- 1.833 * 0.389."""
    found = tost_paired(SLEEP, margin=1.0)
    assert (found.mean, found.low, found.high) == pytest.approx((1.58, 0.867, 2.293), abs=0.001)
    assert not found.equivalent
    assert student_above(1.58 / 0.38895, 9) == pytest.approx(0.0014, abs=0.00005)


def test_the_interval_and_p_tell_the_same() -> None:
    assert tost_paired(SLEEP, margin=2.293 + 0.001).equivalent
    assert tost_paired(SLEEP, margin=2.293 + 0.001).p == pytest.approx(0.05, abs=0.001)
    assert not tost_paired(SLEEP, margin=2.293 - 0.001).equivalent


@given(st.lists(st.integers(-30, 30), min_size=2, max_size=12), st.integers(1, 40))
def test_equivalent_means_that_both_tests_pass(tenths: list[int], margin: int) -> None:
    found = tost_paired([one / 10 for one in tenths], margin / 10 + 0.003)
    assert found.equivalent == (found.p < 0.05)


def test_differences_that_are_all_the_same_need_no_test() -> None:
    assert tost_paired([0, 0, 0], 0.1).equivalent
    assert tost_paired([0, 0, 0], 0.1).p == 0
    assert tost_paired([0.5, 0.5], 0.1).p == 1


def test_it_needs_two_pairs_and_a_margin() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        tost_paired([0.1], 0.1)
    with pytest.raises(ValueError, match="above 0"):
        tost_paired([0.1, 0.2], 0)
    with pytest.raises(ValueError, match="degrees"):
        student_quantile(0.95, 0)
    with pytest.raises(ValueError, match="at least 0"):
        student_within(-1, 4)
