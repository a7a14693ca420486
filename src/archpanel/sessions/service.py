"""Everything one can do with a session; the command line and the web page call only this."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Engine as Database
from sqlalchemy import Select, and_, delete, insert, select

from archpanel.agents.chair import Bank
from archpanel.agents.engine import Engine
from archpanel.agents.interviewer import Interviewer
from archpanel.agents.record import keep_role
from archpanel.agents.voting import Setting
from archpanel.domain import (
    Answer,
    BadRequest,
    Brief,
    DecisionRecord,
    PanelError,
    Persona,
    Question,
    RolePack,
    UnknownName,
    canonical,
)
from archpanel.graphs import Panel, Records
from archpanel.packs import load_pack
from archpanel.sessions.checkpoints import forget_thread, open_checkpoints
from archpanel.sessions.database import DRAFTS, PER_SESSION, SESSIONS, VERDICTS, forget_bytes
from archpanel.sessions.driver import Driver
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.inbox import accept
from archpanel.sessions.lease import Lease, new_owner
from archpanel.sessions.records import DatabaseRecords

EngineFor = Callable[[Brief, RolePack], Engine]
"""Makes the engine that a brief asks for; given by the layer above, which knows the settings."""


@dataclass(frozen=True)
class SessionRow:
    """One line of the list of sessions."""

    id: str
    created: str
    status: str
    brief: Brief
    personas: tuple[Persona, ...]
    """As they were when the session was opened; editing a file changes no running session."""


class Sessions:
    """The sessions of one database."""

    def __init__(
        self,
        database: Database,
        checkpoints: Path,
        engine_for: EngineFor,
        software: str,
        find_pack: Callable[[str], RolePack] = load_pack,
    ) -> None:
        """Bind a database and a checkpoint file.

        Args:
            database: opened with `open_database`.
            checkpoints: SQLite file of LangGraph's checkpoints.
            engine_for: makes the engine that a brief asks for.
            software: version to write into decision records.
            find_pack: reads a role pack by id or path.
        """
        self._database = database
        self._checkpoints = checkpoints
        self._engine_for = engine_for
        self._software = software
        self._find_pack = find_pack

    def close(self) -> None:
        """Close the database's connections; the next call opens new ones."""
        self._database.dispose()

    def open(self, brief: Brief, personas: Sequence[Persona]) -> str:
        """Open a session and return its id; nothing is asked yet."""
        created = datetime.now(UTC)
        session = f"{created:%Y%m%d}-{token_hex(4)}"
        row = {
            "id": session,
            "created": created.isoformat(timespec="microseconds"),  # the list's order
            "brief": brief.model_dump(mode="json"),
            "personas": [persona.model_dump(mode="json") for persona in personas],
            "status": "open",
        }
        with self._database.begin() as connection:
            connection.execute(insert(SESSIONS).values(**row))
        return session

    def list(self) -> list[SessionRow]:
        """Return all sessions, newest first."""
        with self._database.connect() as connection:
            return [_row(row) for row in connection.execute(_newest())]

    def find(self, session: str) -> SessionRow:
        """Return one session; a unique beginning of its id, or `last`, is enough.

        Raises:
            UnknownName: no session, or more than one, begins so.
        """
        begins = SESSIONS.c.id.startswith(session, autoescape=True)
        wanted = _newest().limit(1) if session == "last" else _newest().where(begins).limit(2)
        with self._database.connect() as connection:
            found = connection.execute(wanted).all() if session else []
            if len(found) != 1:
                known = connection.scalars(_newest().with_only_columns(SESSIONS.c.id).limit(20))
                raise UnknownName("session", session, known.all())
        return _row(found[0])

    def seat(self, session: str, persona: str) -> Persona:
        """Return one of the session's personas, as it was when the session was opened."""
        return next(p for p in self.find(session).personas if p.id == persona)

    def answer(self, session: str, question: str, said: str, key: str = "") -> Answer:
        """Accept an answer; when this returns, it is on disk. See `inbox.accept` for errors."""
        return accept(self._database, session, question, said, key)

    async def advance(self, session: str) -> Question | None:
        """Drive to the next question; None when the verdict is reached.

        Raises:
            SessionBusy: another process drives this session.
        """
        row = self.find(session)
        if row.status == "finished":
            return None
        lease = Lease(self._database, row.id, new_owner())
        async with lease.held() as still_mine, open_checkpoints(self._checkpoints) as saver:
            pending = await Driver(row.id, self._panel(row), saver, still_mine).advance()
        return await self.question(row.id, pending) if pending else None

    async def question(self, session: str, question: str) -> Question:
        """Return one question that was asked."""
        for asked in await self.records(session).questions():
            if asked.id == question:
                return asked
        raise UnknownName("question", question, [])

    async def clarify(self, session: str, question: Question) -> str:
        """Return what the asking seat says when the candidate asks for clarification."""
        panel = self._panel(self.find(session))
        seat = panel.interviewers[question.persona]
        return await seat.engine.clarify(seat.persona, question, panel.bank.item(question.item))

    def records(self, session: str) -> DatabaseRecords:
        """Return the session's records."""
        return DatabaseRecords(self._database, session)

    def record(self, session: str) -> DecisionRecord:
        """Return the finished decision record.

        Raises:
            BadRequest: the interview is not over.
        """
        row = self.find(session)
        where = VERDICTS.c.session == row.id
        with self._database.connect() as connection:
            kept = connection.scalars(select(VERDICTS.c.record).where(where)).first()
        if kept is None:
            raise BadRequest(
                f"Session {row.id} has no verdict yet; `archpanel resume {row.id}` goes on with it."
            )
        return DecisionRecord.model_validate_json(kept)

    def keep_draft(self, session: str, question: str, draft: str) -> None:
        """Keep what was typed so far; it is given back when the session is resumed."""
        mine = and_(DRAFTS.c.session == session, DRAFTS.c.question == question)
        with self._database.begin() as connection:
            connection.execute(delete(DRAFTS).where(mine))
            if draft:
                insert_once(
                    connection, DRAFTS, session=session, question=question, text=canonical(draft)
                )

    def draft(self, session: str, question: str) -> str:
        """Return the draft of an answer, "" when there is none."""
        mine = and_(DRAFTS.c.session == session, DRAFTS.c.question == question)
        with self._database.connect() as connection:
            return connection.scalars(select(DRAFTS.c.text).where(mine)).first() or ""

    async def export(self, session: str) -> dict[str, Any]:
        """Return everything that is kept about a session, in one JSON object."""
        row = self.find(session)
        records = self.records(row.id)
        questions = await records.questions()
        finished = row.status == "finished"
        return {
            "session": row.id,
            "created": row.created,
            "status": row.status,
            "brief": row.brief.model_dump(mode="json"),
            "personas": _plain(row.personas),
            "questions": _plain(questions),
            "answers": _plain(await records.answers()),
            "assessments": _plain(records.ledger()),
            "ballots": _plain(await records.ballots()),
            "moves": _plain(await records.moves()),
            "drafts": {q.id: d for q in questions if (d := self.draft(row.id, q.id))},
            "record": self.record(row.id).model_dump(mode="json") if finished else None,
        }

    async def erase(self, session: str) -> None:
        """Erase a session: rows, checkpoints, and the bytes that these leave in the files.

        Raises:
            SessionBusy: it is being driven right now; nothing was erased.
            PanelError: it is erased, but another process kept the files from being wiped.
        """
        row = self.find(session)
        lease = Lease(self._database, row.id, new_owner())
        lease.take()
        try:
            async with open_checkpoints(self._checkpoints) as saver:
                gone = await forget_thread(saver, row.id)
            with self._database.begin() as connection:
                for table in PER_SESSION:
                    connection.execute(delete(table).where(table.c.session == row.id))
                connection.execute(delete(SESSIONS).where(SESSIONS.c.id == row.id))
        finally:
            lease.give_back()
        if not (forget_bytes(self._database) and gone):
            raise PanelError(
                f"Session {row.id} is erased, but another process uses the database right now, so "
                "bytes of it are left in the file. They go with the next session that is erased."
            )

    async def fork(self, session: str, turn: int) -> str:
        """Open a copy of a session up to and including question `turn`, without its answer.

        Raises:
            BadRequest: the session has no such turn.
        """
        row = self.find(session)
        records = self.records(row.id)
        questions: Sequence[Question] = await records.questions()
        if not 1 <= turn <= len(questions):
            raise BadRequest(f"Session {row.id} has turns 1 to {len(questions)}, not {turn}.")
        copy = self.open(row.brief, row.personas)
        theirs = {a.question_id: a for a in await records.answers()}
        for question in questions[:turn]:
            await self.records(copy).put_question(question)
            if question.id != questions[turn - 1].id and question.id in theirs:
                self.answer(copy, question.id, theirs[question.id].text)
        return copy

    def _panel(self, row: SessionRow) -> Panel:
        pack = self._find_pack(row.brief.pack.source or row.brief.pack.id)
        if pack.digest != row.brief.pack.digest:
            raise PanelError(
                f"Session {row.id} was opened with another version of the pack {pack.id!r}; "
                "its questions and key points changed since. Start a new session."
            )
        engine = self._engine_for(row.brief, pack)
        return assemble(row.brief, row.personas, pack, engine, self.records(row.id), self._software)


def assemble(
    brief: Brief,
    seated: Sequence[Persona],
    pack: RolePack,
    engine: Engine,
    records: Records,
    software: str,
) -> Panel:
    """Put a live panel together."""
    setting = Setting(brief, keep_role(pack))
    return Panel(
        setting=setting,
        interviewers={p.id: Interviewer(p, engine, setting) for p in seated},
        bank=Bank(pack.questions, pack.surprises, brief.form, pack.competencies),
        records=records,
        reads_first=brief.engine != "llm",
        software=software,
    )


def _newest() -> Select[Any]:
    return select(SESSIONS).order_by(SESSIONS.c.created.desc())


def _plain(models: Iterable[BaseModel]) -> list[dict[str, Any]]:
    return [model.model_dump(mode="json") for model in models]


def _row(row: Any) -> SessionRow:
    return SessionRow(
        id=row.id,
        created=datetime.fromisoformat(row.created).isoformat(timespec="seconds"),
        status=row.status,
        brief=Brief.model_validate_json(json.dumps(row.brief)),
        personas=tuple(Persona.model_validate_json(json.dumps(p)) for p in row.personas),
    )
