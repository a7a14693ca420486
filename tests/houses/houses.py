"""Houses on a temporary database: the small pack, a scripted panel, coaches and candidates."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from interviews import THOROUGH, brief, database_in
from own_words import own_words

from archpanel.agents.engine import Engine
from archpanel.domain import Question, RolePack
from archpanel.evals.small_pack import small_pack, small_seats
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House, house_of_sessions
from archpanel.rooms.tables import open_rooms
from archpanel.sessions import Sessions, open_database
from archpanel.sessions.forking import Along, alone
from archpanel.testing import ScriptedEngine

PATIENCE = 20.0
"""Seconds until a test gives a panel up that does not come on."""


def house_in(
    folder: Path,
    engine: Engine | None = None,
    find_pack: Callable[[str], RolePack] = lambda name: small_pack(),
) -> House:
    """Open a house; a second one in the same folder is a replica.

    In a test that is given a `database_url` it lies on that database.
    """
    mind = engine or ScriptedEngine()
    database = open_rooms(open_database(database_in(folder)))
    sessions = Sessions(
        database,
        folder / "checkpoints.sqlite",
        lambda brief, pack, seated, log: mind,
        "test",
        find_pack,
    )
    return house_of_sessions(database, sessions)


def sit_down(
    house: House, coach: Account, candidate: Account, *, turns: int = 2, along: Along = alone
) -> str:
    """Open a room with a short interview."""
    return house.open(brief(turns=turns), small_seats(), coach.id, candidate.id, along)


def question(house: House, session: str) -> Question | None:
    """Return the question that waits, as soon as there is one; None after the verdict."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        events = house.log.all(session)
        if any(event.kind == "verdict" for event in events):  # its lease is given back by then
            return None
        told = {event.body["question"] for event in events if event.kind == "question"}
        for asked in asyncio.run(house.sessions.records(session).questions()):
            if asked.id == house.waits_for(session) and asked.id in told:
                return asked
        time.sleep(0.01)
    raise AssertionError(f"nothing came in {session}: {house.log.all(session)[-3:]}")


def wait_for(what: Callable[[], bool]) -> None:
    """Return as soon as something is so; a test that waits too long fails."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def thorough(asked: Question) -> str:
    """Return an answer that makes every key point."""
    return own_words(THOROUGH, asked.id)


def interview(
    house: House, session: str, say: Callable[[Question], str] = thorough, *, answers: int = 60
) -> Question | None:
    """Answer what is asked, up to so many times; return what is asked then."""
    while (asked := question(house, session)) is not None and answers:
        house.answer(session, asked.id, say(asked), f"{session}-{asked.id}")
        answers -= 1
    return asked
