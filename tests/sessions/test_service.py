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
    new_session,
    sessions_in,
    talk,
)

from archpanel.domain import BadRequest, PanelError, Question, RolePack, UnknownName
from archpanel.evals.small_pack import small_pack, small_seats
from archpanel.personas.loading import read_persona
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
    with pytest.raises(UnknownName, match=first):
        sessions.find(day)


@pytest.mark.parametrize("name", ["", "nobody", "%", "_", "last"])
def test_what_is_no_session_is_refused(tmp_path: Path, name: str) -> None:
    sessions = sessions_in(tmp_path)
    if name != "last":  # `last` is refused only where there is none at all
        new_session(sessions)
        new_session(sessions)

    with pytest.raises(UnknownName, match="No session is called"):
        sessions.find(name)


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
