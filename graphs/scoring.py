"""Every seat reads every answer on its own: one task per missing assessment, kept in the ledger.

The ledger row is the commit, so this graph needs no checkpointer, may run at any time and as often
as one likes, and computes only what is missing. No task fails for an engine that fails, or its
siblings would be cancelled: that leaves a gap, on which the seat abstains where a quorum has none.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypedDict, TypeVar

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from archpanel.agents.chair import Proceedings
from archpanel.agents.engine import Abstained, EngineError, EngineUnavailable
from archpanel.agents.gates import lacking
from archpanel.agents.interviewer import Matter
from archpanel.domain import Answer, Assessment, PanelIncomplete, Question
from archpanel.graphs.apart import apart
from archpanel.graphs.panel import Panel, exchanges_of

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


@dataclass(frozen=True)
class ScoringContext(PanelContext):
    """One run of the scoring graph."""

    proceedings: Proceedings | None = None
    """What was just read of the records; None: they are read."""

    staggered: bool = False
    """Whether the seats wait for the first of them to have read an answer: what it was shown is in
    the endpoint's cache then, and the others read it for a tenth. For readings nobody waits for."""

    read_once: dict[str, asyncio.Event] = field(default_factory=dict)
    """Question -> set when its first reading has ended."""

    exchanges: dict[str, tuple[Question, Answer]] = field(default_factory=dict)
    """Question -> the question and its answer, as they were looked up for all seats at once."""

    gaps: dict[tuple[str, str], str] = field(default_factory=dict)
    """(question, seat) -> why its engine was out of reach; there is no reading for now."""

    begun: set[tuple[str, str]] = field(default_factory=set)
    """(question, seat) of readings that are not to be begun again."""

    mistakes: list[Exception] = field(default_factory=list)
    """What went wrong in a program; raised when the other tasks have kept their work."""


_Context = TypeVar("_Context", bound=PanelContext)

ScoringGraph = CompiledStateGraph[ScoringState, ScoringContext, ScoringState, ScoringState]


def missing_jobs(proceedings: Proceedings, panel: Panel) -> list[Job]:
    """Return a job for every answer that a seat has not assessed yet."""
    done = {(a.question_id, a.persona) for a in proceedings.assessments}
    return [
        Job(question=answer.question_id, seat=seat)
        for answer in proceedings.answers
        for seat in panel.interviewers
        if (answer.question_id, seat) not in done
    ]


def _due(proceedings: Proceedings, panel: Panel, run: ScoringContext) -> list[Job]:
    """Return the missing jobs that nobody has begun."""
    missing = missing_jobs(proceedings, panel)
    return [job for job in missing if (job["question"], job["seat"]) not in run.begun]


async def dispatch(state: ScoringState, runtime: Runtime[ScoringContext]) -> Command[str]:
    """Send one task per missing assessment."""
    panel, begun = live(runtime), runtime.context.begun
    proceedings = runtime.context.proceedings or await panel.proceedings()
    jobs = _due(proceedings, panel, runtime.context)
    runtime.context.exchanges.update(exchanges_of(proceedings))
    begun.update((job["question"], job["seat"]) for job in jobs)
    if runtime.context.staggered:
        # Only where its first reader reads in this very run: nobody waits for what was read before.
        leaders = [job for job in jobs if _leads(job, panel)]
        runtime.context.read_once.update((job["question"], asyncio.Event()) for job in leaders)
    return Command(update={"missing": len(jobs)}, goto=[Send("assess", job) for job in jobs])


async def assess(state: Job, runtime: Runtime[ScoringContext]) -> dict[str, Any]:
    """Make one assessment and keep it."""
    run = runtime.context
    first = run.read_once.get(state["question"])
    try:
        if first and not _leads(state, live(runtime)):
            await _either(first, live(runtime).beside.hurried)
        await _assess(live(runtime), state, run)
    except BaseException as error:
        run.begun.discard((state["question"], state["seat"]))  # it came to no end
        if not isinstance(error, Exception):
            raise
        run.mistakes.append(error)
    finally:
        if first and _leads(state, live(runtime)):
            first.set()
    return {}


async def _either(one: asyncio.Event, other: asyncio.Event) -> None:
    """Wait until one of two things has happened."""
    waits = [asyncio.ensure_future(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _leads(job: Job, panel: Panel) -> bool:
    """Tell whether a seat reads before the others do."""
    return job["seat"] == next(iter(panel.interviewers))


async def _assess(panel: Panel, job: Job, run: ScoringContext) -> None:
    question, answer = run.exchanges[job["question"]]
    seat, matter = panel.interviewers[job["seat"]], panel.matter_of(question)
    try:
        if matter is None:
            made = await seat.assess_anchors(question, answer)
        else:
            made = await seat.assess(question, answer, matter)
    except EngineError as error:
        left = run.gaps if isinstance(error, EngineUnavailable) else panel.beside.lost
        left[job["question"], job["seat"]] = str(error)
        return
    await keep(panel, made, matter)


async def abstain(panel: Panel, job: Job, why: str) -> None:
    """Keep in the place of a missing assessment that there is none."""
    question, answer = await panel.exchange(job["question"])
    seat, matter = panel.interviewers[job["seat"]], panel.matter_of(question)
    await keep(panel, seat.abstain(question, answer, Abstained(why), matter), matter)


async def keep(panel: Panel, made: Assessment, matter: Matter | None) -> None:
    """Put an assessment into the ledger."""
    await panel.records.put_assessment(made, panel.bank.digest(matter.item) if matter else "")


def live(runtime: Runtime[_Context]) -> Panel:
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
    graph = StateGraph(ScoringState, context_schema=ScoringContext)
    graph.add_node("dispatch", dispatch, destinations=("assess", END))
    graph.add_node("assess", assess, input_schema=Job)
    graph.add_edge(START, "dispatch")
    graph.add_edge("assess", END)
    return graph.compile()


async def score_missing(panel: Panel) -> None:
    """Fill the ledger: afterwards every seat has assessed every answer, or abstained on it.

    Raises:
        PanelIncomplete: seats have read not every answer that a verdict needs, and the panel is to
            wait for them; everything else is kept.
        Exception: a mistake in a program, once everything else is kept.
    """
    for (question, seat), why in (await _try_missing(panel)).items():
        await abstain(panel, Job(question=question, seat=seat), why)


async def _try_missing(panel: Panel) -> dict[tuple[str, str], str]:
    """Read what is missing; return why there is still no reading, where the panel does not wait."""
    lost = panel.beside.lost
    run = ScoringContext(panel, begun=set(lost))
    try:
        await _score(panel, run)
        gaps = {**lost, **run.gaps}
    finally:
        lost.clear()
    if not panel.as_is:
        check_reach(gaps, panel)
    return gaps


def check_reach(gaps: Mapping[tuple[str, str], str], panel: Panel) -> None:
    """Check that the seats which read every answer are a quorum that owns every must-have.

    Raises:
        PanelIncomplete: naming the seats that did not, why, and both ways to go on.
    """
    lost = {seat: why for (_, seat), why in gaps.items()}
    here = {seat for seat in panel.interviewers if seat not in lost}
    if lost and (why := lacking(here, panel.seated, panel.setting)):
        missing = [seat for seat in panel.interviewers if seat in lost]
        raise PanelIncomplete(f"No verdict for now. {why} {_named(lost)} {WAYS_ON}", missing)


WAYS_ON = (
    "`archpanel resume` has them read what is missing, by another model or server if you add "
    "--model NAME or --base-url URL; with --as-is it reaches a verdict without them, a hold."
)


def _named(lost: Mapping[str, str]) -> str:
    """Return which seats did not read, by the reason; seats on one server mostly share it."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for seat, reason in lost.items():
        by_reason[reason.rstrip(".")].append(seat)
    return " ".join(
        f"Not read by {', '.join(seats)}: {reason}." for reason, seats in by_reason.items()
    )


async def score_so_far(panel: Panel, *, staggered: bool = False) -> None:
    """Read what nobody has begun to read, while the interview goes on.

    Args:
        panel: the live panel.
        staggered: let one seat read each answer before the others do; see `ScoringContext`.

    An engine that fails leaves a gap; one that was out of reach `score_missing` asks once more.

    Raises:
        Exception: a mistake in a program, once everything else is kept.
    """
    await _score(panel, ScoringContext(panel, staggered=staggered, begun=panel.beside.begun))


async def _score(panel: Panel, context: ScoringContext) -> None:
    limits = RunnableConfig(recursion_limit=STEPS)  # the seats bound their calls themselves
    proceedings = await panel.proceedings()
    if _due(proceedings, panel, context):
        seen = replace(context, proceedings=proceedings)  # the rest of the two is one and the same
        await apart(build_scoring().ainvoke({}, limits, context=seen))
    await panel.keep_calls()
    if len(context.mistakes) > 1:
        raise ExceptionGroup("several readings failed", context.mistakes)
    for mistake in context.mistakes:
        raise mistake
