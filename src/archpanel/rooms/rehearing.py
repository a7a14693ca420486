"""A turn answered anew: a copy of the interview in a room, in which the old answers come again.

What was said to later questions is given by itself as far as the same is asked; what was not asked
before waits for the candidate. All of it is kept when the copy is opened, so that whoever drives
the room can go on where another one died.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, and_, select

from archpanel.agents.answers import make_answer
from archpanel.domain import AnswerConflict, BadRequest, DecisionRecord, PanelError, Question
from archpanel.rooms.rooms import room_for
from archpanel.rooms.tables import REHEARINGS
from archpanel.sessions import Sessions
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.forking import Along, copy_turns


@dataclass(frozen=True)
class Said:
    """What was said to a later question of the interview that is heard again."""

    item: str
    topic: str
    """See `Question.topic`."""

    text: str


@dataclass(frozen=True)
class Rehearing:
    """One turn of an interview answered anew."""

    origin: str
    """The session that it is a copy of; it may have been erased since."""

    turn: int
    anew: str
    later: tuple[Said, ...]

    @property
    def question(self) -> str:
        """Id of the question that is answered anew."""
        return f"q{self.turn}"

    def answer_to(self, question: Question, asked: Sequence[Question]) -> str | None:
        """Return what is said to a question; None where the candidate has to say it.

        An answer fits where the same question of the bank is asked, or the same is followed up. It
        is given once: who is asked the same twice more gives the next answer that fits.
        """
        if question.number <= self.turn:
            return self.anew if question.id == self.question else None
        fit = [said.text for said in self.later if _fits(said, question)]
        given = sum(
            self.turn < other.number < question.number and _same(other, question) for other in asked
        )
        return fit[given] if given < len(fit) else None

    def unused(self, asked: Sequence[Question]) -> int:
        """Return how many old answers that say something were not asked for."""
        later = [question for question in asked if question.number > self.turn]
        given = [self.answer_to(question, asked) for question in later]
        return sum(bool(said.text) for said in self.later) - sum(bool(text) for text in given)


class Rehearings:
    """The rehearings of one database."""

    def __init__(self, database: Engine, sessions: Sessions) -> None:
        """Bind a database that `open_rooms` opened, and its sessions."""
        self._database, self._sessions = database, sessions

    def open(self, origin: str, turn: int, said: str, key: str, coach: str, who: str) -> str:
        """Open a room for a turn of a finished interview that is answered anew; return its id.

        Args:
            origin: the session whose turn it is.
            turn: its number.
            said: the new answer; "" is a pass.
            key: the same key for the same session gives the same room.
            coach: id of the account that looks on.
            who: id of the account that answers.

        Raises:
            BadRequest: the interview is not over, it has no such turn, or the answer is too long.
        """
        if self._sessions.find(origin).status != "finished":
            raise BadRequest("This interview is not over; its turns can be answered anew then.")
        record = self._sessions.record(origin)
        text = make_answer(f"q{turn}", said, key).text
        rehearing = Rehearing(origin, turn, text, _later(record, turn))
        try:
            along = _along(rehearing, key, room_for(coach, who))
            return asyncio.run(self._sessions.open_copy(origin, turn, along))
        except _Twice:
            return self._by_key(origin, key)

    def of(self, session: str) -> Rehearing | None:
        """Return what is heard again in a session; None where it is no such copy."""
        wanted = select(REHEARINGS).where(REHEARINGS.c.session == session)
        with self._database.connect() as connection:
            row = connection.execute(wanted).first()
        return _rehearing(row) if row else None

    async def prepare(self, session: str) -> bool:
        """Fill a copy up to its new answer; do it as often as you like.

        Returns:
            Whether old answers come in it by themselves, so that nobody waits for the panel.

        Raises:
            PanelError: the interview was erased before its copy was filled.
        """
        if (rehearing := self.of(session)) is None:
            return False
        records = self._sessions.records(session)
        if rehearing.question not in {a.question_id for a in await records.answers()}:
            await copy_turns(self._sessions, rehearing.origin, session, rehearing.turn)
            if rehearing.question not in {q.id for q in await records.questions()}:
                raise PanelError("The interview that this is a replay of was erased meanwhile.")
            await self._say(session, rehearing.question, rehearing.anew)
        return rehearing.unused(await records.questions()) > 0

    async def answer(self, session: str, question: Question) -> bool:
        """Give the old answer to a question, if there is one; return whether it has an answer."""
        if (rehearing := self.of(session)) is None:
            return False
        asked = await self._sessions.records(session).questions()
        if (text := rehearing.answer_to(question, asked)) is None:
            return False
        return await self._say(session, question.id, text)

    async def _say(self, session: str, question: str, text: str) -> bool:
        """Return whether the question has an answer now, be it from who was quicker."""
        with suppress(AnswerConflict):
            self._sessions.answer(session, question, text, f"as-before-{question}")
        answers = await self._sessions.records(session).answers()
        return question in {answer.question_id for answer in answers}

    def _by_key(self, origin: str, key: str) -> str:
        mine = and_(REHEARINGS.c.origin == origin, REHEARINGS.c.key == key)
        with self._database.connect() as connection:
            return str(connection.scalars(select(REHEARINGS.c.session).where(mine)).one())


class _Twice(Exception):
    """The same form came twice; what the second one began to write is taken back."""


def _along(rehearing: Rehearing, key: str, room: Along) -> Along:
    """Write the room and what is said in it together with the copy, or none of the three."""
    body = asdict(rehearing)
    origin = body.pop("origin")

    def write(connection: Connection, session: str) -> None:
        row = {"session": session, "origin": origin, "key": key, "body": body}
        if not insert_once(connection, REHEARINGS, **row):
            raise _Twice
        room(connection, session)

    return write


def _later(record: DecisionRecord, turn: int) -> tuple[Said, ...]:
    texts = {answer.question_id: answer.text for answer in record.answers}
    later = [q for q in record.questions if q.number > turn and q.id in texts]
    return tuple(Said(q.item, q.topic, texts[q.id]) for q in later)


def _fits(said: Said, question: Question) -> bool:
    return (said.item, said.topic) == (question.item, question.topic)


def _same(one: Question, other: Question) -> bool:
    return (one.item, one.topic) == (other.item, other.topic)


def _rehearing(row: Any) -> Rehearing:
    later = tuple(Said(**said) for said in row.body["later"])
    return Rehearing(row.origin, row.body["turn"], row.body["anew"], later)
