"""One drill: one seat asks one question, reads one answer, and says what it heard.

The seat asks and reads as it does in an interview, through the same engine and the same checks:
quotes are verified, what is copied earns nothing, the level is computed by code. There is no panel,
no probe, no vote and no verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import Conversation, Plan
from archpanel.domain import (
    UNREAD,
    Answer,
    Assessment,
    Brief,
    Item,
    Level,
    Persona,
    Question,
    Risk,
    RolePack,
)
from archpanel.graphs import MemoryRecords, Panel
from archpanel.graphs.panel import question_of
from archpanel.programme.practice import Task, Try
from archpanel.sessions import Engines, Limits, assemble

MINUTES = 2
"""How long an answer should take."""

FEW_WORDS = 60
"""Words that 95 % of the bank's weak examples have; adequate ones have 85 or more."""


def seat_for(competency: str, seated: Sequence[Persona]) -> Persona:
    """Return who asks about a competency: its owner, else who gives it most attention."""
    return max(seated, key=lambda p: (competency in p.owns, p.concern_for((competency,))))


@dataclass(frozen=True)
class PointHeard:
    """One key point of the question."""

    id: str
    point: str
    competency: str
    weight: int
    state: str
    """`met`, `partly` or `not_met`."""

    quote: str


@dataclass(frozen=True)
class RiskHeard:
    """One red flag; `suspected` is what a panel would ask about, `raised` is what counts."""

    flag: str
    concern: str
    state: str
    quote: str


@dataclass(frozen=True)
class Outcome:
    """What came of one drill."""

    competency: str
    level: Level | None
    """Of this answer alone; None: it was not read, or says nothing of the competency."""

    bar: float
    kind: str
    """What the answer was taken for."""

    unread: str
    """Why it was not read; "" where it was."""

    points: tuple[PointHeard, ...]
    """Those of the competency first."""

    risks: tuple[RiskHeard, ...]
    say_next: str

    @property
    def is_met(self) -> bool:
        """Tell whether the bar is met."""
        return self.level is not None and self.level >= self.bar


@dataclass(frozen=True)
class Drilling:
    """One drill as it goes on."""

    task: Task
    pack: RolePack
    panel: Panel
    calls: CallLog

    @property
    def seat(self) -> Persona:
        """Who asks and reads."""
        return self.panel.seated[0]

    @property
    def item(self) -> Item:
        """The question of the bank."""
        return self.panel.bank.item(self.task.question)

    async def ask(self) -> Question:
        """Return the question in the seat's voice; the bank's words where its engine fails."""
        name = self.pack.competency(self.task.competency).name
        plan = Plan(self.seat.id, "open", self.item.id, reason=f"A drill: {name}.")
        asks = self.panel.interviewers[self.seat.id].ask
        worded = await asks(plan, self.item, Conversation())
        return question_of(plan, self.item, worded, 1, self.panel.bank.digest(self.item))

    async def clarify(self, question: Question) -> str:
        """Return what the seat says when asked what is meant."""
        return await self.panel.interviewers[self.seat.id].clarify(question, self.item)

    async def read(self, question: Question, answer: Answer) -> Assessment:
        """Return the seat's assessment.

        Raises:
            EngineError: it was not read for now.
        """
        seat = self.panel.interviewers[self.seat.id]
        return await seat.assess(question, answer, self.panel.matter(self.item.id))


def sit_down(
    task: Task,
    pack: RolePack,
    brief: Brief,
    seat: Persona,
    engines: Engines,
    calls: CallLog,
    limits: Limits,
) -> Drilling:
    """Return a drill that is ready to be asked.

    Args:
        task: what is drilled.
        pack: the role.
        brief: of one seat and one question.
        seat: who asks.
        engines: what it thinks with.
        calls: their log of calls to models.
        limits: for engines that take their time.
    """
    panel = assemble(brief, (seat,), pack, engines, MemoryRecords(), "", limits=limits)
    return Drilling(task, pack, panel, calls)


def outcome(drilling: Drilling, made: Assessment) -> Outcome:
    """Return what an assessment tells the candidate."""
    task, unread = drilling.task, made.kind in UNREAD
    points, risks = _points(drilling.item, made), _risks(drilling.panel.bank.flags(), made)
    points = tuple(sorted(points, key=lambda point: point.competency != task.competency))
    return Outcome(
        competency=task.competency,
        level=None if unread else made.levels.get(task.competency),
        bar=task.bar,
        kind=made.kind,
        unread=made.abstained if unread else "",
        points=points,
        risks=risks,
        say_next=_say_next(task.competency, points, risks),
    )


def brief_line(told: Outcome, said: str) -> str:
    """Return what is said of an answer that the embedded engine may miss for its shortness."""
    many = len(said.split())
    if told.kind not in ("answered", "off_topic") or told.is_met or many >= FEW_WORDS:
        return ""
    words = "1 word" if many == 1 else f"{many} words"
    return (
        f"It had {words}, and this reader may miss what is said so briefly. Adequate examples have "
        "about 100: say what you would do, how, and what it costs."
    )


def _points(item: Item, made: Assessment) -> tuple[PointHeard, ...]:
    found = {finding.point: finding for finding in made.findings}
    quotes = _quotes(made)
    return tuple(
        PointHeard(
            point.id,
            point.point,
            point.competency,
            point.weight,
            found[point.id].state,
            quotes.get(found[point.id].evidence, ""),
        )
        for point in item.key_points
        if point.id in found
    )


def _risks(flags: Mapping[str, Risk], made: Assessment) -> tuple[RiskHeard, ...]:
    quotes = _quotes(made)
    return tuple(
        RiskHeard(flags[one.flag].flag, one.concern, one.state, quotes.get(one.evidence, ""))
        for one in made.concerns
    )


def _quotes(made: Assessment) -> dict[str, str]:
    return {quote.id: quote.quote for quote in made.evidence}


def _say_next(competency: str, points: Sequence[PointHeard], risks: Sequence[RiskHeard]) -> str:
    """Return one line: a risk first, then the weightiest point of the competency that is missing.

    A line that is read out as the scorecard has it earns nothing, so the advice is to say it anew.
    """
    if raised := next((risk for risk in risks if risk.state == "raised"), None):
        return f'do not leave this standing: "{raised.flag}" Say what stops it.'
    order = {"not_met": 0, "partly": 1}
    left = [point for point in points if point.state in order]
    if not left:
        return "nothing is missing; say it with a figure from your own work."
    worst = min(left, key=lambda p: (p.competency != competency, -p.weight, order[p.state]))
    if worst.state == "partly":
        return f'say the other half of this point, in your own words: "{worst.point}"'
    return f'begin with this point, in your own words: "{worst.point}"'


def tried(task: Task, made: Assessment, told: Outcome, day: date) -> Try:
    """Return what the rules of practice keep of a drill."""
    states = [point.state for point in told.points]
    unread = told.unread != ""
    return Try(
        id="",
        question=task.question,
        competency=task.competency,
        day=day,
        levels={task.competency: None} if unread else dict(made.levels),
        bar=task.bar,
        met=states.count("met"),
        partly=states.count("partly"),
        of=len(states),
        session=task.sessions[-1] if task.sessions else "",
    )
