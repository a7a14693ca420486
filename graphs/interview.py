"""The main path: ask, wait for the candidate, ask again; then judge, debrief, decide.

`ask` and `wait` are separate nodes because LangGraph runs a node again from its first line on
resume: asking may cost a model call, waiting must cost nothing. Every node writes through
first-write-wins records, so that running it twice changes nothing.
"""

from dataclasses import replace
from functools import cache
from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from archpanel.agents.borrowed import borrowed
from archpanel.agents.chair import Proceedings, next_plan
from archpanel.agents.engine import Conversation, Plan
from archpanel.domain import Item, Question, Risk
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.panel import Panel, conversation, question_of, unanswered
from archpanel.graphs.scoring import PanelContext, live, score_missing, score_so_far
from archpanel.graphs.side_by_side import side_by_side
from archpanel.graphs.state import InterviewState
from archpanel.graphs.verdict import record_of, seal_ballots, take_advice

InterviewGraph = CompiledStateGraph[InterviewState, PanelContext, InterviewState, InterviewState]


async def ask(
    state: InterviewState, runtime: Runtime[PanelContext]
) -> Command[Literal["wait", "judge"]]:
    """Put the next question, or go on to the verdict when the chair has none."""
    panel = live(runtime)
    if panel.reads_first:
        await score_so_far(panel)
    proceedings = await panel.proceedings()
    seen = {"answered": len(proceedings.answers)}
    if pending := unanswered(proceedings.questions, proceedings.answers):
        return Command(update={**seen, "pending": pending.id}, goto="wait")
    plan = next_plan(proceedings, panel.seated, panel.bank, panel.setting)
    if plan is None:
        return Command(update={**seen, "pending": "", "status": "judging"}, goto="judge")
    if not panel.reads_first:
        panel.beside.start(score_so_far(panel, staggered=panel.staggered))
    asked = await _put(panel, plan, proceedings)
    return Command(update={**seen, "pending": asked.id}, goto="wait")


async def _put(panel: Panel, plan: Plan, proceedings: Proceedings) -> Question:
    """Let the seat find the words, and keep the question."""
    item, number = panel.bank.item(plan.item), len(proceedings.questions) + 1
    seat, challenge = panel.interviewers[plan.persona], panel.bank.flags().get(plan.target)
    panel.listener.begins(number, plan, item)
    so_far = conversation(proceedings)
    words = await seat.ask(plan, item, so_far, challenge, panel.listener)
    if words.by == "engine":
        given = _given(item, challenge, so_far)
        taken = borrowed(words.text, given, panel.setting.brief)
        plan = replace(plan, tailored=" ".join(part for part in (plan.tailored, taken) if part))
    # The call goes on record with the next readings: the candidate waits for the question alone.
    question = question_of(plan, item, words, number, panel.bank.digest(item))
    return await panel.records.put_question(question)


def _given(item: Item, challenge: Risk | None, so_far: Conversation) -> str:
    """Return what a seat was given to make its words of, apart from papers."""
    bank = (item.context, item.text, *(point.probe for point in item.key_points))
    told = (challenge.challenge,) if challenge else ()
    said = (turn.answer.text for turn in so_far.turns if turn.answer)
    return "\n".join((*bank, *told, *said))


async def wait(state: InterviewState) -> dict[str, Any]:
    """Stop until the inbox has the answer. Nothing may come before the interrupt."""
    interrupt({"question": state["pending"]})
    return {"pending": ""}


async def judge(state: InterviewState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Fill the ledger and seal every seat's ballot before any is opened.

    Each seat looks at its evidence while its last answers are still being read, and is told how
    many those are: so the verdict takes one call after the last answer, and not two.
    """
    panel = live(runtime)
    try:
        advice, _ = await side_by_side([take_advice(panel), _read_all(panel)])
        await seal_ballots(panel, advice or {})
    finally:
        await panel.keep_calls()
    return {}


async def _read_all(panel: Panel) -> None:
    panel.beside.start(score_so_far(panel))  # the last answer, while earlier ones are being read
    await panel.beside.collect()
    await score_missing(panel)


async def debrief(state: InterviewState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Talk where ballots diverge."""
    panel = live(runtime)
    try:
        await hold_debrief(state["session"], panel)
    finally:
        await panel.keep_calls()
    return {}


async def decide(state: InterviewState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Reach the verdict and keep the decision record."""
    panel = live(runtime)
    await panel.records.put_verdict(await record_of(state["session"], panel))
    return {"status": "finished"}


def build_interview(checkpointer: BaseCheckpointSaver[Any] | None = None) -> InterviewGraph:
    """Compile the interview.

    Start and resume it with `context=PanelContext(panel)`. Each run stops at `wait` until the
    session's inbox has the answer; resume by interrupt id with any value that is not None.
    """
    graph = _compiled()
    return graph.copy({"checkpointer": checkpointer}) if checkpointer is not None else graph


@cache
def _compiled() -> InterviewGraph:
    """Compile it once: that takes longer than to read a checkpoint."""
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
    return graph.compile()
