"""Tables of the programmes, beside those of the sessions; brought up to date apart from them."""

from collections.abc import Callable

from sqlalchemy import (
    JSON,
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
)

from archpanel.sessions.database import SESSIONS, add_column, bring_up_to_date

META = MetaData()

PROGRAMMES = Table(
    "programmes",
    META,
    Column("owner", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("made", String(32), nullable=False),
    Column("body", JSON, nullable=False),
    Column("assigned_by", String(40), nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),
)
"""`owner`: "" on the command line, else the id of an account. The highest turn is in force, and of
those the highest number: one that is taken up again gets a turn of its own."""

HELD = Table(
    "programme_sessions",
    META,
    Column("session", String(40), ForeignKey(SESSIONS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("n", Integer, nullable=False),
)
"""Which session was begun for which place of a programme; an erased one leaves its place open."""

COMMENTS = Table(
    "programme_comments",
    META,
    Column("owner", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("coach", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Float, nullable=False),
    ForeignKeyConstraint(
        ["owner", "number"], ["programmes.owner", "programmes.number"], ondelete="CASCADE"
    ),
)
"""What a coach says to a programme, or to the place `n` of it; 0 is the programme as a whole."""

SCHEMA = Table("programme_schema_versions", META, Column("version", Integer, primary_key=True))


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


def _assigned(connection: Connection) -> None:
    add_column(connection, PROGRAMMES, "assigned_by", "VARCHAR(40) NOT NULL DEFAULT ''")
    add_column(connection, PROGRAMMES, "turn", "INTEGER NOT NULL DEFAULT 0")
    COMMENTS.create(connection, checkfirst=True)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first_tables, _assigned)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


def open_tables(database: Engine) -> None:
    """Bring the tables up to date in a database that `open_database` opened."""
    bring_up_to_date(database, SCHEMA, MIGRATIONS)
