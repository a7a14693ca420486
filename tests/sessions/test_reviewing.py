"""A review is judged like a rehearsal: votes, debrief and verdict, from a transcript."""

import asyncio

import pytest
from interviews import brief, only_sqlite

from archpanel.agents.engine import (
    AnchorReading,
    Case,
    EngineError,
    EngineUnavailable,
    Reconsidered,
)
from archpanel.agents.verification import verify
from archpanel.domain import (
    Answer,
    Competency,
    Maker,
    ModelChoice,
    PanelIncomplete,
    Persona,
)
from archpanel.evals.small_pack import SEATS, small_pack, small_seats
from archpanel.sessions import Limits
from archpanel.sessions.reviewing import judge_exchanges
from archpanel.testing import ScriptedEngine
from archpanel.transcripts import Exchange

pytestmark = only_sqlite

SAID = (
    "We would first of all measure the thing as it is today. "
    "Then we would build the smallest one that could work at all. "
    "Last of all we would show it to those who have to run it."
)


def sentence(number: int) -> tuple[int, int]:
    """Return the span of one sentence of the answer."""
    start = 0
    for _ in range(number):
        start = SAID.index(". ", start) + 2
    return start, SAID.index(".", start) + 1


class Divided(ScriptedEngine):
    """Every seat reads another sentence, and gives another level for it."""

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        span = sentence(SEATS.index(seat.id))
        level = {"first_seat": 5.0, "second_seat": 3.0, "third_seat": 1.0}[seat.id]
        return tuple(AnchorReading(c.id, level, 1.0, (span,)) for c in competencies)

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        await super().change(seat, case)
        lower = [quote for quote, in_favour, _ in case.unused if not in_favour]
        return Reconsidered(case.own - 1, lower[0], "That weighs.") if lower else None


async def test_seats_that_read_a_transcript_differently_talk_about_it() -> None:
    engine = Divided()
    pair = Exchange("interviewer", "How would you go about it?", SAID)

    record = await judge_exchanges(
        [pair], brief(), small_seats(), small_pack(), engine, software="test"
    )

    unused = {(seat, len(case.unused)) for seat, case in engine.cases}
    assert unused >= {(seat, 2) for seat in SEATS}
    moved = [m for m in record.moves if m.competency == "alpha" and m.round == 1]
    assert [(m.persona, m.origin, m.to) for m in moved] == [
        ("first_seat", 5.0, 4.0),
        ("second_seat", 3.0, 2.0),
    ]
    verify(record.model_dump_json())


class Overloaded(Divided):
    """Takes a moment for each answer, counts how many it works on, and loses one of them."""

    busy = busiest = 0

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0.001)
        self.busy -= 1
        if (seat.id, answer.id) == ("third_seat", "a7"):
            raise EngineUnavailable("Overloaded.")
        return await super().read_anchors(seat, competencies, question, answer)


async def test_a_long_transcript_is_read_side_by_side_and_no_failure_loses_it() -> None:
    engine = Overloaded()
    pairs = [Exchange("interviewer", f"How would you go about part {n}?", SAID) for n in range(20)]

    record = await judge_exchanges(
        pairs,
        brief(),
        small_seats(),
        small_pack(),
        engine,
        software="test",
        limits=Limits(at_once=4),
    )

    assert engine.busiest == 4
    assert len(record.assessments) == 60
    assert [(a.id, a.abstained) for a in record.assessments if a.abstained] == [
        ("a7/third_seat", "Overloaded.")
    ]
    assert record.verdict.provisional
    silent = next(b for b in record.sealed_ballots if b.persona == "third_seat")
    assert set(silent.levels.values()) == {None}
    verify(record.model_dump_json())


class Refused(ScriptedEngine):
    """A language model whose server takes no key."""

    @property
    def maker(self) -> Maker:
        return Maker(engine="llm", version="1", model="small")

    async def read_anchors(self, *_: object) -> tuple[AnchorReading, ...]:
        raise EngineError("Refused the key.")


async def test_a_transcript_that_no_model_read_gets_no_verdict() -> None:
    pairs = [Exchange("interviewer", "How would you go about it?", SAID)]
    llm = brief(engine="llm", models=ModelChoice(model="small"))
    with pytest.raises(PanelIncomplete, match=r"no seat read any answer\. Refused the key\."):
        await judge_exchanges(pairs, llm, small_seats(), small_pack(), Refused(), software="test")
