"""Shares, days and the number of applications: counted by hand, and told only where they tell."""

from datetime import date, timedelta
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.evals.statistics import wilson
from archpanel.funnel import MENTOR, MENTOR_WHOLE, Application, Event, Share, needed, state_of
from archpanel.funnel.figures import days, groups, median_interval, share_of, shares, stay_in
from archpanel.funnel.state import STEPS, State

FIRST = date(2026, 9, 1)
TODAY = date(2026, 11, 27)


def events(*given: tuple[str, int]) -> tuple[Event, ...]:
    return tuple(
        Event(n, stage, FIRST + timedelta(after))  # type: ignore[arg-type]
        for n, (stage, after) in enumerate((("applied", 0), *given), 1)
    )


def state(*given: tuple[str, int]) -> State:
    return state_of(events(*given))


def test_the_mentors_search_is_28_then_14_then_50_per_cent() -> None:
    assert [round(share.share or 0, 2) for share in MENTOR] == [0.28, 0.14, 0.5]
    assert [share.reached for share in MENTOR[1:]] == [share.passed for share in MENTOR[:-1]]
    assert MENTOR_WHOLE.passed == MENTOR[-1].passed


def test_open_applications_are_in_no_share() -> None:
    search = [
        state(("rejected", 9)), state(("ghosted", 60)), state(), state(),
        state(("process", 9)), state(("process", 9), ("rejected", 20)),
        state(("process", 9), ("withdrawn", 20)), state(("process", 9), ("offer", 30)),
        state(("process", 9), ("offer", 30), ("contract", 40)),
    ]  # fmt: skip
    counted = [(s.reached, s.settled, s.passed, s.open) for s in shares(search)]
    assert counted == [(9, 7, 5, 2), (5, 4, 2, 1), (2, 1, 1, 1)]
    whole = share_of(search, "applied", "contract")
    assert (whole.settled, whole.passed) == (5, 1)
    assert whole.interval == wilson(1, 5)


def test_of_nothing_settled_there_is_no_share() -> None:
    share = share_of([state()], "applied", "process")
    assert share.share is None
    assert share.interval is None
    assert needed(share) is None


def test_how_many_applications_a_contract_takes() -> None:
    found = needed(MENTOR_WHOLE)
    assert found is not None
    assert found.applications == 50
    low, high = wilson(1, 50)
    assert (found.low, found.high) == (1 / high, 1 / low)
    assert found.sure is not None
    assert 1 - 0.98**found.sure >= 0.9 > 1 - 0.98 ** (found.sure - 1)


def test_without_a_contract_there_is_no_upper_end() -> None:
    found = needed(Share("applied", "contract", 30, 20, 0))
    assert found is not None
    assert (found.applications, found.high, found.sure) == (None, None, None)
    assert found.low == pytest.approx(1 / wilson(0, 20)[1])
    all_won = needed(Share("applied", "contract", 3, 3, 3))
    assert all_won is not None
    assert (all_won.applications, all_won.sure) == (1, 1)


def test_a_source_has_a_share_from_ten_settled_on_and_capitals_make_no_difference() -> None:
    few = [Application(f"a{n}", "X", "Y", "Board", None, events(("rejected", 3))) for n in range(9)]
    more = [*few, Application("a10", "X", "Y", "BOARD", None, events(("process", 3)))]
    other = Application("a11", "X", "Y", "", None, events(("process", 3)))
    (group,) = groups(few, lambda a: a.source)
    assert not group.tells
    (group,) = groups([*more, other], lambda a: a.source)
    assert (group.name, group.tells, group.share.passed) == ("Board", True, 1)


def test_days_are_told_from_six_on_and_who_waits_is_told_apart() -> None:
    left = [state(("process", wait)) for wait in (3, 9, 4, 8, 5)]
    applied, process, offer = days([*left, state()], TODAY)
    assert (applied.done, applied.median, applied.waiting) == (5, None, 1)
    assert applied.longest == (TODAY - FIRST).days
    assert (process.done, process.waiting) == (0, 5)
    assert offer.longest is None
    applied, _, _ = days([*left, state(("rejected", 100))], TODAY)
    assert (applied.median, applied.low, applied.high) == (6.5, 3, 100)


def test_a_step_that_was_not_noted_has_no_days() -> None:
    found = state(("offer", 30))
    assert stay_in(found, "applied") == 30
    assert stay_in(found, "process") is None
    assert stay_in(found, "offer") is None


@pytest.mark.parametrize("n", [6, 9, 17])
def test_the_interval_of_a_median_holds_it_in_95_of_100_cases_and_no_narrower_one_does(
    n: int,
) -> None:
    low, high = median_interval(list(range(n)))
    k = int(low) + 1
    assert high == n - k

    def held(rank: int) -> float:
        return float(1 - 2 * sum(comb(n, i) for i in range(rank)) / 2**n)

    assert held(k) >= 0.95 > held(k + 1)
    with pytest.raises(ValueError, match="at least 6"):
        median_interval([1.0] * 5)


histories = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["process", "offer", "contract", "rejected", "ghosted"]),
            st.integers(0, 80),
        ),
        max_size=5,
    ).map(lambda given: state(*given)),
    max_size=25,
)


@given(histories)
def test_shares_add_up_along_the_funnel(search: list[State]) -> None:
    found = shares(search)
    for share in found:
        assert 0 <= share.passed <= share.settled <= share.reached
    for before, after in pairwise(found):
        assert before.passed == after.reached
    whole = share_of(search, "applied", "contract")
    assert whole.passed == found[-1].passed
    assert whole.settled <= found[0].settled


@given(histories)
def test_a_stay_is_never_negative(search: list[State]) -> None:
    stays = [stay_in(one, step) for one in search for step in STEPS]
    assert all(stay is None or stay >= 0 for stay in stays)
