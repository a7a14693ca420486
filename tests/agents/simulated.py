"""An interview on the small pack without a graph: the chair plans, marks in the answers decide."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from archpanel.agents.chair import Bank, Proceedings, next_plan
from archpanel.agents.engine import Plan
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import (
    Answer,
    Assessment,
    Brief,
    Form,
    Item,
    PackRef,
    Question,
    RolePack,
    SurpriseCard,
)
from archpanel.evals.small_pack import SEATS, small_pack, small_seats
from archpanel.testing import ScriptedEngine

FULL = (
    "I would say this first of all. [p0] Then I would say that as well. [p1] "
    "And one more thing belongs to it. [p2] Last of all comes this one. [p3]"
)
SEATED = small_seats()
POOR = "I would half say this, more or less. [p0?]"


@cache
def deck_pack() -> RolePack:
    """The small pack with two surprise cards."""
    data = small_pack().model_dump(mode="json")
    card = {k: v for k, v in data["questions"][0].items() if k in SurpriseCard.model_fields}
    kinds = ("regulator", "budget-cut")
    data["surprises"] = [{**card, "id": f"card-{n}", "kind": kind} for n, kind in enumerate(kinds)]
    return RolePack.model_validate(data)


def form(*questions: str, seats: tuple[str, ...] = ()) -> Form:
    return Form(id="fixed", version=1, title="Fixed", questions=questions, seats=seats)


def at(**changes: Any) -> Setting:
    """Brief and role of a simulated interview."""
    pack = deck_pack()
    brief = Brief(
        pack=PackRef(id=pack.id, version=1, digest=pack.digest),
        world="startup",
        view="any",
        rounds=("plain",),
        seats=SEATS,
        turns=9,
        level="senior",
        engine="scripted",
    )
    return Setting(brief.model_copy(update=changes), keep_role(pack))


def bank(fixed: Form | None = None) -> Bank:
    pack = deck_pack()
    return Bank(pack.questions, pack.surprises, fixed)


@dataclass
class Talk:
    """The interview so far."""

    setting: Setting = field(default_factory=at)
    bank: Bank = field(default_factory=bank)
    plans: list[Plan] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)

    @property
    def proceedings(self) -> Proceedings:
        return Proceedings(self.questions, self.answers, self.assessments)

    def next(self) -> Plan | None:
        return next_plan(self.proceedings, SEATED, self.bank, self.setting)

    def ask(self, plan: Plan) -> Question:
        item: Item = self.bank.item(plan.item)
        self.plans.append(plan)
        question = Question(
            id=f"q{len(self.questions) + 1}",
            persona=plan.persona,
            move=plan.move,
            item=plan.item,
            item_digest="",
            round="plain",
            competencies=item.competencies,
            text=item.text,
            target=plan.target,
            follows=plan.follows,
            reason=plan.reason,
        )
        self.questions.append(question)
        return question

    def hear(self, text: str) -> None:
        """Take the answer to the last question, and let every seat read it."""
        question = self.questions[-1]
        answer = Answer(id=f"a{question.id[1:]}", question_id=question.id, text=text, received="")
        self.answers.append(answer)
        matter = Matter(self.bank.item(question.item), self.bank.flags())
        seats = [Interviewer(seat, ScriptedEngine(), self.setting) for seat in SEATED]

        async def read() -> list[Assessment]:
            return [await seat.assess(question, answer, matter) for seat in seats]

        self.assessments += asyncio.run(read())


def held(says: Callable[[Question], str], fixed: Form | None = None, **brief: Any) -> Talk:
    """Hold an interview to its end."""
    talk = Talk(at(form=fixed, **brief), bank(fixed))
    while plan := talk.next():
        talk.hear(says(talk.ask(plan)))
    return talk


def risk(item: str) -> str:
    return f"To be quick we skip the check here. [!{item}/risk]"


def after(*said: str) -> Talk:
    """A talk in which the form's questions got these answers, with nothing in between."""
    talk = Talk(at(form=None), bank())
    for item, text in zip(("question-2", "question-3", "question-0"), said, strict=False):
        talk.ask(Plan(persona="first_seat", move="open", item=item))
        talk.hear(text)
    return talk


def planned(talk: Talk) -> tuple[str, str, str]:
    plan = talk.next()
    assert plan is not None
    return plan.move, plan.target, plan.persona


NAMES = {"alpha": "Al Pha", "beta": "Be Ta", "gamma": "Gam Ma", "delta": "Del Ta"}
"""Of competencies, for who has to tell a name from an id."""


def with_names(talk: Talk) -> Talk:
    """Give the role's competencies names that are not their ids."""
    role = talk.setting.role
    named = tuple(c.model_copy(update={"name": NAMES[c.id]}) for c in role.competencies)
    talk.setting = replace(talk.setting, role=role.model_copy(update={"competencies": named}))
    return talk
