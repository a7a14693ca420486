"""A question is made clearer while it waits for its answer, and never after."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event as Flag

import pytest
from houses import PATIENCE, interview, question, sit_down, wait_for

from archpanel.domain import BadRequest, Item, Persona, Question
from archpanel.rooms import host
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.testing import ScriptedEngine


@dataclass
class Slow(ScriptedEngine):
    """Finds clearer words when the door is opened."""

    asked: Flag = field(default_factory=Flag)
    door: Flag = field(default_factory=Flag)

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        self.asked.set()
        await asyncio.to_thread(self.door.wait, PATIENCE)
        return await super().clarify(seat, question, item)


def clarified(house: House, session: str) -> list[str]:
    events = house.log.all(session)
    return [str(event.body["question"]) for event in events if event.kind == "clarified"]


def test_the_question_that_waits_is_made_clearer(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    assert house.clarify(session, asked) == "Anything that you would say about it."
    assert clarified(house, session) == [asked.id]


def test_one_that_has_its_answer_is_not(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    first = question(house, session)
    assert first is not None
    interview(house, session, answers=1)
    with pytest.raises(BadRequest, match="only the one that waits"):
        house.clarify(session, first)
    interview(house, session)
    for asked in asyncio.run(house.sessions.records(session).questions()):
        with pytest.raises(BadRequest, match="only the one that waits"):
            house.clarify(session, asked)
    assert clarified(house, session) == []
    assert session not in house.sessions._live


def test_nothing_is_told_when_the_answer_came_first(
    opens: Callable[..., House], house: House, coach: Account
) -> None:
    house.host.stop(5.0)
    mind = Slow()
    other = opens(mind)
    session = sit_down(other, coach, coach)
    asked = question(other, session)
    assert asked is not None
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(other.clarify, session, asked)
        assert mind.asked.wait(PATIENCE)
        other.answer(session, asked.id, "From the other tab.", "a-good-key")
        mind.door.set()
        with pytest.raises(BadRequest, match="only the one that waits"):
            told.result(PATIENCE)
    assert clarified(other, session) == []


def test_what_a_clarification_needs_in_memory_is_let_go(
    opens: Callable[..., House], house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    monkeypatch.setattr(host, "LOOKS_EVERY", 0.05)
    other = opens()
    other.clarify(session, asked)
    assert session in other.sessions._live
    monkeypatch.setattr(host, "IDLE", 0.0)
    wait_for(lambda: session not in other.sessions._live)
