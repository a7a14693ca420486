"""Many processes on PostgreSQL at once: migrations, locks, leases and numbers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from interviews import database_in, new_session, question, run_python, sessions_in
from postgres_server import PostgresServer
from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.exc import OperationalError

from archpanel.domain import Call, PanelError, SessionBusy
from archpanel.sessions import open_database
from archpanel.sessions.database import CALLS, LEASES, MIGRATIONS, SCHEMA
from archpanel.sessions.erasing import delete_rows
from archpanel.sessions.lease import Lease, new_owner
from archpanel.sessions.records import DatabaseRecords
from archpanel.sessions.writing import writing

only_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
pytestmark = only_postgres


@pytest.fixture
def database(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


TWENTY = """
import os, sys
from sqlalchemy import func, select
from archpanel.sessions import open_database, pg_errors
from archpanel.sessions.database import MIGRATIONS, SCHEMA

def child(gate):
    os.read(gate, 1)
    database = open_database(sys.argv[1])
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(SCHEMA)) == len(MIGRATIONS)

gate, opener = os.pipe()
children = []
for _ in range(20):
    pid = os.fork()
    if pid == 0:
        os.close(opener)
        try:
            child(gate)
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    children.append(pid)
os.close(opener)  # all at once
os.close(gate)
for pid in children:
    os.waitpid(pid, 0)
"""


def test_twenty_replicas_that_start_together_migrate_it_once(
    postgres_server: PostgresServer,
) -> None:
    url = postgres_server.create()
    assert run_python(TWENTY, url) == ""
    postgres_server.drop(url)


async def test_a_database_of_the_first_version_is_brought_up_to_date(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.create()
    old = open_database(url)
    with old.begin() as connection:
        for table in ("replays", "calls", "notes"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("ALTER TABLE leases ADD COLUMN epoch INTEGER"))
        connection.execute(SCHEMA.delete().where(SCHEMA.c.version > 1))
    old.dispose()

    again = open_database(url)
    with again.connect() as connection:
        assert set(connection.scalars(select(SCHEMA.c.version))) == {*range(1, len(MIGRATIONS) + 1)}
    again.dispose()
    postgres_server.drop(url)


def test_calls_of_many_processes_get_a_number_each(database: Engine, tmp_path: Path) -> None:
    session = new_session(sessions_in(tmp_path))
    gate = threading.Barrier(12)

    async def put(n: int) -> None:
        records = DatabaseRecords(database, session)
        for _ in range(5):
            await records.put_calls([(_call(n), 0)] * 3)

    def worker(n: int) -> None:
        gate.wait()
        try:
            put(n).send(None)
        except StopIteration:
            return

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(worker, range(12)))

    with database.connect() as connection:
        numbers = list(connection.scalars(select(CALLS.c.n).order_by(CALLS.c.n)))
    assert numbers == list(range(1, 181))


def _call(n: int) -> Call:
    return Call(job="assess", seat=f"seat_{n}", model="m", requests=1, seconds=0.1)


def test_the_lease_cannot_be_taken_while_its_holder_writes(
    database: Engine, tmp_path: Path
) -> None:
    session = new_session(sessions_in(tmp_path))
    mine = Lease(database, session, "elsewhere:1:mine", seconds=-1.0)  # over already
    mine.take()
    from archpanel.sessions.lease import check_owner

    with ThreadPoolExecutor(1) as pool:
        with writing(database, session) as connection:
            check_owner(connection, session, mine.owner)
            rival = pool.submit(Lease(database, session, new_owner()).take)
            with pytest.raises(TimeoutError):
                rival.result(0.5)
        rival.result(10)
    with pytest.raises(SessionBusy, match="took over"), writing(database, session) as connection:
        check_owner(connection, session, mine.owner)


def test_a_lease_lasts_by_the_clock_of_the_server(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = new_session(sessions_in(tmp_path))
    Lease(database, session, "elsewhere:1:mine").take()
    monkeypatch.setattr("time.time", lambda: 10.0**11)  # a replica whose clock is wrong
    with pytest.raises(SessionBusy):
        Lease(database, session, new_owner()).take()


def test_a_container_with_our_name_and_its_own_numbers_is_not_taken_for_dead(
    database: Engine, tmp_path: Path
) -> None:
    session = new_session(sessions_in(tmp_path))
    host = new_owner().partition("/")[0]
    Lease(database, session, f"{host}/1234:999999:abcd").take()
    with pytest.raises(SessionBusy):
        Lease(database, session, new_owner()).take()


async def test_of_drafts_that_are_kept_at_once_one_stays(database: Engine, tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await sessions.records(session).put_question(question(1))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: sessions.keep_draft(session, "q1", f"Draft {n}."), range(40)))
    sessions.keep_draft(session, "q1", "The last.")
    assert sessions.draft(session, "q1") == "The last."


async def test_answers_and_erasures_at_once_wait_for_each_other_and_never_in_a_circle(
    database: Engine, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    sessions = sessions_in(tmp_path)
    waits = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    for _ in range(10):
        session = new_session(sessions)
        await sessions.records(session).put_question(question(1))
        gate = threading.Barrier(9)

        def submit(n: int, session: str = session, gate: threading.Barrier = gate) -> str:
            gate.wait()
            try:
                if n == 8:
                    delete_rows(database, session)
                else:
                    sessions.answer(session, "q1", "x", key=f"k{n}")
            except PanelError as error:
                return type(error).__name__
            return ""

        with ThreadPoolExecutor(9) as pool:
            assert set(pool.map(submit, range(9))) <= {
                "", "AnswerConflict", "PanelError", "UnknownName"
            }  # fmt: skip
    with database.connect() as connection:
        assert connection.scalar(text(waits)) == 0


def test_two_that_wait_for_each_other_are_told_to_try_again(
    database: Engine, tmp_path: Path
) -> None:
    sessions = sessions_in(tmp_path)
    first, second = new_session(sessions), new_session(sessions)
    gate = threading.Barrier(2)

    def lock(names: tuple[str, str]) -> str:
        held = text("SELECT id FROM sessions WHERE id = :id FOR UPDATE")
        try:
            with database.begin() as connection:
                connection.execute(held, {"id": names[0]})
                gate.wait()
                connection.execute(held, {"id": names[1]})
        except OperationalError as error:
            return str(error.orig)
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(lock, [(first, second), (second, first)]))
    assert told == {"", "two processes waited for each other; try again (SQLSTATE 40P01)"}


async def test_a_lease_survives_that_all_connections_are_cut(
    database: Engine, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    session = new_session(sessions_in(tmp_path))
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{make_url(database_in(tmp_path)).database}'"
    )
    import asyncio

    async with Lease(database, session, new_owner(), seconds=1.5).held() as still_mine:
        for _ in range(4):
            postgres_server.order(cut)
            await asyncio.sleep(0.4)
            still_mine()
        with database.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(LEASES)) == 1
