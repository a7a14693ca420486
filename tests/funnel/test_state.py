"""Where an application stands follows from its events, in whichever order they were noted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.funnel import STAGES, Event, oddities, standing, state_of

FIRST = date(2026, 9, 1)


def happened(*events: tuple[str, int], start: int = 1) -> list[Event]:
    """Return events of (stage, days after the first of September)."""
    return [
        Event(n, stage, FIRST + timedelta(days))  # type: ignore[arg-type]
        for n, (stage, days) in enumerate(events, start)
    ]


def said(*events: tuple[str, int]) -> list[str]:
    return [why for _, why in oddities(happened(*events))]


applied_then = st.lists(st.tuples(st.sampled_from(STAGES[1:]), st.integers(0, 90)), max_size=8).map(
    lambda rest: happened(("applied", 0), *rest)
)


def test_an_application_goes_from_step_to_step() -> None:
    state = state_of(happened(("applied", 0), ("process", 9), ("round", 14), ("offer", 30)))
    assert (state.furthest, state.now, state.ended) == ("offer", "offer", False)
    assert state.entered["process"] == FIRST + timedelta(9)
    assert state.reached("process")
    assert not state.reached("contract")
    assert state.settled("process")
    assert not state.settled("offer")


def test_an_offer_stands_for_a_process_that_was_not_noted() -> None:
    state = state_of(happened(("applied", 0), ("offer", 9)))
    assert state.reached("process")
    assert "process" not in state.entered


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "ghosted", "contract"])
def test_ends_settle_every_step_that_was_reached(end: str) -> None:
    state = state_of(happened(("applied", 0), ("process", 3), (end, 9)))
    assert state.ended
    assert state.left == FIRST + timedelta(9)
    assert state.settled("process")


def test_who_fell_silent_may_come_back() -> None:
    events = (("applied", 0), ("ghosted", 60), ("process", 70))
    assert said(*events) == []
    assert not state_of(happened(*events)).ended


def test_the_application_that_was_noted_last_corrects_its_day() -> None:
    events = happened(("applied", 5), ("process", 3), ("applied", 1))
    assert state_of(events).applied == FIRST + timedelta(1)
    assert oddities(events) == ()


def test_what_is_struck_no_longer_counts() -> None:
    events = happened(("applied", 0), ("rejected", 3))
    struck = [*events, Event(3, "struck", FIRST, strikes=2)]
    assert state_of(struck).now == "applied"
    assert standing(struck) == (events[0],)


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ((("applied", 9), ("process", 3)), "process on 2026-09-04 is before the application"),
        ((("applied", 0), ("rejected", 3), ("round", 5)), "is after rejected on 2026-09-04"),
        ((("applied", 0), ("offer", 3), ("process", 5)), "is after offer on 2026-09-04"),
        ((("applied", 0), ("contract", 3), ("ghosted", 5)), "is after contract on 2026-09-04"),
    ],
)
def test_orders_that_cannot_be_are_named(events: tuple[tuple[str, int], ...], why: str) -> None:
    (found,) = said(*events)
    assert why in found


def test_a_state_without_an_application_is_none() -> None:
    with pytest.raises(ValueError, match="when one applied"):
        state_of(happened(("process", 3)))


@given(applied_then, st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_noted_does_not_matter(
    events: list[Event], shuffled: object
) -> None:
    noted = list(events)
    shuffled.shuffle(noted)  # type: ignore[attr-defined]
    assert state_of(noted) == state_of(events)
    assert {why for _, why in oddities(noted)} == {why for _, why in oddities(events)}


@given(applied_then, st.sampled_from(STAGES[1:]), st.integers(0, 90))
def test_one_never_comes_less_far_by_what_happens_later(
    events: list[Event], stage: str, later: int
) -> None:
    before = state_of(events)
    after = state_of([*events, *happened((stage, later), start=len(events) + 1)])
    assert after.reached(before.furthest)


@given(applied_then, st.sampled_from(STAGES[1:]), st.integers(0, 90))
def test_striking_brings_back_what_was_before(events: list[Event], stage: str, later: int) -> None:
    n = len(events) + 1
    wrong = [*events, *happened((stage, later), start=n)]
    assert state_of([*wrong, Event(n + 1, "struck", FIRST, strikes=n)]) == state_of(events)


@given(applied_then)
def test_what_settles_a_step_settles_those_before(events: list[Event]) -> None:
    state = state_of(events)
    assert state.settled("applied") or not state.reached("process")
    assert state.ended == (state.left is not None)
    assert state.ended <= state.settled(state.furthest)
