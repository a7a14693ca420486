"""Hold an interview in memory with the embedded engine; for tasks that need many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from archpanel.agents.answers import make_answer
from archpanel.agents.chair import next_plan
from archpanel.agents.engine import Engine, Plan
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.agents.listening import Worded
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import (
    UNREAD,
    Answer,
    Assessment,
    Brief,
    Item,
    PackRef,
    PanelError,
    Persona,
    Question,
    RolePack,
    risks_of,
)
from archpanel.graphs import MemoryRecords, Panel
from archpanel.graphs.panel import conversation, question_of
from archpanel.personas import seat_panel
from archpanel.sessions import assemble

CORE_SEATS = ("startup_cto", "enterprise_architect", "security_reviewer")
Say = Callable[[Question, Item], str]
"""What a scripted candidate answers to a question."""


class NotRead(PanelError):
    """No seat read an answer, so there is no level: not a low one, none."""


def make_brief(pack: RolePack, **changes: object) -> Brief:
    """Return a brief over all rounds of the pack; `changes` replace single fields."""
    fields: dict[str, object] = {
        "pack": PackRef(id=pack.id, version=pack.version, digest=pack.digest),
        "world": "startup",
        "view": "developer-plus",
        "rounds": tuple(r.id for r in pack.rounds),
        "seats": CORE_SEATS,
        "turns": 12,
        "level": pack.policy.default_level,
        **changes,
    }
    return Brief.model_validate(fields)


@dataclass
class Run:
    """An interview as far as it went."""

    questions: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)


async def hold(
    pack: RolePack,
    engine: Engine,
    brief: Brief,
    say: Say,
    *,
    chair: Callable[..., Plan | None] = next_plan,
) -> Run:
    """Ask, answer and assess until the chair is done; no votes.

    Args:
        pack: the role pack.
        engine: who thinks for every seat.
        brief: the session's settings; the kind of engine in it becomes that of `engine`.
        say: the candidate.
        chair: who decides what is asked next; the panel's own chair unless a baseline is given.
    """
    brief = brief.model_copy(update={"engine": engine.maker.engine})
    seated = seat_panel(brief.seats)
    records = MemoryRecords()
    panel = assemble(brief, seated, pack, engine, records, "evals")
    run = Run()
    while (plan := chair(await panel.proceedings(), seated, panel.bank, panel.setting)) is not None:
        question = await _ask(panel, plan, len(run.questions) + 1)
        answer = make_answer(
            question.id, say(question, panel.bank.item(plan.item)), key=question.id
        )
        records.accept(answer)
        run.questions.append(question)
        run.answers.append(answer)
        for seat in panel.interviewers.values():
            made = await seat.assess(question, answer, panel.matter(question.item))
            run.assessments.append(await records.put_assessment(made, question.item_digest))
    return run


async def _ask(panel: Panel, plan: Plan, number: int) -> Question:
    item = panel.bank.item(plan.item)
    so_far = conversation(await panel.proceedings())
    words = await panel.interviewers[plan.persona].ask(plan, item, so_far)
    return await panel.records.put_question(question_of(plan, item, words, number))


async def assess_alone(
    pack: RolePack, engine: Engine, item: Item, text: str, seats: Sequence[Persona]
) -> list[Assessment]:
    """Let every seat assess one answer to one item, outside of any interview."""
    setting = Setting(make_brief(pack), keep_role(pack))
    plan = Plan(persona=seats[0].id, move="open", item=item.id, reason="evaluation")
    question = question_of(plan, item, Worded(item.text, "bank"), 1)
    answer = make_answer("q1", text, key="q1")
    flags = risks_of((*pack.questions, *pack.surprises), pack.competencies)
    matter = Matter(item, flags)
    return [await Interviewer(p, engine, setting).assess(question, answer, matter) for p in seats]


def item_level(item: Item, assessment: Assessment, top: int) -> float:
    """Return one level for an answer: its competencies by the weight of their key points."""
    weight: dict[str, int] = {}
    for point in item.key_points:
        weight[point.competency] = weight.get(point.competency, 0) + point.weight
    got = {c: level for c, level in assessment.levels.items() if level is not None and c in weight}
    total = sum(weight[c] for c in got)
    return sum(weight[c] * level for c, level in got.items()) / total if total else 1.0


def panel_level(item: Item, assessments: Sequence[Assessment], top: int) -> float:
    """Return one level for an answer: the mean over the seats that read it.

    Raises:
        NotRead: all of them abstained.
    """
    read = [one for one in assessments if one.kind not in UNREAD]
    if not read:
        why = assessments[0].abstained if assessments else "nobody was asked"
        raise NotRead(f"No seat read the answer to {item.id}: {why}")
    return fmean(item_level(item, one, top) for one in read)
