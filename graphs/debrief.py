"""Ballots differ: anonymous seats exchange typed positions and may move, twice at most.

Each round is kept whole in the records, so a crash repeats at most the round it fell into.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from pydantic import ValidationError

from archpanel.agents.chair import Protocol
from archpanel.agents.debrief import case_for, divergences, move_ballot, refuse
from archpanel.domain import Ballot, Evidence, Move
from archpanel.graphs.apart import apart
from archpanel.graphs.panel import Panel
from archpanel.graphs.scoring import PanelContext, live

STEPS = 6
"""Open and two rounds; LangGraph's own limit is 10,007."""


class DebriefState(TypedDict, total=False):
    """Which round was held last, and whether there is reason for another."""

    session: str
    round: int
    again: bool


DebriefGraph = CompiledStateGraph[DebriefState, PanelContext, DebriefState, DebriefState]


async def hold_round(state: DebriefState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Let every seat reconsider every disputed competency once, all blind to this round's moves."""
    panel = live(runtime)
    number = state.get("round", 0) + 1
    protocol = await panel.protocol()
    sealed = list(await panel.records.ballots())
    before = final_ballots(panel, sealed, await panel.records.moves())
    moves = [
        move
        for competency in divergences(before, panel.setting)
        for ballot in sealed
        if (move := await _reconsider(panel, protocol, ballot, before, competency, number, state))
    ]
    kept = await panel.records.put_round(number, moves)
    return {"round": number, "again": bool(kept) and await _disputed(panel, number)}


async def _reconsider(
    panel: Panel,
    protocol: Protocol,
    ballot: Ballot,
    current: Sequence[Ballot],
    competency: str,
    number: int,
    state: DebriefState,
) -> Move | None:
    seat = panel.interviewers[ballot.persona]
    others = [b for b in current if b.persona != ballot.persona]
    mine = next(b for b in current if b.persona == ballot.persona)
    case = case_for(
        mine, others, competency, protocol.assessments, f"{state.get('session', '')}/{number}"
    )
    change = await seat.engine.reconsider(seat.persona, case) if case else None
    if case is None or change is None:
        return None
    try:
        move = Move(
            persona=ballot.persona,
            competency=competency,
            origin=case.own,
            to=change.to,
            evidence=change.evidence,
            round=number,
            reason=change.reason,
        )
    except ValidationError:  # not a level at all
        return None
    genuine = verified(protocol)
    return None if refuse(move, ballot, genuine, protocol.assessments, panel.setting) else move


def verified(protocol: Protocol) -> dict[str, Evidence]:
    """Return all quotes by id; each was checked when its assessment was made."""
    return {e.id: e for a in protocol.assessments for e in a.evidence}


def final_ballots(panel: Panel, sealed: Sequence[Ballot], moves: Sequence[Move]) -> list[Ballot]:
    """Return the ballots as they stand after these moves."""
    return [
        move_ballot(
            ballot,
            [m for m in moves if m.persona == ballot.persona],
            panel.interviewers[ballot.persona].persona,
            panel.setting,
        )
        for ballot in sealed
    ]


async def open_debrief(state: DebriefState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Start at the last round on record."""
    held = [m.round for m in await live(runtime).records.moves()]
    last = max(held, default=0)
    return {"round": last, "again": await _disputed(live(runtime), last)}


async def _disputed(panel: Panel, held: int) -> bool:
    """Tell whether ballots still diverge and the policy grants another round."""
    if held >= panel.setting.policy.debrief_rounds:
        return False
    ballots = final_ballots(panel, await panel.records.ballots(), await panel.records.moves())
    return bool(divergences(ballots, panel.setting))


def next_step(state: DebriefState) -> Literal["hold_round", "__end__"]:
    """Go on while the last node saw a reason to; a router that read records could fail."""
    return "hold_round" if state.get("again") else "__end__"


@cache
def build_debrief() -> DebriefGraph:
    """Compile the debrief graph, once: it keeps nothing between runs."""
    graph = StateGraph(DebriefState, context_schema=PanelContext)
    graph.add_node("open_debrief", open_debrief)
    graph.add_node("hold_round", hold_round)
    graph.add_edge(START, "open_debrief")
    graph.add_conditional_edges("open_debrief", next_step)
    graph.add_conditional_edges("hold_round", next_step)
    return graph.compile()


async def hold_debrief(session: str, panel: Panel) -> None:
    """Hold the debrief where ballots diverge; afterwards the moves are on record."""
    limit = RunnableConfig(recursion_limit=STEPS)
    start = DebriefState(session=session)
    await apart(build_debrief().ainvoke(start, limit, context=PanelContext(panel)))
