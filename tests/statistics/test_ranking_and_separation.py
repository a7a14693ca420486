"""Strengths and areas, against Agresti's baseball teams and the images of Hanley & McNeil."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import auc, auc_error, auc_interval, bradley_terry

AMERICAN_LEAGUE = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]
"""Agresti (2002), table 10.10: Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore
in 1987; the row won."""

NORMAL, ABNORMAL = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
"""Hanley & McNeil (1982), table I: images by rating, definitely normal to definitely abnormal."""

scores = st.lists(st.integers(0, 9), min_size=1, max_size=15)


def ratings(counts: list[int]) -> list[float]:
    return [float(rating) for rating, n in enumerate(counts, 1) for _ in range(n)]


def test_the_baseball_teams_of_agresti() -> None:
    """Agresti (2002), section 10.6.2, against Baltimore: 1.58, 1.44, 1.29, 1.25, 1.11, 0.68."""
    found = bradley_terry(AMERICAN_LEAGUE)
    against_baltimore = (found - found[-1])[:-1].tolist()
    assert against_baltimore == pytest.approx([1.58, 1.44, 1.29, 1.25, 1.11, 0.68], abs=0.005)
    assert found.mean() == pytest.approx(0)


@given(st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=4, max_size=4))
def test_expected_wins_are_the_wins_seen(wins: list[list[int]]) -> None:
    """The likelihood equations of Bradley & Terry (1952)."""
    beaten = np.array(wins, dtype=float) + 0.5
    np.fill_diagonal(beaten, 0)
    strength = bradley_terry(wins, prior=0.5)
    chance = 1 / (1 + np.exp(strength[None, :] - strength[:, None]))
    expected = ((beaten + beaten.T) * chance).sum(axis=1)
    assert expected.tolist() == pytest.approx(beaten.sum(axis=1).tolist(), abs=1e-5)


def test_who_never_lost_has_no_strength_without_a_prior() -> None:
    with pytest.raises(ValueError, match="prior"):
        bradley_terry([[0, 2], [0, 0]])
    assert bradley_terry([[0, 2], [0, 0]], prior=0.1)[0] > 0


@pytest.mark.parametrize("wins", [[[0, 1, 1], [1, 0, 1]], [[0, -1], [1, 0]]])
def test_wins_are_a_square_of_counts(wins: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="square table"):
        bradley_terry(wins)


def test_the_images_of_hanley_and_mcneil() -> None:
    """Their area is 0.893; its error 0.032 from the data and 0.0325 by their formula for any."""
    area = auc(ratings(ABNORMAL), ratings(NORMAL))
    assert area == pytest.approx(0.893, abs=0.0005)
    assert auc_error(area, 51, 58) == pytest.approx(0.0325, abs=0.0001)
    low, high = auc_interval(ratings(ABNORMAL), ratings(NORMAL))
    # Nearer to 1 the error is smaller, so the interval reaches less far up than down.
    assert high - area < 1.96 * 0.032 < area - low


@given(scores, scores)
def test_an_area_mirrors_and_lies_in_its_interval(high: list[int], low: list[int]) -> None:
    area = auc(high, low)
    assert auc(low, high) == pytest.approx(1 - area)
    first, last = auc_interval(high, low)
    assert 0 <= first <= area <= last <= 1
    mirrored = auc_interval(low, high)
    assert mirrored == pytest.approx((1 - last, 1 - first), abs=1e-6)


def test_a_perfect_area_of_few_cases_is_not_certain() -> None:
    few, many = auc_interval([5, 5, 4], [1, 2, 2]), auc_interval([5] * 60, [1] * 60)
    assert few[1] == many[1] == 1
    assert few[0] < 0.8 < 0.95 < many[0]


def test_an_area_needs_both_sides() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        auc([], [1])
    with pytest.raises(ValueError, match="both sides"):
        auc_error(0.8, 0, 5)
