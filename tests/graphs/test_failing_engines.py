"""An engine that fails costs its own reading, and nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from interviews import RISK, SOUND, THOROUGH, held, panel

from archpanel.agents.engine import (
    Abstained,
    Case,
    EngineError,
    EngineUnavailable,
    Reconsidered,
    UnusableReply,
)
from archpanel.agents.verification import verify
from archpanel.domain import Answer, Item, PanelIncomplete, Persona, Question
from archpanel.evals.small_pack import SEATS
from archpanel.graphs import MemoryRecords, Panel, score_missing
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.scoring import score_so_far
from archpanel.graphs.verdict import record_of, seal_ballots
from archpanel.sessions.assembling import AT_ONCE
from archpanel.testing import ScriptedEngine

FIRST, SECOND, THIRD = SEATS


@dataclass
class Failing(ScriptedEngine):
    """Fails where it is told to, and notes how much goes on at once."""

    fails: Callable[[str, str], Exception | None] = lambda seat, answer: None
    takes: float = 0.0
    busy: int = 0
    busiest: int = 0

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Any:
        await self._work()
        if failure := self.fails(seat.id, answer.id):
            raise failure
        return await super().read(seat, question, item, answer)

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        await self._work()
        if failure := self.fails(seat.id, case.competency):
            raise failure
        return await super().change(seat, case)

    async def _work(self) -> None:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(self.takes)
        self.busy -= 1


def of(seat: str, answer: str, failure: Exception) -> Callable[[str, str], Exception | None]:
    return lambda *job: failure if job == (seat, answer) else None


async def kept(records: MemoryRecords) -> dict[tuple[str, str], str]:
    """(answer, seat) -> why it was abstained on, or "" where it was read."""
    maker = ScriptedEngine().maker.digest
    return {(a.answer_id, a.persona): a.abstained for a in await records.assessments(maker)}


async def test_a_seat_that_fails_costs_its_siblings_nothing() -> None:
    engine = Failing(fails=of(SECOND, "a3", EngineUnavailable("503 from the model.")))
    seats, records = await held(engine, lambda q: SOUND)

    await score_missing(seats)

    found = await kept(records)
    assert len(found) == 18
    assert {job: why for job, why in found.items() if why} == {
        ("a3", SECOND): "503 from the model."
    }


@pytest.mark.parametrize(
    "failure", [EngineUnavailable("x"), UnusableReply("x"), TimeoutError(), ConnectionResetError()]
)
async def test_a_seat_that_is_down_for_good_ends_in_a_verdict_that_verifies(
    failure: Exception,
) -> None:
    engine = Failing(fails=lambda seat, answer: failure if seat == THIRD else None)
    seats, _ = await held(engine, lambda q: THOROUGH)

    await score_missing(seats)
    await seal_ballots(seats)
    await hold_debrief("s", seats)
    record = await record_of("s", seats)

    assert [b.complete for b in record.sealed_ballots] == [True, True, False]
    assert (record.verdict.decision, record.verdict.provisional) == ("hold", True)
    assert verify(record.model_dump_json()) == record


async def test_a_mistake_in_a_program_is_raised_when_the_others_are_kept() -> None:
    engine = Failing(fails=of(FIRST, "a1", TypeError("not callable")), takes=0.01)
    seats, records = await held(engine, lambda q: SOUND)

    with pytest.raises(TypeError, match="not callable"):
        await score_missing(seats)

    assert len(await kept(records)) == 17


async def test_several_mistakes_are_raised_together() -> None:
    engine = Failing(fails=lambda seat, answer: KeyError(seat) if answer == "a1" else None)
    seats, records = await held(engine, lambda q: SOUND)

    with pytest.raises(ExceptionGroup) as raised:
        await score_missing(seats)

    assert len(raised.value.exceptions) == 3
    assert len(await kept(records)) == 15


async def test_what_nobody_read_before_the_vote_is_abstained_on() -> None:
    seats, records = await held(ScriptedEngine(), lambda q: THOROUGH)
    await score_missing(seats)
    key = next(k for k in records._assessments if k[:2] == ("q6", THIRD))
    del records._assessments[key]

    await seal_ballots(seats)
    record = await record_of("s", seats)

    assert (await kept(records))["a6", THIRD] == "It was not read before the votes were sealed."
    assert [b.complete for b in record.sealed_ballots] == [True, True, False]
    assert record.verdict.decision == "hold"
    verify(record.model_dump_json())


async def test_beside_the_talk_an_outage_leaves_a_gap_that_is_tried_once_more() -> None:
    down = [EngineUnavailable("Overloaded.")]
    engine = Failing(fails=lambda *job: down.pop() if down and job == (FIRST, "a1") else None)
    seats, records = await held(engine, lambda q: SOUND)

    await score_so_far(seats)
    assert ("a1", FIRST) not in await kept(records)
    await score_so_far(seats)  # with the next answer: what was begun is not begun again
    assert ("a1", FIRST) not in await kept(records)

    await score_missing(seats)
    assert (await kept(records))["a1", FIRST] == ""


async def test_other_failures_are_not_tried_again_in_this_run() -> None:
    failed = [UnusableReply("No JSON.")]
    engine = Failing(fails=lambda *job: failed.pop() if failed and job == (FIRST, "a1") else None)
    seats, records = await held(engine, lambda q: SOUND)

    await score_so_far(seats)
    assert ("a1", FIRST) not in await kept(records)

    await score_missing(seats)
    assert (await kept(records))["a1", FIRST] == "No JSON."


async def test_an_engine_that_refuses_is_asked_once_more_by_whoever_goes_on() -> None:
    refusals = [EngineError("Refused the key.") for _ in range(18)]
    engine = Failing(fails=lambda *job: refusals.pop() if refusals else None)
    seats, records = await held(engine, lambda q: SOUND)
    seats = replace(seats, as_is=False)

    await score_so_far(seats)
    with pytest.raises(PanelIncomplete, match=r"Not read by .*: Refused the key\. .*--as-is"):
        await score_missing(seats)
    assert await kept(records) == {}

    await score_missing(seats)
    assert set((await kept(records)).values()) == {""}


async def test_only_so_many_calls_run_at_once() -> None:
    engine = Failing(takes=0.01)
    seats, _ = await held(engine, lambda q: f"{THOROUGH} {RISK}" if q.id == "q3" else THOROUGH)

    await score_missing(seats)

    assert engine.busiest == AT_ONCE == 8


def parted(engine: ScriptedEngine) -> Any:
    """An interview whose ballots differ on `gamma`."""
    return held(engine, lambda q: f"{THOROUGH} {RISK}" if q.id == "q3" else THOROUGH)


async def judged(engine: ScriptedEngine) -> tuple[Panel, MemoryRecords]:
    seats, records = await parted(engine)
    await score_missing(seats)
    await seal_ballots(seats)
    return seats, records


async def test_seats_reconsider_side_by_side() -> None:
    engine = Failing(takes=0.01)
    seats, _ = await judged(engine)
    engine.busiest = 0

    await hold_debrief("s", seats)

    assert engine.busiest == len(SEATS)


async def test_a_debrief_without_a_move_is_not_held_again() -> None:
    engine = ScriptedEngine()
    seats, records = await judged(engine)

    await hold_debrief("s", seats)
    held_once = len(engine.cases)
    await hold_debrief("s", seats)

    assert len(engine.cases) == held_once == len(SEATS)
    assert await records.rounds_held() == 1


@pytest.mark.parametrize("failure", [UnusableReply("x"), EngineUnavailable("x"), TimeoutError()])
async def test_a_seat_whose_engine_fails_in_the_debrief_stays(failure: Exception) -> None:
    engine = Failing(fails=of(FIRST, "gamma", failure))
    seats, records = await judged(engine)

    await hold_debrief("s", seats)

    assert [seat for seat, _ in engine.cases] == [SECOND, THIRD]
    assert await records.rounds_held() == 1
    verify((await record_of("s", seats)).model_dump_json())


async def test_a_mistake_in_the_debrief_is_raised_and_the_round_can_be_held_again() -> None:
    failures: list[Exception] = [TypeError("not callable")]
    engine = Failing(
        fails=lambda *job: failures.pop() if failures and job == (FIRST, "gamma") else None
    )
    seats, records = await judged(engine)

    with pytest.raises(TypeError):
        await hold_debrief("s", seats)
    assert await records.rounds_held() == 0

    await hold_debrief("s", seats)
    assert await records.rounds_held() == 1


async def test_an_abstention_that_an_engine_returns_is_kept_like_a_failure() -> None:
    class Shy(ScriptedEngine):
        async def read(self, *args: Any) -> Any:
            return Abstained("I would rather not say.")

    seats, records = await held(Shy(), lambda q: SOUND)
    await score_missing(seats)
    assert set((await kept(records)).values()) == {"I would rather not say."}


async def test_a_vote_rests_on_what_was_read_for_it_also_after_a_change_of_engines() -> None:
    _, records = await judged(ScriptedEngine(version="1"))

    later = panel(ScriptedEngine(version="2"), records)
    await score_missing(later)
    await hold_debrief("s", later)
    record = await record_of("s", later)

    assert {a.maker.version for a in record.assessments} == {"1"}
    assert len(record.assessments) == 18
    assert {b.maker for b in record.ballots} == {ScriptedEngine(version="1").maker.digest}
    verify(record.model_dump_json())
