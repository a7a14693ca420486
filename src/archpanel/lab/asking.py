"""What each persona asks, where it held the interview itself: how much, about what, and why."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archpanel.domain import Question
from archpanel.evals.harness.figure import Figure
from archpanel.lab.measured import ratio_of
from archpanel.lab.sitting import Comparison, Sitting


@dataclass(frozen=True)
class Asked:
    """One persona's questions over all interviews that it held with others."""

    persona: str
    questions: int
    of: int
    """Questions of all seats in the same interviews."""

    share: Figure
    """Speaking share by questions."""

    even: Figure
    """Questions as multiples of an even share of the panel: 1 is as many as anybody else."""

    words: Figure
    """Speaking share by words."""

    follow_ups: Figure
    """Of its questions, the share that ask again about something said."""

    moves: Counter[str]
    rounds: Counter[str]
    competencies: Counter[str]
    triggers: Counter[str]
    """What its follow-ups were about: what had been heard of it before, in words."""


def asked_by(comparison: Comparison) -> tuple[Asked, ...]:
    """Return what every persona asked; nothing of those who never held an interview."""
    held = [sitting for sitting in comparison.sittings if sitting.held]
    found = []
    for label in comparison.personas:
        mine = [(s, seat) for s in held if (seat := seat_of(comparison, s, label))]
        if mine:
            found.append(_asked(label, mine))
    return tuple(found)


def seat_of(comparison: Comparison, sitting: Sitting, label: str) -> str:
    """Return on which seat of a sitting a persona sat, or "" where it did not."""
    seats = (p.id for p in sitting.record.personas)
    return next((seat for seat in seats if comparison.label(sitting, seat) == label), "")


def _asked(label: str, mine: Sequence[tuple[Sitting, str]]) -> Asked:
    own = [_questions(sitting, seat) for sitting, seat in mine]
    every = [_questions(sitting, "") for sitting, _ in mine]
    where = [sitting.material for sitting, _ in mine]  # one script, held by two panels, is one
    flat = [question for questions in own for question in questions]
    following = [[q for q in questions if q.is_follow_up] for questions in own]
    triggers = Counter(
        trigger(sitting, question)
        for (sitting, _), questions in zip(mine, following, strict=True)
        for question in questions
    )
    return Asked(
        persona=label,
        questions=len(flat),
        of=sum(map(len, every)),
        share=ratio_of(f"asked/{label}", where, list(map(len, own)), list(map(len, every))),
        even=ratio_of(f"even/{label}", where, list(map(len, own)), _evenly(mine, every), unit=""),
        words=ratio_of(f"words/{label}", where, _words(own), _words(every)),
        follow_ups=ratio_of(
            f"follow-ups/{label}", where, list(map(len, following)), list(map(len, own))
        ),
        moves=_count(flat, lambda question: [question.move]),
        rounds=_count(flat, lambda question: [question.round]),
        competencies=_count(flat, lambda question: question.competencies[:1]),
        triggers=triggers,
    )


def _questions(sitting: Sitting, seat: str) -> list[Question]:
    """Return the questions of a seat; of all that sat, with ""."""
    seats = {seat} if seat else {p.id for p in sitting.record.personas}
    return [question for question in sitting.record.questions if question.persona in seats]


def _evenly(
    mine: Sequence[tuple[Sitting, str]], every: Sequence[Sequence[Question]]
) -> list[float]:
    """Return, by interview, what one seat would have asked had all asked as much."""
    pairs = zip(mine, every, strict=True)
    return [len(all_of_it) / len(s.record.personas) for (s, _), all_of_it in pairs]


def _words(each: Sequence[Sequence[Question]]) -> list[int]:
    return [sum(len(q.text.split()) for q in questions) for questions in each]


def _count(
    questions: Sequence[Question], tell: Callable[[Question], Sequence[str]]
) -> Counter[str]:
    return Counter(word for question in questions for word in tell(question))


HALF, UNSAID = "a point half said", "a point not said"
HEARD, SUSPECTED = "a risk heard", "a risk suspected"


def trigger(sitting: Sitting, question: Question) -> str:
    """Return what a follow-up was about: a point half said or not said, a risk heard or suspected.

    As the seat that asked had read the answer; where it had not, as any seat had.
    """
    read = [a for a in sitting.record.assessments if a.answer_id == question.follows]
    read.sort(key=lambda a: a.persona != question.persona)
    if question.move == "cross-examine":
        states = [c.state for a in read for c in a.concerns if c.flag == question.target]
        return HEARD if states[:1] == ["raised"] else SUSPECTED
    found = [f.state for a in read for f in a.findings if f.point == question.target]
    return HALF if found[:1] == ["partly"] else UNSAID
