"""Kill it at random, and count what was lost: two drivers and two clients fight over interviews.

Every child is a forked process that may get SIGKILL at any moment. The clients write a line to a
journal after each acknowledgement and before anything else, so the journal is what people were
promised. When an interview is over, its records are compared with the journal.

    python -m archpanel.evals.crash --kills 200
    python -m archpanel.evals.crash --kills 100 --replicas --database postgresql://me@localhost/try
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import text

from archpanel.agents.engine import Case, Conversation, Plan, Reading, Reconsidered, Say
from archpanel.agents.verification import verify
from archpanel.domain import (
    Answer,
    AnswerConflict,
    Brief,
    DecisionRecord,
    Item,
    PackRef,
    Persona,
    Question,
    SessionBusy,
)
from archpanel.evals.small_pack import QUESTIONS, SEATS, small_pack, small_seats
from archpanel.sessions import Sessions, open_database
from archpanel.testing import ScriptedEngine

WEDGED_AFTER = 60.0
"""Seconds without a kill in which a living panel must finish; it needs well under one when idle."""

LONGEST_PAUSE = 0.25
"""Seconds between two kills, at most; the moment and the victim are random."""

GLANCE = 0.005
"""Seconds that a child waits before it looks again whether there is something to do."""


@dataclass(frozen=True)
class Place:
    """Where the interviews lie."""

    folder: Path
    """Holds the journals, the checkpoints, and the sessions where no other database is given."""

    database: str = ""
    replicas: bool = False
    """Each driver has checkpoints of its own, as on machines of its own."""

    @property
    def url(self) -> str:
        """URL or path of the session database."""
        return self.database or str(self.folder / "sessions.sqlite")

    def checkpoints(self, name: str) -> Path:
        """Return the checkpoint file that one process uses."""
        return self.folder / f"checkpoints{name if self.replicas else ''}.sqlite"


@dataclass
class Found:
    """What the harness counted; `harm` sums what must be 0."""

    seed: int
    kills: int = 0
    interviews: int = 0
    """Held to their verdict, each under fire."""

    acknowledged: int = 0
    lost: int = 0
    misapplied: int = 0
    doubled: int = 0
    missing_assessments: int = 0
    unverified: int = 0
    wedged: int = 0
    corrupt: int = 0
    failed: int = 0
    """Children that ended with an error of their own."""

    calls: int = 0
    """Words, readings and reconsiderations that were asked of the engine."""

    asked_again: int = 0
    """Those of them that had been asked before; with a model each would cost money."""

    seconds: float = 0.0
    killed: dict[str, int] = field(default_factory=dict)

    @property
    def harm(self) -> int:
        """Everything that must not happen, summed."""
        return (
            self.lost + self.misapplied + self.doubled + self.missing_assessments
            + self.unverified + self.wedged + self.corrupt + self.failed
        )  # fmt: skip


@dataclass
class CountedEngine(ScriptedEngine):
    """Notes every call before it answers, so that a call outlives the process that made it."""

    note: Callable[[str], None] = lambda call: None

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        """Note for which turn words were asked."""
        self.note(f"word {len(so_far.turns) + 1}")
        return await super().word(seat, plan, item, so_far, say)

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        """Note who read which answer."""
        self.note(f"read {answer.id} {seat.id}")
        return await super().read(seat, question, item, answer)

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        """Note who reconsidered what."""
        self.note(f"reconsider {seat.id} {case}")
        return await super().change(seat, case)


def open_there(place: Place, session: str = "", name: str = "") -> Sessions:
    """Open the sessions of a harness; each process does so on its own."""

    def note(call: str) -> None:
        _write_journal(place.folder / "calls.jsonl", {"session": session, "call": call})

    pack = small_pack()
    return Sessions(
        open_database(place.url),
        place.checkpoints(name),
        lambda brief, role, seated, log: CountedEngine(note=note),
        "crash-harness",
        find_pack=lambda name: pack,
    )


def brief() -> Brief:
    """Return the interview that is held again and again."""
    pack = small_pack()
    return Brief(
        pack=PackRef(id=pack.id, version=1, digest=pack.digest),
        world="startup",
        view="any",
        rounds=("plain",),
        seats=SEATS,
        turns=QUESTIONS,
        level="senior",
        engine="scripted",
    )


def drive(place: Place, session: str, name: str) -> None:
    """Drive a session to its end, as `archpanel` does, until killed or done."""
    sessions = open_there(place, session, name)

    async def run() -> None:
        while True:
            try:
                if await sessions.advance(session) is None:
                    return
            except SessionBusy:
                pass
            await asyncio.sleep(GLANCE)

    asyncio.run(run())


def answer(place: Place, session: str, name: str) -> None:
    """Answer every open question once, racing the other client, until killed or done."""
    sessions = open_there(place)
    draw = random.Random(f"{session}{name}{os.getpid()}")

    async def run() -> None:
        while sessions.find(session).status != "finished":
            answered = {a.question_id for a in await sessions.records(session).answers()}
            for question in await sessions.records(session).questions():
                if question.id not in answered:
                    _submit(sessions, place.folder, session, question.id, name, draw)
            await asyncio.sleep(GLANCE)

    asyncio.run(run())


def _submit(
    sessions: Sessions, folder: Path, session: str, question: str, name: str, draw: random.Random
) -> None:
    points = " ".join(f"I say this and that here. [p{k}]" for k in range(4) if draw.random() < 0.6)
    said = f"Answer of {name} {draw.random():.12f} to {question}. {points}"
    key = f"{name}-{question}-{draw.random():.12f}"
    try:
        kept = sessions.answer(session, question, said, key)
    except AnswerConflict:
        return
    promise = {"session": session, "question": question, "text": kept.text}
    _write_journal(folder / "journal.jsonl", promise)
    if draw.random() < 0.3:  # a double click: the same key again, at once
        sessions.answer(session, question, said, key)


def _write_journal(journal: Path, line: dict[str, str]) -> None:
    handle = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, (json.dumps(line) + "\n").encode())
    os.close(handle)


def _read_journal(journal: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in journal.read_text().splitlines()]


def run(kills: int, seed: int, place: Place) -> Found:
    """Hold interviews until `kills` children were killed; then audit all of them."""
    draw = random.Random(seed)
    found = Found(seed=seed)
    started = time.monotonic()
    sessions_seen: list[str] = []
    while found.kills < kills:
        # Everything that touches the database happens in children: a fork must not inherit it.
        session = _in_child_read(place)
        sessions_seen.append(session)
        _one_interview(place, session, kills, draw, found)
    for session in sessions_seen:
        _audit(place, session, found)
    _check_files(place, found)
    calls = [tuple(line.values()) for line in _read_journal(place.folder / "calls.jsonl")]
    found.calls, found.asked_again = len(calls), len(calls) - len(set(calls))
    found.seconds = round(time.monotonic() - started, 1)
    return found


def _in_child_read(place: Place) -> str:
    """Open a session in a child and return its id."""
    out = place.folder / "opened"
    child = _fork(lambda: out.write_text(open_there(place).open(brief(), small_seats())))
    os.waitpid(child, 0)
    return out.read_text()


def _one_interview(
    place: Place, session: str, kills: int, draw: random.Random, found: Found
) -> None:
    roles: dict[str, Callable[[], object]] = {
        "driver-1": lambda: drive(place, session, "-1"),
        "driver-2": lambda: drive(place, session, "-2"),
        "client-1": lambda: answer(place, session, "client-1"),
        "client-2": lambda: answer(place, session, "client-2"),
    }
    living = {name: _fork(work) for name, work in roles.items()}
    calm_since = time.monotonic()
    while living:
        time.sleep(draw.uniform(0.0, LONGEST_PAUSE))
        _reap(living, found)
        if not living:
            break
        if found.kills < kills:
            victim = draw.choice(sorted(living))
            _kill(living.pop(victim))
            found.kills += 1
            kind = victim.partition("-")[0]
            found.killed[kind] = found.killed.get(kind, 0) + 1
            living[victim] = _fork(roles[victim])
            calm_since = time.monotonic()
        elif time.monotonic() - calm_since > WEDGED_AFTER:
            found.wedged += 1
            for child in living.values():
                _kill(child)
            return


def _fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    code = 0
    try:
        work()
    except BaseException:
        traceback.print_exc()
        code = 1
    os._exit(code)


def _reap(living: dict[str, int], found: Found) -> None:
    for name, child in list(living.items()):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            del living[name]
            found.failed += status != 0


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _audit(place: Place, session: str, found: Found) -> None:
    sessions = open_there(place)
    journal = _read_journal(place.folder / "journal.jsonl")
    promised = [line for line in journal if line["session"] == session]
    found.acknowledged += len(promised)
    if sessions.find(session).status != "finished":
        return  # counted as wedged
    found.interviews += 1
    record = sessions.record(session)
    kept = {a.question_id: a.text for a in record.answers}
    for line in promised:
        if line["text"] not in kept.values():
            found.lost += 1
        elif kept.get(line["question"]) != line["text"]:
            found.misapplied += 1
    _count_assessments(record, found)
    try:
        verify(record.model_dump_json())
    except Exception:
        traceback.print_exc()
        found.unverified += 1


def _count_assessments(record: DecisionRecord, found: Found) -> None:
    made = Counter((a.answer_id, a.persona) for a in record.assessments)
    found.doubled += sum(count - 1 for count in made.values())
    expected = {(a.id, seat) for a in record.answers for seat in SEATS}
    found.missing_assessments += len(expected - set(made))
    asked = Counter(q.id for q in record.questions)
    found.doubled += sum(count - 1 for count in asked.values())
    found.doubled += len(record.answers) - len({a.question_id for a in record.answers})


def _check_files(place: Place, found: Found) -> None:
    engine = open_database(place.url)
    if engine.dialect.name != "sqlite":
        return  # a server checks its own
    with engine.connect() as connection:
        if connection.execute(text("PRAGMA integrity_check")).scalar() != "ok":
            found.corrupt += 1


def main(arguments: list[str] | None = None) -> int:
    """Run the harness, print what it found as JSON, and exit with 1 if harm was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--database", default="", help="URL; an SQLite file of its own without")
    parser.add_argument("--replicas", action="store_true", help="checkpoints for each driver")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), options.database, options.replicas)
        found = run(options.kills, options.seed, place)
    sys.stdout.write(json.dumps({**asdict(found), "harm": found.harm}) + "\n")
    return 1 if found.harm else 0


if __name__ == "__main__":
    sys.exit(main())
