"""Who drives a room: one host at a time, and always one."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from houses import house_in, interview, question, sit_down, wait_for

from archpanel.agents.engine import Conversation, Plan, Say
from archpanel.agents.verification import verify
from archpanel.domain import Item, PanelError, Persona
from archpanel.rooms import host
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.testing import ScriptedEngine


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that no test waits for long."""
    monkeypatch.setattr(host, "LOOKS_EVERY", 0.05)
    monkeypatch.setattr(host, "FIRST_WAIT", 0.2)


@dataclass
class Moody(ScriptedEngine):
    """Cannot find words for a while."""

    failures: int = 0
    error: Exception = field(default_factory=lambda: PanelError("The model is out of reach."))
    tried: list[float] = field(default_factory=list)

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        self.tried.append(time.monotonic())
        if len(self.tried) <= self.failures:
            raise self.error
        return await super().word(seat, plan, item, so_far, say)


def kinds(house: House, session: str) -> list[str]:
    return [event.kind for event in house.log.all(session) if event.kind not in ("words", "begins")]


def test_what_nobody_drives_is_taken_over(
    tmp_path: Path, house: House, coach: Account, opens: Callable[..., House]
) -> None:
    dead = house_in(tmp_path)  # its host never drives: as if it died before the first question
    house.host.stop(5.0)
    dead.host.start()
    session = sit_down(dead, coach, coach)
    assert question(dead, session) is not None
    dead.host.stop(5.0)
    asked = dead.waits_for(session)
    dead.sessions.answer(session, asked, "Said before it died.", "a-key-of-mine")
    assert dead.rooms.left() == [session]
    other = opens()
    assert interview(other, session) is None
    record = other.sessions.record(session)
    assert record.answers[0].text == "Said before it died."
    dead.sessions.close()


def test_two_hosts_at_one_session_ask_everything_once(
    house: House, coach: Account, opens: Callable[..., House]
) -> None:
    other = opens()
    session = sit_down(house, coach, coach, turns=4)
    turn = 0
    while (asked := question(house, session)) is not None:
        (house, other)[turn % 2].answer(session, asked.id, f"Answer {turn}.", f"key-{turn:08}")
        (other, house)[turn % 2].host.wake(session)
        turn += 1
    record = house.sessions.record(session)
    verify(record.model_dump_json())
    assert [answer.text for answer in record.answers] == [f"Answer {n}." for n in range(turn)]
    told = [e.body["question"] for e in house.log.all(session) if e.kind == "question"]
    assert list(dict.fromkeys(told)) == [q.id for q in record.questions]


async def test_an_erased_session_is_let_go(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    assert await asyncio.to_thread(question, house, session) is not None
    # The question is told before the panel lets go of the session.
    await asyncio.to_thread(wait_for, lambda: session not in house.host._tasks)
    await house.sessions.erase(session)
    house.host.wake(session)
    other = sit_down(house, coach, coach)
    assert await asyncio.to_thread(question, house, other) is not None
    await asyncio.to_thread(wait_for, lambda: session not in house.host._used)
    assert session not in house.sessions._live


@pytest.mark.parametrize("error", [PanelError("The model is out of reach."), ZeroDivisionError()])
def test_trouble_is_told_after_each_try_and_tried_again_ever_later(
    house: House, coach: Account, opens: Callable[..., House], error: Exception
) -> None:
    house.host.stop(5.0)
    mind = Moody(failures=3, error=error)
    session = sit_down(opens(mind), coach, coach)
    assert question(house, session) is not None
    assert kinds(house, session)[-2:] == ["trouble", "question"]
    told = [e.body["text"] for e in house.log.all(session) if e.kind == "trouble"]
    assert len(told) == 3, "each try looked as if somebody were about to speak"
    assert all(("out of reach" in text) == isinstance(error, PanelError) for text in told)
    assert not any("division" in text for text in told)
    waits = [later - earlier for earlier, later in zip(mind.tried, mind.tried[1:], strict=False)]
    assert all(wait >= 0.2 * 2**n for n, wait in enumerate(waits))


def test_a_host_that_stops_leaves_a_room_where_it_stands(
    house: House, coach: Account, opens: Callable[..., House]
) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    house.host.stop(5.0)
    other = opens()
    other.answer(session, asked.id, "On the other replica.", "key-00000001")
    assert interview(other, session) is None
