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
    room = house.rooms.find(candidate.account, session)
    last = house.log.all(session)[-1].n
    house.log.append(session, clearer(first, "Too late."), clearer(second, "In time."))

    async def first_part() -> str:
        return (await anext(parts(house, visitor(candidate), room, last)))["data"]

    sent = asyncio.run(first_part())
    assert "In time." in sent
    assert "Too late." not in sent
