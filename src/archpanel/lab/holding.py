"""Let panels read fixed interviews, or hold whole ones with a scripted candidate. In memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from archpanel.agents.answers import make_answer
from archpanel.agents.call_log import CallLog
from archpanel.agents.chair import next_plan
from archpanel.domain import Brief, DecisionRecord, Persona, Question, RolePack
from archpanel.graphs import MemoryRecords, Panel, score_missing
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.panel import conversation, question_of
from archpanel.graphs.scoring import score_so_far
from archpanel.graphs.verdict import record_of, seal_ballots, take_advice
from archpanel.lab.material import Interview, Script
from archpanel.sessions import EnginesFor, Limits, assemble


@dataclass(frozen=True)
class Room:
    """What every panel of a comparison has in common."""

    pack: RolePack
    engines: EnginesFor
    limits: Limits = field(default_factory=Limits)
    software: str = ""

    def panel(
        self, brief: Brief, seated: Sequence[Persona], records: MemoryRecords, *, from_bank: bool
    ) -> Panel:
        """Return a live panel on these records."""
        calls = CallLog()
        engines = self.engines(brief, self.pack, seated, calls)
        made = assemble(
            brief,
            seated,
            self.pack,
            engines,
            records,
            self.software,
            from_bank=from_bank,
            limits=self.limits,
        )
        return replace(made, calls=calls)


async def read_interview(
    interview: Interview, brief: Brief, seated: Sequence[Persona], room: Room
) -> DecisionRecord:
    """Let a panel judge questions and answers as they stand."""
    records = MemoryRecords()
    panel = room.panel(brief, seated, records, from_bank=interview.from_bank)
    for question in interview.questions:
        await records.put_question(question)
    for answer in interview.answers:
        records.accept(answer.model_copy(update={"repeats": ()}))  # marked anew as it is read
    return await _judged(interview.id, panel)


async def hold_interview(
    script: Script, brief: Brief, seated: Sequence[Persona], room: Room
) -> DecisionRecord:
    """Let a panel hold a whole interview: it asks, the script answers, it decides."""
    records = MemoryRecords()
    panel = room.panel(brief, seated, records, from_bank=True)
    await _talk(panel, records, script.anew())
    return await _judged(script.id, panel)


async def _talk(panel: Panel, records: MemoryRecords, say: Callable[[Question], str]) -> None:
    number = 0
    while plan := next_plan(await panel.proceedings(), panel.seated, panel.bank, panel.setting):
        number += 1
        item, risk = panel.bank.item(plan.item), panel.bank.flags().get(plan.target)
        so_far = conversation(await panel.proceedings())
        words = await panel.interviewers[plan.persona].ask(plan, item, so_far, risk)
        question = await records.put_question(question_of(plan, item, words, number))
        records.accept(make_answer(question.id, say(question), key=question.id))
        await score_so_far(panel)


async def _judged(name: str, panel: Panel) -> DecisionRecord:
    await score_missing(panel)
    await seal_ballots(panel, await take_advice(panel))
    await hold_debrief(name, panel)
    await panel.keep_calls()
    return await record_of(name, panel)
