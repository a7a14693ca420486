"""An interview in process, with models that are played seat by seat: no server, no network."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archpanel.agents.answers import make_answer
from archpanel.agents.call_log import CallLog
from archpanel.agents.chair import next_plan
from archpanel.agents.engine import EngineError, Plan, Say
from archpanel.agents.gates import all_gates, axis_result, decide, panel_levels
from archpanel.agents.listening import Worded
from archpanel.agents.llm import Caller, Endpoint, LanguageModelEngine, Ledger, Reply, Usage
from archpanel.agents.llm.budget import CHARACTERS_PER_TOKEN
from archpanel.agents.llm.desk import Desk
from archpanel.agents.llm.pages import Pages
from archpanel.agents.llm.request import Request
from archpanel.agents.moves import finals
from archpanel.domain import (
    Ballot,
    BankQuestion,
    Brief,
    Decision,
    DecisionRecord,
    ModelChoice,
    Persona,
    Question,
    RolePack,
)
from archpanel.evals.actors import honest
from archpanel.evals.bench.replies import Reply as Part
from archpanel.evals.harness.seating import SeatedEngine
from archpanel.evals.harness.task import Setup
from archpanel.evals.panel_runs import CORE_SEATS, make_brief
from archpanel.graphs import MemoryRecords, Panel, score_missing
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.panel import conversation, question_of
from archpanel.graphs.scoring import score_so_far
from archpanel.graphs.verdict import record_of, seal_ballots, take_advice
from archpanel.personas import seat_panel
from archpanel.sessions import Limits, assemble
from archpanel.sessions.assembling import LIMITS

NOWHERE = "http://127.0.0.1:9/v1"
"""Nobody listens there, and nobody is called."""


Play = Callable[[Request], str | EngineError]
"""What a model replies to a request, or how it fails."""

_PIECE = 5
"""Characters of a piece, where somebody listens."""


def as_messages(request: Request) -> list[dict[str, str]]:
    """Return a request as a server sees it."""
    return [
        {"role": "system", "content": request.system},
        {"role": "user", "content": "\n\n".join(request.user)},
    ]


def as_meant(request: Request) -> str:
    """Do any job as it is meant."""
    return honest(as_messages(request), request.schema)


def by_seat(parts: Mapping[str, Part]) -> Play:
    """Give each seat's model a part of its own."""
    return lambda request: parts[request.seat](as_messages(request), request.schema)


class PlayedCaller(Caller):
    """Answers requests by rule: nothing leaves this process."""

    def __init__(self, play: Play = as_meant, ledger: Ledger | None = None) -> None:
        """Take who plays the models; it may be changed while calls go on."""
        super().__init__(Endpoint(base_url=NOWHERE, key=""), ledger=ledger)
        self.play = play
        self.asked: list[Request] = []

    async def call(self, request: Request, say: Say | None = None) -> Reply:
        """Answer in pieces to whoever listens.

        Raises:
            OverBudget: as a real caller.
            EngineError: as it is played.
        """
        await asyncio.sleep(0)
        self.ledger.check(request.model)
        self.asked.append(request)
        text = self.play(request)
        if isinstance(text, EngineError):
            raise text
        if say is not None:
            for at in range(0, len(text), _PIECE):
                say(text[at : at + _PIECE])
        size = len(request.system) + sum(map(len, request.user))
        usage = Usage(size // CHARACTERS_PER_TOKEN, 0, len(text) // CHARACTERS_PER_TOKEN)
        self.ledger.add(request, usage, text)
        return Reply(text, request.model, usage, attempts=1, seconds=0.0)


@dataclass
class Theatre:
    """Everything that interviews of one role, with played models, have in common."""

    pack: RolePack
    seats: Sequence[str] = CORE_SEATS
    fallback: str = ""
    log: CallLog = field(default_factory=CallLog)

    @property
    def brief(self) -> Brief:
        """The brief, which names a model that nobody runs."""
        models = ModelChoice(model="played", base_url=NOWHERE, fallback=self.fallback)
        return make_brief(self.pack, engine="llm", seats=tuple(self.seats), models=models)

    def seated(self) -> tuple[Persona, ...]:
        """The personas at the table."""
        return tuple(seat_panel(list(self.seats)))

    def engines(self, caller: Caller) -> dict[str, LanguageModelEngine]:
        """Return one engine per seat, on this caller."""
        pages = Pages(self.brief, self.pack, self.seated())
        return {
            seat: LanguageModelEngine(
                Desk(caller, seat, "played", self.fallback, self.log),
                pages,
                model="played",
                fallback=self.fallback,
            )
            for seat in self.seats
        }

    def panel(
        self, caller: Caller, records: MemoryRecords, limits: Limits = LIMITS, *, as_is: bool = True
    ) -> Panel:
        """Return a live panel on these records."""
        made = assemble(
            self.brief,
            self.seated(),
            self.pack,
            self.engines(caller),
            records,
            "evals",
            limits=limits,
        )
        return replace(made, as_is=as_is)


_THEATRES: dict[str, Theatre] = {}


def theatre_of(pack: RolePack) -> Theatre:
    """Return the theatre of a role; all samples of a task share it."""
    return _THEATRES.setdefault(pack.digest, Theatre(pack))


def on_stage(theatre: Theatre, caller: Caller) -> Setup:
    """Return a task's setup in which each seat's model is played, whoever works otherwise."""
    return Setup(theatre.pack, SeatedEngine(theatre.engines(caller)))


def ask(item: BankQuestion, number: int, seat: str) -> Question:
    """Return a question of the bank as it is asked in its own words."""
    plan = Plan(persona=seat, move="open", item=item.id, reason="evaluation")
    return question_of(plan, item, Worded(item.text, "bank"), number)


async def set_down(
    records: MemoryRecords, items: Sequence[BankQuestion], answers: Mapping[str, str]
) -> None:
    """Put questions and answers on record, as if an interview had been held."""
    for number, item in enumerate(items, start=1):
        question = ask(item, number, CORE_SEATS[0])
        await records.put_question(question)
        records.accept(make_answer(question.id, answers[item.id], key=question.id))


async def talk(panel: Panel, say: Callable[[Question], str]) -> int:
    """Hold the conversation as the chair leads it, read beside it; return the number of turns."""
    number = 0
    records = panel.records
    assert isinstance(records, MemoryRecords)
    while plan := next_plan(await panel.proceedings(), panel.seated, panel.bank, panel.setting):
        number += 1
        item = panel.bank.item(plan.item)
        so_far = conversation(await panel.proceedings())
        risk = panel.bank.flags().get(plan.target)
        words = await panel.interviewers[plan.persona].ask(plan, item, so_far, risk)
        question = await records.put_question(question_of(plan, item, words, number))
        records.accept(make_answer(question.id, say(question), key=question.id))
        await score_so_far(panel)
    return number


async def vote(panel: Panel) -> tuple[Ballot, ...]:
    """Read what was not read yet, vote and debate; return the final ballots."""
    await score_missing(panel)
    await seal_ballots(panel, await take_advice(panel))
    await hold_debrief("evals", panel)
    sealed, moves = await panel.records.ballots(), await panel.records.moves()
    return finals(tuple(sealed), tuple(moves), panel.seated, panel.setting)


def decision_of(ballots: Sequence[Ballot], panel: Panel) -> Decision:
    """Return the decision alone: a verdict with all that would flip it costs thirty times more."""
    setting = panel.setting
    levels = panel_levels(ballots, setting)
    axes = [axis_result(axis, levels, setting) for axis in setting.role.axes]
    return decide(all_gates(ballots, levels, axes, panel.seated, setting))


async def judge(panel: Panel) -> DecisionRecord:
    """Read, vote, debate and write the sealed record, as a session does."""
    await vote(panel)
    return await record_of("evals", panel)
