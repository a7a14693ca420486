"""What the stream of a room adds to a page, and where."""

import asyncio
from dataclasses import fields
from typing import Any

from browsers import Browser
from databases import on_both
from houses import interview, question, sit_down

from archpanel.domain import Question
from archpanel.rooms.events import Event
from archpanel.rooms.house import House
from archpanel.web.entering import Visitor
from archpanel.web.pages.stream import parts

pytestmark = on_both


def visitor(browser: Browser) -> Visitor:
    given: dict[str, Any] = dict.fromkeys((field.name for field in fields(Visitor)), "")
    return Visitor(**given | {"account": browser.account})


def first_part(house: House, browser: Browser, session: str, last: int, shows: str = "") -> str:
    async def first() -> str:
        room = house.rooms.find(browser.account, session)
        return (await anext(parts(house, visitor(browser), room, last, shows)))["data"]

    return asyncio.run(first())


def clearer(asked: Question, text: str) -> Event:
    return Event("clarified", {"question": asked.id, "persona": asked.persona, "text": text})


def test_what_makes_an_earlier_question_clearer_is_not_put_under_the_one_that_waits(
    house: House, candidate: Browser
) -> None:
    session = sit_down(house, candidate.account, candidate.account)
    first = question(house, session)
    interview(house, session, answers=1)
    second = question(house, session)
    assert first is not None
    assert second is not None
    last = house.log.all(session)[-1].n
    house.log.append(session, clearer(first, "Too late."), clearer(second, "In time."))

    sent = first_part(house, candidate, session, last)
    assert "In time." in sent
    assert "Too late." not in sent


def test_an_answer_box_that_a_page_has_already_is_not_put_there_anew(
    house: House, candidate: Browser
) -> None:
    session = sit_down(house, candidate.account, candidate.account)
    asked = question(house, session)
    assert asked is not None
    page = candidate.get(f"/rooms/{session}")
    assert f"&amp;shows={asked.id}" in page
    before = next(e.n for e in house.log.all(session) if e.kind == "question") - 1
    house.log.append(session, clearer(asked, "In time."))
    # A page that was loaded after the question was on record, and before it was in the log.
    assert 'id="answer"' in first_part(house, candidate, session, before)
    assert 'id="answer"' not in first_part(house, candidate, session, before, asked.id)
