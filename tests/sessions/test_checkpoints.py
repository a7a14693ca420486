"""Checkpoints that are torn, forged or lost: the flow is rebuilt from the records."""

from collections.abc import Callable
from pathlib import Path

import ormsgpack
import pytest
from interviews import (
    SOUND,
    new_session,
    only_sqlite,
    sessions_in,
    talk,
)

from archpanel.agents.verification import verify
from archpanel.sessions import open_database
from archpanel.testing import ScriptedEngine

pytestmark = only_sqlite

DAMAGE = {
    "no checkpoints": "DELETE FROM checkpoints",
    "no writes": "DELETE FROM writes",
    "no last checkpoint": "DELETE FROM checkpoints WHERE checkpoint_id = "
    "(SELECT max(checkpoint_id) FROM checkpoints)",
    "only the last checkpoint": "DELETE FROM checkpoints WHERE checkpoint_id < "
    "(SELECT max(checkpoint_id) FROM checkpoints)",
    "half a checkpoint": "UPDATE checkpoints SET checkpoint = substr(checkpoint, 1, 200)",
    "noise for a checkpoint": "UPDATE checkpoints SET checkpoint = x'c1c1c1c1'",
    "an empty checkpoint": "UPDATE checkpoints SET checkpoint = x'80'",
    "noise for writes": "UPDATE writes SET value = x'c1c1c1c1'",
    "a number for writes": "UPDATE writes SET value = x'07'",
    "a serde nobody knows": "UPDATE checkpoints SET type = 'pickle'",
    "no task that is due": "DELETE FROM writes WHERE channel = '__interrupt__'",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("answered", [False, True], ids=["unanswered", "answered"])
async def test_damaged_checkpoints_are_rebuilt_from_the_records(
    tmp_path: Path, damage: str, answered: bool
) -> None:
    engine = ScriptedEngine()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions)
    question = await talk(sessions, session, lambda q: SOUND, turns=2)
    assert question is not None
    if answered:
        sessions.answer(session, question.id, SOUND)
    damaged = open_database(str(tmp_path / "checkpoints.sqlite"))
    with damaged.begin() as connection:
        connection.exec_driver_sql(damage)
    damaged.dispose()

    after = await sessions.advance(session)
    assert after is not None
    assert after.id == ("q4" if answered else "q3")
    await talk(sessions, session, lambda q: SOUND)

    record = sessions.record(session)
    assert [a.id for a in record.answers] == [f"a{n}" for n in range(1, 7)]
    assert len(engine.calls) == len(set(engine.calls))
    verify(record.model_dump_json())


def spoil_all(file: Path) -> None:
    file.write_bytes(b"not a database" * 500)


def spoil_pages(file: Path) -> None:
    """Leave the header as it is, so that the damage shows only when the rows are read."""
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\x00\xff" * (len(whole) // 2 - 2048))


@pytest.mark.parametrize("spoil", [spoil_all, spoil_pages])
async def test_a_torn_checkpoint_file_is_set_aside_and_costs_nothing_but_time(
    tmp_path: Path, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    engine = ScriptedEngine()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND, turns=3)
    for log in tmp_path.glob("checkpoints.sqlite-*"):
        log.unlink()
    spoil(tmp_path / "checkpoints.sqlite")

    await talk(sessions, session, lambda q: SOUND)

    record = sessions.record(session)
    assert [a.id for a in record.answers] == [f"a{n}" for n in range(1, 7)]
    assert len(engine.calls) == len(set(engine.calls))
    assert (tmp_path / "checkpoints.sqlite.broken").exists()
    assert "cannot be read" in caplog.text
    assert "rebuilt from the session's records" in caplog.text


async def test_a_forged_checkpoint_builds_nothing(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND, turns=1)
    made = tmp_path / "made-by-a-checkpoint"
    call = ormsgpack.packb(["os", "mkdir", str(made)])
    forged = ormsgpack.packb({"v": 4, "channel_values": {"brief": ormsgpack.Ext(0, call)}})
    database = open_database(str(tmp_path / "checkpoints.sqlite"))
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE checkpoints SET checkpoint = ?", (forged,))
    database.dispose()

    question = await sessions.advance(session)

    assert not made.exists()
    assert question is not None
    assert question.id == "q2"
