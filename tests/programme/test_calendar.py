"""Days at even distances, and files that calendars take."""

import itertools
import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archpanel.programme.calendar import calendar, days, next_monday

MADE = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
START = date(2027, 1, 11)


def test_twelve_sessions_in_twenty_weeks_are_on_one_weekday_in_as_many_weeks() -> None:
    found = days(START, 20, 12)
    assert (found[0], found[-1]) == (START, START + timedelta(weeks=19))
    assert {day.weekday() for day in found} == {0}
    apart = {(after - before).days for before, after in itertools.pairwise(found)}
    assert apart <= {7, 14}


@given(weeks=st.integers(1, 30), sessions=st.integers(1, 60))
def test_days_never_go_back_and_stay_within_the_weeks(weeks: int, sessions: int) -> None:
    found = days(START, weeks, sessions)
    assert list(found) == sorted(found)
    assert len(found) == sessions
    assert found[0] == START
    assert found[-1] < START + timedelta(weeks=weeks)


def test_the_first_day_is_the_monday_after() -> None:
    assert next_monday(date(2026, 11, 27)) == date(2026, 11, 30)
    assert next_monday(date(2026, 11, 30)) == date(2026, 12, 7)


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200)


@given(title=LETTERS, about=LETTERS)
def test_no_line_is_longer_than_75_bytes_and_unfolded_it_says_the_same(
    title: str, about: str
) -> None:
    made = calendar([("1@archpanel", START, title, about)], MADE, "programme")
    lines = made.split("\r\n")
    assert lines[-1] == ""
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = made.replace("\r\n ", "").split("\r\n")
    told = next(line for line in unfolded if line.startswith("DESCRIPTION:"))
    assert _unescaped(told.removeprefix("DESCRIPTION:")) == about
    assert next(line for line in unfolded if line.startswith("SUMMARY:"))


def test_a_session_is_a_whole_day() -> None:
    made = calendar([("1@archpanel", START, "Rehearsal 1 of 12", "x")], MADE, "programme")
    assert "DTSTART;VALUE=DATE:20270111\r\nDTEND;VALUE=DATE:20270112\r\n" in made
    assert "DTSTAMP:20261127T093000Z" in made
    assert made.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)
