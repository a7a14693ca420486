"""The page of a search: one file that loads nothing, and shows what was written as it was."""

import re
from datetime import date, timedelta

import pytest

from archpanel.funnel import (
    MENTOR_WHOLE,
    Application,
    Event,
    Foreseen,
    as_plain,
    forecast,
    summary_of,
    to_html,
)
from archpanel.funnel.html import WIDE, bars, whiskers
from archpanel.funnel.summary import Summary
from archpanel.funnel.wording import counted

TODAY = date(2026, 11, 27)
NASTY = '</td><script>alert("x")</script>`b`&'


def application(n: int, *stages: str, company: str = "Acme") -> Application:
    events = tuple(
        Event(at, stage, TODAY - timedelta(90 - 10 * at))  # type: ignore[arg-type]
        for at, stage in enumerate(("applied", *stages), 1)
    )
    return Application(f"a{n}", f"{company} {n}", "Architect", NASTY, None, events)


@pytest.fixture
def search() -> Summary:
    mine = [
        *(application(n, "rejected") for n in range(1, 7)),
        application(7, "process"),
        application(8, "process", "offer", "contract"),
        application(9, company=NASTY),
        application(10, "process", "rejected"),
    ]
    found = [
        Foreseen(f"a{n}", f"s{n}", d, forecast(d, None), offer)  # type: ignore[arg-type]
        for n, (d, offer) in enumerate([("hire", True), ("no_hire", False)] * 6)
    ]
    return summary_of(mine, found, TODAY)


def test_the_page_loads_nothing_and_runs_nothing(search: Summary) -> None:
    page = to_html(search)
    assert "<script" not in page
    assert NASTY not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r"(?<!-)\b(?:src|href)\s*=|url\(|@import", page) == []
    assert "default-src 'none'" in page


def test_the_bars_are_parts_of_all_applications(search: Summary) -> None:
    drawn = list(bars(search))
    assert [bar.label for bar in drawn] == [
        "10 applications", "3 processes", "1 offer", "1 contract"
    ]  # fmt: skip
    assert [round(bar.width / WIDE, 2) for bar in drawn] == [1, 0.3, 0.1, 0.1]
    assert [round(bar.settled / WIDE, 2) for bar in drawn] == [0.9, 0.2, 0.1, 0.1]
    assert [bar.theirs for bar in drawn] == [50, 14, 2, 1]
    assert drawn[-1].their_width == WIDE / MENTOR_WHOLE.reached


def test_a_share_lies_within_its_interval_and_within_the_drawing(search: Summary) -> None:
    for whisker in whiskers(search):
        assert whisker.at is not None
        assert 0 <= whisker.low <= whisker.at <= whisker.high <= WIDE


def test_one_is_one(search: Summary) -> None:
    assert [counted(1, step) for step in ("applied", "process", "offer", "contract")] == [
        "1 application", "1 process", "1 offer", "1 contract"
    ]  # fmt: skip


def test_an_empty_search_has_a_page_with_the_mentors_figures() -> None:
    page = to_html(summary_of([], [], TODAY))
    assert "too few to say" in page
    assert "10 to 283" in page


def test_all_that_the_page_tells_is_in_the_json(search: Summary) -> None:
    told = as_plain(search)
    assert [share["passed"] for share in told["funnel"]] == [3, 1, 1, 1]
    assert told["mentor"][0]["share"] == 0.28
    assert told["needed"]["applications"] == 8
    assert told["calibration"]["outcomes"] == 12
    assert told["calibration"]["gain"]["low"] > 0
    assert [group["tells"] for group in told["by_role"]] == [False]
    assert told["by_role"][0]["share"] is None
    assert told["applications"][0]["stage"] == "rejected"
