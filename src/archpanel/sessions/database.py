"""One session database: SQLite by default, PostgreSQL by URL; the same tables on both."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from archpanel.sessions.first_write import insert_once

META = MetaData()

MIGRATING = 0x61726368
"""PostgreSQL's advisory lock while the tables are brought up to date; any fixed number does."""

ATTEMPTS = 200
PAUSE = 0.05
"""Seconds. SQLite waits for every lock but the one that makes a new file a write-ahead one; who
meets another process just there tries again."""


def _session() -> "Column[str]":
    """A row lives as long as its session: nothing can be written about an erased one."""
    gone_with = ForeignKey("sessions.id", ondelete="CASCADE")
    return Column("session", String(40), gone_with, primary_key=True)


def _of_a_question() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["session", "question"], ["questions.session", "questions.id"], ondelete="CASCADE"
    )


SESSIONS = Table(
    "sessions",
    META,
    Column("id", String(40), primary_key=True),
    Column("created", String(32), nullable=False),
    Column("brief", JSON, nullable=False),
    Column("personas", JSON, nullable=False),
    Column("status", String(12), nullable=False),
)
QUESTIONS = Table(
    "questions",
    META,
    _session(),
    Column("id", String(12), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("body", JSON, nullable=False),
)
INBOX = Table(
    "inbox",
    META,
    _session(),
    Column("question", String(12), primary_key=True),
    Column("key", String(80), nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("session", "key"),
    _of_a_question(),
)
LEDGER = Table(
    "ledger",
    META,
    _session(),
    Column("question", String(12), primary_key=True),
    Column("persona", String(40), primary_key=True),
    Column("rubric", String(64), primary_key=True),
    Column("maker", String(300), primary_key=True),
    Column("body", JSON, nullable=False),
    _of_a_question(),
)
BALLOTS = Table(
    "ballots",
    META,
    _session(),
    Column("persona", String(40), primary_key=True),
    Column("body", JSON, nullable=False),
)
ROUNDS = Table(
    "debrief_rounds",
    META,
    _session(),
    Column("round", Integer, primary_key=True),
    Column("moves", JSON, nullable=False),
)
VERDICTS = Table(
    "verdicts",
    META,
    _session(),
    Column("record", Text, nullable=False),
)
DRAFTS = Table(
    "drafts",
    META,
    _session(),
    Column("question", String(12), primary_key=True),
    Column("text", Text, nullable=False),
    _of_a_question(),
)
LEASES = Table(
    "leases",
    META,
    _session(),
    Column("owner", String(80), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("until", Float, nullable=False),
)
SCHEMA = Table("schema_versions", META, Column("version", Integer, primary_key=True))

PER_SESSION = (QUESTIONS, INBOX, LEDGER, BALLOTS, ROUNDS, VERDICTS, DRAFTS, LEASES)
"""Tables whose rows belong to one session and go with it."""


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first_tables,)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


def open_database(url: str) -> Engine:
    """Open the database and bring its tables up to date.

    Args:
        url: an SQLAlchemy URL, or a path of an SQLite file (made with its folder if need be).
    """
    engine = create_engine(_as_url(url), pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    with engine.connect() as connection:
        if _is_up_to_date(connection):
            return engine
    with engine.begin() as connection:
        # Processes that open a new file together take turns; the later ones find nothing to do.
        if engine.dialect.name == "sqlite":
            connection.execute(text("BEGIN IMMEDIATE"))
        else:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
        _migrate(connection)
    return engine


def forget_bytes(engine: Engine) -> bool:
    """Wipe what deleted rows left in SQLite's files; return whether that was possible.

    `secure_delete` zeroes the rows themselves, but not the copies that stay behind in a page when
    SQLite moves rows between pages. Only writing the whole file anew leaves those out.
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        try:
            connection.execute(text("VACUUM"))
        except OperationalError:  # another process writes
            return False
        return bool(connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)")) == 0)


def make_private(path: Path) -> None:
    """Make an empty file, and its folder if need be, that only this user can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)


def _as_url(given: str) -> URL:
    path = str(Path(given).expanduser())
    url = make_url(given) if "://" in given else URL.create("sqlite", database=path)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        make_private(Path(url.database))
    return url


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for attempt in range(ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE)
    # An acknowledged answer survives power loss (FULL); an erased one leaves no bytes behind.
    for pragma in (
        "busy_timeout=10000",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _is_up_to_date(connection: Connection) -> bool:
    if not inspect(connection).has_table(SCHEMA.name):
        return False
    return set(connection.scalars(select(SCHEMA.c.version))) >= {*range(1, len(MIGRATIONS) + 1)}


def _migrate(connection: Connection) -> None:
    SCHEMA.create(connection, checkfirst=True)
    done = set(connection.scalars(select(SCHEMA.c.version)))
    for version, migration in enumerate(MIGRATIONS, start=1):
        if version not in done:
            migration(connection)
            insert_once(connection, SCHEMA, version=version)
