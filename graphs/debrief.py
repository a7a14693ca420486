"""Ballots differ: anonymous seats exchange typed positions and may move, twice at most.

Each round is kept whole in the records, so a crash repeats at most the round it fell into. Seats
reconsider side by side; one whose engine fails stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from pydantic import ValidationError

from archpanel.agents.chair import Proceedings
from archpanel.agents.debrief import case_for, divergences, refuse
from archpanel.agents.engine import Case, Reconsidered
from archpanel.agents.moves import finals
from archpanel.domain import Ballot, Evidence, Move
from archpanel.graphs.apart import apart
from archpanel.graphs.panel import Panel
from archpanel.graphs.scoring import PanelContext, live
from archpanel.graphs.side_by_side import side_by_side

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
    proceedings = await panel.proceedings()
    sealed = list(await panel.records.ballots())
    before = await _standing(panel)
    disputed = divergences(before, panel.setting)
    seed, spread = f"{state.get('session', '')}/{number}", panel.setting.policy.spread
    made = await side_by_side(
        [
            _reconsider(panel, proceedings, Stand(ballot, before, number, seed, spread), disputed)
            for ballot in sealed
        ]
    )
    kept = await panel.records.put_round(number, [move for moves in made for move in moves])
    return {"round": number, "again": bool(kept) and await _disputed(panel, number)}


@dataclass(frozen=True)
class Stand:
    """Where one seat stands as a round begins."""

    sealed: Ballot
    current: Sequence[Ballot]
    """All ballots with the moves of earlier rounds."""

    number: int
    seed: str
    spread: float
    """Levels by which two seats may differ without a dispute."""

    def case(self, competency: str, proceedings: Proceedings) -> Case | None:
        """Lay out one competency for the seat, or None where it abstained."""
        others = [b for b in self.current if b.persona != self.sealed.persona]
        mine = next(b for b in self.current if b.persona == self.sealed.persona)
        return case_for(mine, others, competency, proceedings.assessments, self.seed, self.spread)


async def _reconsider(
    panel: Panel, proceedings: Proceedings, stand: Stand, disputed: Sequence[str]
) -> list[Move]:
    """Ask one seat about everything in dispute, in one call; return the moves that are allowed."""
    laid_out = (stand.case(competency, proceedings) for competency in disputed)
    cases = tuple(case for case in laid_out if case)
    if not cases:
        return []
    seat = panel.interviewers[stand.sealed.persona]
    changes = await seat.reconsider(cases)
    moves = (
        _move(stand, case, change)
        for case in cases
        if (change := changes.get(case.competency)) is not None
    )
    genuine, heard = verified(proceedings), proceedings.assessments
    at = {case.competency: case.peers for case in cases}
    return [
        move
        for move in moves
        if move
        and not refuse(move, stand.sealed, genuine, heard, panel.setting, at[move.competency])
    ]


def _move(stand: Stand, case: Case, change: Reconsidered) -> Move | None:
    to = (
        change.to if case.ceiling is None or change.to <= case.own else min(change.to, case.ceiling)
    )
    try:
        return Move(
            persona=stand.sealed.persona,
            competency=case.competency,
            origin=case.own,
            to=to,
            evidence=change.evidence,
            round=stand.number,
            reason=change.reason,
            stand_in=change.stand_in,
        )
    except ValidationError:  # not a level at all
        return None


def verified(proceedings: Proceedings) -> dict[str, Evidence]:
    """Return all quotes by id; each was checked when its assessment was made."""
    return {e.id: e for a in proceedings.assessments for e in a.evidence}


async def _standing(panel: Panel) -> tuple[Ballot, ...]:
    """Return the ballots as they stand after the moves on record."""
    sealed, moves = await panel.records.ballots(), await panel.records.moves()
    return finals(tuple(sealed), tuple(moves), panel.seated, panel.setting)


async def open_debrief(state: DebriefState, runtime: Runtime[PanelContext]) -> dict[str, Any]:
    """Start at the last round on record; one without a move was the last of all."""
    panel = live(runtime)
    last = await panel.records.rounds_held()
    moved = {move.round for move in await panel.records.moves()}
    ended = last > 0 and last not in moved
    return {"round": last, "again": not ended and await _disputed(panel, last)}


async def _disputed(panel: Panel, held: int) -> bool:
    """Tell whether ballots still diverge and the policy grants another round."""
    if held >= panel.setting.policy.debrief_rounds:
        return False
    return bool(divergences(await _standing(panel), panel.setting))


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
