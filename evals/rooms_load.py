"""Many interviews at once in one server, with a model that always takes as long.

What is measured is our own time: from sending an answer to the next question in the stream, less
what the model takes. Memory is the server's own, at the start, in the middle and at the end.

    python -m archpanel.evals.rooms_load --interviews 100
    python -m archpanel.evals.rooms_load --interviews 100 --stop-with-streams
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archpanel.evals.bench.stub import with_stub
from archpanel.evals.candidates import Candidate, Heard
from archpanel.evals.servers import Served, server

PLAYED = "archpanel.evals.actors:honest"
"""Who answers in the place of a model: what is made up by the form alone is not usable."""

MODEL = 0.2
"""Seconds that a call to the model takes."""


@dataclass
class Found:
    """What was measured."""

    interviews: int
    turns: int = 0
    errors: list[str] = field(default_factory=list)
    own_p50: float = 0.0
    own_p95: float = 0.0
    own_worst: float = 0.0
    """Seconds per turn between answer and next question, less `MODEL`."""

    verdict_p95: float = 0.0
    """Seconds from the last answer to the verdict; the model is asked several times there."""

    memory: dict[str, float] = field(default_factory=dict)
    """Megabytes before, in the middle and at the end."""

    per_turn_kb: float = 0.0
    """Growth of memory from the middle to the end, by turn."""

    processor: float = 0.0
    """Seconds of the server's CPU, by turn."""

    stopped_after: float | None = None
    """Seconds from SIGTERM to the end, with a stream open for each interview."""

    seconds: float = 0.0


def run(interviews: int, turns: int, think: float, stop: bool, database: str) -> Found:
    """Hold the interviews in one server, and measure."""
    found = Found(interviews)
    with (
        with_stub(first_token=MODEL, replies=PLAYED) as stub,
        tempfile.TemporaryDirectory() as folder,
    ):
        settings = {"model": "stub", "base_url": stub.base_url(), "api_key": "any"}
        with server(Path(folder), "house", database=database, **settings) as served:
            began = time.monotonic()
            asyncio.run(_hold(interviews, turns, think, served, stop, found))
            found.seconds = round(time.monotonic() - began, 1)
    return found


async def _hold(
    interviews: int, turns: int, think: float, served: Served, stop: bool, found: Found
) -> None:
    there = [
        Candidate(served.port, Heard(f"Candidate {n}"), turns, "llm", think=think)
        for n in range(interviews)
    ]
    found.memory["start"] = served.memory
    await asyncio.gather(*(one.sit() for one in there))
    held = [asyncio.create_task(_one(each)) for each in there]
    while sum(len(each.heard.answers) for each in there) < interviews * turns / 2:
        await asyncio.sleep(0.05)
        if all(task.done() for task in held):
            break
    found.memory["middle"] = served.memory
    if stop:
        found.stopped_after = round(await asyncio.to_thread(served.stop), 2)
        for task in held:
            task.cancel()
        return
    await asyncio.gather(*held)
    _measure([each.heard for each in there], served, found)


async def _one(candidate: Candidate) -> None:
    try:
        await candidate.interview()
    except Exception as error:
        candidate.heard.faults.append("".join(traceback.format_exception_only(error)).strip())


def _measure(heard: Sequence[Heard], served: Served, found: Found) -> None:
    found.memory["end"] = served.memory
    asked = sorted(took - MODEL for one in heard for took in one.asked_after[:-1])
    last = [one.asked_after[-1] for one in heard if one.finished]
    found.turns = sum(len(one.asked_after) for one in heard)
    found.errors = [f"{one.who}: {fault}" for one in heard for fault in one.faults][:10]
    if len(last) < 2:
        found.errors.append(f"{len(last)} interviews were finished, too few to measure.")
        return
    found.own_p50, found.own_p95 = (round(_part(asked, part), 3) for part in (50, 95))
    found.own_worst, found.verdict_p95 = round(asked[-1], 3), round(_part(last, 95), 3)
    grown = found.memory["end"] - found.memory["middle"]
    found.per_turn_kb = round(1024 * grown / (found.turns / 2), 1)
    found.processor = round(served.processor / found.turns, 3)


def _part(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def main(arguments: list[str] | None = None) -> int:
    """Measure, print it as JSON, and exit with 1 if there were errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=100)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--think", type=float, default=15.0, help="mean seconds before an answer")
    parser.add_argument("--database", default="", help="URL; an SQLite file of its own without")
    parser.add_argument("--stop-with-streams", action="store_true", help="SIGTERM in the middle")
    given = parser.parse_args(arguments)
    found = run(given.interviews, given.turns, given.think, given.stop_with_streams, given.database)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    return 1 if found.errors else 0


if __name__ == "__main__":
    sys.exit(main())
