"""What one can do with a session besides answering."""

import json
from pathlib import Path

import pytest
import yaml
from interviews import (
    RISK,
    SOUND,
    THOROUGH,
    brief,
    database_in,
    new_session,
    sessions_in,
    talk,
)
from sqlalchemy import select, update

from archpanel.agents.verification import verify
from archpanel.domain import BadRequest, PanelError, Question, RolePack, UnknownName
from archpanel.evals.small_pack import SEATS, small_pack, small_seats
from archpanel.personas.loading import read_persona
from archpanel.sessions import Sessions, open_database
from archpanel.sessions.database import SESSIONS
from archpanel.testing import ScriptedEngine


def risky(question: Question) -> str:
    return f"{THOROUGH} {RISK}" if question.item == "question-2" else THOROUGH


def test_the_newest_session_is_first_and_is_called_last(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    opened = [new_session(sessions) for _ in range(5)]

    assert [row.id for row in sessions.list()] == opened[::-1]
    assert sessions.find("last").id == opened[-1]


def test_a_session_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    first, second = new_session(sessions), new_session(sessions)
    day = first.partition("-")[0]
    unique = next(n for n in range(1, len(first) + 1) if first[:n] != second[:n])

    assert sessions.find(first).id == first
    assert sessions.find(first[:unique]).id == first
    with pytest.raises(BadRequest, match=f"'{day}' begins the id of more than one .*{first}"):
        sessions.find(day)


@pytest.mark.parametrize("name", ["", "nobody", "%", "_", "last"])
def test_what_is_no_session_is_refused(tmp_path: Path, name: str) -> None:
    sessions = sessions_in(tmp_path)
    if name != "last":  # `last` is refused only where there is none at all
        new_session(sessions)
        new_session(sessions)

    with pytest.raises(UnknownName, match="No session is called"):
        sessions.find(name)


async def from_another_version(tmp_path: Path) -> tuple[Sessions, str]:
    """Return a session with an answer, whose brief holds what this version does not know."""
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND, turns=1)
    database = open_database(database_in(tmp_path))
    with database.begin() as connection:
        kept = connection.scalars(select(SESSIONS.c.brief)).one()
        connection.execute(update(SESSIONS).values(brief={**kept, "mood": "sunny"}))
    database.dispose()
    return sessions, session


async def test_a_session_of_another_version_does_not_hide_the_others(tmp_path: Path) -> None:
    sessions, old = await from_another_version(tmp_path)
    new = new_session(sessions)

    first, second = sessions.list()

    assert (first.id, first.problem, first.brief) == (new, "", brief())
    assert second.id == old
    assert f"Session {old} was kept by another version of archpanel" in second.problem


async def test_a_session_of_another_version_says_so_and_can_be_erased(tmp_path: Path) -> None:
    sessions, session = await from_another_version(tmp_path)
    row = sessions.find(session)
    assert row.kept["brief"]["mood"] == "sunny"

    with pytest.raises(PanelError, match=f"Session {session} was kept .*brief/mood: Extra inputs"):
        await sessions.advance(session)

    exported = await sessions.export(session)
    assert exported["brief"]["mood"] == "sunny"
    assert len(exported["answers"]) == 1
    await sessions.erase(session)
    assert sessions.list() == []


async def test_a_finished_session_needs_neither_engine_nor_pack(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND)

    def lost(name: str) -> RolePack:
        raise UnknownName("pack", name, [])

    later = sessions_in(tmp_path, find_pack=lost)
    assert await later.advance(session) is None
    assert later.record(session).session == session
    assert later.find(session).status == "finished"


async def test_there_is_no_record_before_the_end(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await sessions.advance(session)

    with pytest.raises(BadRequest, match=f"archpanel resume {session}"):
        sessions.record(session)


async def test_a_draft_waits_until_the_session_goes_on(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND, turns=1)

    sessions.keep_draft(session, "q2", "First I would")
    sessions.keep_draft(session, "q2", "First I would ask who pays.")

    assert sessions_in(tmp_path).draft(session, "q2") == "First I would ask who pays."
    assert sessions.draft(session, "q1") == ""
    sessions.keep_draft(session, "q2", "")
    assert sessions.draft(session, "q2") == ""


async def test_a_fork_ends_with_the_question_and_has_all_answers_before_it(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: f"{q.id}: {SOUND}")
    before = sessions.record(session)

    copy = await sessions.fork(session, 3)
    question = await sessions.advance(copy)

    assert question == before.questions[2]
    kept = await sessions.records(copy).answers()
    assert [(a.id, a.text) for a in kept] == [(a.id, a.text) for a in before.answers[:2]]
    assert sessions.record(session) == before


async def test_to_replay_with_the_same_answers_gives_the_same_verdict(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, risky)
    before = sessions.record(session)

    copy = await sessions.fork(session, 1)
    await talk(sessions, copy, risky)

    after = sessions.record(copy)
    assert after.questions == before.questions
    assert after.verdict == before.verdict


async def test_a_fork_reads_nothing_anew_that_was_read_before_the_turn(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    sessions = sessions_in(tmp_path, engine)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND)
    before = sessions.record(session)
    engine.calls.clear()

    copy = await sessions.fork(session, 6)
    await talk(sessions, copy, lambda q: THOROUGH)

    assert sorted(c for c in engine.calls if c.startswith("read")) == [
        f"read {seat} a6" for seat in SEATS
    ]
    after = sessions.record(copy)
    old = [a for a in before.assessments if a.answer_id != "a6"]
    assert [a for a in after.assessments if a.answer_id != "a6"] == old
    verify(after.model_dump_json())


async def test_a_fork_that_another_engine_goes_on_with_is_read_by_that_engine(
    tmp_path: Path,
) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND)
    newer = ScriptedEngine(version="2")

    copy = await sessions.fork(session, 4)
    await talk(sessions_in(tmp_path, newer), copy, lambda q: SOUND)

    record = sessions.record(copy)
    assert {a.maker.version for a in record.assessments} == {"2"}
    assert len(record.assessments) == 18


@pytest.mark.parametrize("turn", [-1, 0, 3, 99])
async def test_a_turn_that_was_not_held_cannot_be_replayed(tmp_path: Path, turn: int) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: SOUND, turns=1)

    with pytest.raises(BadRequest, match="turns 1 to 2"):
        await sessions.fork(session, turn)
    assert len(sessions.list()) == 1


async def test_an_export_holds_everything_that_is_kept(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, risky, turns=3)
    sessions.keep_draft(session, "q4", "Half an answer.")
    records = sessions.records(session)

    half = json.loads(json.dumps(await sessions.export(session)))

    assert half["brief"] == brief().model_dump(mode="json")
    assert [p["id"] for p in half["personas"]] == [p.id for p in small_seats()]
    assert [q["text"] for q in half["questions"]] == [q.text for q in await records.questions()]
    assert [a["text"] for a in half["answers"]] == [a.text for a in await records.answers()]
    assert len(half["assessments"]) == 9
    assert half["drafts"] == {"q4": "Half an answer."}
    assert half["record"] is None

    await talk(sessions, session, risky)
    full = await sessions.export(session)
    record = sessions.record(session).model_dump(mode="json")
    assert full["status"] == "finished"
    assert full["record"] == record
    assert len(full["assessments"]) == 18
    assert full["ballots"] == record["sealed_ballots"]
    assert full["moves"] == record["moves"]


async def test_editing_a_persona_changes_no_session_that_was_opened(tmp_path: Path) -> None:
    file = tmp_path / "first_seat.yaml"
    seats = small_seats()
    file.write_text(yaml.safe_dump(seats[0].model_dump(mode="json", exclude_defaults=True)))
    sessions = sessions_in(tmp_path)
    session = sessions.open(brief(), [read_persona(file), *seats[1:]])
    await talk(sessions, session, risky, turns=2)

    edited = {**yaml.safe_load(file.read_text()), "severity": "strict", "name": "Somebody else"}
    file.write_text(yaml.safe_dump(edited))
    assert read_persona(file).severity == "strict"
    await talk(sessions, session, risky)

    record = sessions.record(session)
    assert record.personas == seats
    assert sessions.seat(session, "first_seat").name == seats[0].name
    untouched = new_session(sessions)
    await talk(sessions, untouched, risky)
    assert sessions.record(untouched).verdict == record.verdict


async def test_a_pack_that_changed_under_a_session_is_a_clear_error(tmp_path: Path) -> None:
    session = new_session(sessions_in(tmp_path))
    await talk(sessions_in(tmp_path), session, lambda q: SOUND, turns=2)
    engine = ScriptedEngine()
    changed = small_pack().model_copy(update={"digest": "1" * 64})
    later = sessions_in(tmp_path, engine, lambda name: changed)

    with pytest.raises(PanelError, match="another version of the pack 'small-pack'"):
        await later.advance(session)

    assert engine.calls == []
    question = await sessions_in(tmp_path).advance(session)  # and with the old pack it goes on
    assert question is not None
    assert question.id == "q3"


async def test_a_request_for_clarification_leaves_no_trace(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    question = await sessions.advance(session)
    assert question is not None

    assert await sessions.clarify(session, question) == "Anything that you would say about it."

    assert await sessions.advance(session) == question
    assert await sessions.records(session).answers() == []
