"""The inbox: one insert accepts an answer, and that commit is the acknowledgement."""

from uuid import uuid4

from sqlalchemy import Engine, and_, select

from archpanel.agents.answers import make_answer
from archpanel.agents.clock import Clock, utc_now
from archpanel.domain import Answer, AnswerConflict, BadRequest, KeyReused, UnknownName
from archpanel.sessions.database import INBOX, QUESTIONS
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.kept import load_kept
from archpanel.sessions.writing import writing

MAX_KEY = 80
"""Characters of an idempotency key; a UUID has 36."""


def accept(
    engine: Engine,
    session: str,
    question: str,
    text: str,
    key: str = "",
    clock: Clock = utc_now,
) -> Answer:
    """Accept an answer, once and for ever.

    Args:
        engine: the session database.
        session: the session's id.
        question: id of the question that is answered; the answer is never applied to another.
        text: what the candidate said; "" is a pass. It is stored in canonical form.
        key: idempotency key. The same key with the same question gives the same answer back.
        clock: when it came.

    Raises:
        UnknownName: the session has not asked this question.
        AnswerConflict: the question has another answer.
        KeyReused: the key was used for another question.
        BadRequest: the answer is longer than `MAX_ANSWER` characters, or the key than `MAX_KEY`.
    """
    if len(key) > MAX_KEY:
        raise BadRequest(f"The key has {len(key)} characters, at most {MAX_KEY} are taken.")
    answer = make_answer(question, text, key or uuid4().hex, clock)
    with engine.connect() as connection:
        asked = connection.scalars(select(QUESTIONS.c.id).where(QUESTIONS.c.session == session))
        if question not in (known := set(asked)):
            raise UnknownName("question", question, known)
    with writing(engine, session) as connection:
        insert_once(
            connection,
            INBOX,
            session=session,
            question=question,
            key=answer.key,
            body=answer.model_dump(mode="json"),
        )
    return _kept(engine, session, answer)


def _kept(engine: Engine, session: str, mine: Answer) -> Answer:
    where = and_(INBOX.c.session == session, INBOX.c.question == mine.question_id)
    with engine.connect() as connection:
        row = connection.execute(select(INBOX.c.body).where(where)).first()
    if row is None:
        raise KeyReused(
            "This key was used for another question's answer. Nothing was kept; give each answer "
            "a key of its own."
        )
    kept = load_kept(Answer, row.body, session)
    if kept.key != mine.key:
        raise AnswerConflict(
            f"{mine.question_id} of {session} has an answer already, received {kept.received}. "
            "The first answer counts; `archpanel replay` lets you try another."
        )
    return kept
