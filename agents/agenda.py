"""What is still worth asking: coverage, uncertainty and speaking balance. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TypeVar

from archpanel.agents.engine import Plan
from archpanel.agents.scoring import competency_levels, merge
from archpanel.agents.setting import Setting
from archpanel.domain import Assessment, BankQuestion, Form, Item, Persona, Question, QuestionMove
from archpanel.domain.bank import Difficulty

_Items = TypeVar("_Items", bound=Item)

NEAR_BAR = 0.75
"""Levels closer to the bar than this may still decide on which side the axis falls."""

WEIGHT_OF_BALANCE = 0.5
"""How much of a seat's claim to speak depends on how little it has spoken."""

MUST_HAVE = 1.5
"""How much more than another competency a must-have needs to be heard of for the first time: a
panel that knows nothing of it cannot decide."""

STRESSED = 3.0
"""What it is worth that the job description stresses a competency nobody has asked about yet: less
than a central competency, more than any liking. Every question about it makes the next worth less.
With 160 drawn focuses of 2 to 6 competencies over nine turns of the shipped pack, 55 % of openings
were about the focus (40 % without it), and no must-have went unheard that would have been heard.
"""

UNSURE = 0.5
SETTLED = 0.2
"""What is left of the need once a competency was touched: near its bar a second answer may still
change the verdict, far from it hardly. It is shared among the questions that touched it."""

DRAWN = 7
"""Questions of a round that the seed draws for one interview, until they run out: of the whole bank
the chair finds the same ones best each time, and asks them of whoever comes back. Of six openings
of the page's three presets, six were those of the seed before; with seven drawn 1.5 to 2.2 are.
What is heard of weighs 0.58 to 0.64 of a depth (0.60 to 0.64 without), and every must-have is.
"""

WARM_UP = 1.0
"""What a warm-up is worth as the first question; as much as a competency not heard of yet."""

SUITED = 0.25
"""What it is worth that a question is as hard as the level sought; less than news of anything."""

CONCERN = 0.5
"""What it is worth that the seat which would ask cares for the matter altogether."""

TALKED = 0.8
"""What is taken off for a seat that has spoken all the time; more than its concern can add."""

LIKED = 0.1
"""What a persona's liking for a round, or for a difficulty, is worth: enough between equals."""


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

    @cached_property
    def _needs(self) -> dict[str, float]:
        """What `need` found: every question of the bank asks for it again."""
        return {}

    def need(self, competency: str) -> float:
        """Return how much the panel needs to hear of a competency (0 to 1 by uncertainty)."""
        if competency not in self._needs:
            self._needs[competency] = self._need(competency)
        return self._needs[competency]

    def _need(self, competency: str) -> float:
        weight = self.setting.weight(competency)
        touched = sum(competency in q.competencies for q in self.questions)
        if not touched:
            return weight * (MUST_HAVE if self._must(competency) else 1.0)
        level = self.levels.get(competency)
        bar = self.setting.bar(self._axis(competency))
        near = level is not None and abs(level - bar) < NEAR_BAR
        return weight * (UNSURE if near else SETTLED) / touched

    def stress(self, competencies: Sequence[str]) -> float:
        """Return what the job description adds to the need to hear of these (0 without one).

        It adds nothing to what does not count in this world and view.
        """
        stressed = {f.competency for f in self.setting.brief.focus}
        mine = [c for c in competencies if c in stressed and self.setting.weight(c) > 0]
        times = [sum(c in q.competencies for q in self.questions) for c in mine]
        return sum(STRESSED / (1 + touched) for touched in times) / len(competencies)

    def unheard_musts(self) -> set[str]:
        """Return the must-haves of this world that no question was about yet."""
        world = self.setting.brief.world
        musts = (m for m in self.setting.policy.must_haves if world in m.worlds or not m.worlds)
        return {m.competency for m in musts} - {c for q in self.questions for c in q.competencies}

    def _must(self, competency: str) -> bool:
        return any(m.competency == competency for m in self.setting.policy.must_haves)

    def _axis(self, competency: str) -> str:
        return self._axes[competency]

    @cached_property
    def _axes(self) -> dict[str, str]:
        return {c.id: c.axis for c in self.setting.role.competencies}

    @cached_property
    def _asked(self) -> list[str]:
        """The axis of each question whose main competency is the role's."""
        return [self._axes[c] for q in self.questions for c in q.competencies[:1] if self._known(c)]

    @cached_property
    def _talked(self) -> Counter[str]:
        return Counter(q.persona for q in self.questions)

    def talked(self, persona: str) -> float:
        """Return the share of all turns that this seat has spoken (0 before the first)."""
        if not self.questions:
            return 0.0
        return self._talked[persona] / len(self.questions)

    def seat_for(self, competencies: tuple[str, ...]) -> Persona:
        """Return the seat with the best claim: concern for the matter, and little said so far."""
        if competencies not in self._claimed:
            self._claimed[competencies] = self._seat_for(competencies)
        return self._claimed[competencies]

    @cached_property
    def _claimed(self) -> dict[tuple[str, ...], Persona]:
        """What `seat_for` found: each question of the bank is weighed twice."""
        return {}

    def _seat_for(self, competencies: tuple[str, ...]) -> Persona:
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
        asked = self._asked
        wanted = 1 / len(axes)
        mine = {self._axis(c) for c in competencies if self._known(c)}
        gaps = [wanted - (asked.count(axis) / len(asked) if asked else wanted) for axis in mine]
        return max(gaps, default=0.0)

    def _known(self, competency: str) -> bool:
        return competency in self._axes


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
    unasked = [q for q in unasked if not {q.id, *q.twins}.intersection(brief.seen)] or unasked
    here = [q for q in unasked if q.round == _current_round(agenda)] or unasked
    if not here:
        return None
    drawn = _drawn(agenda, questions)
    pool = _gently([q for q in here if q.id in drawn] or here, agenda)
    plain = _best(pool, agenda, stress=0.0)
    best = _best_for_the_job(pool, agenda) or plain
    seat = agenda.seat_for(best.competencies)
    tailored = _tailored(best, agenda, changed=best is not plain)
    reason = " ".join(part for part in (_why(best, seat, agenda), tailored) if part)
    return Plan(seat.id, _opening_move(agenda), best.id, reason=reason, tailored=tailored)


def _drawn(agenda: Agenda, questions: Sequence[BankQuestion]) -> set[str]:
    """Return what the brief's seed draws from each round for this interview."""
    brief = agenda.setting.brief
    drawn: set[str] = set()
    for round_ in brief.rounds:
        mine = [q.id for q in questions if q.round == round_ and brief.world in q.worlds]
        drawn.update(sorted(mine, key=lambda item: _lot(brief.seed, item))[:DRAWN])
    return drawn


def _gently(pool: Sequence[BankQuestion], agenda: Agenda) -> Sequence[BankQuestion]:
    """Begin with nothing that is made to stretch, unless the level sought is."""
    mild = [q for q in pool if q.difficulty != "stretch"]
    as_it_is = agenda.questions or _suited(agenda.setting) == "stretch"
    return pool if as_it_is else mild or pool


def _best(pool: Sequence[BankQuestion], agenda: Agenda, *, stress: float = 1.0) -> BankQuestion:
    """Return the question that is worth most.

    Args:
        pool: what may be asked.
        agenda: the interview so far.
        stress: how much the job description counts, 0 or 1.
    """

    def rank(question: BankQuestion) -> tuple[float, float]:
        worth = _worth(question, agenda) + stress * agenda.stress(question.competencies)
        return worth, -_lot(agenda.setting.brief.seed, question.id)

    return max(pool, key=rank)


def _best_for_the_job(pool: Sequence[BankQuestion], agenda: Agenda) -> BankQuestion | None:
    """Return what is asked next because of the job description; None where it has no say.

    As long as a must-have that can be asked about now was not heard of, it is one about that: what
    a hire depends on is never put off for what an advertisement asks for. That holds even where
    nothing that is stressed can be asked about, once a question was chosen for something stressed.
    """
    unheard = agenda.unheard_musts()
    due = [q for q in pool if unheard.intersection(q.competencies)]
    best = _best(due or pool, agenda)
    changed = any(q.tailored for q in agenda.questions)
    return best if changed or agenda.stress(best.competencies) else None


def _tailored(question: BankQuestion, agenda: Agenda, *, changed: bool) -> str:
    """Return by which words of the job description a question was chosen, or "" where by none.

    Args:
        question: the one that is asked.
        agenda: the interview so far.
        changed: without a job description another one would have been asked.
    """
    if not agenda.stress(question.competencies):
        return ""
    focus = next(f for f in agenda.setting.brief.focus if f.competency in question.competencies)
    asked = " ".join(focus.quote.split())
    also = "" if changed else " too"
    name = agenda.setting.name_of(focus.competency)
    return f'The job description asks for {name}{also}: "{asked}"'


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


def _suited(setting: Setting) -> Difficulty:
    """Return how hard questions should be: the most senior level of the pack is made to stretch."""
    bars = setting.policy.bars
    hardest = max(bars, key=lambda level: sum(bars[level].values()))
    return "stretch" if len(bars) > 1 and setting.brief.level == hardest else "core"


def _worth(question: BankQuestion, agenda: Agenda) -> float:
    need = sum(agenda.need(c) for c in question.competencies) / len(question.competencies)
    first = not agenda.questions and question.difficulty == "warm-up"
    suited = question.difficulty == _suited(agenda.setting)
    seat = agenda.seat_for(question.competencies)
    likes = seat.prefers
    liked = (question.round in likes.rounds) + (question.difficulty == likes.difficulty)
    return (
        need
        + agenda.axis_shortfall(question.competencies[:1])
        + (WARM_UP if first else SUITED if suited else 0.0)
        + CONCERN * seat.concern_for(question.competencies)
        - TALKED * agenda.talked(seat.id)
        + LIKED * liked
    )


def _why(question: BankQuestion, seat: Persona, agenda: Agenda) -> str:
    named = agenda.setting.name_of
    fresh = [named(c) for c in question.competencies if not _touched(c, agenda)]
    asks = f"{seat.name}, {seat.role}, is closest to it."
    if fresh:
        return f"Nothing was heard yet of: {', '.join(fresh)}. {asks}"
    return f"The panel is unsure about {named(question.competencies[0])}. {asks}"


def _touched(competency: str, agenda: Agenda) -> bool:
    return any(competency in q.competencies for q in agenda.questions)


@lru_cache(maxsize=4096)
def _lot(seed: int, item_id: str) -> float:
    return int(sha256(f"{seed}/{item_id}".encode()).hexdigest()[:12], 16) / 16**12
