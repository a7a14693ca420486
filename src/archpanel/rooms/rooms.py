"""Who may see and do what in which room. Every query names whose rooms it looks at."""

import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from archpanel.domain import BadRequest, PanelError
from archpanel.rooms.accounts import Account, hold_account
from archpanel.rooms.events import IN_FLIGHT
from archpanel.rooms.tables import EVENTS, ROOMS
from archpanel.sessions.database import INBOX, QUESTIONS, SESSIONS
from archpanel.sessions.forking import Along
from archpanel.sessions.lease import driven
from archpanel.sessions.writing import writing

_ID = re.compile("[0-9a-z-]{1,40}")

AT_ONCE = 200
"""Rooms in one part of a list: more than anybody reads."""

_UTC = "+00:00"
_MARK = re.compile("([0-9T:.-]{19,26})~([0-9a-z-]{1,40})")
"""The last room of a part: when it was opened, without the time zone, whose plus sign an address
would lose; and its id, since several may have been opened at once."""


class NotYours(PanelError):
    """There is no such thing, or it is somebody else's; nobody is told which of the two."""

    def __init__(self, what: str = "session") -> None:
        """Say what kind of thing it would have been, and not what was asked for."""
        super().__init__(f"There is no such {what} among yours.")


@dataclass(frozen=True)
class Room:
    """One session, as somebody may reach it."""

    session: str
    coach: str
    candidate: str
    paused: bool
    status: str
    created: str
    answers: bool
    """Whether who asked may answer in it; else they look on."""

    @property
    def of_the_terminal(self) -> bool:
        """Tell whether it is a session of the command line, which has no candidate here."""
        return not self.candidate

    @property
    def sat_in(self) -> bool:
        """Tell whether who asked sat before the panel in it, here or at the terminal."""
        return self.answers or self.of_the_terminal


@dataclass(frozen=True)
class Part:
    """Part of a list of rooms, the newest first."""

    rooms: tuple[Room, ...]
    older: str
    """Where the next part begins; "" where there is nothing older."""


class Rooms:
    """The rooms of one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def find(self, account: Account, session: str) -> Room:
        """Return one room of somebody's.

        Raises:
            NotYours: there is none of this id, or it is not theirs.
        """
        if not _ID.fullmatch(session):  # not every database takes every text
            raise NotYours
        with self._database.connect() as connection:
            row = connection.execute(_theirs(account).where(SESSIONS.c.id == session)).first()
        if row is None:
            raise NotYours
        return _room(row, account)

    def own(self, account: Account, session: str) -> Room:
        """Return one room in which somebody answers.

        Raises:
            NotYours: there is none of this id, it is not theirs, or they only look on.
        """
        room = self.find(account, session)
        if not room.answers:
            raise NotYours
        return room

    def all(self, account: Account) -> list[Room]:
        """Return somebody's rooms, the newest first, however many."""
        return self._listed(account, _theirs(account))

    def sat_in(self, who: str) -> int:
        """Return how many interviews an account, by its id, was or is asked in."""
        mine = select(func.count()).select_from(ROOMS).where(ROOMS.c.candidate == who)
        with self._database.connect() as connection:
            return connection.scalar(mine) or 0

    def part(self, account: Account, before: str = "", *, most: int = AT_ONCE) -> Part:
        """Return one part of the list of somebody's rooms, the newest first.

        Args:
            account: whose.
            before: what the part before it gave as `older`; "" for the first part.
            most: how many rooms, 1 or more.

        Raises:
            BadRequest: `before` is nothing that a part has given.
        """
        wanted = _theirs(account).where(_is_older(before)) if before else _theirs(account)
        found = self._listed(account, wanted.limit(most + 1))
        older = _mark(found[most - 1]) if len(found) > most else ""
        return Part(tuple(found[:most]), older)

    def among(self, account: Account, sessions: Collection[str]) -> list[Room]:
        """Return those of some sessions that are somebody's, the newest first."""
        return self._listed(account, _theirs(account).where(SESSIONS.c.id.in_(sessions)))

    def _listed(self, account: Account, wanted: Select[Any]) -> list[Room]:
        newest = wanted.order_by(SESSIONS.c.created.desc(), SESSIONS.c.id.desc())
        with self._database.connect() as connection:
            return [_room(row, account) for row in connection.execute(newest)]

    def set_paused(self, session: str, paused: bool) -> bool:
        """Note that the candidate left or came back; return whether that was news."""
        news = update(ROOMS).where(ROOMS.c.session == session, ROOMS.c.paused != paused)
        with writing(self._database, session) as connection:
            return connection.execute(news.values(paused=paused)).rowcount == 1

    def waiting(self, session: str) -> str:
        """Return the id of the session's question that has no answer yet, or ""."""
        wanted = (
            select(QUESTIONS.c.id)
            .where(QUESTIONS.c.session == session, ~_answered())
            .order_by(QUESTIONS.c.n)
        )
        with self._database.connect() as connection:
            return connection.scalars(wanted).first() or ""

    def due(self, *sessions: str) -> list[str]:
        """Return the sessions of all rooms in which the panel has something to do.

        For the host alone: it belongs to nobody. A panel is due where every question has its
        answer, by the records, or where the log does not end with a question. Where the verdict
        was told it is not, and such rooms, which grow ever more, are not looked at.

        Args:
            sessions: look at these alone.
        """
        others = EVENTS.alias()
        newest = select(func.max(others.c.n)).where(others.c.session == EVENTS.c.session)
        in_flight = exists().where(
            EVENTS.c.session == ROOMS.c.session,
            EVENTS.c.n == newest.scalar_subquery(),
            EVENTS.c.kind.in_(IN_FLIGHT),
        )
        waits = exists().where(QUESTIONS.c.session == ROOMS.c.session, ~_answered())
        wanted = (
            select(ROOMS.c.session)
            .join(SESSIONS, SESSIONS.c.id == ROOMS.c.session)
            .where(ROOMS.c.ended == false())
            .where(or_(in_flight, and_(SESSIONS.c.status == "open", ~waits)))
        )
        if sessions:
            wanted = wanted.where(ROOMS.c.session.in_(sessions))
        with self._database.connect() as connection:
            return list(connection.scalars(wanted))

    def left(self) -> list[str]:
        """Return those of them that nobody drives right now."""
        due = self.due()
        return sorted({*due} - driven(self._database, due)) if due else []


def room_for(coach: str, candidate: str) -> Along:
    """Return what makes a room of a session in the step that opens it.

    A session is never without its room: it would look like one of the command line, which the
    keeper may see. Nor is a room without its first event: no host could tell that it is due.
    What it returns raises `NoAccount` where who is to answer was erased or shut out meanwhile.
    """

    def write(connection: Connection, session: str) -> None:
        hold_account(connection, candidate)
        now = time.time()
        row = {"session": session, "coach": coach, "candidate": candidate, "paused": False}
        connection.execute(insert(ROOMS).values(**row, created=now))
        first = {"session": session, "n": 1, "at": now, "kind": "opened", "body": {}}
        connection.execute(insert(EVENTS).values(**first))

    return write


def _mark(room: Room) -> str:
    return f"{room.created.removesuffix(_UTC)}~{room.session}"


def _is_older(mark: str) -> ColumnElement[bool]:
    if (found := _MARK.fullmatch(mark)) is None:
        raise BadRequest("A list goes on after the mark that its part before gave; begin anew.")
    last = tuple_(literal(f"{found[1]}{_UTC}"), literal(found[2]))
    return tuple_(SESSIONS.c.created, SESSIONS.c.id) < last


def _answered() -> ColumnElement[bool]:
    return exists().where(
        INBOX.c.session == QUESTIONS.c.session, INBOX.c.question == QUESTIONS.c.id
    )


def _theirs(account: Account) -> Select[Any]:
    columns = (SESSIONS.c.id, SESSIONS.c.status, SESSIONS.c.created, ROOMS)
    joined = select(*columns).outerjoin(ROOMS, ROOMS.c.session == SESSIONS.c.id)
    return joined.where(_is_theirs(account))


def _is_theirs(account: Account) -> ColumnElement[bool]:
    looks_on = ROOMS.c.coach == account.id if account.kind == "coach" else false()
    of_the_terminal = ROOMS.c.session.is_(None) if account.keeper else false()
    return or_(ROOMS.c.candidate == account.id, looks_on, of_the_terminal)


def _room(row: Any, account: Account) -> Room:
    return Room(
        session=row.id,
        coach=row.coach or account.id,
        candidate=row.candidate or "",
        paused=bool(row.paused),
        status=row.status,
        created=row.created,
        answers=row.candidate == account.id,
    )
