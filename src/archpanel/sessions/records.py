"""The session's records in the database; see `graphs.records.Records` for what each promises."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    and_,
    bindparam,
    collate,
    func,
    select,
    update,
)

from archpanel.agents.call_log import Placed
from archpanel.domain import (
    Answer,
    Assessment,
    Ballot,
    Call,
    DecisionRecord,
    Move,
    Note,
    Question,
    model_name,
)
from archpanel.sessions.database import (
    BALLOTS,
    CALLS,
    INBOX,
    LEDGER,
    NOTES,
    QUESTIONS,
    ROUNDS,
    SESSIONS,
    VERDICTS,
)
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.kept import load_kept
from archpanel.sessions.lease import check_owner
from archpanel.sessions.writing import writing

_Model = TypeVar("_Model", bound=BaseModel)


def _mine(table: Table) -> Select[Any]:
    """Return the statement for a table's rows of the session that it is executed with."""
    return select(table.c.body).where(table.c.session == bindparam("session"))


def _of_questions(table: Table) -> Select[Any]:
    """Return the same with the questions that the rows belong to, in the order of asking."""
    same = and_(table.c.session == QUESTIONS.c.session, table.c.question == QUESTIONS.c.id)
    return _mine(table).join(QUESTIONS, same).order_by(QUESTIONS.c.n)


# Built once: these are read with every turn, and building one takes longer than SQLite does.
_ASKED = _mine(QUESTIONS).order_by(QUESTIONS.c.n)
_ANSWERED = _of_questions(INBOX)
_ANSWER = _mine(INBOX).where(INBOX.c.question == bindparam("question"))
_LAST_CALL = select(func.max(CALLS.c.n)).where(CALLS.c.session == bindparam("session"))
_TOOK = (
    update(CALLS)
    .where(CALLS.c.session == bindparam("of"), CALLS.c.n == bindparam("place"))
    .values(body=bindparam("took"))
)


def _by_bytes(dialect: str, column: "Column[str]") -> ColumnElement[str]:
    """Order the same everywhere: PostgreSQL sorts as its database's language does."""
    return column if dialect == "sqlite" else collate(column, "C")


@cache
def _assessed(dialect: str) -> Select[Any]:
    theirs = _of_questions(LEDGER).where(LEDGER.c.maker == bindparam("maker"))
    return theirs.order_by(_by_bytes(dialect, LEDGER.c.persona))


@cache
def _ballots(dialect: str) -> Select[Any]:
    return _mine(BALLOTS).order_by(_by_bytes(dialect, BALLOTS.c.persona))


class DatabaseRecords:
    """First-write-wins records of one session."""

    def __init__(self, engine: Engine, session: str, owner: str = "") -> None:
        """Bind to one session of an open database.

        Args:
            engine: the database.
            session: the session's id.
            owner: holder of the lease for whom questions, ballots, rounds and the verdict are
                written, and for nobody else. Assessments are kept for whoever had them made.
        """
        self._engine = engine
        self._dialect = engine.dialect.name
        self._session = session
        self._owner = owner

    async def questions(self) -> Sequence[Question]:
        """Return all questions in the order of asking."""
        return self._all(Question, _ASKED)

    async def answers(self) -> Sequence[Answer]:
        """Return all accepted answers in the order of their questions."""
        return self._all(Answer, _ANSWERED)

    def answer_to(self, question: str) -> Answer | None:
        """Return the accepted answer to a question, if there is one; for who cannot await."""
        return next(iter(self._all(Answer, _ANSWER, question=question)), None)

    async def assessments(self, maker: str) -> Sequence[Assessment]:
        """Return the ledger's assessments by the maker with this digest, by answer and persona."""
        return self._all(Assessment, _assessed(self._dialect), maker=maker)

    def ledger(self) -> Sequence[Assessment]:
        """Return all assessments by any maker, in no order; for an export."""
        return self._all(Assessment, _mine(LEDGER))

    def hand_on_assessments(self, heir: str, questions: Collection[str]) -> None:
        """Give another session what was assessed of these questions, under the same makers."""
        mine = and_(LEDGER.c.session == self._session, LEDGER.c.question.in_(questions))
        with writing(self._engine, heir) as connection:
            for row in connection.execute(select(LEDGER).where(mine)).mappings().all():
                insert_once(connection, LEDGER, **{**row, "session": heir})

    async def ballots(self) -> Sequence[Ballot]:
        """Return the sealed first ballots, by persona."""
        return self._all(Ballot, _ballots(self._dialect))

    async def moves(self) -> Sequence[Move]:
        """Return the debrief's moves in order."""
        statement = (
            select(ROUNDS.c.moves).where(ROUNDS.c.session == self._session).order_by(ROUNDS.c.round)
        )
        with self._engine.connect() as connection:
            rows = list(connection.scalars(statement))
        return [load_kept(Move, body, self._session) for moves in rows for body in moves or ()]

    async def rounds_held(self) -> int:
        """Return how many rounds of the debrief are on record."""
        where = ROUNDS.c.session == self._session
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(ROUNDS.c.round)).where(where)) or 0

    async def finished(self) -> bool:
        """Tell whether the decision record is kept."""
        where = VERDICTS.c.session == self._session
        with self._engine.connect() as connection:
            return connection.scalar(select(VERDICTS.c.session).where(where)) is not None

    async def put_question(self, question: Question) -> Question:
        """Keep a question under its id."""
        key = {"session": self._session, "id": question.id}
        return self._put(QUESTIONS, question, key, n=question.number)

    async def put_assessment(self, assessment: Assessment, item_digest: str) -> Assessment:
        """Keep an assessment under question, persona, item contents and maker."""
        key = {
            "session": self._session,
            "question": assessment.question_id,
            "persona": assessment.persona,
            "rubric": item_digest,
            "maker": assessment.maker.digest,
        }
        return self._put(LEDGER, assessment, key)

    async def put_ballot(self, ballot: Ballot) -> Ballot:
        """Keep a seat's sealed ballot."""
        return self._put(BALLOTS, ballot, {"session": self._session, "persona": ballot.persona})

    async def put_round(self, number: int, moves: Sequence[Move]) -> Sequence[Move]:
        """Keep the moves of one debrief round, as a whole."""
        body = [move.model_dump(mode="json") for move in moves]
        key = and_(ROUNDS.c.session == self._session, ROUNDS.c.round == number)
        with writing(self._engine, self._session) as connection:
            insert_once(connection, ROUNDS, session=self._session, round=number, moves=body)
            self._check_owner(connection)
            kept = connection.scalars(select(ROUNDS.c.moves).where(key)).one()
        return [load_kept(Move, move, self._session) for move in kept]

    async def put_verdict(self, record: DecisionRecord) -> DecisionRecord:
        """Keep the finished record and close the session."""
        text = record.model_dump_json()
        mine = VERDICTS.c.session == self._session
        done = update(SESSIONS).where(SESSIONS.c.id == self._session).values(status="finished")
        with writing(self._engine, self._session) as connection:
            insert_once(connection, VERDICTS, session=self._session, record=text)
            connection.execute(done)
            self._check_owner(connection)
            kept = connection.scalars(select(VERDICTS.c.record).where(mine)).one()
        return load_kept(DecisionRecord, kept, self._session)

    async def calls(self) -> Sequence[Call]:
        """Return all calls to models, in the order in which they were kept."""
        return self.calls_kept()

    def calls_kept(self) -> Sequence[Call]:
        """Return the same, for who cannot await."""
        kept = self._all(Call, _mine(CALLS).order_by(CALLS.c.n))
        # Earlier versions kept a model's name as the server told it, of whatever length.
        return [call.model_copy(update={"model": model_name(call.model)}) for call in kept]

    async def put_calls(self, calls: Sequence[Placed]) -> None:
        """Keep calls; whoever drives now, what was spent is spent."""
        if not calls:
            return
        with writing(self._engine, self._session, lasting=False) as connection:
            for call, place in calls:
                body = call.model_dump(mode="json")
                took = {"of": self._session, "place": place, "took": body}
                if not (place and connection.execute(_TOOK, took).rowcount):
                    self._next_call(connection, body)

    def reserve_call(self, call: Call) -> int:
        """Keep a call that is about to be sent; `put_calls` writes in its place what it took."""
        with writing(self._engine, self._session, lasting=False) as connection:
            return self._next_call(connection, call.model_dump(mode="json"))

    def _next_call(self, connection: Connection, body: Any) -> int:
        n = (connection.scalar(_LAST_CALL, {"session": self._session}) or 0) + 1
        while not insert_once(connection, CALLS, session=self._session, n=n, body=body):
            n += 1  # another process kept one meanwhile
        return n

    def notes(self) -> Sequence[Note]:
        """Return what models wrote about the finished session."""
        return self._all(Note, _mine(NOTES).order_by(NOTES.c.kind))

    def put_note(self, note: Note) -> Note:
        """Keep a note, and return the one that is kept: the first of its kind stays."""
        return self._put(NOTES, note, {"session": self._session, "kind": note.kind})

    def _all(self, model: type[_Model], statement: Select[Any], **more: str) -> list[_Model]:
        asked = {"session": self._session, **more}
        with self._engine.connect() as connection:
            rows = connection.scalars(statement, asked)
            bodies = rows.all()  # a damaged one leaves no open statement
        return [load_kept(model, body, self._session) for body in bodies]

    def _put(self, table: Table, model: _Model, key: dict[str, Any], **more: Any) -> _Model:
        body = model.model_dump(mode="json")
        same = and_(*(table.c[name] == value for name, value in key.items()))
        # An answer is written so that it lasts, and what it answers lasts with it.
        with writing(self._engine, self._session, lasting=table is BALLOTS) as connection:
            first = insert_once(connection, table, **key, **more, body=body)
            if table is not LEDGER:
                self._check_owner(connection)
            if first:
                return model  # what was kept is what was given
            kept = connection.scalars(select(table.c.body).where(same)).one()
        return load_kept(type(model), kept, self._session)

    def _check_owner(self, connection: Connection) -> None:
        # After the write: from then on no other process writes before this transaction ends.
        if self._owner:
            check_owner(connection, self._session, self._owner)
