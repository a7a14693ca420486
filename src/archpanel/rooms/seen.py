"""What a room looks like right now: made of records and events, whoever looks and wherever.

`Seat`, `Turn`, `Timer` and `Speech` are also what the API gives; their fields are described for it.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from archpanel.domain import Answer, Brief, PanelError, Persona, Question
from archpanel.report.scene import parted
from archpanel.rooms.events import Kept, turning_point
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room
from archpanel.sessions import SessionRow
from archpanel.sessions.guidance import Guidance

_LOG = logging.getLogger(__name__)

SeatState = Literal["listening", "thinking", "speaking"]
Standing = Literal["waits", "thinks", "speaks", "stuck", "finished"]

WHY = {
    "open": "A new subject, from the round “{round}”.",
    "probe": "Goes further into your answer to {follows}.",
    "cross-examine": "Challenges something that you said in {follows}.",
    "twist": "A surprise: the situation changes. It is reported apart and moves no level.",
    "close": "The last word is yours.",
}
"""Why a question comes now, as a candidate may know it. The chair's own reason names what was not
heard, and would be a hint; the report has it."""


@dataclass(frozen=True)
class Seat:
    """A panelist, and what they are doing."""

    id: str
    name: str
    role: str
    state: SeatState


@dataclass(frozen=True)
class Turn:
    """A question as it is shown, and what came of it."""

    id: str
    number: int
    seat: str
    name: str
    role: str
    move: str
    why: str
    opening: str
    lead_in: str
    context: str
    text: str
    round: str
    minutes: Annotated[
        int, Field(description="How long an answer usually takes; 0: there is no measure.")
    ]

    clarified: tuple[str, ...]
    answer: Annotated[
        str | None, Field(description='null while it waits for one; "" when it was passed.')
    ]


@dataclass(frozen=True)
class Timer:
    """How long the question has stood, for information alone; pauses do not count."""

    asked: Annotated[
        float, Field(description="Seconds since the epoch, as if there had been no pause.")
    ]

    minutes: int


@dataclass(frozen=True)
class Speech:
    """The words of a question that is being put."""

    attempt: str
    seat: str
    number: int
    text: str


@dataclass(frozen=True)
class Seen:
    """One room."""

    session: str
    brief: Brief
    standing: Standing
    paused: bool
    seats: tuple[Seat, ...]
    turns: tuple[Turn, ...]
    """All questions that were asked, the one that waits included."""

    speech: Speech | None
    timer: Timer | None
    trouble: str
    last: int
    """Number of the newest event that this shows."""

    @property
    def waits(self) -> Turn | None:
        """The question that waits for its answer."""
        return next((turn for turn in self.turns if turn.answer is None), None)

    @property
    def answered(self) -> tuple[Turn, ...]:
        """The turns that are done."""
        return tuple(turn for turn in self.turns if turn.answer is not None)


async def look(house: House, room: Room) -> Seen:
    """Return what a room looks like; the events that it shows are never older than its records."""
    events = house.log.drawn(room.session)  # first: what comes in meanwhile is told by the stream
    row = house.sessions.find(room.session)
    records = house.sessions.records(row.id)
    questions, answers = await records.questions(), await records.answers()
    told = _guidances(house, row, questions)
    turns = _turns(questions, answers, told, row.personas, row.brief, events)
    waiting = next((turn for turn in turns if turn.answer is None), None)
    speech = None if waiting else _speech(events)
    newest = turning_point(events)
    standing = _standing(row.status, waiting, speech, newest)
    return Seen(
        session=row.id,
        brief=row.brief,
        standing=standing,
        paused=room.paused,
        seats=_seats(row.personas, standing, waiting, speech),
        turns=turns,
        speech=speech,
        timer=_timer(waiting, events),
        trouble=str(newest.body["text"]) if newest and standing == "stuck" else "",
        last=events[-1].n if events else 0,
    )


def _guidances(house: House, row: SessionRow, asked: Sequence[Question]) -> Sequence[Guidance]:
    """Return what the pack tells beside each question; nothing where it is another one by now.

    What was said in a room is on record, and stays readable after an upgrade.
    """
    try:
        return house.sessions.guidances(row, asked)
    except PanelError as error:
        _LOG.info("archpanel: room %s is shown without its role pack: %s", row.id, error)
        return [Guidance()] * len(asked)


def _turns(
    questions: Sequence[Question],
    answers: Sequence[Answer],
    told: Sequence[Guidance],
    personas: Sequence[Persona],
    brief: Brief,
    events: Sequence[Kept],
) -> tuple[Turn, ...]:
    said = {answer.question_id: answer.text for answer in answers}
    seats = {persona.id: persona for persona in personas}
    clearer = _clearer(events)
    return tuple(
        _turn(question, seats.get(question.persona), guidance, clearer.get(question.id, ()), said)
        for question, guidance in zip(questions, told, strict=True)
    )


def _clearer(events: Sequence[Kept]) -> dict[str, tuple[str, ...]]:
    """Return what was said to make questions clearer, by question."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if event.kind == "clarified":
            found[str(event.body["question"])].append(str(event.body["text"]))
    return {question: tuple(texts) for question, texts in found.items()}


def _turn(
    question: Question,
    persona: Persona | None,
    told: Guidance,
    clarified: tuple[str, ...],
    said: Mapping[str, str],
) -> Turn:
    lead_in, text = parted(question, persona)
    why = WHY[question.move].format(
        round=told.round or question.round, follows=question.follows or "an earlier answer"
    )
    return Turn(
        id=question.id,
        number=question.number,
        seat=question.persona,
        name=persona.name if persona else question.persona,
        role=persona.role if persona else "",
        move=question.move,
        why=why,
        opening=told.opening,
        lead_in=lead_in,
        context=question.context,
        text=text,
        round=question.round,
        minutes=told.minutes,
        clarified=clarified,
        answer=said.get(question.id),
    )


def _about(event: Kept, question: str) -> bool:
    return event.body.get("question") == question


def _speech(events: Sequence[Kept]) -> Speech | None:
    """Return what is being said: the words of the newest attempt, unless they were taken back."""
    begun = next((e for e in reversed(events) if e.kind in ("begins", "question", "verdict")), None)
    if begun is None or begun.kind != "begins":
        return None
    attempt = str(begun.body["attempt"])
    mine = [e for e in events if e.body.get("attempt") == attempt]
    back = max((e.n for e in mine if e.kind == "takes_back"), default=0)
    said = "".join(str(e.body["text"]) for e in mine if e.kind == "words" and e.n > back)
    return Speech(attempt, str(begun.body["persona"]), int(begun.body["number"]), said)


def _standing(
    status: str, waiting: Turn | None, speech: Speech | None, newest: Kept | None
) -> Standing:
    if status == "finished":
        return "finished"
    if waiting is not None:
        return "waits"
    if newest is not None and newest.kind == "trouble":
        return "stuck"
    return "speaks" if speech is not None else "thinks"


def _seats(
    personas: Sequence[Persona], standing: Standing, waiting: Turn | None, speech: Speech | None
) -> tuple[Seat, ...]:
    speaks = waiting.seat if waiting else speech.seat if speech else ""
    rest: SeatState = "thinking" if standing in ("thinks", "speaks") else "listening"
    return tuple(
        Seat(p.id, p.name, p.role, "speaking" if p.id == speaks else rest) for p in personas
    )


def _timer(waiting: Turn | None, events: Sequence[Kept]) -> Timer | None:
    """Return since when a question has stood; without its event it was asked this moment."""
    if waiting is None or not waiting.minutes:
        return None
    asked = next((e for e in events if e.kind == "question" and _about(e, waiting.id)), None)
    if asked is None:
        return None
    return Timer(asked.at + _paused_since(asked, events), waiting.minutes)


def _paused_since(asked: Kept, events: Sequence[Kept]) -> float:
    """Return for how many seconds the candidate was away since a question was asked."""
    total, left = 0.0, None
    for event in events:
        if event.n > asked.n and event.kind == "paused":
            left = event.at
        elif event.n > asked.n and event.kind == "returned" and left is not None:
            total, left = total + event.at - left, None
    return total
