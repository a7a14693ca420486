"""Correlations, against Kendall's worked example and the formulas of the textbooks."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archpanel.evals.statistics import kendall, partial_spearman, pearson, ranks, spearman

MATHEMATICS = [7, 4, 3, 10, 6, 2, 9, 8, 1, 5]
MUSIC = [5, 7, 3, 10, 1, 9, 6, 2, 8, 4]
"""Kendall (1948), Rank Correlation Methods, section 1.5: ten boys ranked in two subjects."""

shuffled = st.permutations(list(range(8)))


def test_tau_and_rho_of_kendalls_ten_boys() -> None:
    """In the same chapter: tau -0.07 (21 pairs agree, 24 do not) and rho -0.103."""
    assert kendall(MATHEMATICS, MUSIC) == pytest.approx((21 - 24) / 45)
    assert spearman(MATHEMATICS, MUSIC) == pytest.approx(-0.103, abs=0.0005)


def test_tau_with_kendalls_ties() -> None:
    """Kendall (1948), chapter 3: 41 pairs untied in one ranking, 36 in the other; tau-b 0.859."""
    one = [1, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8, 9.5, 9.5]
    other = [1, 2, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10]
    assert kendall(one, other) == pytest.approx(33 / math.sqrt(41 * 36))


def test_ties_share_their_ranks() -> None:
    assert ranks([20, 10, 20, 30]).tolist() == [2.5, 1, 2.5, 4]


@given(shuffled, shuffled)
def test_spearman_without_ties_is_the_classic_formula(a: list[int], b: list[int]) -> None:
    squares = sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
    assert spearman(a, b) == pytest.approx(1 - 6 * squares / (8 * 63))


@given(shuffled, shuffled, shuffled)
def test_one_control_gives_the_textbooks_partial(a: list[int], b: list[int], c: list[int]) -> None:
    ab, ac, bc = spearman(a, b), spearman(a, c), spearman(b, c)
    assume(max(abs(ac), abs(bc)) < 0.99)
    expected = (ab - ac * bc) / math.sqrt((1 - ac**2) * (1 - bc**2))
    assert partial_spearman(a, b, [c]) == pytest.approx(expected)


@given(shuffled, shuffled)
def test_what_rises_steadily_changes_no_rank_correlation(a: list[int], b: list[int]) -> None:
    curved = [math.exp(x) for x in a]
    assert spearman(curved, b) == pytest.approx(spearman(a, b))
    assert kendall(curved, b) == pytest.approx(kendall(a, b))


@pytest.mark.parametrize("of", [pearson, spearman, kendall])
def test_nothing_correlates_with_a_constant(of: object) -> None:
    assert callable(of)
    with pytest.raises(ValueError, match=r"constant.*undefined"):
        of([1, 2, 3], [5, 5, 5])
    with pytest.raises(ValueError, match="pair them"):
        of([1, 2, 3], [1, 2])


def test_a_missing_value_has_no_rank() -> None:
    with pytest.raises(ValueError, match=r"value 1 is no number"):
        spearman([1, math.nan, 3], [1, 2, 3])
