"""Practice in the session database, beside the sessions; brought up to date apart from them.

What a session's verdict asked for, and what was said when that was drilled, goes with the session.
Every query names whose practice it looks at.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from archpanel.domain import PanelError, SessionErased
from archpanel.programme.drills import Found, Seed
from archpanel.programme.practice import Try
from archpanel.sessions.database import SESSIONS, bring_up_to_date
from archpanel.sessions.erasing import IN_USE, wipe
from archpanel.sessions.first_write import insert_once, put_last
from archpanel.sessions.owners import Hold, anybody
from archpanel.sessions.writing import writing

META = MetaData()


def _gone_with() -> ForeignKey:
    return ForeignKey(SESSIONS.c.id, ondelete="CASCADE")


FOUND = Table(
    "practice_found",
    META,
    Column("owner", String(40), primary_key=True),
    Column("session", String(40), _gone_with(), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("body", JSON, nullable=False),
)
"""`owner`: "" on the command line, else the id of an account. What a finished session's drills are:
a record is read for them once."""

TRIES = Table(
    "practice_tries",
    META,
    Column("owner", String(40), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("session", String(40), _gone_with()),
    Column("noted", String(32), nullable=False),
    Column("body", JSON, nullable=False),
)
"""What was drilled, with question, answer and assessment. Never changed. `session`: whose verdict
asked for it; null for what was drawn from the study part."""

LEFT = Table(
    "practice_left",
    META,
    Column("owner", String(40), primary_key=True),
    Column("question", String(60), primary_key=True),
    Column("competency", String(60), primary_key=True),
    Column("session", String(40), _gone_with()),
    Column("noted", String(32), nullable=False),
    Column("body", JSON, nullable=False),
)
"""Drills that were begun and not assessed: a draft, or an answer that nobody could read yet. One
question may be drilled for several competencies: each has its own."""

SCHEMA = Table("practice_schema_versions", META, Column("version", Integer, primary_key=True))

TABLES = (FOUND, TRIES, LEFT)


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first_tables,)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


class DrilledMeanwhile(PanelError):
    """A drill that is over."""

    def __init__(self) -> None:
        """Say what counts."""
        super().__init__(
            "This drill was answered in another window, and that answer counts. The practice list "
            "says when it comes again."
        )


@dataclass(frozen=True)
class Left:
    """A drill that waits: what was asked, and what was typed or said."""

    question: str
    """Of the bank."""

    competency: str
    session: str
    pack: str
    asked: Mapping[str, Any]
    """The question as it was put, as JSON."""

    said: str
    is_answer: bool
    """True for an answer that waits to be read, False for a draft."""


@dataclass(frozen=True)
class Practice:
    """The practice of one owner."""

    database: Engine
    owner: str = ""
    hold: Hold = anybody
    """Asked before anything is kept."""

    def of(self, owner: str) -> "Practice":
        """Return the practice of somebody else in the same database."""
        return replace(self, owner=owner)

    def note(self, found: Found) -> None:
        """Keep what a session's verdict puts on the list, once.

        Raises:
            PanelError: the session was erased meanwhile.
        """
        body, day = asdict(found), found.day.isoformat()
        body["day"] = day
        with writing(self.database, found.session) as connection:
            self.hold(connection, self.owner)
            insert_once(
                connection, FOUND, owner=self.owner, session=found.session, day=day, body=body
            )

    def found(self) -> list[Found]:
        """Return what all sessions put on the list, the oldest first."""
        mine = select(FOUND.c.body).where(FOUND.c.owner == self.owner)
        # Of two on one day the later has the last word, and no id tells which that is.
        held = mine.join(SESSIONS, SESSIONS.c.id == FOUND.c.session)
        with self.database.connect() as connection:
            rows = connection.scalars(held.order_by(SESSIONS.c.created, FOUND.c.session))
            return [_found(body) for body in rows]

    def noted(self) -> set[str]:
        """Return the sessions that were looked at."""
        mine = select(FOUND.c.session).where(FOUND.c.owner == self.owner)
        with self.database.connect() as connection:
            return set(connection.scalars(mine))

    def keep(self, tried: Try, body: Mapping[str, Any], *, waits: bool = False) -> Try:
        """Keep a drill that was done, in place of what was left of it; return it with its id.

        Args:
            tried: what the rules look at.
            body: question, answer and assessment as JSON, for the history.
            waits: only while it waits; of two windows that have it read, one counts.

        Raises:
            DrilledMeanwhile: it does not wait any more.
            SessionErased: the session whose verdict asked for it was erased meanwhile.
        """
        row = {"owner": self.owner, "id": token_hex(8), "noted": _now()}
        kept = {**asdict(tried), "id": row["id"], "day": tried.day.isoformat(), "whole": dict(body)}
        with writing(self.database, tried.session) as connection:
            self.hold(connection, self.owner)
            _insert(connection, TRIES, {**row, "session": tried.session or None, "body": kept})
            left = delete(LEFT).where(*self._left(tried.question, tried.competency))
            if connection.execute(left).rowcount == 0 and waits:
                raise DrilledMeanwhile
        return _try(kept)

    def tries(self) -> list[Try]:
        """Return what was drilled, the oldest first."""
        return [_try(body) for body in self.history()]

    def history(self, session: str = "") -> list[dict[str, Any]]:
        """Return what was drilled with all that was said, the oldest first.

        Args:
            session: only what its verdict asked for.
        """
        mine = select(TRIES.c.body).where(TRIES.c.owner == self.owner)
        mine = mine.where(TRIES.c.session == session) if session else mine
        with self.database.connect() as connection:
            return list(connection.scalars(mine.order_by(TRIES.c.noted, TRIES.c.id)))

    def leave(self, left: Left) -> None:
        """Keep what is typed or said, in place of what was left of this drill before.

        Raises:
            SessionErased: the session whose verdict asked for it was erased meanwhile.
        """
        key = {
            "owner": self.owner,
            "question": left.question,
            "competency": left.competency,
        }
        values = {"session": left.session or None, "noted": _now(), "body": asdict(left)}
        with writing(self.database, left.session) as connection:
            self.hold(connection, self.owner)
            try:
                put_last(connection, LEFT, **key, **values)
            except PanelError:
                raise SessionErased(left.session) from None

    def change_left(self, left: Left) -> bool:
        """Keep what is typed or said of a drill while it waits; return whether it does."""
        mine = self._left(left.question, left.competency)
        with writing(self.database) as connection:
            self.hold(connection, self.owner)
            values = {"noted": _now(), "body": asdict(left)}
            return connection.execute(update(LEFT).where(*mine).values(**values)).rowcount == 1

    def left(self) -> list[Left]:
        """Return the drills that wait, the oldest first."""
        mine = select(LEFT.c.body).where(LEFT.c.owner == self.owner)
        with self.database.connect() as connection:
            rows = connection.scalars(mine.order_by(LEFT.c.noted, LEFT.c.question))
            return [Left(**body) for body in rows]

    def drop(self, question: str, competency: str) -> None:
        """Let go of what was left of a drill."""
        with writing(self.database) as connection:
            connection.execute(delete(LEFT).where(*self._left(question, competency)))

    def about(self, session: str) -> dict[str, Any]:
        """Return everything that is kept because of one session, for its export."""
        rows = {}
        with self.database.connect() as connection:
            for table in (FOUND, LEFT):
                mine = (table.c.owner == self.owner) & (table.c.session == session)
                rows[table.name] = list(connection.scalars(select(table.c.body).where(mine)))
        return {
            "found": rows[FOUND.name],
            "tries": self.history(session),
            "left": rows[LEFT.name],
        }

    def export(self) -> dict[str, Any]:
        """Return all that is kept of an owner's practice as JSON, the oldest first."""
        mine = select(FOUND.c.body).where(FOUND.c.owner == self.owner)
        with self.database.connect() as connection:
            found = list(connection.scalars(mine.order_by(FOUND.c.day, FOUND.c.session)))
        left = [asdict(one) for one in self.left()]
        return {"found": found, "tries": self.history(), "left": left}

    def forget(self) -> int:
        """Erase all practice of the owner, bytes included; return how many drills were done.

        Raises:
            PanelError: rows are gone, but bytes of them are left in the file.
        """
        many = len(self.history())
        with writing(self.database) as connection:
            self.erase_rows(connection)
        if not wipe(self.database):
            raise PanelError(f"Practice is erased, but {IN_USE}.")
        return many

    def erase_rows(self, connection: Connection) -> None:
        """Delete what `forget` erases, as a part of a step."""
        for table in TABLES:
            connection.execute(delete(table).where(table.c.owner == self.owner))

    def _left(self, question: str, competency: str) -> Collection[Any]:
        return (
            LEFT.c.owner == self.owner,
            LEFT.c.question == question,
            LEFT.c.competency == competency,
        )


def open_practice(database: Engine, owner: str = "", hold: Hold = anybody) -> Practice:
    """Bring the tables up to date in a database that `open_database` opened."""
    bring_up_to_date(database, SCHEMA, MIGRATIONS)
    return Practice(database, owner, hold)


def _insert(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    session = values["session"]
    if session and not connection.scalar(select(SESSIONS.c.id).where(SESSIONS.c.id == session)):
        raise SessionErased(session)
    connection.execute(insert(table).values(**values))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _found(body: Mapping[str, Any]) -> Found:
    seeds: Sequence[Mapping[str, Any]] = body["seeds"]
    read = tuple(Seed(**{**seed, "missed": tuple(seed["missed"])}) for seed in seeds)
    return Found(**{**body, "day": date.fromisoformat(body["day"]), "seeds": read})


def _try(body: Mapping[str, Any]) -> Try:
    values = {name: value for name, value in body.items() if name != "whole"}
    return Try(**{**values, "day": date.fromisoformat(values["day"])})
