"""A copy of a session up to one turn, to answer that turn anew."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from archpanel.domain import BadRequest, PanelError, Question
from archpanel.sessions.database import SESSIONS

if TYPE_CHECKING:
    from archpanel.sessions.service import Sessions

Along = Callable[[Connection, str], None]
"""Writes about a session, given by its id, in the transaction that opens it."""


def alone(connection: Connection, session: str) -> None:
    """Write nothing else."""


def check_origin(connection: Connection, origin: str = "") -> None:
    """Check that a session that is copied is still there; "" is none.

    Raises:
        PanelError: it was erased meanwhile, and no word of it is kept in a copy.
    """
    there = select(SESSIONS.c.id).where(SESSIONS.c.id == origin)
    if origin and connection.scalar(there) is None:
        raise PanelError(f"Session {origin} was erased meanwhile; no replay of it was made.")


async def check_turn(sessions: "Sessions", session: str, turn: int) -> None:
    """Check that a session has a turn.

    Raises:
        BadRequest: it has not; says which it has.
    """
    turns = len(await sessions.records(session).questions())
    if not 1 <= turn <= turns:
        raise BadRequest(f"Session {session} has turns 1 to {turns}, not {turn}.")


async def copy_turns(sessions: "Sessions", origin: str, copy: str, turn: int) -> None:
    """Copy what comes before the answer to question `turn`; whatever is copied already stays.

    Who was interrupted may do it again, and several may do it at once.
    """
    records = sessions.records(origin)
    questions: Sequence[Question] = await records.questions()
    theirs = {a.question_id: a for a in await records.answers()}
    before = [question.id for question in questions[: turn - 1] if question.id in theirs]
    for question in questions[:turn]:
        await sessions.records(copy).put_question(question)
    for answered in before:
        sessions.answer(copy, answered, theirs[answered].text, f"copy-of-{answered}")
    records.hand_on_assessments(copy, before)
