"""Who writes while the file is wiped waits for that, however long it takes, and does not fail."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from interviews import THOROUGH, new_session, only_sqlite, sessions_in, talk
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from archpanel.sessions import Sessions, database, wiping

pytestmark = only_sqlite

PATIENCE = 60.0


class Slow:
    """A disk that takes its time: the file is written anew once somebody gave up twice."""

    def __init__(self, rewrite: Callable[[Connection], None]) -> None:
        """Remember how it is done."""
        self._rewrite = rewrite
        self.begun, self.goes_on = Event(), Event()

    def __call__(self, connection: Connection) -> None:
        """Hold the lock, then rewrite."""
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        self.begun.set()
        assert self.goes_on.wait(PATIENCE)
        connection.exec_driver_sql("COMMIT")
        self._rewrite(connection)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow(wiping.rewrite)
    monkeypatch.setattr(wiping, "rewrite", made)
    return made


@pytest.fixture
def gave_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often SQLite gave up waiting for the lock, which takes it 50 ms here."""
    asked: list[str] = []
    is_wiped = wiping.is_wiped

    def noted(engine: Engine) -> bool:
        asked.append("once")
        return is_wiped(engine)

    monkeypatch.setattr(database, "BUSY", 50)
    monkeypatch.setattr(wiping, "is_wiped", noted)
    return asked


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


async def waiting(sessions: Sessions) -> str:
    """Return a session with a question that waits."""
    session = new_session(sessions)
    await sessions.advance(session)
    return session


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


async def test_an_answer_that_comes_while_the_file_is_wiped_is_taken(
    tmp_path: Path, slow: Slow, gave_up: list[str], elsewhere: ThreadPoolExecutor
) -> None:
    sessions = sessions_in(tmp_path)
    session, gone = await waiting(sessions), new_session(sessions)
    await talk(sessions, gone, lambda q: THOROUGH, turns=1)
    wipes = elsewhere.submit(lambda: wiping.forget_bytes(sessions._database))
    assert slow.begun.wait(PATIENCE)
    gave_up.clear()
    answers: Future[object] = elsewhere.submit(sessions.answer, session, "q1", "A queue.", "a-key")
    wait_for(lambda: len(gave_up) >= 4)  # SQLite alone would have failed at the first
    assert not answers.done()
    slow.goes_on.set()
    answers.result(PATIENCE)
    assert wipes.result(PATIENCE)
    (kept,) = await sessions.records(session).answers()
    assert kept.text == "A queue."
    assert list(tmp_path.glob("*.wiping-*")) == []


async def test_who_holds_the_lock_and_does_not_wipe_is_not_waited_for(
    tmp_path: Path, gave_up: list[str]
) -> None:
    sessions = sessions_in(tmp_path)
    session = await waiting(sessions)
    with sessions._database.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            sessions.answer(session, "q1", "A queue.", "a-key")
        mark = tmp_path / "sessions.sqlite.wiping-dead"
        mark.touch()
        os.utime(mark, (0, time.time() - wiping.LONGEST - 1))
        with pytest.raises(OperationalError, match="locked"):
            sessions.answer(session, "q1", "A queue.", "a-key")
        holder.rollback()
    sessions.answer(session, "q1", "A queue.", "a-key")
    assert gave_up


def test_two_that_wipe_leave_a_mark_each(tmp_path: Path) -> None:
    engine = sessions_in(tmp_path)._database
    with wiping._marked(engine):
        with wiping._marked(engine):
            assert len(list(tmp_path.glob("*.wiping-*"))) == 2
        assert wiping.is_wiped(engine)
    assert not wiping.is_wiped(engine)
