"""Interviews at once before several replicas on one database, behind a proxy that remembers nobody.

Each request and each stream goes to the next replica. With `--kill`, one replica gets SIGKILL while
its streams are open. Then every interview is compared with what its candidate saw and sent.

    python -m archpanel.evals.replicas --database postgresql://me@localhost/try --interviews 50
    python -m archpanel.evals.replicas --database postgresql://me@localhost/try --kill
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord
from archpanel.evals.candidates import Candidate, Heard
from archpanel.evals.roundrobin import RoundRobin
from archpanel.evals.servers import Served, server

KILLED_AFTER = 0.3
"""Part of all answers after which a replica is killed."""


@dataclass
class Found:
    """What the harness counted; `wrong` must be 0."""

    interviews: int
    replicas: int
    killed: bool
    correct: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)
    """What was wrong, the first few."""

    questions: int = 0
    reconnected: int = 0
    waited: int = 0
    """Candidates who waited for a question at the moment of the kill."""

    followed_after: float | None = None
    """Seconds from the kill until each of these had its question, or the verdict."""

    longest_silence: float = 0.0
    """Seconds of the longest wait for a question after the kill, or ever without one."""

    connections: list[int] = field(default_factory=list)
    """By replica."""

    seconds: float = 0.0


def run(interviews: int, turns: int, replicas: int, kill: bool, database: str) -> Found:
    """Hold the interviews, and audit them."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        served = [
            stack.enter_context(server(Path(folder), f"replica-{n}", database=database))
            for n in range(replicas)
        ]
        found = Found(interviews, replicas, kill)
        began = time.monotonic()
        heard = asyncio.run(_hold(interviews, turns, served, found))
        found.seconds = round(time.monotonic() - began, 1)
        _audit(heard, turns, found)
        return found


async def _hold(
    interviews: int, turns: int, served: Sequence[Served], found: Found
) -> Sequence[Heard]:
    proxy = RoundRobin([each.port for each in served])
    async with await proxy.open() as listening:
        port = listening.sockets[0].getsockname()[1]
        there = [Candidate(port, Heard(f"Candidate {n}"), turns) for n in range(interviews)]
        await asyncio.gather(*(one.sit() for one in there))
        held = [asyncio.create_task(_one(each)) for each in there]
        if found.killed:
            await _kill(there, turns, served, found)
        await asyncio.gather(*held)
        found.connections = list(proxy.served.values())
    return [each.heard for each in there]


async def _one(candidate: Candidate) -> None:
    try:
        await candidate.interview()
    except Exception as error:
        candidate.heard.faults.append("".join(traceback.format_exception_only(error)).strip())


async def _kill(
    there: Sequence[Candidate], turns: int, served: Sequence[Served], found: Found
) -> None:
    """Kill the first replica in the middle, and see when the others follow."""
    while _answered(there) < KILLED_AFTER * turns * len(there):
        await asyncio.sleep(0.02)
    served[0].kill()
    began = time.monotonic()
    wait = [(each.heard, len(each.heard.questions)) for each in there if each.waits]
    found.waited = len(wait)
    while not all(heard.ended or len(heard.questions) > asked for heard, asked in wait):
        await asyncio.sleep(0.01)
    found.followed_after = round(time.monotonic() - began, 2)


def _answered(there: Sequence[Candidate]) -> int:
    return sum(len(each.heard.answers) for each in there)


def _audit(heard: Sequence[Heard], turns: int, found: Found) -> None:
    for one in heard:
        faults = [*one.faults, *_wrong(one, turns)]
        found.correct += not faults
        found.wrong += bool(faults)
        found.faults += [f"{one.who} ({one.session}): {fault}" for fault in faults][:3]
        found.questions += len(one.questions)
        found.reconnected += one.reconnected
        found.longest_silence = round(max([found.longest_silence, *one.asked_after]), 2)
    found.faults = found.faults[:20]


def _wrong(heard: Heard, turns: int) -> list[str]:
    """Compare what a candidate saw and sent with what is on record."""
    if not heard.record:
        return ["no record"]
    record = DecisionRecord.model_validate_json(heard.record)
    wrong = []
    asked = [question.id for question in record.questions]
    if len(asked) != len(set(asked)) or len(asked) > turns:
        wrong.append(f"asked {asked}")
    if {q.id: q.text for q in record.questions} != _whole(heard, record):
        wrong.append("a question did not come whole")
    if {a.question_id: a.text for a in record.answers} != heard.answers:
        wrong.append("an answer is lost, or stands under another question")
    try:
        verify(heard.record)
    except Exception as error:
        wrong.append(f"not verified: {error}")
    return wrong


def _whole(heard: Heard, record: DecisionRecord) -> dict[str, str]:
    """Return the texts on record of the questions that were drawn with their end, and no more."""
    return {
        question.id: question.text
        for question in record.questions
        if (drawn := heard.questions.get(question.id)) and question.text.endswith(drawn)
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the harness, print what it found as JSON, and exit with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="URL that all replicas use")
    parser.add_argument("--interviews", type=int, default=50)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="SIGKILL one in the middle")
    given = parser.parse_args(arguments)
    found = run(given.interviews, given.turns, given.replicas, given.kill, given.database)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
