"""Run a task: work on what is missing, judge everything anew, write it down."""

import asyncio
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, process_time
from traceback import extract_tb
from typing import IO

from archpanel.domain import BadRequest, canonical_json, digest
from archpanel.evals.harness.cache import Cache, Kept
from archpanel.evals.harness.check import Check, check_gates
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.folder import RunFolder
from archpanel.evals.harness.identity import Identity, key_of
from archpanel.evals.harness.row import Row
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.summary import Counts, Summary
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task

Tell = Callable[[Row], None]
"""Hears of each row as it comes, those that are kept from before included."""

ALLOWED_ERRORS = 10
"""A server that is out of reach fails every sample; more than this tells nothing new."""


@dataclass(frozen=True)
class Wanted:
    """How much of a task is run, and how."""

    limit: int | None = None
    """Samples, evenly spread; None: all. A sample that fails is one of them."""
    epochs: int = 1
    jobs: int = 1
    """Samples worked on side by side."""
    allowed_errors: int = ALLOWED_ERRORS
    """When one more has failed, the run stops and has not passed."""
    data: Path | None = None
    """Folder of third-party data."""


@dataclass(frozen=True)
class Case:
    """One sample in one epoch."""

    sample: Sample
    epoch: int
    key: str

    def row(self, output: Output, seconds: float, error: str = "", *, cached: bool = False) -> Row:
        """Return what came of it, not judged yet."""
        sample = self.sample
        made = Row(sample.id, self.epoch, sample.group, self.key, digest(sample.input))
        return replace(made, output=output, seconds=seconds, error=error, cached=cached)


def spread(samples: Sequence[Sample], limit: int | None) -> list[Sample]:
    """Return at most so many samples, evenly spread over the order that they are in."""
    if limit is None or limit >= len(samples):
        return list(samples)
    return [samples[n * len(samples) // limit] for n in range(limit)]


def quiet(row: Row) -> None:
    """Tell nobody."""


@dataclass
class Runner:
    """Runs one task into one folder."""

    task: Task
    setup: Setup
    who: Identity
    wanted: Wanted
    folder: RunFolder
    cache: Cache
    tell: Tell = quiet
    spent: Callable[[], int] = lambda: 0
    """Tells how many tokens were spent so far."""

    _failed: int = field(default=0, init=False)
    _spent_before: int = field(default=0, init=False)
    _processor_before: float = field(default=0.0, init=False)

    def cases(self) -> list[Case]:
        """Return what is to be worked on, epoch by epoch.

        Raises:
            DataMissing: third-party data is not there.
            BadRequest: two samples have one id.
        """
        samples = spread(self.task.load(self.wanted.data), self.wanted.limit)
        if len({one.id for one in samples}) < len(samples):
            raise BadRequest(f"Task {self.task.name!r} has samples with the same id; give each one")
        return [
            Case(one, epoch, key_of(self.task, one, epoch, self.who))
            for epoch in range(1, self.wanted.epochs + 1)
            for one in samples
        ]

    async def run(self, cases: Sequence[Case]) -> Summary:
        """Work on all cases that the folder has no result of, and judge all.

        Raises:
            BadRequest: the folder holds another run.
        """
        started, self._spent_before = datetime.now(UTC), self.spent()
        self._processor_before = process_time()
        self.folder.open_for(self.task, self.who)
        kept = self._kept(cases)
        self.folder.begin()
        with self.folder.appending(kept.values()) as file:
            for row in kept.values():
                self.tell(row)
            missing = [case for case in cases if (case.sample.id, case.epoch) not in kept]
            await self._work(missing, file)
        return self._finish(cases, started)

    def _kept(self, cases: Sequence[Case]) -> dict[tuple[str, int], Row]:
        """Return what an earlier start of this run had done; what failed is tried again."""
        keys = {case.key for case in cases}
        rows = {row.case: row for row in self.folder.rows() if row.key in keys and not row.error}
        return {case: row.judged(None) for case, row in rows.items()}

    async def _work(self, cases: Sequence[Case], file: IO[str]) -> None:
        """Let so many workers take one case after the other."""
        waiting = iter(cases)
        await asyncio.gather(*(self._worker(waiting, file) for _ in range(self.wanted.jobs)))

    async def _worker(self, waiting: Iterator[Case], file: IO[str]) -> None:
        for case in waiting:
            row = await self._result(case)
            self._failed += bool(row.error)
            file.write(row.line())
            self.tell(row)
            if self._failed > self.wanted.allowed_errors:
                return

    async def _result(self, case: Case) -> Row:
        if kept := self.cache.find(case.key):
            return case.row(kept.output, kept.seconds, cached=True)
        began = monotonic()
        try:
            output = await self._solve(case)
        # Whatever it is: one sample is lost and named, not the hours that the others took.
        except Exception as error:
            return case.row(None, monotonic() - began, _reason(error))
        seconds = monotonic() - began
        self.cache.keep(case.key, Kept(output, seconds))
        return case.row(output, seconds)

    async def _solve(self, case: Case) -> Output:
        """Return the output as it reads back from JSON, so that a cached one is no other.

        The solver gets the sample without its target.
        """
        blind = replace(case.sample, target=None)
        output = await self.task.solve(blind, replace(self.setup, epoch=case.epoch))
        return json.loads(canonical_json(output).encode())

    def _finish(self, cases: Sequence[Case], started: datetime) -> Summary:
        done = {row.case: row for row in self.folder.rows()}
        rows: list[Row] = []
        scored: list[Scored] = []
        for case in cases:
            if row := done.get((case.sample.id, case.epoch)):
                rows.append(self._judged(case, row))
                if score := rows[-1].score:
                    scored.append(Scored(case.sample, case.epoch, row.output, score))
        summary = self._summary(len(cases), rows, figures_of(self.task, scored), started)
        self.folder.finish(rows, summary)
        return summary

    def _judged(self, case: Case, row: Row) -> Row:
        return row if row.error else row.judged(judge(self.task, case.sample, row.output))

    def _summary(
        self, planned: int, rows: Sequence[Row], figures: Sequence[Figure], started: datetime
    ) -> Summary:
        errors = sum(bool(row.error) for row in rows)
        cached = sum(row.cached for row in rows)
        return Summary(
            task=self.task.name,
            version=self.task.version,
            asks=self.task.asks,
            material=self.task.material,
            notes=self.task.notes,
            who=self.who,
            limit=self.wanted.limit,
            epochs=self.wanted.epochs,
            allowed_errors=self.wanted.allowed_errors,
            counts=Counts(planned, len(rows) - errors, errors, planned - len(rows), cached),
            figures=list(figures),
            checks=self._checks(figures),
            started=started.isoformat(timespec="seconds"),
            finished=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(sum(row.seconds for row in rows), 3),
            processor=round(process_time() - self._processor_before, 3),
            spent=self.spent() - self._spent_before,
        )

    def _checks(self, figures: Sequence[Figure]) -> list[Check]:
        """Gates are bars for the embedded engine; a model is compared, not gated."""
        return check_gates(self.task.gates, figures) if self.who.is_embedded else []


def judge(task: Task, sample: Sample, output: Output) -> Score:
    """Return the task's score.

    Raises:
        ValueError: a number in it is not finite; what is undefined must be left out.
    """
    score = task.score(sample, output)
    if odd := [name for name, value in score.value.items() if not math.isfinite(value)]:
        where = f"{task.name}: {odd[0]} of sample {sample.id!r}"
        raise ValueError(f"{where} is no number; leave out what is undefined")
    return score


def figures_of(task: Task, scored: Sequence[Scored]) -> Sequence[Figure]:
    """Return the task's figures.

    Raises:
        ValueError: one of them is not finite; what is undefined must be None.
    """
    figures = task.measure(scored)
    for figure in figures:
        numbers = (figure.value, figure.low, figure.high)
        if any(number is not None and not math.isfinite(number) for number in numbers):
            raise ValueError(f"{task.name}: {figure.name} is no number; None is what is undefined")
    return figures


def _reason(error: Exception) -> str:
    """Return kind, message and the innermost line of an error."""
    at = extract_tb(error.__traceback__)[-1]
    told = str(error).strip() or "no message"
    return f"{type(error).__name__}: {told} ({Path(at.filename).name}:{at.lineno})"
