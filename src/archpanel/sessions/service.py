"""Everything one can do with a session; whoever shows one reaches it only through this.

A review holds no session: see `sessions.reviewing`.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import and_, delete, func, insert, select

from archpanel.agents.call_log import CallLog
from archpanel.agents.clock import Clock, utc_now
from archpanel.agents.listening import UNHEARD, Listener
from archpanel.domain import (
    Answer,
    BadRequest,
    Brief,
    DecisionRecord,
    ModelChoice,
    PanelError,
    Persona,
    Question,
    RolePack,
    UnknownName,
    canonical,
)
from archpanel.graphs import Panel
from archpanel.packs import load_pack
from archpanel.sessions.assembling import LIMITS, Limits, assemble
from archpanel.sessions.changing import change_models, keep_choices
from archpanel.sessions.checkpoints import forget_erased, with_checkpoints
from archpanel.sessions.database import DRAFTS, REPLAYS, SESSIONS, VERDICTS
from archpanel.sessions.driver import Driver
from archpanel.sessions.erasing import erase_session
from archpanel.sessions.exporting import everything_about
from archpanel.sessions.first_write import put_last
from archpanel.sessions.forking import Along, alone, check_origin, check_turn, copy_turns
from archpanel.sessions.guidance import Guidance, guidance_for
from archpanel.sessions.inbox import accept
from archpanel.sessions.kept import SessionRow, load_kept
from archpanel.sessions.lease import Lease, new_owner
from archpanel.sessions.listing import (
    Progress,
    find_finished_row,
    find_row,
    origins_of,
    progress_of,
    replays_of,
    rows_of,
)
from archpanel.sessions.living import EnginesFor, Live
from archpanel.sessions.records import DatabaseRecords
from archpanel.sessions.writing import writing


class Sessions:
    """The sessions of one database."""

    def __init__(
        self,
        database: Database,
        checkpoints: Path,
        engines_for: EnginesFor,
        software: str,
        find_pack: Callable[[str], RolePack] = load_pack,
        limits: Limits = LIMITS,
        clock: Clock = utc_now,
    ) -> None:
        """Bind a database and a checkpoint file.

        Args:
            database: opened with `open_database`.
            checkpoints: SQLite file of LangGraph's checkpoints.
            engines_for: makes what the seats think with, once per session and process.
            software: version to write into decision records.
            find_pack: reads a role pack by id or path.
            limits: for engines that take their time.
            clock: when sessions, answers and records are made.
        """
        self._database = database
        self._checkpoints = checkpoints
        self._engines_for = engines_for
        self._software = software
        self._find_pack = find_pack
        self._limits = limits
        self._clock = clock
        self._live: dict[str, Live] = {}
        self._swept = False

    def close(self) -> None:
        """Close the database's connections; the next call opens new ones."""
        for live in self._live.values():
            live.beside.cancel()
        self._database.dispose()

    def open(
        self,
        brief: Brief,
        personas: Sequence[Persona],
        *,
        origins: Iterable[str] = (),
        along: Along = alone,
    ) -> str:
        """Open a session and return its id; nothing is asked yet.

        Args:
            brief: its settings.
            personas: who sits on the panel.
            origins: for a replay, the sessions that answers of it come from.
            along: what else is written about the session in the same step.

        Raises:
            PanelError: what a replay is made of, the first origin, was erased meanwhile.
        """
        origins = tuple(origins)
        created = self._clock()
        session = f"{created:%Y%m%d}-{token_hex(4)}"
        row = {
            "id": session,
            "created": created.isoformat(timespec="microseconds"),  # the list's order
            "brief": brief.model_dump(mode="json"),
            "personas": [persona.model_dump(mode="json") for persona in personas],
            "status": "open",
        }
        with writing(self._database, *origins[:1]) as connection:
            check_origin(connection, *origins[:1])
            connection.execute(insert(SESSIONS).values(**row))
            for origin in origins:
                connection.execute(insert(REPLAYS).values(session=session, origin=origin))
            along(connection, session)
        return session

    def list(self) -> list[SessionRow]:
        """Return all sessions, newest first; those that another version wrote have a `problem`."""
        return rows_of(self._database)

    def count(self) -> int:
        """Return how many sessions there are."""
        with self._database.connect() as connection:
            return connection.scalar(select(func.count()).select_from(SESSIONS)) or 0

    def progress(self, among: Collection[str] | None = None) -> dict[str, Progress]:
        """Return how far some sessions, or all, have come; one without an answer may be missing."""
        return progress_of(self._database, among)

    def rows(self, among: Collection[str]) -> dict[str, SessionRow]:
        """Return some sessions, by their whole ids; those that are gone are missing."""
        return {row.id: row for row in rows_of(self._database, among=among)}

    def replays(self, session: str) -> tuple[str, ...]:
        """Return the ids of all replays that hold answers of a session, oldest first."""
        return replays_of(self._database, session)

    def origins(self, session: str) -> tuple[str, ...]:
        """Return the ids of all sessions that a replay has answers of; they may be erased."""
        return origins_of(self._database, session)

    def find(self, session: str) -> SessionRow:
        """Return one session; a unique beginning of its id, or `last`, is enough.

        Raises:
            UnknownName: no session begins so.
            BadRequest: more than one does.
        """
        return find_row(self._database, session)

    def find_finished(self, session: str) -> SessionRow:
        """Return one session like `find`, but `last` is the newest that has a verdict.

        Raises:
            UnknownName: no session, or more than one, begins so.
            BadRequest: none is finished yet.
        """
        return find_finished_row(self._database, session)

    def latest(self, status: str) -> SessionRow | None:
        """Return the newest session of a status (`open` or `finished`), if there is one."""
        return next(iter(rows_of(self._database, status, most=1)), None)

    def seat(self, session: str, persona: str) -> Persona:
        """Return one of the session's personas, as it was when the session was opened."""
        return next(p for p in self.find(session).personas if p.id == persona)

    def answer(self, session: str, question: str, said: str, key: str = "") -> Answer:
        """Accept an answer; when this returns, it is on disk. See `inbox.accept` for errors."""
        return accept(self._database, session, question, said, key, self._clock)

    async def advance(
        self,
        session: str,
        *,
        nobody_waits: bool = False,
        as_is: bool = False,
        listener: Listener = UNHEARD,
    ) -> Question | None:
        """Drive to the next question; None when the verdict is reached.

        With an engine that takes its time, answers are read beside the conversation: readings go
        on after this returns, in the running event loop, until the verdict or `pause`.

        Args:
            session: the session's id.
            nobody_waits: read every answer before the next question, whatever the engine, so that
                the chair always knows what was heard; for answers that were given beforehand.
            as_is: reach a verdict without seats that are out of reach, though it needs them; such
                a verdict is a hold.
            listener: hears each question while its words are found.

        Raises:
            PanelIncomplete: seats are out of reach that the verdict needs; it can be reached later.
            SessionBusy: another process drives this session.
            PanelError: the engine is not of the kind that the brief asks for.
        """
        row = self.find(session)
        if row.status == "finished":
            return None
        if not self._swept:  # once per process
            await forget_erased(self._checkpoints, self._database)
            self._swept = True
        lease = Lease(self._database, row.id, new_owner())
        async with lease.held() as still_mine:
            panel = self._panel(row, lease.owner)
            first = nobody_waits or panel.reads_first
            panel = replace(panel, reads_first=first, as_is=as_is, listener=listener)
            pending = await with_checkpoints(
                self._checkpoints,
                lambda saver: Driver(row.id, panel, saver, still_mine).advance(),
            )
        return await self.question(row.id, pending) if pending else None

    async def change_models(self, session: str, models: ModelChoice) -> None:
        """Let other models think from now on; the brief stays as it was agreed.

        A seat whose model is another one reads every answer anew before it votes. One that has
        voted has voted.

        Raises:
            SessionBusy: it is being driven right now.
            BadRequest: it is finished.
        """
        await change_models(self, self._database, self.find(session), models)

    async def pause(self, session: str) -> None:
        """End what is read beside the conversation; whoever goes on will read what is missing.

        Raises:
            UnknownName: there is no such session, and nothing of it in memory.
        """
        # By its id first: what another process erased is still in this one's memory.
        known = session if session in self._live else self.find(session).id
        if live := self._live.pop(known, None):
            await live.beside.stop()
            await self.records(known).put_calls(live.calls.drain_placed())

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
        said = await seat.clarify(question, panel.bank.item(question.item))
        await panel.keep_calls()
        return said

    async def guidance(self, session: str, question: Question) -> Guidance:
        """Return what the candidate is told beside a question."""
        row = self.find(session)
        asked = await self.records(row.id).questions()
        return self.guidances(row, asked)[question.number - 1]

    def guidances(self, row: SessionRow, asked: Sequence[Question]) -> Sequence[Guidance]:
        """Return what is told beside each of all the questions that were asked, in order."""
        pack = self._pack(row)
        return [guidance_for(q, asked[:at], row.brief, pack) for at, q in enumerate(asked)]

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
        return load_kept(DecisionRecord, kept, row.id)

    def keep_draft(self, session: str, question: str, draft: str) -> None:
        """Keep what was typed so far; it is given back when the session is resumed."""
        mine = and_(DRAFTS.c.session == session, DRAFTS.c.question == question)
        with writing(self._database, session) as connection:
            if text := canonical(draft):
                put_last(connection, DRAFTS, session=session, question=question, text=text)
            else:
                connection.execute(delete(DRAFTS).where(mine))

    def draft(self, session: str, question: str) -> str:
        """Return the draft of an answer, "" when there is none."""
        mine = and_(DRAFTS.c.session == session, DRAFTS.c.question == question)
        with self._database.connect() as connection:
            return connection.scalars(select(DRAFTS.c.text).where(mine)).first() or ""

    async def export(self, session: str) -> dict[str, Any]:
        """Return everything that is kept about a session, in one JSON object."""
        return await everything_about(self, session)

    async def erase(self, session: str) -> None:
        """Erase a session: rows, checkpoints, and the bytes that these leave in the files.

        Raises:
            SessionBusy: it is being driven right now; nothing was erased.
            ErasedWithRemains: its rows are, but bytes of it are left in a file; says where.
        """
        await erase_session(self, self._database, self._checkpoints, self.find(session).id)

    async def fork(self, session: str, turn: int) -> str:
        """Open a copy of a session up to and including question `turn`, without its answer.

        What the seats read in the answers before it goes along: nothing is read, or paid for,
        twice, and a new verdict differs by the new answer alone.

        Raises:
            BadRequest: the session has no such turn.
        """
        copy = await self.open_copy(session, turn)
        await copy_turns(self, self.find(session).id, copy, turn)
        return copy

    async def open_copy(self, session: str, turn: int, along: Along = alone) -> str:
        """Open a copy that is still to be filled by `copy_turns`; see `fork` and `open`."""
        row = self.find(session)
        await check_turn(self, row.id, turn)
        origins = (row.id, *self.origins(row.id))
        copy = self.open(row.brief, row.personas, origins=origins, along=along)
        if row.agreed.later:
            keep_choices(self._database, copy, row.agreed.later)
        return copy

    def _panel(self, row: SessionRow, owner: str = "") -> Panel:
        pack, live = self._pack(row), self._living(row)
        panel = assemble(
            row.agreed,
            row.personas,
            pack,
            live.engines,
            DatabaseRecords(self._database, row.id, owner),
            self._software,
            limits=self._limits,
            room=live.room,
        )
        return replace(panel, beside=live.beside, calls=live.calls, clock=self._clock)

    def _living(self, row: SessionRow) -> Live:
        """Return what lives as long as the session goes on in this process."""
        records = self.records(row.id)
        if row.id in self._live:
            self._live[row.id].calls.renew(records.calls_kept())
        else:
            calls = CallLog(records.calls_kept(), records.reserve_call)
            engines = self._engines_for(row.now, self._pack(row), row.personas, calls)
            self._live[row.id] = Live(engines, calls, asyncio.Semaphore(self._limits.at_once))
        return self._live[row.id]

    def _pack(self, row: SessionRow) -> RolePack:
        pack = self._find_pack(row.brief.pack.source or row.brief.pack.id)
        if pack.digest == row.brief.pack.digest:
            return pack
        raise PanelError(
            f"Session {row.id} was opened with another version of the pack {pack.id!r}; its "
            "questions and key points changed since. Start a new session."
        )
