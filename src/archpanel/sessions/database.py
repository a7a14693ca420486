"""One session database: SQLite by default, PostgreSQL by URL; the same tables on both."""

import sqlite3
import time
from collections.abc import Callable, Sequence
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
    update,
)

from archpanel.domain import Maker
from archpanel.sessions import postgres
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.kept import parse_kept
from archpanel.sessions.storable import check_parameters, to_json

META = MetaData()

ATTEMPTS = 200
PAUSE = 0.05
"""Seconds. SQLite waits for every lock but the one that makes a new file a write-ahead one; who
meets another process just there tries again."""


BUSY = 10_000
"""Milliseconds that SQLite waits for another writer; for one that wipes the file, see `wiping`."""


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
    Column("models", JSON(none_as_null=True)),  # where others think than the brief says
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
    Column("maker", String(64), primary_key=True),  # `Maker.digest`
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
    Column("until", Float, nullable=False),
)
REPLAYS = Table(
    "replays",
    META,
    _session(),
    Column("origin", String(40), primary_key=True),
)
"""A replay, and every session that answers of it come from: a replay of a replay has two."""

CALLS = Table(
    "calls",
    META,
    _session(),
    Column("n", Integer, primary_key=True),
    Column("body", JSON, nullable=False),
)
"""Requests to language models, in order: what they took, and no word of anybody."""

NOTES = Table(
    "notes",
    META,
    _session(),
    Column("kind", String(20), primary_key=True),
    Column("body", JSON, nullable=False),
)
"""What a model wrote about a finished session when it was asked to; beside the record."""

SCHEMA = Table("schema_versions", META, Column("version", Integer, primary_key=True))

PER_SESSION = (
    QUESTIONS,
    INBOX,
    LEDGER,
    BALLOTS,
    ROUNDS,
    VERDICTS,
    DRAFTS,
    LEASES,
    REPLAYS,
    CALLS,
    NOTES,
)
"""Tables whose rows belong to one session and go with it."""


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


def _makers_by_digest(connection: Connection) -> None:
    """Key the ledger by digests: the JSON of a maker with model and prompts has no fixed length."""
    rows = connection.execute(select(LEDGER.c.maker).distinct()).scalars().all()
    for written in rows:
        if written.startswith("{"):
            known = Maker.model_validate_json(written).digest
            connection.execute(update(LEDGER).where(LEDGER.c.maker == written).values(maker=known))


def _leases_without_epoch(connection: Connection) -> None:
    """Make the table of leases anew; a driver of the version before takes its lease again."""
    if "epoch" in {column["name"] for column in inspect(connection).get_columns(LEASES.name)}:
        LEASES.drop(connection)
        LEASES.create(connection)


def _replays(connection: Connection) -> None:
    REPLAYS.create(connection, checkfirst=True)


def _calls(connection: Connection) -> None:
    CALLS.create(connection, checkfirst=True)


def _notes(connection: Connection) -> None:
    NOTES.create(connection, checkfirst=True)


def _other_models(connection: Connection) -> None:
    add_column(connection, SESSIONS, "models", "JSON")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _first_tables,
    _makers_by_digest,
    _leases_without_epoch,
    _replays,
    _calls,
    _notes,
    _other_models,
)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


def open_database(url: str) -> Engine:
    """Open the database and bring its tables up to date.

    Args:
        url: an SQLAlchemy URL, or a path of an SQLite file (made with its folder if need be).

    Raises:
        ValueError: the URL is none, or of a database that is kept nowhere or holds not every text.
        BadRequest: what PostgreSQL needs is not installed.
    """
    engine = _connected(_as_url(url))
    try:
        bring_up_to_date(engine, SCHEMA, MIGRATIONS)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _connected(url: URL) -> Engine:
    """Return an engine whose errors quote nothing that was said."""
    remote = postgres.is_postgres(url)
    url, given = postgres.reach(url) if remote else (url, {})
    engine = create_engine(
        url,
        pool_pre_ping=remote,  # only a server hangs up on idle connections
        hide_parameters=True,
        json_serializer=to_json,
        json_deserializer=parse_kept,
        connect_args=given,
    )
    event.listen(engine, "before_cursor_execute", _check_statement)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        postgres.prepare(engine)
    return engine


def _check_statement(_: object, __: object, ___: object, parameters: Any, *more: object) -> None:
    check_parameters(parameters)


def bring_up_to_date(
    engine: Engine, versions: Table, migrations: Sequence[Callable[[Connection], None]]
) -> None:
    """Run the migrations that a database has not had yet.

    Args:
        engine: the database.
        versions: table of the numbers of those it had.
        migrations: numbered from 1 in this order.
    """
    with engine.connect() as connection:
        if _is_up_to_date(connection, versions, len(migrations)):
            return
    with engine.begin() as connection:
        # Processes that open a new database together take turns; later ones find nothing to do.
        if engine.dialect.name == "sqlite":
            connection.execute(text("BEGIN IMMEDIATE"))
        else:
            postgres.take_turns(connection)
        _migrate(connection, versions, migrations)


def kind_of(engine: Engine) -> str:
    """Return which database it is, with its version."""
    if engine.dialect.name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with engine.connect() as connection:
        return f"PostgreSQL {postgres.server_version(connection)}"


def make_private(path: Path) -> None:
    """Make an empty file, and its folder if need be, that only this user can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)


def _as_url(given: str) -> URL:
    path = str(Path(given).expanduser())
    url = make_url(given) if "://" in given else URL.create("sqlite", database=path)
    if postgres.is_postgres(url):
        return url
    if url.get_backend_name() != "sqlite":
        raise ValueError(f"{url.drivername}:// is neither SQLite nor PostgreSQL")
    if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
        raise ValueError(
            f"{given!r} is a database in memory, which would lose every answer when the program "
            "ends; give a file, such as sqlite:////home/me/sessions.sqlite"
        )
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
        f"busy_timeout={BUSY}",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def add_column(connection: Connection, table: Table, column: str, kind: str) -> None:
    """Add a column in a migration, unless the table was made with it."""
    if column not in {known["name"] for known in inspect(connection).get_columns(table.name)}:
        connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column} {kind}"))


def _is_up_to_date(connection: Connection, versions: Table, newest: int) -> bool:
    if not inspect(connection).has_table(versions.name):
        return False
    return set(connection.scalars(select(versions.c.version))) >= {*range(1, newest + 1)}


def _migrate(
    connection: Connection, versions: Table, migrations: Sequence[Callable[[Connection], None]]
) -> None:
    versions.create(connection, checkfirst=True)
    done = set(connection.scalars(select(versions.c.version)))
    for version, migration in enumerate(migrations, start=1):
        if version not in done:
            migration(connection)
            insert_once(connection, versions, version=version)
