"""The same interview on files, by graphs and processes that come and go."""

import json
import sqlite3
from pathlib import Path

from interviews import (
    SOUND,
    asked_of,
    exact_calls,
    new_session,
    run_python,
    sessions_in,
    talk,
)

from archpanel.agents.verification import verify
from archpanel.evals.crash import Place, open_there
from archpanel.evals.small_pack import SEATS
from archpanel.testing import ScriptedEngine


async def test_an_interview_survives_that_everything_is_opened_anew_between_turns(
    tmp_path: Path,
) -> None:
    engine = ScriptedEngine()
    session = new_session(sessions_in(tmp_path))

    while await talk(sessions_in(tmp_path, engine), session, lambda q: SOUND, turns=1):
        pass

    record = sessions_in(tmp_path).record(session)
    assert len(record.answers) == 6
    assert asked_of(engine) == exact_calls(record.questions, record.answers)
    verify(record.model_dump_json())


async def test_two_processes_on_one_file_ask_nothing_twice(tmp_path: Path) -> None:
    session = new_session(sessions_in(tmp_path))
    two_turns = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from archpanel.evals.crash import Place, open_there\n"
        "folder, session = Path(sys.argv[1]), sys.argv[2]\n"
        "async def run():\n"
        "    sessions = open_there(Place(folder), session)\n"
        "    question = await sessions.advance(session)\n"
        "    for _ in range(2):\n"
        "        sessions.answer(session, question.id, 'I say so. [p0]')\n"
        "        question = await sessions.advance(session)\n"
        "    print(question.id)\n"
        "asyncio.run(run())"
    )
    mine = open_there(Place(tmp_path), session)

    assert run_python(two_turns, str(tmp_path), session).strip() == "q3"
    question = await talk(mine, session, lambda q: SOUND, turns=2)
    assert question is not None
    assert question.id == "q5"
    await talk(mine, session, lambda q: SOUND)
    mine.close()

    lines = (tmp_path / "calls.jsonl").read_text().splitlines()
    calls = [json.loads(line)["call"] for line in lines]
    reads = [f"read a{n} {seat}" for n in range(1, 7) for seat in SEATS]
    assert sorted(calls) == sorted([*(f"word {n}" for n in range(1, 7)), *reads])


async def test_the_checkpoint_file_holds_ids_and_no_word_of_the_candidate(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)

    await talk(sessions, session, lambda q: f"Xylophone {q.id}. {SOUND}")

    with sqlite3.connect(tmp_path / "checkpoints.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM checkpoints").fetchone()[0] > 10
        assert connection.execute("SELECT DISTINCT checkpoint_ns FROM writes").fetchall() == [("",)]
    connection.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("checkpoints.sqlite*"))
    assert b"q6" in kept
    assert b"Xylophone" not in kept
    assert b"I would say" not in kept
