"""The file: private, brought up to date once, and the same for everybody who opens it together."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from interviews import SOUND, new_session, only_sqlite, run_python, sessions_in, talk
from sqlalchemy import inspect, select

from archpanel.agents.verification import verify
from archpanel.domain import PanelError
from archpanel.sessions import open_database
from archpanel.sessions.database import LEDGER, MIGRATIONS, PER_SESSION, SCHEMA
from archpanel.testing import ScriptedEngine

pytestmark = only_sqlite


def test_a_new_file_gets_all_tables_and_says_which_migrations_it_has(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "deep" / "sessions.sqlite"))

    assert {table.name for table in PER_SESSION} < set(inspect(database).get_table_names())
    with database.connect() as connection:
        assert list(connection.scalars(select(SCHEMA.c.version))) == [
            *range(1, len(MIGRATIONS) + 1)
        ]
    database.dispose()


def test_a_file_from_before_replays_is_brought_up_to_date_and_keeps_its_sessions(
    tmp_path: Path,
) -> None:
    session = new_session(sessions_in(tmp_path))
    old = sqlite3.connect(tmp_path / "sessions.sqlite")
    with old:
        old.execute("DROP TABLE replays")
        old.execute("DELETE FROM schema_versions WHERE version > 3")
    old.close()

    sessions = sessions_in(tmp_path)

    assert sessions.find("last").id == session
    assert sessions.replays(session) == ()


def test_an_sqlalchemy_url_opens_the_same_file(tmp_path: Path) -> None:
    file = tmp_path / "sessions.sqlite"
    database = open_database(f"sqlite:///{file}")
    session = new_session(sessions_in(tmp_path))

    with database.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM sessions").scalars().all() == [session]
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    database.dispose()


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
def test_eight_processes_that_open_a_new_file_together_migrate_it_once(tmp_path: Path) -> None:
    script = """
import asyncio, os, sys
from pathlib import Path
from sqlalchemy import func, select
from archpanel.sessions import open_database
from archpanel.sessions.checkpoints import open_checkpoints
from archpanel.sessions.database import MIGRATIONS, SCHEMA

async def open_both(folder):
    database = open_database(str(folder / "sessions.sqlite"))
    async with open_checkpoints(folder / "checkpoints.sqlite"):
        with database.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(SCHEMA)) == len(MIGRATIONS)

def child(folder, gate):
    os.read(gate, 1)
    asyncio.run(open_both(folder))

for attempt in range(6):
    folder = Path(sys.argv[1]) / str(attempt)
    gate, opener = os.pipe()
    children = []
    for _ in range(8):
        pid = os.fork()
        if pid == 0:
            os.close(opener)
            try:
                child(folder, gate)
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
    assert run_python(script, str(tmp_path)) == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
@pytest.mark.parametrize("umask", [0o022, 0o000])
async def test_only_the_user_can_read_what_was_said(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        folder = tmp_path / "home"
        sessions = sessions_in(folder)
        await talk(sessions, new_session(sessions), lambda q: SOUND, turns=1)

        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}
    finally:
        os.umask(before)
    assert {"sessions.sqlite", "sessions.sqlite-wal", "checkpoints.sqlite"} <= set(modes)
    assert {name: mode for name, mode in modes.items() if mode != 0o600} == {}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_can_be_written_about_a_session_that_is_not_there(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)

    with pytest.raises(PanelError, match="does not exist, or was erased") as error:
        sessions.keep_draft("20200101-00000000", "q1", "A secret draft.")

    assert "secret" not in str(error.value)
    assert error.value.__suppress_context__


async def test_a_file_of_the_first_version_goes_on_and_nothing_is_read_again(
    tmp_path: Path,
) -> None:
    session = new_session(sessions_in(tmp_path))
    await talk(sessions_in(tmp_path), session, lambda q: SOUND, turns=3)
    database = open_database(str(tmp_path / "sessions.sqlite"))
    with database.begin() as connection:
        old = '{"engine":"scripted","version":"1","prompt":"","model":""}'
        connection.execute(LEDGER.update().values(maker=old))
        connection.exec_driver_sql("ALTER TABLE leases ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1")
        connection.execute(SCHEMA.delete().where(SCHEMA.c.version > 1))
    database.dispose()

    engine = ScriptedEngine()
    await talk(sessions_in(tmp_path, engine), session, lambda q: SOUND)

    again = {call.split()[2] for call in engine.calls if call.startswith("read")}
    assert again == {"a4", "a5", "a6"}
    verify(sessions_in(tmp_path).record(session).model_dump_json())
