"""Figures, targets, and what is counted from a log."""

import pytest

from archpanel.evals.bench.figures import (
    cost_classic,
    cost_marked,
    counted,
    growth_exponent,
    ratio,
)
from archpanel.evals.bench.journal import Entry, depth_of, depths, sum_up


def entry(start: float, end: float, **more: object) -> Entry:
    made = Entry(1, "", "", "", False, start, 1, False, first=start, end=end)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_the_exponent_is_that_of_the_power() -> None:
    sizes = (4, 8, 16, 32)
    assert growth_exponent(sizes, [7 * n for n in sizes]) == pytest.approx(1)
    assert growth_exponent(sizes, [3 * n**2 for n in sizes]) == pytest.approx(2)
    assert growth_exponent(sizes, [5 * n**1.5 for n in sizes]) == pytest.approx(1.5)
    # Peers in docs: 36k, 89k, 270k, 922k grow with 1.57.
    assert growth_exponent(sizes, [36, 89, 270, 922]) == pytest.approx(1.57, abs=0.02)


def test_costs_are_in_tokens_at_full_price() -> None:
    assert cost_classic(1000, 800) == pytest.approx(200 + 80)
    assert cost_marked(1000, 500, 300) == pytest.approx(200 + 50 + 375)


def test_a_ratio_is_the_median_with_its_range() -> None:
    made = ratio("latency", "x", [1.2, 1.0, 1.04], "<=", 1.05)
    assert (made.value, made.low, made.high, made.met) == (1.04, 1.0, 1.2, True)


def test_a_target_is_met_or_missed() -> None:
    assert counted("tokens", "calls", 22, "==", 22).met
    assert not counted("tokens", "calls", 23, "==", 22).met
    assert not counted("tokens", "share", 0.79, ">=", 0.8).met
    assert counted("tokens", "input", 10**9).met
    assert counted("tokens", "share", 0.1, ">=", None).met
    assert counted("tokens", "calls", 23, "==", 22).plain()["met"] is False


def test_side_by_side_is_one_step_and_one_after_the_other_two() -> None:
    assert depth_of([]) == 0
    assert depth_of([entry(0, 5), entry(1, 4), entry(2, 9)]) == 1
    assert depth_of([entry(0, 5), entry(1, 4), entry(4.5, 6), entry(5.5, 7), entry(7, 8)]) == 3
    assert depths([entry(0, 1), entry(0, 3), entry(2, 3), entry(3, 4)]) == [1, 1, 2, 3]


def test_a_call_that_is_not_over_is_followed_by_none() -> None:
    assert depth_of([entry(0, 0), entry(5, 6)]) == 1


def test_sums_count_failures_and_connections() -> None:
    sums = sum_up([entry(0, 1, fresh=True, prompt=10, cached=4), entry(1, 2, status=429)])
    assert (sums.calls, sums.failed, sums.connections) == (2, 1, 1)
    assert (sums.prompt, sums.cached) == (10, 4)
