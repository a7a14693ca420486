"""One run: a product holds interviews in a new process, so that nothing lingers from another.

The process reads a `Task` from its standard input and writes a `Run` to its standard output.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archpanel.domain import PanelError
from archpanel.evals.bench.answers import scripted_answers
from archpanel.evals.bench.floor import Floor
from archpanel.evals.bench.plans import CallPlan, read_plan
from archpanel.evals.bench.product import Product, load_product
from archpanel.evals.bench.timings import Timings, read_timings


@dataclass(frozen=True)
class Task:
    """What a run has to do."""

    product: str
    """Dotted name; not looked at where there is a plan."""

    base_url: str
    key: str
    answers: int
    think: float = 0.0
    rounds: int = 0
    """Of debrief."""

    interviews: int = 1
    at_once: bool = False
    """All interviews side by side; otherwise one after the other."""

    nobody: bool = False
    """Nobody sits at a terminal: records may stay in memory."""

    warmups: int = 1
    """Interviews before, of the same length and without time to think; not measured."""

    plan: CallPlan | None = None
    """For the floor: what to call."""


@dataclass(frozen=True)
class Run:
    """What a run took."""

    timings: tuple[Timings, ...]
    began: float
    """Calls from here on belong to what is measured (`time.monotonic`)."""

    seconds: float
    cpu: float
    """Seconds of processor time, of this process alone."""


async def hold(task: Task) -> Run:
    """Do a task in this process."""
    product = Floor(task.plan) if task.plan else load_product(task.product)
    product.script(task.rounds)
    if task.at_once or task.nobody:
        product.crowd()
    answers = scripted_answers(task.answers)
    try:
        for _ in range(task.warmups):
            await product.interview(task.base_url, task.key, answers, 0.0)
        return await _measure(product, task, answers)
    finally:
        await product.close()


async def _measure(product: Product, task: Task, answers: Sequence[str]) -> Run:
    began, cpu = time.monotonic(), time.process_time()
    held = [
        product.interview(task.base_url, task.key, answers, task.think)
        for _ in range(task.interviews)
    ]
    timings = await asyncio.gather(*held) if task.at_once else [await one for one in held]
    return Run(tuple(timings), began, time.monotonic() - began, time.process_time() - cpu)


def hold_apart(task: Task) -> Run:
    """Do a task in a new process.

    Raises:
        PanelError: it failed; with its last line of complaint.
    """
    done = subprocess.run(
        [sys.executable, "-m", "archpanel.evals.bench.runs"],
        input=json.dumps(asdict(task)), env=_without_proxies(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        why = done.stderr.strip().splitlines()
        raise PanelError(f"A run of the benchmark failed: {why[-1] if why else 'no reason given'}")
    return read_run(json.loads(done.stdout.splitlines()[-1]))


def _without_proxies() -> dict[str, str]:
    """Return the environment; nothing may stand before a server on the loopback."""
    kept = os.environ.items()
    return {name: value for name, value in kept if not name.lower().endswith("_proxy")}


def read_run(plain: dict[str, Any]) -> Run:
    """Return a run from its JSON form."""
    return Run(**{**plain, "timings": tuple(map(read_timings, plain["timings"]))})


def read_task(plain: dict[str, Any]) -> Task:
    """Return a task from its JSON form."""
    return Task(**{**plain, "plan": read_plan(plain["plan"]) if plain["plan"] else None})


def main() -> None:
    """Do the task that stands on standard input."""
    run = asyncio.run(hold(read_task(json.load(sys.stdin))))
    sys.stdout.write(json.dumps(asdict(run)) + "\n")


if __name__ == "__main__":
    main()
