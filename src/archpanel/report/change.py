"""What a replay changed: two records of one interview, of which one turn was answered anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from archpanel.domain import Answer, DecisionRecord, Question
from archpanel.report.wording import level


@dataclass(frozen=True)
class AxisChange:
    """One depth before and after, changed or not."""

    axis: str
    bar: float
    before: float | None
    after: float | None


@dataclass(frozen=True)
class SeatChange:
    """A seat's level or vote that is another one now."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class LevelChange:
    """A competency of which the panel, or one of the seats, thinks otherwise now."""

    competency: str
    name: str
    before: float | None
    after: float | None
    seats: tuple[SeatChange, ...]
    """Whose level moved."""


@dataclass(frozen=True)
class Change:
    """What is different, in the order in which it is shown."""

    before: str
    """The decision."""

    after: str
    axes: tuple[AxisChange, ...]
    levels: tuple[LevelChange, ...]
    votes: tuple[SeatChange, ...]
    question: Question | None
    """What was answered anew; None where every answer is the same."""

    said_before: str
    said_after: str
    new: tuple[Question, ...]
    """Asked in the replay alone."""

    gone: tuple[Question, ...]
    """Not asked any more, though the old answer said something."""


def compare(before: DecisionRecord, after: DecisionRecord) -> Change:
    """Compare an interview and its replay."""
    anew = _anew(before, after)
    old, new = _asked(before), _asked(after)
    silent = {answer.question_id for answer in before.answers if not answer.text}
    return Change(
        before=before.verdict.decision,
        after=after.verdict.decision,
        axes=tuple(_axes(before, after)),
        levels=tuple(_levels(before, after)),
        votes=tuple(_votes(before, after)),
        question=anew,
        said_before=_said(before.answers, anew),
        said_after=_said(after.answers, anew),
        new=tuple(q for q in after.questions if (q.item, q.topic) not in old),
        gone=tuple(
            q for q in before.questions if (q.item, q.topic) not in new and q.id not in silent
        ),
    )


def _asked(record: DecisionRecord) -> set[tuple[str, str]]:
    return {(question.item, question.topic) for question in record.questions}


def _anew(before: DecisionRecord, after: DecisionRecord) -> Question | None:
    """Up to the turn that was answered anew, both asked the same."""
    for question in after.questions:
        if _said(before.answers, question) != _said(after.answers, question):
            return question
    return None


def _said(answers: tuple[Answer, ...], question: Question | None) -> str:
    asked = question.id if question else ""
    return next((answer.text for answer in answers if answer.question_id == asked), "")


def _axes(before: DecisionRecord, after: DecisionRecord) -> Iterator[AxisChange]:
    for old, new in zip(before.verdict.axes, after.verdict.axes, strict=True):
        yield AxisChange(old.axis, new.bar, old.level, new.level)


def _levels(before: DecisionRecord, after: DecisionRecord) -> Iterator[LevelChange]:
    names = {c.id: c.name for c in after.role.competencies}
    for competency, old in before.verdict.levels.items():
        new = after.verdict.levels.get(competency)
        seats = tuple(_seats(before, after, competency))
        if old != new or seats:
            yield LevelChange(competency, names.get(competency, competency), old, new, seats)


def _seats(before: DecisionRecord, after: DecisionRecord, competency: str) -> Iterator[SeatChange]:
    old = {ballot.persona: ballot.levels.get(competency) for ballot in before.ballots}
    new = {ballot.persona: ballot.levels.get(competency) for ballot in after.ballots}
    for seat in after.personas:
        if old.get(seat.id) != new.get(seat.id):
            yield SeatChange(seat.name, level(old.get(seat.id)), level(new.get(seat.id)))


def _votes(before: DecisionRecord, after: DecisionRecord) -> Iterator[SeatChange]:
    old = {ballot.persona: ballot.recommendation for ballot in before.ballots}
    new = {ballot.persona: ballot.recommendation for ballot in after.ballots}
    for seat in after.personas:
        if (was := old.get(seat.id, "")) != (now := new.get(seat.id, "")):
            yield SeatChange(seat.name, was, now)
