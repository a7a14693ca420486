"""A coach's remarks on turns: their own, until they let who answered read them."""

import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, func, or_, select, update

from archpanel.domain import BadRequest, canonical
from archpanel.rooms.accounts import Account
from archpanel.rooms.rooms import NotYours, Rooms
from archpanel.rooms.tables import REMARKS
from archpanel.sessions.database import QUESTIONS
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing

LONGEST_REMARK, MOST_REMARKS = 4000, 300
"""Characters of a remark; remarks of one coach on one session."""


@dataclass(frozen=True)
class Remark:
    """One remark on one turn."""

    id: str
    session: str
    question: str
    coach: str
    text: str
    shown: bool
    """Whether who answered reads it, once the verdict is reached."""

    at: float
    """Seconds since the epoch."""

    mine: bool
    """Whether who looks may change it."""


class Remarks:
    """The remarks of one database."""

    def __init__(self, database: Engine, rooms: Rooms) -> None:
        """Bind a database that `open_rooms` opened, and its rooms."""
        self._database, self._rooms = database, rooms

    def of(self, account: Account, session: str) -> list[Remark]:
        """Return the remarks on a session that somebody may read, by turn and time.

        A coach reads their own. Who answered reads what was ticked for them, after the verdict.

        Raises:
            NotYours: there is no such session of theirs.
        """
        room = self._rooms.find(account, session)
        readable = REMARKS.c.coach == account.id
        if room.answers and room.status == "finished":
            readable = or_(readable, REMARKS.c.shown)
        wanted = (
            select(REMARKS, QUESTIONS.c.n)
            .join(QUESTIONS, _of_its_turn())
            .where(REMARKS.c.session == session, readable)
            .order_by(QUESTIONS.c.n, REMARKS.c.at)
        )
        with self._database.connect() as connection:
            return [_remark(row, account) for row in connection.execute(wanted)]

    def written_by(self, coach: str) -> list[Remark]:
        """Return all that a coach wrote, the oldest first."""
        wanted = select(REMARKS).where(REMARKS.c.coach == coach).order_by(REMARKS.c.at)
        with self._database.connect() as connection:
            return [
                Remark(r.id, r.session, r.question, r.coach, r.text, bool(r.shown), r.at, True)
                for r in connection.execute(wanted)
            ]

    def add(self, account: Account, session: str, question: str, text: str, shown: bool) -> str:
        """Keep a coach's remark on a question that was asked; return its id.

        Raises:
            NotYours: there is no such session, or no such question in it, or they are no coach.
            BadRequest: the remark is empty or too long, or there are too many.
        """
        self._as_coach(account, session)
        said, remark = _text(text), token_hex(8)
        mine = and_(REMARKS.c.session == session, REMARKS.c.coach == account.id)
        turn = and_(QUESTIONS.c.session == session, QUESTIONS.c.id == question)
        with writing(self._database) as connection:
            if not connection.scalar(select(func.count()).where(turn)):
                raise NotYours("question")
            if (connection.scalar(select(func.count()).where(mine)) or 0) >= MOST_REMARKS:
                raise BadRequest(f"An interview takes {MOST_REMARKS} notes; delete one first.")
            insert_once(
                connection, REMARKS, session=session, id=remark, question=question,
                coach=account.id, text=said, at=time.time(), shown=shown,
            )  # fmt: skip
        return remark

    def edit(self, account: Account, session: str, remark: str, text: str, shown: bool) -> str:
        """Change one's own remark; return the question that it is about.

        Raises:
            NotYours: there is no such remark of theirs.
            BadRequest: the remark is empty or too long.
        """
        self._as_coach(account, session)
        changed = update(REMARKS).where(_own(account, session, remark))
        said = _text(text)
        with writing(self._database) as connection:
            connection.execute(changed.values(text=said, shown=shown))
            return _question(connection.scalar(_about(account, session, remark)))

    def delete(self, account: Account, session: str, remark: str) -> str:
        """Delete one's own remark; return the question that it was about.

        Raises:
            NotYours: there is no such remark of theirs.
        """
        self._as_coach(account, session)
        with writing(self._database) as connection:
            question = _question(connection.scalar(_about(account, session, remark)))
            connection.execute(delete(REMARKS).where(_own(account, session, remark)))
            return question

    def _as_coach(self, account: Account, session: str) -> None:
        self._rooms.find(account, session)
        if account.kind != "coach":
            raise NotYours("page")


def _of_its_turn() -> ColumnElement[bool]:
    return and_(QUESTIONS.c.session == REMARKS.c.session, QUESTIONS.c.id == REMARKS.c.question)


def _own(account: Account, session: str, remark: str) -> ColumnElement[bool]:
    mine = and_(REMARKS.c.session == session, REMARKS.c.coach == account.id)
    return and_(mine, REMARKS.c.id == remark)


def _about(account: Account, session: str, remark: str) -> Any:
    return select(REMARKS.c.question).where(_own(account, session, remark))


def _question(found: str | None) -> str:
    if found is None:
        raise NotYours("note")
    return found


def _text(given: str) -> str:
    text = canonical(given).strip()
    if not 1 <= len(text) <= LONGEST_REMARK:
        raise BadRequest(f"A note has 1 to {LONGEST_REMARK} characters; this one has {len(text)}.")
    return text


def _remark(row: Any, account: Account) -> Remark:
    mine = row.coach == account.id and account.kind == "coach"
    return Remark(
        row.id, row.session, row.question, row.coach, row.text, bool(row.shown), row.at, mine
    )
