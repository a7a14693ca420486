"""Replicas share a database and have checkpoints of their own, which go out of date."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from interviews import (
    RISK,
    THOROUGH,
    database_in,
    exact_calls,
    new_session,
    sessions_in,
    talk,
)

from archpanel.agents.engine import Case, Reconsidered
from archpanel.agents.verification import verify
from archpanel.domain import Persona, Question
from archpanel.sessions import Sessions, open_database
from archpanel.sessions.database import LEASES
from archpanel.testing import ScriptedEngine


class Killed(BaseException):
    """The process dies here, and tidies nothing up."""


@dataclass
class Mortal(ScriptedEngine):
    """Dies when it is asked for one of these."""

    dies: Callable[[str], bool] = lambda call: False

    async def word(self, seat: Persona, *more: Any) -> str:
        self._may_die("word")
        return await super().word(seat, *more)

    async def read(self, seat: Persona, *more: Any) -> Any:
        self._may_die(f"read {seat.id}")
        return await super().read(seat, *more)

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        self._may_die("change")
        return await super().change(seat, case)

    def _may_die(self, call: str) -> None:
        if self.dies(call):
            self.dies = lambda call: False
            raise Killed


@pytest.fixture
def engine() -> Mortal:
    return Mortal()


@pytest.fixture
def replica(tmp_path: Path, engine: Mortal) -> Callable[[str], Sessions]:
    """Make replicas by name: one database, an engine that counts, and other checkpoints."""

    def make(name: str) -> Sessions:
        return sessions_in(tmp_path, engine, checkpoints=tmp_path / f"checkpoints-{name}.sqlite")

    return make


def says(question: Question) -> str:
    return f"{THOROUGH} {RISK}" if question.item == "question-2" else THOROUGH


async def turn(sessions: Sessions, session: str) -> str:
    """Answer the open question and drive to the next, whose id is returned, or ""."""
    question = await talk(sessions, session, says, turns=1)
    return question.id if question else ""


async def check(sessions: Sessions, session: str, engine: ScriptedEngine, turns: int = 6) -> None:
    record = sessions.record(session)
    assert [a.id for a in record.answers] == [f"a{n}" for n in range(1, turns + 1)]
    verify(record.model_dump_json())
    asked = sorted(call for call in engine.calls if not call.startswith("reconsider"))
    assert asked == exact_calls(record.questions, record.answers)


@pytest.mark.parametrize("order", ["ab", "aaab", "abc"])
async def test_replicas_that_take_turns_reach_one_verdict_and_ask_nothing_twice(
    replica: Callable[[str], Sessions], engine: Mortal, order: str
) -> None:
    replicas = {name: replica(name) for name in order}
    session = new_session(replicas["a"])
    n, open_now = 0, "q1"
    while open_now:
        open_now = await turn(replicas[order[n % len(order)]], session)
        n += 1
        assert open_now in ("", f"q{n + 1}")
    for sessions in replicas.values():
        assert await sessions.advance(session) is None
        await check(sessions, session, engine)


@pytest.mark.parametrize(("behind", "ahead"), [(0, 6), (1, 2), (3, 2)])
async def test_a_checkpoint_that_stayed_behind_goes_on_from_the_records(
    replica: Callable[[str], Sessions], engine: Mortal, behind: int, ahead: int
) -> None:
    old, new = replica("old"), replica("new")
    session = new_session(old)
    await talk(old, session, says, turns=behind)
    await talk(new, session, says, turns=ahead)
    expected = await new.advance(session)

    assert await old.advance(session) == expected
    await talk(old, session, says)
    await check(old, session, engine)
    await check(new, session, engine)


async def test_an_answer_accepted_by_one_replica_is_gone_on_with_by_another(
    replica: Callable[[str], Sessions], engine: Mortal
) -> None:
    one, other = replica("one"), replica("other")
    session = new_session(one)
    await talk(other, session, says, turns=2)
    question = await one.advance(session)
    assert question is not None
    one.answer(session, question.id, says(question), key="k")

    assert other.answer(session, question.id, "again", key="k").text == says(question)
    after = await other.advance(session)
    assert after == await one.advance(session)
    assert after is not None
    assert after.id == "q4"


@pytest.mark.parametrize("moment", ["word", "read first_seat", "read third_seat", "change"])
async def test_where_one_replica_dies_another_goes_on_and_the_first_comes_back(
    replica: Callable[[str], Sessions], engine: Mortal, moment: str
) -> None:
    dying, other = replica("dying"), replica("other")
    session = new_session(dying)
    await talk(dying, session, says, turns=2 if moment != "change" else 0)
    engine.dies = lambda call: call == moment
    with pytest.raises(Killed):
        await talk(dying, session, says)
    assert not await dying.records(session).finished()

    await talk(other, session, says, turns=1)
    back = replica("dying")  # a new process, with the checkpoints that the old one left
    await talk(back, session, says)

    record = back.record(session)
    assert [a.id for a in record.answers] == [f"a{n}" for n in range(1, 7)]
    verify(record.model_dump_json())
    assert other.record(session) == record


async def test_checkpoints_put_back_from_a_backup_are_as_good_as_old_ones(
    replica: Callable[[str], Sessions], engine: Mortal, tmp_path: Path
) -> None:
    sessions = replica("a")
    session = new_session(sessions)
    await talk(sessions, session, says, turns=2)
    kept = tmp_path / "kept"
    kept.mkdir()
    for file in tmp_path.glob("checkpoints-a.sqlite*"):
        shutil.copy(file, kept)
    await talk(sessions, session, says, turns=2)
    for file in tmp_path.glob("checkpoints-a.sqlite*"):
        file.unlink()
    for file in kept.iterdir():
        shutil.copy(file, tmp_path)

    question = await replica("a").advance(session)

    assert question is not None
    assert question.id == "q5"
    await talk(sessions, session, says)
    await check(sessions, session, engine)


async def test_a_replica_whose_checkpoint_is_ahead_of_a_fork_does_not_mix_them_up(
    replica: Callable[[str], Sessions], engine: Mortal
) -> None:
    one, other = replica("one"), replica("other")
    session = new_session(one)
    await talk(one, session, says)
    copy = await other.fork(session, 3)

    question = await one.advance(copy)

    assert question is not None
    assert question.id == "q3"
    await talk(other, copy, says)
    assert one.record(copy).verdict == one.record(session).verdict


async def test_what_one_replica_erased_is_refused_by_the_others_and_forgotten(
    replica: Callable[[str], Sessions], tmp_path: Path
) -> None:
    one, other = replica("one"), replica("other")
    gone, stays = new_session(one), new_session(one)
    for session in (gone, stays):
        await talk(one, session, says, turns=1)
        await talk(other, session, says, turns=1)
    await one.erase(gone)
    left = tmp_path / "checkpoints-other.sqlite"
    assert gone.encode() in b"".join(p.read_bytes() for p in tmp_path.glob(f"{left.name}*"))

    await replica("other").advance(stays)  # the first thing that a new process does

    for part in tmp_path.glob(f"{left.name}*"):
        assert gone.encode() not in part.read_bytes()
    assert stays.encode() in b"".join(p.read_bytes() for p in tmp_path.glob(f"{left.name}*"))


async def test_a_driver_that_lost_its_lease_to_another_replica_writes_nothing(
    replica: Callable[[str], Sessions], engine: Mortal, tmp_path: Path
) -> None:
    sessions = replica("a")
    session = new_session(sessions)
    await talk(sessions, session, says, turns=1)
    before = len(await sessions.records(session).questions())
    database = open_database(database_in(tmp_path))

    def rival(call: str) -> bool:
        with database.begin() as connection:
            connection.execute(LEASES.update().values(owner="elsewhere:1:rival"))
        return False

    engine.dies = rival
    question = (await sessions.records(session).questions())[-1]
    sessions.answer(session, question.id, says(question))
    with pytest.raises(Exception, match="took over session"):
        await sessions.advance(session)
    database.dispose()

    assert len(await sessions.records(session).questions()) == before
