"""The session's records in the database; see `graphs.records.Records` for what each promises."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Engine, Select, Table, and_, select, update

from archpanel.domain import (
    Answer,
    Assessment,
    Ballot,
    DecisionRecord,
    Maker,
    Move,
    Question,
)
from archpanel.sessions.database import (
    BALLOTS,
    INBOX,
    LEDGER,
    QUESTIONS,
    ROUNDS,
    SESSIONS,
    VERDICTS,
)
from archpanel.sessions.first_write import insert_once

_Model = TypeVar("_Model", bound=BaseModel)


class DatabaseRecords:
    """First-write-wins records of one session."""

    def __init__(self, engine: Engine, session: str) -> None:
        """Bind to one session of an open database."""
        self._engine = engine
        self._session = session

    async def questions(self) -> Sequence[Question]:
        """Return all questions in the order of asking."""
        return self._all(Question, self._mine(QUESTIONS).order_by(QUESTIONS.c.n))

    async def answers(self) -> Sequence[Answer]:
        """Return all accepted answers in the order of their questions."""
        same = and_(INBOX.c.session == QUESTIONS.c.session, INBOX.c.question == QUESTIONS.c.id)
        statement = (
            select(INBOX.c.body)
            .join(QUESTIONS, same)
            .where(INBOX.c.session == self._session)
            .order_by(QUESTIONS.c.n)
        )
        return self._all(Answer, statement)

    async def assessments(self, maker: Maker) -> Sequence[Assessment]:
        """Return the ledger's assessments by this maker, by answer and persona."""
        same = and_(LEDGER.c.session == QUESTIONS.c.session, LEDGER.c.question == QUESTIONS.c.id)
        statement = (
            select(LEDGER.c.body)
            .join(QUESTIONS, same)
            .where(LEDGER.c.session == self._session, LEDGER.c.maker == _maker_key(maker))
            .order_by(QUESTIONS.c.n, LEDGER.c.persona)
        )
        return self._all(Assessment, statement)

    def ledger(self) -> Sequence[Assessment]:
        """Return all assessments by any maker, in no order; for an export."""
        return self._all(Assessment, self._mine(LEDGER))

    async def ballots(self) -> Sequence[Ballot]:
        """Return the sealed first ballots, by persona."""
        return self._all(Ballot, self._mine(BALLOTS).order_by(BALLOTS.c.persona))

    async def moves(self) -> Sequence[Move]:
        """Return the debrief's moves in order."""
        statement = (
            select(ROUNDS.c.moves).where(ROUNDS.c.session == self._session).order_by(ROUNDS.c.round)
        )
        with self._engine.connect() as connection:
            rows = list(connection.scalars(statement))
        return [_load(Move, body) for moves in rows for body in moves]

    async def finished(self) -> bool:
        """Tell whether the decision record is kept."""
        where = VERDICTS.c.session == self._session
        with self._engine.connect() as connection:
            return connection.scalar(select(VERDICTS.c.session).where(where)) is not None

    async def put_question(self, question: Question) -> Question:
        """Keep a question under its id."""
        key = {"session": self._session, "id": question.id}
        return self._put(QUESTIONS, question, key, n=int(question.id[1:]))

    async def put_assessment(self, assessment: Assessment, item_digest: str) -> Assessment:
        """Keep an assessment under question, persona, item contents and maker."""
        key = {
            "session": self._session,
            "question": assessment.question_id,
            "persona": assessment.persona,
            "rubric": item_digest,
            "maker": _maker_key(assessment.maker),
        }
        return self._put(LEDGER, assessment, key)

    async def put_ballot(self, ballot: Ballot) -> Ballot:
        """Keep a seat's sealed ballot."""
        return self._put(BALLOTS, ballot, {"session": self._session, "persona": ballot.persona})

    async def put_round(self, number: int, moves: Sequence[Move]) -> Sequence[Move]:
        """Keep the moves of one debrief round, as a whole."""
        body = [move.model_dump(mode="json") for move in moves]
        key = and_(ROUNDS.c.session == self._session, ROUNDS.c.round == number)
        with self._engine.begin() as connection:
            insert_once(connection, ROUNDS, session=self._session, round=number, moves=body)
            kept = connection.scalars(select(ROUNDS.c.moves).where(key)).one()
        return [_load(Move, move) for move in kept]

    async def put_verdict(self, record: DecisionRecord) -> DecisionRecord:
        """Keep the finished record and close the session."""
        text = record.model_dump_json()
        mine = VERDICTS.c.session == self._session
        done = update(SESSIONS).where(SESSIONS.c.id == self._session).values(status="finished")
        with self._engine.begin() as connection:
            insert_once(connection, VERDICTS, session=self._session, record=text)
            connection.execute(done)
            kept = connection.scalars(select(VERDICTS.c.record).where(mine)).one()
        return DecisionRecord.model_validate_json(kept)

    def _mine(self, table: Table) -> Select[Any]:
        return select(table.c.body).where(table.c.session == self._session)

    def _all(self, model: type[_Model], statement: Select[Any]) -> list[_Model]:
        with self._engine.connect() as connection:
            return [_load(model, body) for body in connection.scalars(statement)]

    def _put(self, table: Table, model: _Model, key: dict[str, Any], **more: Any) -> _Model:
        body = model.model_dump(mode="json")
        same = and_(*(table.c[name] == value for name, value in key.items()))
        with self._engine.begin() as connection:
            insert_once(connection, table, **key, **more, body=body)
            kept = connection.scalars(select(table.c.body).where(same)).one()
        return _load(type(model), kept)


def _load(model: type[_Model], body: object) -> _Model:
    # Strict models take JSON's types only from JSON, so the stored value goes back through text.
    return model.model_validate_json(json.dumps(body))


def _maker_key(maker: Maker) -> str:
    return maker.model_dump_json()
