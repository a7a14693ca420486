"""The event log of the rooms: appended, numbered per session, read from anywhere, never changed."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, Select, func, insert, or_, select, update

from archpanel.rooms.tables import EVENTS, ROOMS
from archpanel.sessions.writing import writing

EventKind = Literal[
    "opened", "begins", "words", "takes_back", "question", "answered", "clarified",
    "verdict", "trouble", "paused", "returned",
]  # fmt: skip
"""What can happen.

| kind | body |
|---|---|
| opened | |
| begins | `attempt`, `number`, `persona`: a seat is finding the words of a question |
| words | `attempt`, `text`: the next piece of them |
| takes_back | `attempt`: other words take their place |
| question | `question`: its id; it is on record, and waits for an answer |
| answered | `question` |
| clarified | `question`, `persona`, `text` |
| verdict | |
| trouble | `text`: why the panel cannot go on right now |
| paused, returned | the candidate left, or came back |
"""

IN_FLIGHT: tuple[EventKind, ...] = ("opened", "begins", "words", "takes_back", "answered")
"""Where one of these is the newest, the panel has something to do."""

ASIDES: tuple[EventKind, ...] = ("paused", "returned", "clarified")
"""What these tell changes nothing about where the interview stands."""

AT_ONCE = 500
"""A reader takes at most this many at a time."""


@dataclass(frozen=True)
class Event:
    """Something that happened in a room.

    Bodies hold ids, and texts only where no record has them yet (`words`) or ever (`clarified`,
    `trouble`).
    """

    kind: EventKind
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept(Event):
    """An event of the log."""

    n: int = 0
    """1 for the first of its session, without gaps."""

    at: float = 0.0
    """Seconds since the epoch, by the clock of the replica that wrote it."""


class EventLog:
    """The events of one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def append(self, session: str, *events: Event) -> int:
        """Append events and return the number of the last; 0 when the session was erased."""
        with writing(self._database, session, lasting=False) as connection:
            if not _turn_of(connection, session):
                return 0
            n = _last(connection, session)
            for event in events:
                n += 1
                row = {"session": session, "n": n, "at": time.time()}
                connection.execute(insert(EVENTS).values(**row, kind=event.kind, body=event.body))
            if any(event.kind == "verdict" for event in events):
                over = update(ROOMS).where(ROOMS.c.session == session)
                connection.execute(over.values(ended=True))
        return n

    def after(self, session: str, n: int, *, most: int = AT_ONCE) -> Sequence[Kept]:
        """Return the events after number `n`, in order."""
        wanted = (
            select(EVENTS)
            .where(EVENTS.c.session == session, EVENTS.c.n > n)
            .order_by(EVENTS.c.n)
            .limit(most)
        )
        return self._read(wanted)

    def all(self, session: str) -> Sequence[Kept]:
        """Return all events of a session, in order."""
        return self._read(select(EVENTS).where(EVENTS.c.session == session).order_by(EVENTS.c.n))

    def drawn(self, session: str) -> Sequence[Kept]:
        """Return the events that a page is drawn from, in order; the newest is always among them.

        Words are left out but those after the newest "begins": questions that were put are on
        record, and their words are most of a log.
        """
        others = EVENTS.alias()
        begun = select(func.coalesce(func.max(others.c.n), 0)).where(
            others.c.session == session, others.c.kind == "begins"
        )
        needed = or_(EVENTS.c.kind != "words", EVENTS.c.n > begun.scalar_subquery())
        # One statement, so that what is written meanwhile is in it wholly or not at all.
        wanted = select(EVENTS).where(EVENTS.c.session == session, needed).order_by(EVENTS.c.n)
        return self._read(wanted)

    def turning_point(self, session: str) -> Kept | None:
        """Return the newest event that is no aside; None without any."""
        wanted = (
            select(EVENTS)
            .where(EVENTS.c.session == session, EVENTS.c.kind.not_in(ASIDES))
            .order_by(EVENTS.c.n.desc())
            .limit(1)
        )
        return next(iter(self._read(wanted)), None)

    def _read(self, wanted: Select[Any]) -> Sequence[Kept]:
        with self._database.connect() as connection:
            return [_kept(row) for row in connection.execute(wanted)]

    def newest(self, sessions: Collection[str]) -> dict[str, int]:
        """Return the number of the newest event of each session that has one."""
        wanted = (
            select(EVENTS.c.session, func.max(EVENTS.c.n))
            .where(EVENTS.c.session.in_(sessions))
            .group_by(EVENTS.c.session)
        )
        with self._database.connect() as connection:
            return {session: n for session, n in connection.execute(wanted)}


def turning_point(events: Sequence[Kept]) -> Kept | None:
    """Return the newest of some events that is no aside; None without any."""
    return next((event for event in reversed(events) if event.kind not in ASIDES), None)


def _kept(row: Row[Any]) -> Kept:
    return Kept(row.kind, row.body, row.n, row.at)


def _turn_of(connection: Connection, session: str) -> bool:
    """Take the session's turn to write, so that numbers come in order; False if it is gone."""
    mine = select(ROOMS.c.session).where(ROOMS.c.session == session).with_for_update()
    return connection.scalar(mine) is not None


def _last(connection: Connection, session: str) -> int:
    mine = select(func.max(EVENTS.c.n)).where(EVENTS.c.session == session)
    return connection.scalar(mine) or 0
