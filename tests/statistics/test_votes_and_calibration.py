"""Votes and stated chances, against the examples of the papers and the definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import (
    brier,
    calibration_error,
    effective_votes,
    effective_weight,
    flip_decomposition,
    reliability,
)

RAIN = [0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1]
RAINED = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
"""Brier (1950), Monthly Weather Review 78(1), table 1: ten forecasts; P = 0.19."""

chances = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1)), min_size=1, max_size=40)


def test_briers_ten_forecasts() -> None:
    """His P adds the squares for rain and for no rain, so it is twice today's."""
    assert 2 * brier(RAIN, RAINED) == pytest.approx(0.19)


@given(chances)
def test_murphys_partition(stated: list[tuple[int, int]]) -> None:
    """Murphy (1973), J. Appl. Meteorology 12(4): reliability - resolution + uncertainty."""
    said, happened = [a / 10 for a, _ in stated], [b for _, b in stated]
    edges = [-0.05 + step / 10 for step in range(12)]
    bins, base = reliability(said, happened, edges), float(np.mean(happened))
    off = sum(one.n * (one.stated - one.true) ** 2 for one in bins) / len(said)
    resolved = sum(one.n * (one.true - base) ** 2 for one in bins) / len(said)
    assert brier(said, happened) == pytest.approx(off - resolved + base * (1 - base))


def test_bins_by_hand() -> None:
    low, high = reliability([0.1, 0.3, 0.5, 1.0], [0, 1, 1, 1], [0, 0.5, 1])
    assert low == pytest.approx((0, 0.5, 2, 0.2, 0.5))
    assert high == pytest.approx((0.5, 1, 2, 0.75, 1))
    assert calibration_error([0.1, 0.3, 0.5, 1.0], [0, 1, 1, 1], [0, 0.5, 1]) == pytest.approx(
        (2 * 0.3 + 2 * 0.25) / 4
    )


def test_levels_are_calibrated_like_chances() -> None:
    edges = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert calibration_error([2, 2, 4], [1, 3, 4], edges) == 0
    assert calibration_error([2, 2, 4], [1, 2, 5], edges) == pytest.approx((2 * 0.5 + 1) / 3)


@given(chances)
def test_every_case_lies_in_one_bin(stated: list[tuple[int, int]]) -> None:
    said, happened = [a / 10 for a, _ in stated], [b for _, b in stated]
    bins = reliability(said, happened)
    assert sum(one.n for one in bins) == len(said)
    assert all(one.low - 1e-12 <= one.stated <= one.high + 1e-12 for one in bins)


@pytest.mark.parametrize(
    ("said", "happened", "edges", "message"),
    [
        ([1.2], [1], [0, 1], "outside the edges"),
        ([0.2], [1], [0], "at least two"),
        ([0.2, 0.3], [1], [0, 1], "pair them"),
    ],
)
def test_bins_say_what_is_wrong(
    said: list[float], happened: list[float], edges: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        reliability(said, happened, edges)


def test_a_chance_lies_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        brier([3], [1])
    with pytest.raises(ValueError, match="neither 0 nor 1"):
        brier([0.3], [0.5])


def test_kish_at_both_ends_and_between() -> None:
    """Equal errors: one vote; uncorrelated ones: all; 0.7 among three: 3 / 2.4 = 1.25."""
    same = [[1, 1, 1], [2, 2, 2], [4, 4, 4]]
    apart = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    assert effective_votes(same) == pytest.approx((1, 1))
    assert effective_votes(apart) == pytest.approx((2, 0))
    root = np.linalg.cholesky(np.full((3, 3), 0.7) + 0.3 * np.eye(3))
    basis = np.linalg.qr(np.column_stack([np.ones(8), np.eye(8)[:, :3]]))[0][:, 1:]
    assert effective_votes(basis @ root.T) == pytest.approx((1.25, 0.7))


def test_errors_that_cancel_have_no_bound() -> None:
    with pytest.raises(ValueError, match="cancel"):
        effective_votes([[1, -1], [-1, 1], [2, -2]])
    with pytest.raises(ValueError, match="constant"):
        effective_votes([[0, 1], [0, 2], [0, 0]])
    with pytest.raises(ValueError, match="at least two"):
        effective_votes([[0, 1]])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_unequal_weights_are_worth_less(weights: list[int]) -> None:
    found = effective_weight(weights)
    assert 1 - 1e-9 <= found <= len(weights) + 1e-9
    assert effective_weight([1] * len(weights)) == pytest.approx(len(weights))
    with pytest.raises(ValueError, match="at least 0"):
        effective_weight([-1, 2])


def test_flips_without_peers_are_not_the_peers() -> None:
    before = ["hire", "hire", "no_hire", "hold"]
    peers = ["no_hire", "no_hire", "hire", "hold"]
    alone = ["no_hire", "hire", "no_hire", "hold"]
    assert flip_decomposition(before, peers, alone) == pytest.approx((0.75, 0.25, 0.5))
    with pytest.raises(ValueError, match="same votes"):
        flip_decomposition(before, peers, alone[:2])
