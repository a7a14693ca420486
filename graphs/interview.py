"""The main path: ask, wait for the candidate, ask again; then judge, debrief, decide.

`ask` and `wait` are separate nodes because LangGraph runs a node again from its first line on
resume: asking may cost a model call, waiting must cost nothing. Every node writes through
first-write-wins records, so that running it twice changes nothing.
"""

from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from archpanel.agents.chair import next_plan
from archpanel.agents.engine import Plan
from archpanel.agents.record import write_record
from archpanel.domain import Item, Question
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.panel import Panel, conversation, item_digest, unanswered
from archpanel.graphs.scoring import PanelContext, live, score_missing
from archpanel.graphs.state import InterviewState

InterviewGraph = CompiledStateGraph[InterviewState, PanelContext, InterviewState, InterviewState]


async def ask(
    state: InterviewState, runtime: Runtime[PanelContext]
) -> Command[Literal["wait", "judge"]]:
    """Put the next question, or go on to the verdict when the chair has none."""
    panel = live(runtime)
    if panel.reads_first:
        await score_missing(panel)
    protocol = await panel.protocol()
    seen = {"answered": len(protocol.answers)}
    if pending := unanswered(protocol.questions, protocol.answers):
        return Command(update={**seen, "pending": pending.id}, goto="wait")
    plan = next_plan(protocol, panel.seated, panel.bank, panel.setting)
    if plan is None:
        return Command(update={**seen, "pending": "", "status": "judging"}, goto="judge")
    item = panel.bank.item(plan.item)
    text = await panel.interviewers[plan.persona].ask(plan, item, conversation(protocol))
    asked = await panel.records.put_question(
        _question(plan, item, text, len(protocol.questions) + 1)
    )
    return Command(update={**seen, "pending": asked.id}, goto="wait")


def _question(plan: Plan, item: Item, text: str, number: int) -> Question:
    opening = plan.move in ("open", "close", "twist")
    return Question(
        id=f"q{number}",
        persona=plan.persona,
        move=plan.move,
        item=item.id,
        item_digest=item_digest(item),
        round=getattr(item, "round", "surprise"),
        competencies=item.competencies,
        text=text,
        context=item.context if opening else "",
        target=plan.target,
        follows=plan.follows,
        reason=plan.reason,
    )


async def wait(state: InterviewState) -> dict[str, Any]:
    """Stop until the inbox has the answer. Nothing may come before the interrupt."""
    interrupt({"question": state["pending"]})
    return {"pending": ""}


async def judge(state: InterviewState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Fill the ledger and seal every seat's ballot before any is opened."""
    panel = live(runtime)
    await score_missing(panel)
    protocol = await panel.protocol()
    for seat in panel.interviewers.values():
        await panel.records.put_ballot(seat.vote(protocol.assessments))
    return {}


async def debrief(state: InterviewState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Talk where ballots diverge."""
    await hold_debrief(state["session"], live(runtime))
    return {}


async def decide(state: InterviewState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Reach the verdict and keep the decision record."""
    panel = live(runtime)
    await panel.records.put_verdict(await _record(state["session"], panel))
    return {"status": "finished"}


async def _record(session: str, panel: Panel) -> Any:
    protocol = await panel.protocol()
    items = {q.item: panel.bank.item(q.item) for q in protocol.questions}
    return write_record(
        session=session,
        software=panel.software,
        setting=panel.setting,
        personas=panel.seated,
        items=tuple(items.values()),
        flags=panel.bank.flags(),
        protocol=protocol,
        sealed=tuple(await panel.records.ballots()),
        moves=tuple(await panel.records.moves()),
    )


def build_interview(checkpointer: BaseCheckpointSaver[Any] | None = None) -> InterviewGraph:
    """Compile the interview.

    Start and resume it with `context=PanelContext(panel)`. Each run stops at `wait` until the
    session's inbox has the answer; resume by interrupt id with any value that is not None.
    """
    graph = StateGraph(InterviewState, context_schema=PanelContext)
    graph.add_node("ask", ask)
    graph.add_node("wait", wait)
    graph.add_node("judge", judge)
    graph.add_node("debrief", debrief)
    graph.add_node("decide", decide)
    graph.add_edge(START, "ask")
    graph.add_edge("wait", "ask")
    graph.add_edge("judge", "debrief")
    graph.add_edge("debrief", "decide")
    graph.add_edge("decide", END)
    return graph.compile(checkpointer=checkpointer)
