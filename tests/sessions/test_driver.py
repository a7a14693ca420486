"""Wherever it is interrupted, another driver takes the session on to the same record."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interviews import (
    RISK,
    SOUND,
    THOROUGH,
    answer_to,
    database_in,
    new_session,
    only_sqlite,
    panel,
    sessions_in,
    talk,
)
from langgraph.checkpoint.memory import InMemorySaver
from own_words import own_words

from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord, Question, SessionBusy, UnknownName
from archpanel.evals.small_pack import SEATS
from archpanel.graphs import MemoryRecords
from archpanel.sessions import open_database
from archpanel.sessions.driver import Driver
from archpanel.sessions.lease import Lease, new_owner
from archpanel.testing import ScriptedEngine

TURNS = 4
CONTENT = {"session", "created", "seal", "answers"}
"""What of a record may differ between two runs: names, times, and digests over them."""


class Crash(Exception):
    """The process dies here."""


class Fuse:
    """Burns down with every write, and blows once: before the write, or after it."""

    def __init__(self, length: int, *, after: bool) -> None:
        self.length = length
        self.after = after

    async def write(self, make: Callable[[], Any]) -> Any:
        self.length -= 1
        if self.length == 0 and not self.after:
            raise Crash
        kept = await make()
        if self.length == 0:
            raise Crash
        return kept


class FusedRecords(MemoryRecords):
    """Records whose process dies at the n-th write."""

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse(0, after=False)

    async def put_question(self, *args: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedRecords, self).put_question(*args))

    async def put_assessment(self, *args: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedRecords, self).put_assessment(*args))

    async def put_ballot(self, *args: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedRecords, self).put_ballot(*args))

    async def put_round(self, *args: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedRecords, self).put_round(*args))

    async def put_verdict(self, *args: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedRecords, self).put_verdict(*args))


class FusedSaver(InMemorySaver):
    """Checkpoints whose process dies at the n-th write."""

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse(0, after=False)

    async def aput(self, *args: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedSaver, self).aput(*args))

    async def aput_writes(self, *args: Any, **more: Any) -> Any:
        return await self.fuse.write(lambda: super(FusedSaver, self).aput_writes(*args, **more))


def says(question: Question) -> str:
    risky = question.item == "question-2" and question.move != "cross-examine"
    return own_words(f"{THOROUGH} {RISK}" if risky else THOROUGH, question.id)


async def finish(
    records: MemoryRecords, saver: InMemorySaver, engine: ScriptedEngine
) -> tuple[DecisionRecord, int]:
    """Drive to the verdict, with a new driver after each crash; return record and crashes."""
    crashes = 0
    while records.verdict is None:
        driver = Driver("s", panel(engine, records, turns=TURNS), saver)
        try:
            pending = await driver.advance()
        except Crash:
            crashes += 1
            continue
        if pending:
            question = next(q for q in await records.questions() if q.id == pending)
            records.accept(answer_to(pending, says(question)))
    assert await Driver("s", panel(engine, records, turns=TURNS), saver).advance() == ""
    return records.verdict, crashes


def content(record: DecisionRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude=CONTENT)


async def whole() -> tuple[DecisionRecord, ScriptedEngine]:
    engine = ScriptedEngine()
    record, crashes = await finish(MemoryRecords(), InMemorySaver(), engine)
    assert crashes == 0
    return record, engine


def lengths(writes: int) -> Iterator[tuple[int, bool]]:
    return ((n, after) for n in range(1, writes + 1) for after in (False, True))


@only_sqlite
async def test_a_crash_at_any_write_to_the_records_changes_nothing_of_the_record() -> None:
    expected, engine = await whole()
    assert len(expected.moves) == 0
    assert "reconsider first_seat gamma" in engine.calls  # there was a debrief to crash in
    writes = TURNS + TURNS * len(SEATS) + len(SEATS) + 1 + 1

    for n, after in lengths(writes):
        records, again = FusedRecords(), ScriptedEngine()
        records.fuse = Fuse(n, after=after)
        record, crashes = await finish(records, InMemorySaver(), again)
        assert crashes == 1, (n, after)
        assert content(record) == content(expected), (n, after)
        verify(record.model_dump_json())
        # Seats work side by side: what the others were just reading may be read again.
        assert len(again.calls) - len(engine.calls) <= len(SEATS), (n, after)


@only_sqlite
async def test_a_crash_at_any_write_of_a_checkpoint_changes_nothing_of_the_record() -> None:
    expected, engine = await whole()
    n = 0
    crashes = 1
    while crashes:
        n += 1
        for after in (False, True):
            saver, again = FusedSaver(), ScriptedEngine()
            saver.fuse = Fuse(n, after=after)
            record, crashes = await finish(MemoryRecords(), saver, again)
            assert content(record) == content(expected), (n, after)
            # The records were complete at each of these moments, so that nothing is asked anew.
            assert sorted(again.calls) == sorted(engine.calls), (n, after)
    assert n > 20


@only_sqlite
async def test_losing_all_checkpoints_between_turns_costs_nothing() -> None:
    expected, engine = await whole()
    records, again = MemoryRecords(), ScriptedEngine()

    while pending := await Driver(
        "s", panel(again, records, turns=TURNS), InMemorySaver()
    ).advance():
        question = next(q for q in await records.questions() if q.id == pending)
        records.accept(answer_to(pending, says(question)))

    assert records.verdict is not None
    assert content(records.verdict) == content(expected)
    assert sorted(again.calls) == sorted(engine.calls)


@only_sqlite
async def test_a_flow_that_is_ahead_of_the_records_asks_again_from_the_records(
    tmp_path: Path,
) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND, turns=1)
    backup = tmp_path / "backup.sqlite"
    with open_database(database_in(tmp_path)).connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{backup}'")
    await talk(sessions, session, lambda q: SOUND, turns=2)
    sessions.close()
    for file in tmp_path.glob("sessions.sqlite*"):
        file.unlink()
    backup.rename(tmp_path / "sessions.sqlite")

    restored = sessions_in(tmp_path)
    question = await restored.advance(session)

    assert question is not None
    assert question.id == "q2"
    await talk(restored, session, lambda q: SOUND)
    assert len(restored.record(session).answers) == 6


@only_sqlite
async def test_a_flow_that_finished_without_a_verdict_on_record_decides_again() -> None:
    expected, _ = await whole()
    records, saver, engine = MemoryRecords(), InMemorySaver(), ScriptedEngine()
    await finish(records, saver, engine)
    records.verdict = None

    assert await Driver("s", panel(engine, records, turns=TURNS), saver).advance() == ""

    assert records.verdict is not None
    assert content(records.verdict) == content(expected)


async def test_an_unknown_session_is_refused_and_nothing_is_begun(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    sessions = sessions_in(tmp_path, engine)

    with pytest.raises(UnknownName, match="No session is called '20200101-00000000'"):
        await sessions.advance("20200101-00000000")

    assert engine.calls == []
    assert sessions.list() == []


async def test_a_session_that_is_driven_elsewhere_is_busy(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions)
    database = open_database(database_in(tmp_path))
    elsewhere = Lease(database, session, new_owner())

    async with elsewhere.held():
        with pytest.raises(SessionBusy):
            await sessions.advance(session)
    assert engine.calls == []

    assert await sessions.advance(session) is not None
    database.dispose()


async def test_of_two_who_drive_at_once_one_drives(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions)

    both = await asyncio.gather(
        sessions.advance(session), sessions.advance(session), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in both) == ["Question", "SessionBusy"]
    assert len(engine.calls) == 1


@only_sqlite
async def test_two_who_drive_without_a_lease_still_agree() -> None:
    expected, _ = await whole()
    records, saver = MemoryRecords(), InMemorySaver()

    async def drive() -> None:
        engine = ScriptedEngine()
        while pending := await Driver("s", panel(engine, records, turns=TURNS), saver).advance():
            question = next(q for q in await records.questions() if q.id == pending)
            records.accept(answer_to(pending, says(question)))
            await asyncio.sleep(0)

    await asyncio.gather(drive(), drive(), drive())

    assert records.verdict is not None
    assert content(records.verdict) == content(expected)


@only_sqlite
async def test_a_driver_that_lost_its_lease_stops_before_its_next_step() -> None:
    records, saver, engine = MemoryRecords(), InMemorySaver(), ScriptedEngine()

    def lost() -> None:
        raise SessionBusy("taken over")

    with pytest.raises(SessionBusy):
        await Driver("s", panel(engine, records), saver, lost).advance()

    assert engine.calls == []


class StuckSaver(InMemorySaver):
    """Forgets every write of a task, so that no step is ever completed."""

    async def aput(self, config: Any, checkpoint: Any, metadata: Any, versions: Any) -> Any:
        if metadata.get("step", 0) > 0:
            return config
        return await super().aput(config, checkpoint, metadata, versions)


@only_sqlite
async def test_a_flow_that_cannot_be_moved_is_reported_and_not_driven_for_ever() -> None:
    records, saver, engine = MemoryRecords(), StuckSaver(), ScriptedEngine()

    with pytest.raises(RuntimeError, match="was started anew"):
        await asyncio.wait_for(Driver("s", panel(engine, records), saver).advance(), 20)
