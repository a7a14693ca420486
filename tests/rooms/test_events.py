import asyncio
from collections import defaultdict
from itertools import count
from pathlib import Path

import pytest
from at_once import at_once
from houses import house_in, question, sit_down
from sqlalchemy.exc import OperationalError

from archpanel.rooms import bell
from archpanel.rooms.accounts import Account
from archpanel.rooms.events import Event
from archpanel.rooms.house import House

EACH = 12


def test_many_writers_on_two_replicas_leave_no_gap(
    tmp_path: Path, house: House, coach: Account
) -> None:
    session = sit_down(house, coach, coach)
    assert question(house, session) is not None
    house.host.stop(5.0)  # or it tells of its own on a busy machine
    other = house_in(tmp_path)
    before, turns = house.log.last(session), count()

    def write() -> None:
        mine = next(turns)
        log = (house, other)[mine % 2].log
        for n in range(EACH):
            log.append(session, Event("words", {"attempt": str(mine), "text": str(n)}))

    at_once(write)
    events = house.log.all(session)
    assert [event.n for event in events] == list(range(1, before + 8 * EACH + 1))
    said: dict[str, list[str]] = defaultdict(list)
    for event in events[before:]:
        said[event.body["attempt"]].append(event.body["text"])
    assert list(said.values()) == [[str(n) for n in range(EACH)]] * 8
    other.close(1.0)


def test_several_events_are_one_step(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    assert question(house, session) is not None
    before = house.log.last(session)
    n = house.log.append(session, Event("paused"), Event("returned"))
    assert [(e.n, e.kind) for e in house.log.after(session, before)] == [
        (n - 1, "paused"),
        (n, "returned"),
    ]
    assert house.log.newest([session, "another"]) == {session: n}


async def test_an_erased_session_takes_no_event(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    assert await asyncio.to_thread(question, house, session) is not None
    await asyncio.to_thread(house.close, 5.0)
    await house.sessions.erase(session)
    assert house.log.append(session, Event("paused")) == 0
    assert house.log.all(session) == []


async def test_a_bell_rings_again_after_the_database_was_away(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "EVERY", 0.01)
    session = sit_down(house, coach, coach)
    asked, newest = list[str](), house.log.newest

    def away(sessions: list[str]) -> dict[str, int]:
        asked.append("")
        if len(asked) <= 3:
            raise OperationalError("", None, Exception("gone"))
        return newest(sessions)

    monkeypatch.setattr(house.log, "newest", away)
    watching = asyncio.create_task(house.bell.watch())
    with house.bell.listening(session) as rung:
        house.log.append(session, Event("paused"))  # as another replica does: nobody rings here
        async with asyncio.timeout(10):
            while len(asked) <= 3:  # the panel, which sits down, rings by itself
                rung.clear()
                await rung.wait()
    watching.cancel()
