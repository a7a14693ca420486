"""Intervals: shares against Newcombe's table, cluster intervals against all resamples."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import (
    cluster_interval,
    difference_in_differences,
    paired_difference,
    wilson,
)

CLUSTERS = ["a", "a", "b", "c", "c", "c"]
values = st.lists(st.integers(-20, 20), min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_the_table_of_newcombe(
    successes: int, trials: int, low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 300), st.data())
def test_wilson_mirrors_and_holds_the_share(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 4)])
def test_a_share_needs_trials(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        wilson(successes, trials)


def test_a_cluster_interval_is_that_of_all_resamples() -> None:
    """Three clusters give 27 equally likely resamples, so 2.5 % ends in the lowest of them."""
    rows = {"a": [1.0, 2.0], "b": [10.0], "c": [4.0, 5.0, 6.0]}
    every = [np.mean([*rows[i], *rows[j], *rows[k]]) for i, j, k in product(rows, repeat=3)]
    data = np.concatenate(list(rows.values()))
    found = cluster_interval(CLUSTERS, lambda r: float(data[r].mean()), repeats=5000, seed=1)
    assert found == pytest.approx((min(every), max(every)))


def test_a_bootstrap_tells_when_nothing_was_defined() -> None:
    def undefined(_: object) -> float:
        raise ValueError("constant")

    with pytest.raises(ValueError, match="undefined on all 50"):
        cluster_interval(CLUSTERS, undefined, repeats=50)
    with pytest.raises(ValueError, match="no rows"):
        cluster_interval([], undefined)


@given(values, values, st.floats(-5, 5))
def test_what_shifts_all_rows_shifts_the_difference(
    before: list[float], after: list[float], shift: float
) -> None:
    plain = paired_difference(CLUSTERS, before, after, repeats=50)
    moved = paired_difference(CLUSTERS, before, [one + shift for one in after], repeats=50)
    assert moved == pytest.approx(tuple(one + shift for one in plain), abs=1e-9)
    assert plain.low <= plain.high


@given(values, values, values)
def test_what_moves_everybody_cancels(
    before: list[float], after: list[float], common: list[float]
) -> None:
    changed = [a + c for a, c in zip(after, common, strict=True)]
    moved = [b + c for b, c in zip(before, common, strict=True)]
    found = difference_in_differences(CLUSTERS, (before, changed), (before, moved), repeats=50)
    assert found == pytest.approx(paired_difference(CLUSTERS, before, after, repeats=50))


def test_card_and_krueger_counted_by_hand() -> None:
    """Card & Krueger (1994), American Economic Review 84(4), table 3: employees per restaurant.

    New Jersey 20.44 before and 21.03 after, Pennsylvania 23.33 and 21.17: 2.76 in all, from
    unrounded means; the rounded ones give 2.75.
    """
    jersey, pennsylvania = ([20.44] * 2, [21.03] * 2), ([23.33] * 2, [21.17] * 2)
    found = difference_in_differences(["x", "y"], jersey, pennsylvania, repeats=10)
    assert found == pytest.approx((2.75, 2.75, 2.75))


def test_one_question_says_nothing_about_another() -> None:
    with pytest.raises(ValueError, match="at least two"):
        paired_difference(["q", "q"], [1, 2], [2, 3])
    with pytest.raises(ValueError, match="one per row"):
        paired_difference(["q", "r", "s"], [1, 2], [2, 3])
