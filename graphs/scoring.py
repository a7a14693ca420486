"""Every seat reads every answer on its own: one task per missing assessment, kept in the ledger.

The ledger row is the commit, so this graph needs no checkpointer, may run at any time and as often
as one likes, and computes only what is missing.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from archpanel.agents.chair import Protocol
from archpanel.graphs.apart import apart
from archpanel.graphs.panel import Panel, item_digest

STEPS = 4
"""Dispatch and assess; LangGraph's own limit is 10,007."""


class ScoringState(TypedDict, total=False):
    """Nothing but the number of assessments that were missing."""

    missing: int


class Job(TypedDict):
    """One assessment to make."""

    question: str
    seat: str


@dataclass(frozen=True)
class PanelContext:
    """The graph's context: the live panel."""

    panel: Panel | None = None


ScoringGraph = CompiledStateGraph[ScoringState, PanelContext, ScoringState, ScoringState]


def missing_jobs(protocol: Protocol, panel: Panel) -> list[Job]:
    """Return a job for every answer that a seat has not assessed yet."""
    done = {(a.question_id, a.persona) for a in protocol.assessments}
    return [
        Job(question=answer.question_id, seat=seat)
        for answer in protocol.answers
        for seat in panel.interviewers
        if (answer.question_id, seat) not in done
    ]


async def dispatch(state: ScoringState, runtime: Runtime[PanelContext]) -> Command[str]:
    """Send one task per missing assessment."""
    panel = live(runtime)
    jobs = missing_jobs(await panel.protocol(), panel)
    return Command(update={"missing": len(jobs)}, goto=[Send("assess", job) for job in jobs])


async def assess(state: Job, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Make one assessment and keep it."""
    panel = live(runtime)
    question = next(q for q in await panel.records.questions() if q.id == state["question"])
    answer = next(a for a in await panel.records.answers() if a.question_id == question.id)
    matter = panel.matter(question.item)
    made = await panel.interviewers[state["seat"]].assess(question, answer, matter)
    await panel.records.put_assessment(made, item_digest(matter.item))
    return {}


def live(runtime: Runtime[PanelContext]) -> Panel:
    """Return the panel that the graph was started with.

    Raises:
        RuntimeError: the graph was started without one. LangGraph does not persist a context, so
            it must be passed on every resume.
    """
    panel: Panel | None = getattr(runtime.context, "panel", None)
    if panel is None:
        raise RuntimeError("pass context=PanelContext(panel) on every start and resume")
    return panel


@cache
def build_scoring() -> ScoringGraph:
    """Compile the scoring graph, once: it keeps nothing between runs."""
    graph = StateGraph(ScoringState, context_schema=PanelContext)
    graph.add_node("dispatch", dispatch, destinations=("assess", END))
    graph.add_node("assess", assess, input_schema=Job)
    graph.add_edge(START, "dispatch")
    graph.add_edge("assess", END)
    return graph.compile()


async def score_missing(panel: Panel) -> None:
    """Fill the ledger: afterwards every seat has assessed every answer."""
    limit = RunnableConfig(recursion_limit=STEPS)
    await apart(build_scoring().ainvoke({}, limit, context=PanelContext(panel)))
