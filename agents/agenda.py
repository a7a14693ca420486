"""What is still worth asking: coverage, uncertainty and speaking balance. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from archpanel.agents.engine import Plan
from archpanel.agents.scoring import competency_levels, merge
from archpanel.agents.voting import Setting
from archpanel.domain import Assessment, BankQuestion, Form, Item, Persona, Question, QuestionMove

_Items = TypeVar("_Items", bound=Item)

NEAR_BAR = 0.75
"""Levels closer to the bar than this may still decide on which side the axis falls."""

WEIGHT_OF_BALANCE = 0.5
"""How much of a seat's claim to speak depends on how little it has spoken."""


@dataclass(frozen=True)
class Agenda:
    """The interview so far, and what it leaves open."""

    questions: Sequence[Question]
    assessments: Sequence[Assessment]
    seated: tuple[Persona, ...]
    setting: Setting

    @cached_property
    def levels(self) -> dict[str, float]:
        """Competency -> the mean of the seats' levels as far as they are on record."""
        heard: dict[str, list[float]] = {}
        for persona in self.seated:
            mine = merge(a for a in self.assessments if a.persona == persona.id)
            levels = competency_levels(
                mine,
                top=self.setting.role.top,
                policy=self.setting.policy,
                severity=persona.severity,
            )
            for competency, level in levels.items():
                if level is not None:
                    heard.setdefault(competency, []).append(level)
        return {c: sum(levels) / len(levels) for c, levels in heard.items()}

    def need(self, competency: str) -> float:
        """Return how much the panel needs to hear of a competency (0 to 1 by uncertainty)."""
        weight = self.setting.weight(competency)
        touched = sum(competency in q.competencies for q in self.questions)
        if not touched:
            return weight * (1.5 if self._must(competency) else 1.0)
        level = self.levels.get(competency)
        bar = self.setting.bar(self._axis(competency))
        near = level is not None and abs(level - bar) < NEAR_BAR
        return weight * (0.5 if near else 0.2) / touched

    def _must(self, competency: str) -> bool:
        return any(m.competency == competency for m in self.setting.policy.must_haves)

    def _axis(self, competency: str) -> str:
        return next(c.axis for c in self.setting.role.competencies if c.id == competency)

    def talked(self, persona: str) -> float:
        """Return the share of all turns that this seat has spoken (0 before the first)."""
        if not self.questions:
            return 0.0
        return sum(q.persona == persona for q in self.questions) / len(self.questions)

    def seat_for(self, competencies: tuple[str, ...]) -> Persona:
        """Return the seat with the best claim: concern for the matter, and little said so far."""
        fair = 1 / len(self.seated)

        def claim(persona: Persona) -> float:
            return persona.concern_for(competencies) + WEIGHT_OF_BALANCE * (
                fair - self.talked(persona.id)
            )

        return max(self.seated, key=lambda p: (claim(p), -self.seated.index(p)))

    def owner_of(self, competency: str) -> Persona:
        """Return the seat that owns a concern: by name, else by the greatest share of attention."""
        return max(
            self.seated,
            key=lambda p: (competency in p.owns, p.concern_for((competency,)), p.id),
        )

    def pick(self, items: Sequence[_Items]) -> _Items:
        """Return one of the items, decided by the brief's seed alone."""
        return min(items, key=lambda item: _lot(self.setting.brief.seed, item.id))

    def axis_shortfall(self, competencies: tuple[str, ...]) -> float:
        """Return how far the axes of these competencies lag behind in questions (0 to 1)."""
        axes = self.setting.role.axes
        asked = [
            self._axis(c) for q in self.questions for c in q.competencies[:1] if self._known(c)
        ]
        wanted = 1 / len(axes)
        mine = {self._axis(c) for c in competencies if self._known(c)}
        gaps = [wanted - (asked.count(axis) / len(asked) if asked else wanted) for axis in mine]
        return max(gaps, default=0.0)

    def _known(self, competency: str) -> bool:
        return any(c.id == competency for c in self.setting.role.competencies)


def next_opening(
    agenda: Agenda, questions: Sequence[BankQuestion], form: Form | None
) -> Plan | None:
    """Return the next opening question: the form's, or the one that tells the panel most."""
    asked = {q.item for q in agenda.questions}
    if form is not None:
        return _from_form(agenda, questions, form, asked)
    brief = agenda.setting.brief
    unasked = [
        q
        for q in questions
        if q.id not in asked and q.round in brief.rounds and brief.world in q.worlds
        if not asked.intersection(q.twins)
    ]
    pool = [q for q in unasked if q.round == _current_round(agenda)] or unasked
    if not pool:
        return None
    best = max(pool, key=lambda q: (_worth(q, agenda), -_lot(agenda.setting.brief.seed, q.id)))
    seat = agenda.seat_for(best.competencies)
    return Plan(
        persona=seat.id, move=_opening_move(agenda), item=best.id, reason=_why(best, seat, agenda)
    )


def _from_form(
    agenda: Agenda, questions: Sequence[BankQuestion], form: Form, asked: set[str]
) -> Plan | None:
    for index, item_id in enumerate(form.questions):
        if item_id not in asked:
            item = next(q for q in questions if q.id == item_id)
            named = form.seats[index] if index < len(form.seats) else ""
            seat = next((p for p in agenda.seated if p.id == named), None)
            seat = seat or agenda.seat_for(item.competencies)
            reason = f"Question {index + 1} of the form {form.id!r}."
            return Plan(persona=seat.id, move=_opening_move(agenda), item=item_id, reason=reason)
    return None


def _opening_move(agenda: Agenda) -> QuestionMove:
    last = len(agenda.questions) + 1 == agenda.setting.brief.turns and agenda.questions
    return "close" if last else "open"


def _current_round(agenda: Agenda) -> str:
    """Return the round whose turn it is: the brief's rounds share the turns evenly, in order."""
    brief = agenda.setting.brief
    share = brief.turns / len(brief.rounds)
    return brief.rounds[min(int(len(agenda.questions) / share), len(brief.rounds) - 1)]


_AT_LEVEL = {"senior": "core", "staff": "core", "principal": "stretch"}


def _worth(question: BankQuestion, agenda: Agenda) -> float:
    need = sum(agenda.need(c) for c in question.competencies) / len(question.competencies)
    first = not agenda.questions and question.difficulty == "warm-up"
    suited = question.difficulty == _AT_LEVEL.get(agenda.setting.brief.level, "core")
    seat = agenda.seat_for(question.competencies)
    liked = question.round in seat.prefers.rounds
    return (
        need
        + agenda.axis_shortfall(question.competencies[:1])
        + (1.0 if first else 0.25 if suited else 0.0)
        + 0.5 * seat.concern_for(question.competencies)
        - 0.8 * agenda.talked(seat.id)
        + (0.1 if liked else 0.0)
    )


def _why(question: BankQuestion, seat: Persona, agenda: Agenda) -> str:
    fresh = [c for c in question.competencies if not _touched(c, agenda)]
    if fresh:
        return f"Nothing was heard of {', '.join(fresh)} yet; {seat.role} is closest to it."
    return f"The panel is unsure about {question.competencies[0]}; {seat.role} is closest to it."


def _touched(competency: str, agenda: Agenda) -> bool:
    return any(competency in q.competencies for q in agenda.questions)


def _lot(seed: int, item_id: str) -> float:
    return int(sha256(f"{seed}/{item_id}".encode()).hexdigest()[:12], 16) / 16**12
