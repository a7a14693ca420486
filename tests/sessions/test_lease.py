"""One driver per session, and no waiting for the dead."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from interviews import database_in, new_session, only_sqlite, run_python, sessions_in
from sqlalchemy import Engine, create_engine, text, update

from archpanel.domain import PanelError, SessionBusy
from archpanel.sessions import open_database
from archpanel.sessions.database import LEASES
from archpanel.sessions.lease import Lease, driven, new_owner


@pytest.fixture
def session(tmp_path: Path) -> str:
    return new_session(sessions_in(tmp_path))


@pytest.fixture
def database(tmp_path: Path, session: str) -> Iterator[Engine]:
    engine = open_database(database_in(tmp_path))
    yield engine
    engine.dispose()


def lease(database: Engine, session: str, seconds: float = 30.0) -> Lease:
    return Lease(database, session, new_owner(), seconds)


def test_a_second_driver_is_refused_and_told_how_long_to_wait(
    database: Engine, session: str
) -> None:
    lease(database, session).take()

    with pytest.raises(SessionBusy, match=rf"drives session {session}.*30 seconds"):
        lease(database, session).take()


def test_another_session_is_another_lease(database: Engine, session: str, tmp_path: Path) -> None:
    lease(database, session).take()

    lease(database, new_session(sessions_in(tmp_path))).take()


def test_nobody_can_lease_a_session_that_is_not_there(database: Engine) -> None:
    with pytest.raises(PanelError, match="does not exist, or was erased"):
        lease(database, "20200101-00000000").take()


async def test_a_lease_is_given_back_when_its_block_ends(database: Engine, session: str) -> None:
    async with lease(database, session).held():
        with pytest.raises(SessionBusy):
            lease(database, session).take()

    lease(database, session).take()


async def test_a_lease_is_given_back_when_its_block_fails(database: Engine, session: str) -> None:
    async def fail() -> None:
        async with lease(database, session).held():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    lease(database, session).take()


def test_giving_back_takes_nothing_from_others(database: Engine, session: str) -> None:
    mine = lease(database, session)
    mine.take()

    lease(database, session).give_back()

    with pytest.raises(SessionBusy):
        lease(database, session).take()


def test_an_expired_lease_goes_to_the_next(database: Engine, session: str) -> None:
    lease(database, session, seconds=0.05).take()
    time.sleep(0.1)

    lease(database, session).take()


async def test_a_driver_that_lives_keeps_its_lease(database: Engine, session: str) -> None:
    async with lease(database, session, seconds=1.5).held() as still_mine:
        for _ in range(25):
            await asyncio.sleep(0.1)
            still_mine()
            with pytest.raises(SessionBusy):
                lease(database, session).take()


async def test_a_driver_that_slept_too_long_learns_that_it_lost_its_lease(
    database: Engine, session: str
) -> None:
    async with lease(database, session, seconds=0.2).held() as still_mine:
        # The whole process stood still, as on a laptop whose lid was shut, and a rival came.
        with database.begin() as connection:
            connection.execute(update(LEASES).values(owner="rival", until=time.time() + 30))
        await asyncio.sleep(0.3)
        with pytest.raises(SessionBusy):
            still_mine()

    with pytest.raises(SessionBusy):  # and did not give the rival's lease away
        lease(database, session).take()


async def test_a_driver_whose_event_loop_is_blocked_keeps_its_lease(
    database: Engine, session: str
) -> None:
    async with lease(database, session, seconds=0.6).held() as still_mine:
        for _ in range(6):
            time.sleep(0.3)  # reading, say, or a database that lets one wait
            with pytest.raises(SessionBusy):
                lease(database, session).take()
        still_mine()


@only_sqlite
async def test_a_database_that_is_busy_for_a_moment_costs_no_lease(
    database: Engine, session: str, tmp_path: Path
) -> None:
    impatient = create_engine(f"sqlite:///{tmp_path / 'sessions.sqlite'}?timeout=0.01")
    async with Lease(impatient, session, new_owner(), seconds=3.0).held() as still_mine:
        with database.connect() as writer:
            writer.execute(text("BEGIN IMMEDIATE"))
            await asyncio.sleep(1.5)
            still_mine()
        await asyncio.sleep(2.0)
        still_mine()
        with pytest.raises(SessionBusy):
            lease(database, session).take()
    impatient.dispose()


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot tell without killing")
def test_a_process_that_died_is_followed_at_once(
    database: Engine, session: str, tmp_path: Path
) -> None:
    script = (
        "import os, sys\n"
        "from archpanel.sessions import open_database\n"
        "from archpanel.sessions.lease import Lease, new_owner\n"
        "Lease(open_database(sys.argv[1]), sys.argv[2], new_owner()).take()\n"
        "print('taken', flush=True)\n"
        "os._exit(0)"
    )
    assert run_python(script, database_in(tmp_path), session) == "taken\n"

    lease(database, session).take()


def test_a_driver_of_another_machine_is_given_its_time(database: Engine, session: str) -> None:
    Lease(database, session, "elsewhere:1:abcd").take()

    with pytest.raises(SessionBusy):
        lease(database, session).take()


@only_sqlite
def test_a_clock_that_is_set_back_keeps_nobody_waiting(database: Engine, session: str) -> None:
    """PostgreSQL's clock is the server's; SQLite has that of whoever asks."""
    Lease(database, session, "elsewhere:1:abcd").take()
    with database.begin() as connection:
        connection.execute(update(LEASES).values(until=LEASES.c.until + 3600))
    assert not driven(database, [session])

    lease(database, session).take()
