"""Measures on small tables that one can count by hand, and against the statistics of the evals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import (
    cluster_interval,
    effective_votes,
    icc,
    krippendorff_alpha,
    wilson,
)
from archpanel.lab.agreement import alpha_of, icc_of, pair, together
from archpanel.lab.grid import Array, Grid, Place
from archpanel.lab.influence import effective
from archpanel.lab.measured import FEWEST_INTERVIEWS, deviation_of, mean_of, ratio_of
from archpanel.lab.severity import drift, mean_level, severity, spread

NAN = np.nan


def grid(
    levels: list[list[float]], personas: tuple[str, ...] = ("a", "b", "c"), per: int = 2
) -> Grid:
    """`per` rows to an interview, the second half of them late; competencies take turns."""
    places = tuple(
        Place(f"i{n // per}", f"a{n % per}", ("x", "y")[n % 2], n % per >= per / 2)
        for n in range(len(levels))
    )
    table = np.asarray(levels, dtype=np.float64)
    return Grid(personas, places, table, np.full(len(levels), 3.0))


TEN = [
    [3.0, 3.5, 2.5], [2.0, 2.0, 1.0], [4.0, 4.0, 4.0], [1.0, 2.0, 1.5], [5.0, 4.5, 4.0],
    [3.0, 3.0, 2.0], [2.0, 2.5, 2.0], [3.5, 4.0, 3.0], [1.5, 1.5, 1.0], [4.0, 5.0, 4.5],
]  # fmt: skip
"""Two rows in each of five interviews."""


def test_severity_is_the_others_mean_less_ones_own() -> None:
    found = severity(grid(TEN), "c")
    others = [(a + b) / 2 - c for a, b, c in TEN]
    assert found.value == pytest.approx(sum(others) / 10)
    assert found.n == 10
    assert (found.low or 0) <= (found.value or 0) <= (found.high or 0)
    assert found.low != found.high


def test_severity_by_competency_looks_at_its_rows_alone() -> None:
    of_x = [(a + b) / 2 - c for a, b, c in TEN[::2]]
    assert severity(grid(TEN), "c", "x").value == pytest.approx(sum(of_x) / 5)


def test_severity_counts_only_what_another_one_judged_too() -> None:
    alone = [[NAN, 1.0, NAN] if n % 2 else row for n, row in enumerate(TEN)]
    found = severity(grid(alone), "b")
    assert found.n == 5
    assert found.value == pytest.approx(np.mean([(a + c) / 2 - b for a, b, c in TEN[::2]]))


def test_of_fewer_than_five_interviews_nothing_is_said() -> None:
    found = severity(grid(TEN[:8]), "a")
    assert found.value is None
    assert found.note == "too few to say: 4 interviews, 5 are needed"
    assert FEWEST_INTERVIEWS == 5


def test_spread_and_mean_are_those_of_ones_own_levels() -> None:
    own = [row[0] for row in TEN]
    assert spread(grid(TEN), "a").value == pytest.approx(np.std(own, ddof=1))
    assert mean_level(grid(TEN), "a").value == pytest.approx(np.mean(own))


def test_drift_is_late_severity_less_early_interview_by_interview() -> None:
    apart = [(b + c) / 2 - a for a, b, c in TEN]
    change = [late - early for early, late in zip(apart[::2], apart[1::2], strict=True)]
    found = drift(grid(TEN), "a")
    assert found.value == pytest.approx(np.mean(change))
    assert found.n == 5


def test_a_candidate_who_tires_is_no_drift_of_anybody() -> None:
    tiring = [[4.0, 4.0, 3.0] if n % 2 == 0 else [2.0, 2.0, 1.0] for n in range(10)]
    assert drift(grid(tiring), "c").value == 0


def test_pairs_agree_as_the_statistics_of_the_evals_say() -> None:
    found = pair(grid(TEN), "a", "b")
    two = np.asarray(TEN)[:, :2]
    assert found.difference.value == pytest.approx(np.mean(two[:, 0] - two[:, 1]))
    assert found.same.value == 0.4  # rows 2, 3, 6 and 9
    assert found.icc.value == pytest.approx(icc(two).a1)
    assert found.alpha.value == pytest.approx(krippendorff_alpha(two.T, "interval"))


def test_alpha_of_all_leaves_out_what_one_alone_judged() -> None:
    gaps = [*TEN[:8], [1.0, NAN, NAN], [2.0, NAN, 3.0]]
    found = together(grid(gaps))
    assert found.value == pytest.approx(krippendorff_alpha(np.asarray(gaps).T, "interval"))
    assert found.n == 9


def test_intervals_are_those_of_the_cluster_bootstrap() -> None:
    where = [f"i{n // 3}" for n in range(21)]
    values = np.sin(np.arange(21))
    found = mean_of("m", where, values.tolist(), unit="")
    expected = cluster_interval(where, lambda rows: float(values[rows].mean()))
    assert (found.low, found.high) == pytest.approx(expected)
    found = deviation_of("d", where, values.tolist(), unit="")
    expected = cluster_interval(where, lambda rows: float(values[rows].std(ddof=1)))
    assert (found.low, found.high) == pytest.approx(expected)


def test_what_never_came_up_may_still_come_up() -> None:
    found = ratio_of("s", [f"i{n}" for n in range(10)], [0] * 10, [2] * 10)
    assert (found.value, found.n) == (0, 20)
    assert (found.low, found.high) == pytest.approx(wilson(0, 10))


def test_interviews_in_which_there_was_nothing_do_not_count() -> None:
    found = ratio_of("s", [f"i{n}" for n in range(6)], [0] * 6, [0] * 6)
    assert found.value is None
    assert found.note.startswith("too few")


def test_effective_votes_are_kish_s_on_errors_against_the_truth() -> None:
    found = effective("p", grid(TEN))
    expected = effective_votes(np.asarray(TEN) - 3.0)
    assert found.effective.value == pytest.approx(expected.effective)
    assert found.correlation.value == pytest.approx(expected.correlation)


def test_without_a_known_truth_votes_are_not_counted() -> None:
    table = grid(TEN)
    blind = Grid(table.personas, table.places, table.levels, np.full(10, NAN))
    assert effective("p", blind).effective.value is None


levels = st.lists(
    st.lists(st.integers(10, 50).map(lambda tenths: tenths / 10), min_size=2, max_size=2),
    min_size=12,
    max_size=30,
)


@given(levels)
def test_a_persona_beside_itself_is_as_strict_and_agrees(table: list[list[float]]) -> None:
    twin = grid([[row[0], row[0]] for row in table], ("a", "twin"))
    assert severity(twin, "a").value == 0
    found = pair(twin, "a", "twin")
    assert (found.difference.value, found.same.value) == (0, 1)
    if len({row[0] for row in table}) > 1:
        assert found.icc.value == pytest.approx(1)
        assert found.alpha.value == pytest.approx(1)
    else:
        assert found.alpha.value is None


@given(levels)
def test_sums_say_what_the_statistics_say(table: list[list[float]]) -> None:
    two: Array = np.asarray(table)
    where = [f"i{n // 2}" for n in range(len(two))]
    try:
        expected = krippendorff_alpha(two.T, "interval")
    except ValueError:
        assert alpha_of("a", where, two).value is None
        return
    assert alpha_of("a", where, two).value == pytest.approx(expected, abs=1e-6)
    try:
        assert icc_of("i", where, two).value == pytest.approx(icc(two).a1, abs=1e-6)
    except ValueError:
        assert two.mean(axis=1).std() < 1e-9


@given(levels)
def test_two_personas_alone_are_as_strict_as_the_other_is_mild(table: list[list[float]]) -> None:
    both = grid(table, ("a", "b"))
    first, second = severity(both, "a").value, severity(both, "b").value
    assert first is not None
    assert second is not None
    assert first == pytest.approx(-second)
