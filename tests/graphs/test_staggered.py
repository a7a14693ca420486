"""One seat reads an answer before the others do; whatever becomes of it, they read it once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from interviews import SOUND, held

from archpanel.agents.engine import EngineUnavailable, UnusableReply
from archpanel.domain import Answer, Item, Persona, Question
from archpanel.evals.small_pack import SEATS
from archpanel.graphs import Beside, MemoryRecords
from archpanel.graphs.scoring import score_missing, score_so_far
from archpanel.testing import ScriptedEngine

LEADER, *FOLLOWERS = SEATS
Job = tuple[str, str]


@dataclass
class Noting(ScriptedEngine):
    """Notes what it reads; the leader waits at a gate, and may fail behind it."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    fails: Callable[[Job], BaseException | None] = lambda job: None
    begun: list[Job] = field(default_factory=list)

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Any:
        self.begun.append((answer.id, seat.id))
        if seat.id == LEADER:
            await self.gate.wait()
        if failure := self.fails((answer.id, seat.id)):
            raise failure
        return await super().read(seat, question, item, answer)

    def opened(self) -> "Noting":
        self.gate.set()
        return self


def everything(turns: int) -> list[Job]:
    return [(f"a{n}", seat) for n in range(1, turns + 1) for seat in SEATS]


async def kept(records: MemoryRecords) -> list[Job]:
    maker = ScriptedEngine().maker.digest
    return [(a.answer_id, a.persona) for a in await records.assessments(maker) if not a.abstained]


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_the_others_wait_for_the_first_reading_of_an_answer() -> None:
    engine = Noting()
    seats, records = await held(engine, lambda q: SOUND, turns=2)
    reading = asyncio.create_task(score_so_far(seats, staggered=True))
    await settled()
    assert sorted(engine.begun) == [("a1", LEADER), ("a2", LEADER)]
    engine.gate.set()
    await reading
    assert sorted(engine.begun) == sorted(await kept(records)) == sorted(everything(2))


async def test_nobody_waits_once_the_last_answer_is_given() -> None:
    engine = Noting()
    seats, _ = await held(engine, lambda q: SOUND, turns=1)
    reading = asyncio.create_task(score_so_far(seats, staggered=True))
    await settled()
    seats.beside.hurried.set()
    await settled()
    assert sorted(engine.begun) == sorted(everything(1))
    engine.gate.set()
    await reading


@pytest.mark.parametrize(
    "failure",
    [EngineUnavailable("503."), UnusableReply("No form."), ConnectionError(), RuntimeError("bug")],
    ids=lambda failure: type(failure).__name__,
)
async def test_where_the_first_fails_the_others_read_all_the_same_and_once(
    failure: Exception,
) -> None:
    engine = Noting(fails=lambda job: failure if job == ("a1", LEADER) else None).opened()
    seats, records = await held(engine, lambda q: SOUND, turns=2)
    if isinstance(failure, RuntimeError):
        with pytest.raises(RuntimeError, match="bug"):
            await score_so_far(seats, staggered=True)
    else:
        await score_so_far(seats, staggered=True)
    assert sorted(engine.begun) == sorted(everything(2))
    missing = {("a1", LEADER)}
    assert set(await kept(records)) == {*everything(2)} - missing


async def test_readings_that_were_called_off_are_made_once_by_who_goes_on() -> None:
    engine = Noting()
    seats, records = await held(engine, lambda q: SOUND, turns=2)
    seats.beside.start(score_so_far(seats, staggered=True))
    await settled()
    await seats.beside.stop()
    assert sorted(engine.begun) == [("a1", LEADER), ("a2", LEADER)]
    assert await kept(records) == []

    engine.opened().begun.clear()
    await score_so_far(replace(seats, beside=Beside()), staggered=True)
    assert sorted(engine.begun) == sorted(await kept(records)) == sorted(everything(2))


async def test_readings_that_were_called_off_can_be_begun_again_in_the_same_process() -> None:
    engine = Noting()
    seats, records = await held(engine, lambda q: SOUND, turns=1)
    seats.beside.start(score_so_far(seats, staggered=True))
    await settled()
    await seats.beside.stop()
    engine.opened()
    await score_missing(seats)
    assert sorted(await kept(records)) == sorted(everything(1))
    assert sorted(engine.begun) == sorted([("a1", LEADER), *everything(1)])


async def test_where_the_first_reading_is_on_record_nobody_waits_for_it() -> None:
    before = Noting(fails=lambda job: EngineUnavailable("503.") if job[1] != LEADER else None)
    seats, records = await held(before.opened(), lambda q: SOUND, turns=2)
    await score_so_far(seats, staggered=True)
    assert sorted(await kept(records)) == [("a1", LEADER), ("a2", LEADER)]

    engine = Noting()  # whose gate stays shut: a leader that read again would never end
    restarted = {
        seat: replace(interviewer, engine=engine)
        for seat, interviewer in seats.interviewers.items()
    }
    again = replace(seats, interviewers=restarted, beside=Beside())
    await score_so_far(again, staggered=True)
    assert sorted(engine.begun) == sorted(job for job in everything(2) if job[1] != LEADER)
    assert sorted(await kept(records)) == sorted(everything(2))


async def test_a_seat_that_was_begun_elsewhere_is_not_read_twice() -> None:
    engine = Noting()
    seats, records = await held(engine, lambda q: SOUND, turns=1)
    first = asyncio.create_task(score_so_far(seats, staggered=True))
    await settled()
    second = asyncio.create_task(score_so_far(seats, staggered=True))
    await settled()
    assert second.done()
    engine.gate.set()
    await asyncio.gather(first, second)
    assert sorted(engine.begun) == sorted(await kept(records)) == sorted(everything(1))
