"""Tables of the rooms, beside those of the sessions; brought up to date apart from them.

Whoever uses the command line alone never gets them.
"""

from collections.abc import Callable

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    select,
    text,
    update,
)

from archpanel.sessions.database import SESSIONS, add_column, bring_up_to_date

META = MetaData()


def _session() -> "Column[str]":
    """What is kept about a session goes with it."""
    return Column(
        "session", String(40), ForeignKey(SESSIONS.c.id, ondelete="CASCADE"), primary_key=True
    )


def _lab() -> "Column[str]":
    """What a comparison came to goes with it."""
    return Column("lab", String(40), ForeignKey("labs.id", ondelete="CASCADE"), primary_key=True)


_KNOWN_BY_NAME = "kind = 'coach' AND NOT closed AND name <> ''"
"""Coaches enter by their name; several candidates may have the same."""

ACCOUNTS = Table(
    "accounts",
    META,
    Column("id", String(40), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", String(120), nullable=False),
    Column("coach", String(40), nullable=False),
    Column("password", String(200), nullable=False),
    Column("keeper", Boolean, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("created", Float, nullable=False),
)
"""Coaches and candidates. `coach` is who invited a candidate; the keeper also has what the command
line keeps in the same database."""

COACH_NAMES = Index(
    "coach_names",
    ACCOUNTS.c.name,
    unique=True,
    sqlite_where=text(_KNOWN_BY_NAME),
    postgresql_where=text(_KNOWN_BY_NAME),
)

TOKENS = Table(
    "tokens",
    META,
    Column("digest", String(64), primary_key=True),
    Column("account", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("expires", Float, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("prefix", String(12), nullable=False, server_default=""),
    Column("created", Float, nullable=False, server_default="0"),
)
"""Capabilities of 256 bits, of which only the SHA-256 is kept, and a few characters by which who
holds several can tell them apart."""

ROOMS = Table(
    "rooms",
    META,
    _session(),
    Column("coach", String(40), nullable=False, index=True),
    Column("candidate", String(40), nullable=False, index=True),
    Column("paused", Boolean, nullable=False),
    Column("created", Float, nullable=False),
    Column("ended", Boolean, nullable=False, server_default=false()),
)
"""A session that is reached over the page. `candidate` answers, `coach` looks on. `ended`: its
verdict was told, so that nobody needs to look whether the panel has something to do in it."""

GOING_ON = Index(
    "rooms_going_on",
    ROOMS.c.session,
    sqlite_where=ROOMS.c.ended == false(),
    postgresql_where=ROOMS.c.ended == false(),
)
"""Hosts look every two seconds for what is due; of all rooms ever, these alone are looked at."""

EVENTS = Table(
    "events",
    META,
    _session(),
    Column("n", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("body", JSON, nullable=False),
)
"""What happened in a room, in order; every page of it is drawn from this. Never changed."""

REMARKS = Table(
    "remarks",
    META,
    _session(),
    Column("id", String(40), primary_key=True),
    Column("question", String(12), nullable=False),
    Column("coach", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("shown", Boolean, nullable=False, server_default=false()),
)
"""A coach's notes on turns; `shown`: who answered reads them too, after the verdict."""

RATINGS = Table(
    "ratings",
    META,
    _session(),
    Column("coach", String(40), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("at", Float, nullable=False),
)
"""What a coach thought of an interview before the panel's verdict was shown to them."""

REHEARINGS = Table(
    "rehearings",
    META,
    _session(),
    Column("origin", String(40), nullable=False),
    Column("key", String(80), nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("origin", "key"),
)
"""A room in which one turn of `origin` is answered anew, with the answers that are given by
themselves, so that any replica can go on. A form that is sent twice has one key, and one room."""

PERSONAS = Table(
    "persona_versions",
    META,
    Column("coach", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Float, nullable=False),
)
"""Personas that coaches wrote on the page, each version as the YAML that was checked."""

LABS = Table(
    "labs",
    META,
    Column("id", String(40), primary_key=True),
    Column("coach", String(40), nullable=False, index=True),
    Column("created", Float, nullable=False),
    Column("wish", JSON, nullable=False),
    Column("status", String(12), nullable=False),
    Column("beat", Float, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("interviews", Integer, nullable=False),
    Column("problem", Text, nullable=False),
)
"""Comparisons of a coach in the lab. `beat`: when whoever works on it last said so. `interviews`:
of how many sessions it is; where `LAB_SESSIONS` has fewer, one was erased, and it goes as well."""

LAB_FILES = Table(
    "lab_files",
    META,
    _lab(),
    Column("format", String(8), primary_key=True),
    Column("text", Text, nullable=False),
)
"""What a comparison came to, in each format."""

LAB_SESSIONS = Table("lab_sessions", META, _session(), _lab())
"""Which sessions a comparison is of."""

HITS = Table(
    "hits",
    META,
    Column("what", String(120), primary_key=True),
    Column("window", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How often something was tried within a window of time, whichever replica it came to."""

TURNS = Table(
    "turns",
    META,
    Column("name", String(120), primary_key=True),
    Column("place", String(60), primary_key=True),
    Column("at", Float, nullable=False),
)
"""Who waits to be heard at the name of a coach, and from when on they are, in seconds since the
epoch; with the place "" the end of that line."""

ENTRIES = Table(
    "entries",
    META,
    Column("id", String(40), primary_key=True),
    Column("account", String(40), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("at", Float, nullable=False),
    Column("link", String(12), nullable=False),
    Column("peer", String(60), nullable=False),
    Column("browser", String(60), nullable=False),
)
"""When links of a candidate were made and used; shown to them alone, and never changed."""

SCHEMA = Table("rooms_schema_versions", META, Column("version", Integer, primary_key=True))


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


def _rehearings(connection: Connection) -> None:
    REHEARINGS.create(connection, checkfirst=True)


def _coach_names(connection: Connection) -> None:
    COACH_NAMES.create(connection, checkfirst=True)


def _tokens_told_apart(connection: Connection) -> None:
    add_column(connection, TOKENS, "prefix", "VARCHAR(12) NOT NULL DEFAULT ''")
    add_column(connection, TOKENS, "created", "FLOAT NOT NULL DEFAULT 0")
    add_column(connection, REMARKS, "shown", "BOOLEAN NOT NULL DEFAULT false")


def _ended_rooms(connection: Connection) -> None:
    add_column(connection, ROOMS, "ended", "BOOLEAN NOT NULL DEFAULT false")
    told = select(EVENTS.c.session).where(EVENTS.c.kind == "verdict")
    connection.execute(update(ROOMS).where(ROOMS.c.session.in_(told)).values(ended=True))
    GOING_ON.create(connection, checkfirst=True)


def _labs(connection: Connection) -> None:
    for table in (LABS, LAB_FILES, LAB_SESSIONS):
        table.create(connection, checkfirst=True)


def _turns(connection: Connection) -> None:
    TURNS.create(connection, checkfirst=True)


def _entries(connection: Connection) -> None:
    ENTRIES.create(connection, checkfirst=True)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _first_tables,
    _rehearings,
    _coach_names,
    _tokens_told_apart,
    _ended_rooms,
    _labs,
    _turns,
    _entries,
)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


def open_rooms(engine: Engine) -> Engine:
    """Bring the tables of the rooms up to date in a database that `open_database` opened."""
    bring_up_to_date(engine, SCHEMA, MIGRATIONS)
    return engine
