"""A drill comes back later each time the bar is met, and soon after a miss."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.programme.practice import (
    GAPS,
    Card,
    Task,
    Try,
    ahead_of,
    comeback,
    deck,
    in_order,
    next_of,
)

TODAY = date(2027, 3, 1)
TASK = Task("one-question", "integration", TODAY, bar=2.9, level=1.5)


def a_try(day: date, level: float | None, question: str = TASK.question) -> Try:
    levels = {"integration": level}
    return Try("", question, "integration", day, levels, 2.9, met=1, partly=0, of=4)


def met_each_time(times: int) -> list[Try]:
    """The bar is met on the very day, every time."""
    tries: list[Try] = []
    for _ in range(times):
        tries.append(a_try(comeback(TASK, tries).due, 3.0))
    return tries


def test_what_was_never_drilled_is_due_since_it_came_onto_the_list() -> None:
    back = comeback(TASK, ())
    assert (back.due, back.gap, back.running) == (TODAY, 0, 0)


@pytest.mark.parametrize(("times", "gap"), [(1, 3), (2, 7), (3, 16), (4, 35), (6, 35)])
def test_each_time_the_bar_is_met_the_gap_grows_up_to_five_weeks(times: int, gap: int) -> None:
    tries = met_each_time(times)
    back = comeback(TASK, tries)
    assert back.gap == gap
    assert back.due == tries[-1].day + timedelta(days=gap)
    assert back.running == times


def test_a_miss_puts_it_back_to_the_next_day_and_says_why() -> None:
    tries = met_each_time(3)
    missed = comeback(TASK, [*tries, a_try(TODAY + timedelta(days=40), 2.8)])
    assert (missed.gap, missed.running) == (1, 0)
    assert missed.why == "the answer was at 2.8, below the bar of 2.9"
    assert comeback(TASK, tries[:2]).why == "the bar of 2.9 was met twice running"


def test_practising_ahead_of_the_day_does_not_make_the_gap_grow() -> None:
    once = met_each_time(1)
    again = comeback(TASK, [*once, a_try(once[0].day + timedelta(days=1), 4.0)])
    assert (again.gap, again.running) == (3, 1)
    assert again.due == once[0].day + timedelta(days=4)
    assert "ahead of the day" in again.why
    assert comeback(TASK, [*once, a_try(once[0].day, 1.0)]).gap == 1


def test_what_was_not_read_changes_no_day() -> None:
    tries = met_each_time(2)
    assert comeback(TASK, [*tries, a_try(TODAY + timedelta(days=60), None)]) == comeback(
        TASK, tries
    )


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.floats(1, 5)), max_size=12))
def test_whatever_is_tried_the_next_day_lies_one_known_gap_after_the_last(
    steps: Sequence[tuple[int, float]],
) -> None:
    day, tries = TODAY, []
    for later, level in steps:
        day += timedelta(days=later)
        tries.append(a_try(day, level))
    back = comeback(TASK, tries)
    assert back.gap in ((0,) if not tries else GAPS)
    assert back.due == (day if tries else TASK.since) + timedelta(days=back.gap)
    if tries and tries[-1].levels["integration"] < TASK.bar:  # type: ignore[operator]
        assert back.gap == GAPS[0]
    more = comeback(TASK, [*tries, a_try(back.due, 5.0)])
    assert more.gap > back.gap or back.gap == GAPS[-1]


def test_one_answer_counts_for_every_competency_that_it_was_read_for() -> None:
    other = replace(TASK, competency="distributed-systems")
    unasked = replace(TASK, competency="token-economy")
    both = replace(a_try(TODAY, 3.0), levels={"integration": 3.0, "distributed-systems": 1.0})
    cards = deck([TASK, other, unasked], [both])
    assert [card.back.gap for card in cards] == [3, 1, 0]
    assert [len(card.tries) for card in cards] == [1, 1, 0]


def test_the_longest_overdue_is_first_and_of_these_the_weakest() -> None:
    def task(name: str, days: int, level: float | None) -> Task:
        return replace(TASK, question=name, since=TODAY - timedelta(days=days), level=level)

    tasks = [
        task("to-come", -2, 1.0),
        task("weak", 3, 1.0),
        task("unknown", 3, None),
        task("less-weak", 3, 2.0),
        task("oldest", 9, 2.8),
    ]
    ordered = in_order(deck(tasks, ()), TODAY)
    assert [card.task.question for card in ordered] == [
        "oldest", "weak", "less-weak", "unknown", "to-come",
    ]  # fmt: skip


def due(*names: str) -> list[Card]:
    return deck([replace(TASK, question=name) for name in names], ())


def test_the_same_question_is_not_asked_twice_running_while_another_is_due() -> None:
    first = next_of(due("a", "b"), TODAY, last="a")
    assert first is not None
    assert first.task.question == "b"
    alone = next_of(due("a"), TODAY, last="a")
    assert alone is not None
    assert alone.task.question == "a"


def test_where_nothing_is_due_the_next_to_come_may_be_practised_ahead() -> None:
    cards = deck([TASK], met_each_time(1))
    assert next_of(cards, TODAY) is None
    assert ahead_of(cards) == cards[0]
    assert ahead_of([]) is None
    assert next_of(cards, TODAY + timedelta(days=3)) == cards[0]


def test_the_newest_level_counts_for_how_weak_one_is() -> None:
    (card,) = deck([TASK], [a_try(TODAY, 2.0), a_try(TODAY, None)])
    assert card.level == 2.0
    assert card.short == pytest.approx(0.9)
