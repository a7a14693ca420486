"""Readings that take their time run beside the conversation, and nobody waits for them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from interviews import (
    SOUND,
    THOROUGH,
    database_in,
    new_session,
    only_sqlite,
    run_python,
    sessions_in,
    talk,
)
from own_words import own_words

from archpanel.agents.engine import Case, EngineUnavailable, Reconsidered
from archpanel.agents.verification import verify
from archpanel.domain import Answer, Item, PanelError, Persona, Question, SessionBusy
from archpanel.evals.small_pack import SEATS, small_pack
from archpanel.sessions import Sessions, open_database
from archpanel.sessions.database import LEASES
from archpanel.testing import ScriptedEngine

FIRST, SECOND, THIRD = SEATS


def model(**more: Any) -> "Slow":
    return Slow(kind="llm", reads_first=False, **more)


@dataclass
class Slow(ScriptedEngine):
    """Reads when its gate is open."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    fails: Callable[[str, str], Exception | None] = lambda seat, answer: None
    begun: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Any:
        self.begun.append(f"{answer.id} {seat.id}")
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(f"{answer.id} {seat.id}")
            raise
        if failure := self.fails(seat.id, answer.id):
            raise failure
        return await super().read(seat, question, item, answer)

    def opened(self) -> "Slow":
        self.gate.set()
        return self


async def read_up(sessions: Sessions, session: str) -> None:
    """Wait, as a candidate who thinks, until all that is under way is read."""
    await asyncio.gather(*sessions._live[session].beside._running, return_exceptions=True)


async def typed(sessions: Sessions, session: str, say: Callable[[Question], str]) -> list[Question]:
    """Answer every question after a while."""
    asked = []
    while question := await sessions.advance(session):
        await read_up(sessions, session)
        asked.append(question)
        sessions.answer(session, question.id, own_words(say(question), question.id))
    return asked


def reads(*answers: str) -> set[str]:
    return {f"{answer} {seat}" for answer in answers for seat in SEATS}


async def test_the_next_question_waits_for_no_reading(tmp_path: Path) -> None:
    engine = model()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions, engine="llm")

    question = await talk(sessions, session, lambda q: SOUND, turns=2)

    assert question is not None
    assert question.id == "q3"
    await asyncio.sleep(0)
    assert set(engine.begun) == reads("a1", "a2")
    assert not [call for call in engine.calls if call.startswith("read")]
    await sessions.pause(session)


async def test_a_risk_is_challenged_within_two_turns_though_readings_lag(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path, model().opened())
    session = new_session(sessions, engine="llm")

    asked = await typed(
        sessions, session, lambda q: f"{SOUND} To be quick we skip the check. [!{q.item}/risk]"
    )

    challenged = [q for q in asked if q.move == "cross-examine"]
    assert len(challenged) >= 2
    assert all(q.number - int(q.follows[1:]) <= 2 for q in challenged)
    record = sessions.record(session)
    assert {a.abstained for a in record.assessments} == {""}
    verify(record.model_dump_json())


async def test_the_verdict_waits_for_every_reading(tmp_path: Path) -> None:
    engine = model()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions, engine="llm")
    question = await talk(sessions, session, lambda q: SOUND, turns=5)
    assert question is not None
    sessions.answer(session, question.id, SOUND)

    last = asyncio.create_task(sessions.advance(session))
    while len(engine.begun) < 8:  # as many as run at once
        await asyncio.sleep(0.01)
    assert not last.done()
    engine.gate.set()

    assert await last is None
    assert sorted(engine.begun) == sorted(reads(*(f"a{n}" for n in range(1, 7))))
    verify(sessions.record(session).model_dump_json())


async def test_where_nobody_waits_everything_is_read_before_it_goes_on(tmp_path: Path) -> None:
    engine = model().opened()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions, engine="llm")

    question = await sessions.advance(session, nobody_waits=True)
    assert question is not None
    sessions.answer(session, question.id, "To be quick we skip the check. [!question-2/risk]")
    after = await sessions.advance(session, nobody_waits=True)

    assert after is not None
    assert (after.move, after.follows) == ("cross-examine", "a1")


async def test_an_outage_that_is_over_before_the_vote_costs_nothing(tmp_path: Path) -> None:
    down = [EngineUnavailable("Overloaded.")]
    engine = model(fails=lambda *job: down.pop() if down and job == (FIRST, "a1") else None)
    sessions = sessions_in(tmp_path, engine.opened())
    session = new_session(sessions, engine="llm")

    question = await sessions.advance(session, nobody_waits=True)
    while question is not None:
        sessions.answer(session, question.id, SOUND)
        question = await sessions.advance(session, nobody_waits=True)

    assert engine.begun.count(f"a1 {FIRST}") == 2
    assert {a.abstained for a in sessions.record(session).assessments} == {""}


async def test_a_pause_ends_readings_and_whoever_goes_on_reads_them(tmp_path: Path) -> None:
    engine = model()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions, engine="llm")
    await talk(sessions, session, lambda q: SOUND, turns=1)
    await asyncio.sleep(0.05)

    await sessions.pause(session)

    assert set(engine.cancelled) == reads("a1")
    again = sessions_in(tmp_path, model().opened())
    await talk(again, session, lambda q: SOUND)
    verify(again.record(session).model_dump_json())


async def test_a_session_can_be_erased_while_it_is_read(tmp_path: Path) -> None:
    engine = model()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions, engine="llm")
    await talk(sessions, session, lambda q: SOUND, turns=1)
    await asyncio.sleep(0.05)

    await sessions.erase(session)

    assert set(engine.cancelled) == reads("a1")
    assert sessions.list() == []


async def test_a_mistake_in_a_program_spoils_no_turn_and_is_raised_at_the_end(
    tmp_path: Path,
) -> None:
    engine = model(fails=lambda *job: TypeError("oops") if job == (FIRST, "a1") else None)
    sessions = sessions_in(tmp_path, engine.opened())
    session = new_session(sessions, engine="llm")

    with pytest.raises(TypeError, match="oops"):
        await typed(sessions, session, lambda q: SOUND)

    assert len(await sessions.records(session).answers()) == 6
    mended = sessions_in(tmp_path, model().opened())
    assert await mended.advance(session) is None
    assert len(mended.record(session).assessments) == 18


async def test_a_seat_that_is_down_for_good_leaves_no_session_open(tmp_path: Path) -> None:
    engine = model(fails=lambda seat, _: EngineUnavailable("503") if seat == THIRD else None)
    sessions = sessions_in(tmp_path, engine.opened())
    session = new_session(sessions, engine="llm")

    await typed(sessions, session, lambda q: THOROUGH)

    record = sessions.record(session)
    assert (record.verdict.decision, record.verdict.provisional) == ("hold", True)
    assert {a.abstained for a in record.assessments if a.persona == THIRD} == {"503"}
    assert len([read for read in engine.begun if THIRD in read]) == 12  # twice each, no more
    verify(record.model_dump_json())


@only_sqlite
def test_an_interview_that_is_left_while_it_is_read_ends_without_a_word(tmp_path: Path) -> None:
    script = """
import asyncio, contextlib, sys
from pathlib import Path
from archpanel.evals.crash import brief
from archpanel.evals.small_pack import small_pack, small_seats
from archpanel.sessions import Sessions, open_database
from archpanel.testing import ScriptedEngine

class Slow(ScriptedEngine):
    async def read(self, *args):
        await asyncio.sleep(60)

folder = Path(sys.argv[1])
engine = Slow(kind="llm", reads_first=False)
sessions = Sessions(
    open_database(str(folder / "s.sqlite")), folder / "c.sqlite",
    lambda *_: engine, "test", lambda name: small_pack(),
)
session = sessions.open(brief().model_copy(update={"engine": "llm"}), small_seats())

async def talk():
    question = await sessions.advance(session)
    sessions.answer(session, question.id, "I say so.")
    await sessions.advance(session)
    await asyncio.sleep(0.1)
    raise KeyboardInterrupt

with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(talk())
sys.stderr.flush()
sys.stdout.write("left")
"""
    assert run_python(f"import sys\nsys.stderr = sys.stdout\n{script}", str(tmp_path)) == "left"


async def test_each_seat_may_think_with_a_model_of_its_own(tmp_path: Path) -> None:
    engines = {seat: ScriptedEngine(version=f"model-{seat}") for seat in SEATS}
    sessions = Sessions(
        open_database(database_in(tmp_path)),
        tmp_path / "checkpoints.sqlite",
        lambda brief, pack, seated, log: engines,
        "test",
        lambda name: small_pack(),
    )
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND)

    record = sessions.record(session)
    assert {(a.persona, a.maker.version) for a in record.assessments} == {
        (seat, f"model-{seat}") for seat in SEATS
    }
    for seat, engine in engines.items():
        assert {call.split()[1] for call in engine.calls} == {seat}
    verify(record.model_dump_json())
    sessions.close()


@only_sqlite
async def test_an_engine_that_is_not_what_the_brief_says_is_refused(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path, ScriptedEngine(kind="llm"))
    session = new_session(sessions, engine="embedded")

    with pytest.raises(PanelError, match=r"asks for the 'embedded' engine, but first_seat .*'llm'"):
        await sessions.advance(session)


@dataclass
class Interrupting(ScriptedEngine):
    """Lets something happen while it finds the words of a question."""

    meanwhile: Callable[[], None] = lambda: None

    async def word(self, *args: Any) -> str:
        self.meanwhile()
        return await super().word(*args)


async def test_a_driver_that_lost_its_lease_within_a_step_writes_nothing(tmp_path: Path) -> None:
    engine = Interrupting()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions)
    database = open_database(database_in(tmp_path))

    def rival() -> None:
        with database.begin() as connection:
            connection.execute(LEASES.update().values(owner="elsewhere:1:rival"))

    engine.meanwhile = rival
    with pytest.raises(SessionBusy, match=f"took over session {session}"):
        await sessions.advance(session)
    database.dispose()

    assert await sessions.records(session).questions() == []


@dataclass
class Dying(ScriptedEngine):
    """Dies in the debrief."""

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        raise RuntimeError("killed")


async def test_an_upgrade_between_vote_and_verdict_costs_neither(tmp_path: Path) -> None:
    def says(question: Question) -> str:
        risky = question.item == "question-2" and question.move != "cross-examine"
        return f"{THOROUGH} To be quick we skip it. [!question-2/risk]" if risky else THOROUGH

    sessions = sessions_in(tmp_path, Dying())
    session = new_session(sessions)
    with pytest.raises(RuntimeError, match="killed"):
        await talk(sessions, session, says)

    upgraded = sessions_in(tmp_path, ScriptedEngine(version="2"))
    assert await upgraded.advance(session) is None

    record = upgraded.record(session)
    assert {a.maker.version for a in record.assessments} == {"1"}
    assert len(record.assessments) == 18
    verify(record.model_dump_json())
