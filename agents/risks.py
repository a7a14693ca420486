"""Which risks the panel has heard and nobody has challenged yet. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archpanel.agents.engine import SURE
from archpanel.domain import Answer, Assessment, Concerned, Question
from archpanel.domain.bank import Concern


@dataclass(frozen=True)
class OpenRisk:
    """One seat's concern about one answer that the panel has not asked about."""

    concern: Concerned
    answer: Answer
    quote: str
    place: tuple[bool, bool, int, float]
    """Sorts the gravest first: blocking, raised, in the older answer, heard with confidence."""


def open_risks(
    questions: Sequence[Question],
    answers: Sequence[Answer],
    assessments: Sequence[Assessment],
    within: int,
) -> list[OpenRisk]:
    """Return what every seat heard in the last answers it has read, the gravest first.

    What a seat heard taken back is open no more, unless it heard it again. A record does not tell
    when a reading arrived, so turns are counted in answers that the seat has read: where scoring
    lags behind, a risk waits for its challenge as long as it would have waited otherwise.

    Args:
        questions: as they were asked.
        answers: oldest first.
        assessments: those on record by now, in any order.
        within: how many of the answers that a seat read last still count.
    """
    taken = {q.target for q in questions if q.move == "cross-examine"}
    words = {c.evidence for a in assessments for c in a.concerns if c.flag in taken}
    order = {answer.id: number for number, answer in enumerate(answers)}
    found = [
        _risk(concern, answers[order[assessment.answer_id]], order, assessment)
        for mine in _by_seat(assessments, order)
        for assessment, concern in _not_taken_back(mine)
        if assessment in mine[-within:] and concern.flag not in taken
        if concern.evidence not in words  # the same words, challenged under another name
    ]
    return sorted(found, key=lambda risk: risk.place)


def _not_taken_back(mine: Sequence[Assessment]) -> Iterator[tuple[Assessment, Concerned]]:
    """Yield what one seat heard and did not hear taken back afterwards."""
    standing: dict[str, list[tuple[Assessment, Concerned]]] = {}
    for assessment in mine:
        for concern in assessment.concerns:
            if concern.state == "withdrawn":
                standing.pop(concern.flag, None)
            else:
                standing.setdefault(concern.flag, []).append((assessment, concern))
    return (entry for entries in standing.values() for entry in entries)


def _by_seat(
    assessments: Sequence[Assessment], order: Mapping[str, int]
) -> Iterator[list[Assessment]]:
    """Yield every seat's readings in the order of the answers."""
    for seat in dict.fromkeys(a.persona for a in assessments):
        mine = [a for a in assessments if a.persona == seat and a.answer_id in order]
        yield sorted(mine, key=lambda a: order[a.answer_id])


def _risk(
    concern: Concerned, answer: Answer, order: Mapping[str, int], assessment: Assessment
) -> OpenRisk:
    quote = next((e.quote for e in assessment.evidence if e.id == concern.evidence), "")
    rank = (concern.concern != "blocking", concern.state != "raised")
    return OpenRisk(concern, answer, quote, (*rank, order[answer.id], -concern.confidence))


ConcernState = Literal["suspected", "raised", "withdrawn"]


def concern_state(
    question: Question, flag: str, grave: Concern, confidence: float, *, withdrawn: bool
) -> ConcernState | None:
    """Return what a red flag in an answer amounts to, or None where it amounts to nothing.

    It counts when the candidate stands by it, or when a red flag of the question itself is heard
    beyond doubt; else it is suspected and has to be asked about. A blocking concern can stop a
    hire alone: it is always asked about first. Only the answer to its challenge takes a risk back.
    An engine has no say in this.

    Args:
        question: what the answer answers.
        flag: `item/flag`.
        grave: how grave it is.
        confidence: of the reading, 0 to 1, in hundredths as it is kept.
        withdrawn: whether the engine heard it taken back.
    """
    challenged = question.move == "cross-examine" and question.target == flag
    if withdrawn:
        return "withdrawn" if challenged else None
    own = flag.startswith(f"{question.item}/")
    certain = own and grave != "blocking" and confidence >= SURE
    return "raised" if challenged or certain else "suspected"
