"""What is PostgreSQL's own: how it is reached, its locks, its errors, and that it goes away."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from interviews import SOUND, new_session, question, sessions_in, talk
from postgres_server import PostgresServer
from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from archpanel.agents.verification import verify
from archpanel.domain import BadRequest
from archpanel.sessions import open_database
from archpanel.sessions.database import INBOX, VERDICTS
from archpanel.sessions.postgres import PATIENCE, reach

only_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
pytestmark = only_postgres


@pytest.fixture
def database(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+pg8000"])
def test_every_way_to_write_the_url_opens_it(database_url: str, scheme: str) -> None:
    engine = open_database(database_url.replace("postgresql", scheme))
    assert engine.dialect.driver == "pg8000"
    engine.dispose()


def test_a_driver_that_is_not_there_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("archpanel.sessions.postgres.find_spec", lambda name: None)
    with pytest.raises(BadRequest, match=r"pip install 'archpanel\[postgres\]'"):
        open_database("postgresql://me@localhost/x")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://h/x", "begin the URL with postgresql://"),
        ("postgresql://h/x?sslmode=maybe", "sslmode=maybe is none of"),
        ("postgresql://h/x?pool=3", "pool= is no option"),
        ("postgresql://h/x?timeout=1&timeout=2", "stands there twice"),
        ("mysql://h/x", "neither SQLite nor PostgreSQL"),
    ],
)
def test_a_url_that_cannot_be_meant_is_refused(url: str, told: str) -> None:
    with pytest.raises((BadRequest, ValueError), match=told):
        open_database(url)


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        ("", "ssl_context", None),
        ("", "timeout", PATIENCE),
        ("?sslmode=disable", "ssl_context", False),
        ("?sslmode=require", "ssl_context", True),
        ("?connect_timeout=3", "timeout", 3.0),
        ("?host=/run/postgresql", "unix_sock", "/run/postgresql/.s.PGSQL.5432"),
    ],
)
def test_options_of_the_url_reach_the_driver(options: str, name: str, value: object) -> None:
    url, given = reach(make_url(f"postgres://localhost/x{options}"))
    assert given[name] == value
    assert url.username
    assert not url.query


def test_a_certificate_is_checked_when_the_url_asks_for_it() -> None:
    _, given = reach(make_url("postgresql://h/x?sslmode=verify-full"))
    assert given["ssl_context"].check_hostname


def test_a_server_without_encryption_is_refused_when_the_url_asks_for_it(
    database_url: str,
) -> None:
    with pytest.raises(OperationalError, match="SSL"):
        open_database(database_url.replace("sslmode=disable", "sslmode=require"))


def test_a_database_that_cannot_hold_every_text_is_refused(
    postgres_server: PostgresServer,
) -> None:
    postgres_server.order("CREATE DATABASE latin TEMPLATE template0 ENCODING latin1 LOCALE 'C'")
    with pytest.raises(ValueError, match="LATIN1 text; make one with: createdb"):
        open_database(postgres_server.url("latin"))
    postgres_server.drop(postgres_server.url("latin"))


@pytest.mark.parametrize("wrong", ["a\x00b", "a\ud800b"])
async def test_no_column_takes_nul_or_half_a_character(
    database: Engine, tmp_path: Path, wrong: str
) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    records = sessions.records(session)
    kept = await records.put_question(question(1))
    refused: tuple[Callable[[], Any], ...] = (
        lambda: sessions.answer(session, "q1", "Sound.", key=wrong),
        lambda: sessions.find(wrong),
        lambda: sessions.keep_draft(wrong, "q1", "x"),
        lambda: sessions.records(wrong).notes(),
    )
    for act in refused:
        with pytest.raises(BadRequest, match="cannot be kept"):
            act()
    with pytest.raises(BadRequest, match="cannot be kept"):
        await records.put_question(kept.model_copy(update={"id": "q2", "text": wrong}))

    assert sessions.answer(session, "q1", wrong).text in ("ab", "a\ufffdb")
    sessions.keep_draft(session, "q1", wrong)
    assert sessions.draft(session, "q1") in ("ab", "a\ufffdb")
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(INBOX)) == 1


async def test_words_about_such_characters_are_kept_as_they_stand(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await sessions.records(session).put_question(question(1))
    said = r"We log \u0000 and \\u0000 and \ud800, 中文, é and 👩‍👩‍👧."
    assert sessions.answer(session, "q1", said).text == said
    assert [a.text for a in await sessions.records(session).answers()] == [said]


def test_a_record_that_is_damaged_hides_no_other(database: Engine, tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    said = {new_session(sessions): record for record in _RECORDS}
    with database.begin() as connection:
        for session, record in said.items():
            connection.execute(VERDICTS.insert().values(session=session, record=record))

    progress = sessions.progress()

    assert {record: progress[session].decision for session, record in said.items()} == _RECORDS


_RECORDS = {
    "no JSON": "",
    json.dumps({"answers": ['"verdict":{"decision":"hire"']}, separators=(",", ":")): "",
    '{"answers":["\\u0000"],"verdict":{"decision":"hold","levels":{}}}': "hold",
}


def test_an_error_of_the_server_quotes_nothing_that_was_said(database: Engine) -> None:
    with pytest.raises(SQLAlchemyError) as raised, database.begin() as connection:
        connection.execute(INBOX.insert().values(session="s", question="q", key="k", body="SECRET"))
    assert "foreign key" in str(raised.value)
    assert "SECRET" not in str(raised.value)
    assert "(s, q)" not in str(raised.value)


def test_every_connection_agrees_to_finite_limits(database: Engine) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with database.connect() as connection:
        agreed = {name: connection.scalar(text(f"SHOW {name}")) for name in names}
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
    assert agreed == dict(zip(names, ("15s", "10s", "1min"), strict=True))


def test_a_server_that_confirms_before_it_has_written_is_told_to_write_first(
    postgres_server: PostgresServer,
) -> None:
    url = postgres_server.create()
    name = url.rpartition("/")[2]
    postgres_server.order(f"ALTER DATABASE {name} SET synchronous_commit = off")
    postgres_server.order(f"ALTER DATABASE {name} SET default_transaction_isolation = serializable")
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
    engine.dispose()
    postgres_server.drop(url)


@contextmanager
def silent_port() -> Iterator[int]:
    """Take connections and say nothing, as a server that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_server_that_does_not_answer_is_waited_for_no_longer_than_told() -> None:
    with silent_port() as port, pytest.raises(OperationalError, match="timed out"):
        open_database(f"postgresql://me@127.0.0.1:{port}/x?timeout=0.3")


def test_nobody_at_the_port_is_a_clear_error(postgres_server: PostgresServer) -> None:
    with pytest.raises(OperationalError, match=r"127\.0\.0\.1:1 does not answer: .*refused"):
        open_database("postgresql://me@127.0.0.1:1/x")


async def test_a_server_that_goes_away_loses_nothing_that_was_acknowledged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = PostgresServer().start()
    try:
        await _goes_away(server, tmp_path)
    finally:
        server.remove()
    assert not caplog.records  # no traceback on stderr


async def _goes_away(server: PostgresServer, folder: Path) -> None:
    from interviews import on_database

    with on_database(server.url()):
        sessions = sessions_in(folder)
        session = new_session(sessions)
        asked = await talk(sessions, session, lambda q: SOUND, turns=3)
        assert asked is not None
        kept = sessions.answer(session, asked.id, "Acknowledged.", key="k")
        server.crash()
        for _ in range(2):  # connections of the pool first, then new ones
            with pytest.raises(OperationalError, match=r"connection is closed|does not answer"):
                await sessions.advance(session)
        with pytest.raises(OperationalError):
            sessions.answer(session, asked.id, "Not acknowledged.", key="other")
        server.start()

        assert sessions.answer(session, asked.id, "A retry.", key="k") == kept
        await talk(sessions, session, lambda q: SOUND)
        record = sessions.record(session)
        assert [a.id for a in record.answers] == [f"a{n}" for n in range(1, 7)]
        assert record.answers[3].text == "Acknowledged."
        verify(record.model_dump_json())
