"""The interview as LangGraph Studio and `langgraph dev` open it (see `langgraph.json`).

There is no session database here: records live in this process, the embedded engine thinks, and
the server brings its own checkpointer. Start a run with `{"session": "any name"}`; answer with
`{"text": "..."}` as the resume value.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from archpanel.agents.answers import make_answer
from archpanel.agents.chair import Bank
from archpanel.agents.interviewer import Interviewer
from archpanel.agents.offline import EmbeddedEngine
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import BadRequest, Brief, PackRef
from archpanel.graphs import interview
from archpanel.graphs.panel import Panel
from archpanel.graphs.records import MemoryRecords
from archpanel.graphs.scoring import PanelContext
from archpanel.graphs.state import InterviewState
from archpanel.packs import load_pack
from archpanel.personas import seat_panel

PACK = "ai-architect"
SEATS = ("startup_cto", "enterprise_architect", "security_reviewer")
TURNS = 6


@dataclass(frozen=True)
class Room:
    """One session: its live panel, and the records that the panel writes."""

    panel: Panel
    records: MemoryRecords


@cache
def room_of(session: str) -> Room:
    """Return the room of a session, made on first use and kept in this process."""
    pack = load_pack(PACK)
    brief = Brief(
        pack=PackRef(id=pack.id, version=pack.version, digest=pack.digest),
        world="startup",
        view="developer-plus",
        rounds=("system-design", "ml-deep-dive"),
        seats=SEATS,
        turns=TURNS,
        level=pack.policy.default_level,
    )
    setting, engine, records = (
        Setting(brief, keep_role(pack)),
        EmbeddedEngine(pack),
        MemoryRecords(),
    )
    panel = Panel(
        setting=setting,
        interviewers={p.id: Interviewer(p, engine, setting) for p in seat_panel(SEATS)},
        bank=Bank(pack.questions, pack.surprises, None, pack.competencies),
        records=records,
    )
    return Room(panel, records)


def _room(state: InterviewState) -> Room:
    return room_of(state.get("session", "studio"))


def _context(state: InterviewState) -> Runtime[PanelContext]:
    return Runtime(context=PanelContext(_room(state).panel))


async def ask(state: InterviewState) -> Any:
    """Put the next question, or go on to the verdict."""
    return await interview.ask(state, _context(state))


async def wait(state: InterviewState) -> dict[str, Any]:
    """Show the question and take the answer from the resume value; ask again for one too long."""
    records = _room(state).records
    asked = next(q for q in await records.questions() if q.id == state["pending"])
    shown = {"question": asked.text, "context": asked.context, "asked_by": asked.persona}
    while True:
        said = interrupt(shown)
        text = said.get("text", "") if isinstance(said, dict) else said
        try:
            records.accept(make_answer(asked.id, str(text), key=asked.id))
        except BadRequest as error:
            shown = {**shown, "problem": str(error)}
        else:
            return {"pending": ""}


async def decide(state: InterviewState) -> dict[str, Any]:
    """Judge, debrief and decide; the record is part of the final state here."""
    runtime = _context(state)
    await interview.judge(state, runtime)
    await interview.debrief(state, runtime)
    await interview.decide(state, runtime)
    record = _room(state).records.verdict
    verdict = record.verdict.model_dump(mode="json") if record else {}
    return {"status": "finished", "verdict": verdict}


class StudioState(InterviewState, total=False):
    """The interview's state, and the verdict for reading."""

    verdict: dict[str, Any]


def build() -> Any:
    """Compile the graph without a checkpointer; the server adds its own."""
    graph = StateGraph(StudioState)
    graph.add_node("ask", ask, destinations=("wait", "judge"))
    graph.add_node("wait", wait)
    graph.add_node("judge", decide)
    graph.add_edge(START, "ask")
    graph.add_edge("wait", "ask")
    graph.add_edge("judge", END)
    return graph.compile()


graph = build()
