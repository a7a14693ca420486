"""Agreement of raters, against the tables of the papers that define it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import (
    confusion,
    icc,
    krippendorff_alpha,
    pearson,
    quadratic_kappa,
)

GAP = math.nan

FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
"""Krippendorff (2011), section C."""

SIX_BY_FOUR = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""Shrout & Fleiss (1979), table 2: six targets, four judges."""

PATHOLOGISTS = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]
"""Agresti (2002), Categorical Data Analysis, 2nd ed., table 10.8: carcinoma of the cervix."""

levels = st.integers(1, 5)
pairs = st.lists(st.tuples(levels, levels), min_size=3, max_size=30)


def unfold(counts: list[list[int]]) -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


def test_alpha_of_krippendorffs_four_observers() -> None:
    assert krippendorff_alpha(FOUR_OBSERVERS, "nominal") == pytest.approx(0.743, abs=0.0005)
    assert krippendorff_alpha(FOUR_OBSERVERS, "ordinal") == pytest.approx(0.815, abs=0.0005)
    assert krippendorff_alpha(FOUR_OBSERVERS, "interval") == pytest.approx(0.849, abs=0.0005)


def test_alpha_of_krippendorffs_two_observers() -> None:
    """Krippendorff (2011), sections A (binary) and B (nominal, with letters as numbers here)."""
    binary = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
    letters = ["aabbdcccedda", "babbbccceddd"]
    nominal = [[ord(letter) for letter in one] for one in letters]
    assert krippendorff_alpha(binary, "nominal") == pytest.approx(0.095, abs=0.0005)
    assert krippendorff_alpha(nominal, "nominal") == pytest.approx(0.692, abs=0.0005)


def test_alpha_leaves_out_what_only_one_has_rated() -> None:
    assert krippendorff_alpha([[1, 2, 3], [1, 2, GAP]]) == krippendorff_alpha([[1, 2], [1, 2]]) == 1


@pytest.mark.parametrize("ratings", [[[1, GAP], [GAP, 2]], [[3, 3], [3, 3]]])
def test_alpha_without_pairs_or_variation_is_undefined(ratings: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"no unit has two|undefined"):
        krippendorff_alpha(ratings)


@given(pairs)
def test_alpha_of_two_values_is_the_same_on_every_scale(rated: list[tuple[int, int]]) -> None:
    table = np.array([[min(2, a), min(2, b)] for a, b in rated], dtype=float).T
    if len(np.unique(table)) == 2:
        found = krippendorff_alpha(table, "ordinal")
        assert found == pytest.approx(krippendorff_alpha(table, "nominal"))
        assert found == pytest.approx(krippendorff_alpha(table, "interval"))


def test_icc_of_shrout_and_fleiss() -> None:
    """Their table 4: ICC(2,1) .29, ICC(2,4) .62, ICC(3,1) .71, ICC(3,4) .91."""
    found = icc(SIX_BY_FOUR)
    assert (found.a1, found.ak) == pytest.approx((0.29, 0.62), abs=0.005)
    assert (found.c1, found.ck) == pytest.approx((0.71, 0.91), abs=0.005)


@given(st.floats(-3, 3))
def test_strictness_costs_agreement_and_not_consistency(offset: float) -> None:
    lenient = np.array(SIX_BY_FOUR, dtype=float)
    strict = lenient + np.array([0, 0, 0, offset])
    assert icc(strict).c1 == pytest.approx(icc(lenient).c1)
    equal = np.repeat(lenient[:, :1], 2, axis=1) + np.array([0, offset])
    assert icc(equal).a1 <= 1 + 1e-9
    assert icc(equal).c1 == pytest.approx(1)


@pytest.mark.parametrize("ratings", [[[1, 2]], [[1], [2]], [[1, GAP], [2, 3]], [[2, 3], [3, 2]]])
def test_icc_says_what_it_lacks(ratings: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"at least two|no number|same mean"):
        icc(ratings)


def test_kappa_of_agrestis_pathologists() -> None:
    """Agresti (2002), section 10.5: 0.78 with weights 1 - (a - b)^2 / 9."""
    assert quadratic_kappa(*unfold(PATHOLOGISTS)) == pytest.approx(0.78, abs=0.005)


def test_a_confusion_table_has_the_truth_in_its_rows() -> None:
    first, second = unfold(PATHOLOGISTS)
    assert confusion(second, first, range(4)) == PATHOLOGISTS


@given(pairs)
def test_kappa_is_cohens_sum_over_the_table(rated: list[tuple[int, int]]) -> None:
    """Cohen (1968), equation 1: one minus weighted disagreement over that by chance."""
    first, second = zip(*rated, strict=True)
    seen = np.array(confusion(first, second, range(1, 6)), dtype=float)
    weights = (np.arange(5)[:, None] - np.arange(5)[None, :]) ** 2
    chance = (weights * np.outer(seen.sum(1), seen.sum(0))).sum() / seen.sum()
    if chance:
        expected = 1 - (weights * seen).sum() / chance
        assert quadratic_kappa(first, second) == pytest.approx(expected)


@given(pairs)
def test_kappa_is_at_most_the_correlation(rated: list[tuple[int, int]]) -> None:
    """Cohen (1968): equal means and spreads make kappa Pearson's r; else it is nearer to 0."""
    first, second = zip(*rated, strict=True)
    if min(len(set(first)), len(set(second))) > 1:
        assert abs(quadratic_kappa(first, second)) <= abs(pearson(first, second)) + 1e-9


def test_kappa_of_one_level_is_undefined() -> None:
    with pytest.raises(ValueError, match="undefined"):
        quadratic_kappa([3, 3], [3, 3])
