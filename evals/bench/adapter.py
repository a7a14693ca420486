"""This repository's panel as the benchmark's product: sessions on disk, three seats, one model."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from langgraph.checkpoint.memory import InMemorySaver

from archpanel import __version__
from archpanel.agents.answers import make_answer
from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import Plan
from archpanel.agents.llm import Clients, LanguageModelEngine, Switchboard, Ways, open_engines
from archpanel.domain import Brief, Item, ModelChoice, Persona, RolePack
from archpanel.evals.actors import job_of
from archpanel.evals.bench.prompts import Body
from archpanel.evals.bench.timings import Timings, Watch
from archpanel.evals.panel_runs import CORE_SEATS, make_brief
from archpanel.graphs import MemoryRecords
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.sessions import Limits, Sessions, assemble, open_database
from archpanel.sessions.driver import Driver

PACK = "ai-architect"
SCRIPTS = {0: "archpanel.evals.actors:honest", 1: "archpanel.evals.actors:divided"}
"""Rounds of debrief -> who plays the model so that as many are held."""

AT_ONCE = 64
"""Requests side by side; the panel's own eight are for people's servers."""


@dataclass(frozen=True)
class _Listening:
    """The candidate's chair: sees the first words of a question."""

    watch: Watch

    def begins(self, number: int, plan: Plan, item: Item) -> None: ...

    def says(self, piece: str) -> None:
        self.watch.first()

    def takes_back(self) -> None: ...


class Panel:
    """The product: what `rehearse --model` does, without a terminal."""

    def __init__(self) -> None:
        """Prepare a folder for the sessions; nothing is opened before the first interview."""
        self._folder = TemporaryDirectory(prefix="archpanel-bench-")
        self._pack = load_pack(PACK)
        self._seated = seat_panel(list(CORE_SEATS))
        self._board = Switchboard()
        self._key = ""
        self._sessions: Sessions | None = None
        self._in_memory = False

    def script(self, rounds: int) -> str:
        """Return who plays the model."""
        return SCRIPTS[rounds]

    def debriefs(self, sent: Body) -> bool:
        """Tell it by the job that the prompt names."""
        return job_of(sent["messages"]) == "DEBRIEF"

    async def interview(
        self, base_url: str, key: str, answers: Sequence[str], think: float
    ) -> Timings:
        """Hold one interview, as the command line does; in memory where there is a crowd."""
        self._key = key
        if self._in_memory:
            return await self._hold_in_memory(base_url, answers, think)
        sessions, watch = self._open(), Watch()
        session = sessions.open(self._brief(base_url, len(answers)), self._seated)
        asked = await sessions.advance(session, listener=_Listening(watch))
        for said in answers:
            assert asked is not None
            watch.complete()
            await asyncio.sleep(think)
            watch.answered()
            sessions.answer(session, asked.id, said)
            asked = await sessions.advance(session, listener=_Listening(watch))
        await sessions.pause(session)
        return watch.decided()

    def crowd(self) -> None:
        """Keep records and checkpoints in memory, as evaluations do, and expect many calls."""
        self._in_memory = True
        self._board = Switchboard(Clients(many=True))

    async def _hold_in_memory(self, base_url: str, answers: Sequence[str], think: float) -> Timings:
        watch, records, calls = Watch(), MemoryRecords(), CallLog()
        brief = self._brief(base_url, len(answers))
        engines = self._engines(brief, self._pack, self._seated, calls)
        limits = Limits(at_once=AT_ONCE)
        made = assemble(
            brief, self._seated, self._pack, engines, records, __version__, limits=limits
        )
        panel = replace(made, calls=calls)  # nobody listens in a crowd
        driver = Driver(token_hex(4), panel, InMemorySaver(), durability="exit")
        asked = await driver.advance()
        for said in answers:
            watch.complete()
            await asyncio.sleep(think)
            watch.answered()
            records.accept(make_answer(asked, said, asked))
            asked = await driver.advance()
        return watch.decided()

    async def close(self) -> None:
        """End connections, and remove the sessions."""
        await self._board.close()
        if self._sessions is not None:
            self._sessions.close()
        self._folder.cleanup()

    def _open(self) -> Sessions:
        if self._sessions is None:
            folder = Path(self._folder.name)
            self._sessions = Sessions(
                open_database(str(folder / "sessions.sqlite")),
                folder / "checkpoints.sqlite",
                self._engines,
                __version__,
                lambda name: self._pack,
                Limits(at_once=AT_ONCE),
            )
        return self._sessions

    def _engines(
        self, brief: Brief, pack: RolePack, seated: Sequence[Persona], log: CallLog
    ) -> dict[str, LanguageModelEngine]:
        # Open ids, as OpenAI's own endpoint gets them: the stub puts the schema before the prompt.
        ways = Ways(key=self._key, closed_ids=False, breakpoints=True)
        return open_engines(brief, pack, seated, log, ways, self._board)

    def _brief(self, base_url: str, turns: int) -> Brief:
        models = ModelChoice(model="stub-model", base_url=base_url)
        return make_brief(self._pack, turns=turns, engine="llm", models=models)


def make_product() -> Panel:
    """Return the product of this repository."""
    return Panel()
