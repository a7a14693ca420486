"""What is erased is gone: from the tables, from the files, and for good."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

import pytest
from interviews import (
    RISK,
    THOROUGH,
    database_in,
    new_session,
    only_sqlite,
    question,
    sessions_in,
    talk,
)
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from archpanel.domain import Move, PanelError, Question, SessionBusy, UnknownName
from archpanel.sessions import open_database
from archpanel.sessions.database import INBOX, PER_SESSION
from archpanel.sessions.lease import Lease, new_owner

DRAW = Random(7)


def secret(draw: Random) -> str:
    return "".join(draw.choices("bcdfghjklmnpqrstvwxz", k=12))


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def rows_of(folder: Path, session: str) -> dict[str, int]:
    database = open_database(database_in(folder))
    with database.connect() as connection:
        found = {
            table.name: connection.scalar(
                select(func.count()).select_from(table).where(table.c.session == session)
            )
            for table in PER_SESSION
        }
    database.dispose()
    return {name: count for name, count in found.items() if count}


@only_sqlite
async def test_an_erased_session_leaves_no_byte_of_what_was_said(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    gone, stays = new_session(sessions), new_session(sessions)
    said: dict[str, list[str]] = {gone: [], stays: []}

    def speak(session: str, question: Question) -> str:
        words = [secret(DRAW) for _ in range(40)]
        said[session] += words
        risk = RISK if question.item == "question-2" else ""
        return f"{' '.join(words[:20])}. {THOROUGH} {risk} {' '.join(words[20:])}."

    draft = secret(DRAW)
    for _ in range(6):
        for session in (gone, stays):
            await talk(sessions, session, partial(speak, session), turns=1)
            open_ones = [q.id for q in await sessions.records(session).questions()]
            sessions.keep_draft(session, open_ones[-1], f"{draft} {session}")
    before = bytes_in(tmp_path)
    assert all(word.encode() in before for words in said.values() for word in words)

    await sessions.erase(gone)

    left = bytes_in(tmp_path)
    assert [word for word in said[gone] if word.encode() in left] == []
    assert gone.encode() not in left
    assert f"{draft} {gone}".encode() not in left
    assert all(word.encode() in left for word in said[stays])
    assert sessions.record(stays).session == stays


@only_sqlite
async def test_no_copy_is_left_where_rows_were_moved_within_the_file(tmp_path: Path) -> None:
    """Rows of many sessions share pages; making room in one, SQLite leaves copies of others."""
    draw = Random(5)  # with these draws it does, unless the file is written anew
    sessions = sessions_in(tmp_path)
    said: dict[str, list[str]] = {new_session(sessions): [] for _ in range(12)}
    asked = dict.fromkeys(said, 0)
    for step in range(90):
        session = draw.choice(list(said))
        asked[session] += 1
        words = [secret(draw) for _ in range(draw.choice([2, 10, 60, 400]))]
        said[session] += words
        await sessions.records(session).put_question(question(asked[session]))
        sessions.answer(session, f"q{asked[session]}", " ".join(words))
        if step % 9 == 8:
            gone = draw.choice(list(said))
            await sessions.erase(gone)
            left = bytes_in(tmp_path)
            assert [word for word in said.pop(gone) if word.encode() in left] == []
    assert len(said) == 2


@only_sqlite
async def test_erasing_waits_for_a_reader_that_is_about_to_leave(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session, word = new_session(sessions), secret(DRAW)
    await talk(sessions, session, lambda q: f"{word}. {THOROUGH}", turns=2)
    database = open_database(database_in(tmp_path))
    reader = database.connect()
    reader.exec_driver_sql("BEGIN")
    reader.exec_driver_sql("SELECT count(*) FROM inbox").scalar()
    leaving = threading.Timer(0.5, reader.invalidate)
    leaving.start()

    await sessions.erase(session)

    leaving.join()
    database.dispose()
    assert word.encode() not in bytes_in(tmp_path)


async def test_a_second_erasure_says_that_there_is_no_such_session(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: THOROUGH, turns=1)

    await sessions.erase(session)

    with pytest.raises(UnknownName, match="No session is called"):
        await sessions.erase(session)
    assert rows_of(tmp_path, session) == {}
    assert sessions.list() == []


async def test_a_session_that_is_driven_is_not_erased(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: THOROUGH, turns=1)
    before = rows_of(tmp_path, session)
    database = open_database(database_in(tmp_path))

    async with Lease(database, session, new_owner()).held():
        with pytest.raises(SessionBusy):
            await sessions.erase(session)
        assert {**rows_of(tmp_path, session)} == {**before, "leases": 1}

    await sessions.erase(session)
    assert rows_of(tmp_path, session) == {}
    database.dispose()


@only_sqlite
async def test_an_erasure_that_fails_can_be_tried_again_at_once(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: THOROUGH, turns=1)
    database = open_database(database_in(tmp_path))
    with database.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE DELETE ON inbox BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(IntegrityError, match="full"):
        await sessions.erase(session)
    assert "inbox" in rows_of(tmp_path, session)
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    database.dispose()

    await sessions.erase(session)

    assert rows_of(tmp_path, session) == {}


async def test_torn_checkpoints_keep_nothing_from_being_erased(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: THOROUGH, turns=1)
    for file in tmp_path.glob("checkpoints.sqlite-*"):
        file.unlink()
    checkpoints = tmp_path / "checkpoints.sqlite"
    checkpoints.write_bytes(
        checkpoints.read_bytes().replace(b"SQLite format 3", b"SQLite format ?")
    )
    assert session.encode() in checkpoints.read_bytes()

    await sessions.erase(session)

    assert rows_of(tmp_path, session) == {}
    assert session.encode() not in bytes_in(tmp_path)


async def test_what_an_earlier_tear_set_aside_is_erased_too(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    (tmp_path / "checkpoints.sqlite").write_text(f"torn, with {session} in it")
    await talk(sessions, session, lambda q: THOROUGH, turns=1)
    assert (tmp_path / "checkpoints.sqlite.broken").exists()

    await sessions.erase(session)

    assert session.encode() not in bytes_in(tmp_path)


async def test_checkpoints_that_cannot_be_opened_are_named_when_the_rows_are_gone(
    tmp_path: Path,
) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    (tmp_path / "checkpoints.sqlite").mkdir()

    with pytest.raises(PanelError, match=r"is erased, but .*checkpoints\.sqlite"):
        await sessions.erase(session)

    assert sessions.list() == []


async def test_nothing_can_be_written_about_an_erased_session(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session, word = new_session(sessions), secret(DRAW)
    question = await talk(sessions, session, lambda q: THOROUGH, turns=6)
    assert question is None
    record = sessions.record(session)
    records = sessions.records(session)
    move = Move(
        persona="first_seat", competency="gamma", origin=5, to=4, evidence="a1:0-9", round=2,
        reason=word,
    )  # fmt: skip

    await sessions.erase(session)

    with pytest.raises(UnknownName):
        sessions.answer(session, "q1", word)
    for late in (
        lambda: records.put_question(record.questions[0]),
        lambda: records.put_assessment(record.assessments[0], "digest"),
        lambda: records.put_ballot(record.sealed_ballots[0]),
        lambda: records.put_round(2, [move]),
        lambda: records.put_verdict(record),
    ):
        with pytest.raises(PanelError, match="does not exist, or was erased"):
            await late()
    with pytest.raises(PanelError, match="does not exist, or was erased"):
        sessions.keep_draft(session, "q1", word)
    assert rows_of(tmp_path, session) == {}
    assert word.encode() not in bytes_in(tmp_path)


async def test_answers_that_race_with_an_erasure_are_kept_nowhere(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    for _ in range(12):
        session = new_session(sessions)
        await sessions.advance(session)
        gate = threading.Barrier(5)

        def submit(n: int, session: str = session, gate: threading.Barrier = gate) -> None:
            gate.wait()
            try:
                sessions.answer(session, "q1", f"Answer {n}.", key=f"k{n}")
                sessions.keep_draft(session, "q1", f"Draft {n}.")
            except PanelError:
                pass

        with ThreadPoolExecutor(5) as pool:
            submitted = [pool.submit(submit, n) for n in range(4)]
            await asyncio.to_thread(gate.wait)
            await sessions.erase(session)
            for one in submitted:
                one.result()

        assert rows_of(tmp_path, session) == {}
    database = open_database(database_in(tmp_path))
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(INBOX)) == 0
    database.dispose()
