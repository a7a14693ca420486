"""Interviews of six plain questions, for the tests of graphs and sessions."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from own_words import own_words

import archpanel
from archpanel.agents.engine import Engine
from archpanel.domain import Answer, Brief, Question, RolePack
from archpanel.evals.crash import brief as plain_brief
from archpanel.evals.small_pack import SEATS, small_pack, small_seats
from archpanel.graphs import MemoryRecords, Panel, Records
from archpanel.sessions import Limits, Sessions, assemble, open_database
from archpanel.sessions.assembling import LIMITS
from archpanel.testing import ScriptedEngine

SOUND = "I would say this first of all. [p0] Then I would say that as well. [p1]"
THOROUGH = f"{SOUND} And one more thing belongs to it. [p2] Last of all comes this. [p3]"
RISK = "To be quick we skip the check here. [!question-2/risk]"
"""Only the second and third seat care about it: enough to part the ballots on `gamma`."""

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests of files, and for those that open no database."""

_OPENED: list[Sessions] = []
_SERVED: list[str] = []


def brief(**changes: object) -> Brief:
    return plain_brief().model_copy(update=changes)


def panel(engine: Engine, records: Records, *, turns: int = 6) -> Panel:
    return assemble(brief(turns=turns), small_seats(), small_pack(), engine, records, "test")


def sessions_in(
    folder: Path,
    engine: Engine | None = None,
    find_pack: Callable[[str], RolePack] = lambda name: small_pack(),
    limits: Limits = LIMITS,
    checkpoints: Path | None = None,
) -> Sessions:
    made = engine or ScriptedEngine()
    opened = Sessions(
        open_database(database_in(folder)),
        checkpoints or folder / "checkpoints.sqlite",
        lambda brief, pack, seated, log: made,
        "test",
        find_pack,
        limits,
    )
    _OPENED.append(opened)
    return opened


def database_in(folder: Path) -> str:
    """Return where the sessions of a test lie: on its server, or in its folder."""
    return _SERVED[-1] if _SERVED else str(folder / "sessions.sqlite")


@contextmanager
def on_database(url: str) -> Iterator[None]:
    """Let `sessions_in` open this database, if it is one of a server."""
    if url.startswith("postgresql"):
        _SERVED.append(url)
    try:
        yield
    finally:
        close_all()
        _SERVED.clear()


def close_all() -> None:
    """Close what `sessions_in` opened."""
    while _OPENED:
        _OPENED.pop().close()


def new_session(sessions: Sessions, **changes: object) -> str:
    return sessions.open(brief(**changes), small_seats())


async def talk(
    sessions: Sessions, session: str, say: Callable[[Question], str], turns: int = 60
) -> Question | None:
    """Answer up to `turns` questions; returns the one that is open afterwards."""
    question = await sessions.advance(session)
    while question is not None and turns:
        sessions.answer(session, question.id, own_words(say(question), question.id))
        question = await sessions.advance(session)
        turns -= 1
    return question


def question(number: int, item: str = "question-0") -> Question:
    return Question(
        id=f"q{number}",
        persona="first_seat",
        move="open",
        item=item,
        item_digest="",
        round="plain",
        competencies=("alpha",),
        text="What is there to say?",
        reason="Asked by the test.",
    )


def answer_to(question: str, text: str) -> Answer:
    return Answer(id=f"a{question[1:]}", question_id=question, text=text, received="", key="")


async def held(
    engine: Engine, says: Callable[[Question], str], *, turns: int = 6
) -> tuple[Panel, MemoryRecords]:
    """Return a panel with an interview on record that nobody has judged yet."""
    records = MemoryRecords()
    for number in range(1, turns + 1):
        asked = question(number, f"question-{number - 1}")
        await records.put_question(asked)
        records.accept(answer_to(asked.id, own_words(says(asked), asked.id)))
    return panel(engine, records, turns=turns), records


def exact_calls(questions: Sequence[Question], answers: Sequence[Answer]) -> list[str]:
    """Return what an engine is asked when nothing is asked twice, without the debrief."""
    words = [f"word {q.persona} {q.move} {q.item} {q.target}".strip() for q in questions]
    reads = [f"read {seat} {a.id}" for a in answers if a.text for seat in SEATS]
    return sorted([*words, *reads, *(f"advise {seat}" for seat in SEATS)])


def asked_of(engine: ScriptedEngine) -> list[str]:
    return sorted(call for call in engine.calls if not call.startswith("reconsider"))


def run_python(script: str, *arguments: str, **environment: str) -> str:
    """Run a script in a process of its own that sees this archpanel; return what it prints."""
    house = str(Path(archpanel.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": house, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
