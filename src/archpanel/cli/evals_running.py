"""Run tasks: open the engine, run one after the other, show figures and checks."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from archpanel.agents.call_log import CallLog
from archpanel.agents.offline import EmbeddedEngine
from archpanel.cli.consoles import notices
from archpanel.cli.evals_progress import progress_of
from archpanel.cli.evals_showing import print_runs, runs_root
from archpanel.cli.exits import FAILED, print_json
from archpanel.domain import BadRequest, WrongUsage
from archpanel.evals.harness.baseline import (
    BASELINE,
    changes,
    read_baseline,
    renewed,
    to_text,
    with_baseline,
)
from archpanel.evals.harness.cache import Cache
from archpanel.evals.harness.folder import RunFolder, new_folder
from archpanel.evals.harness.identity import Identity, identify
from archpanel.evals.harness.junit import to_junit
from archpanel.evals.harness.runner import ALLOWED_ERRORS, Case, Runner, Wanted
from archpanel.evals.harness.sample import DataMissing
from archpanel.evals.harness.seating import SeatedEngine
from archpanel.evals.harness.summary import Summary
from archpanel.evals.harness.task import Setup, Task
from archpanel.evals.tasks.registry import TASKS, find_task
from archpanel.files import write_private
from archpanel.opening import (
    ModelWishes,
    Wishes,
    check_models,
    hang_up,
    make_brief,
    make_engines,
    take_seats,
)
from archpanel.packs import load_pack
from archpanel.settings import read_settings

DEFAULT_PACK = "ai-architect"


@dataclass(frozen=True)
class Asked:
    """What was typed; see the options of `evals run`."""

    skip_missing: bool
    """Skip a task whose data is not here, instead of refusing."""
    quick: bool
    limit: int | None
    epochs: int
    jobs: int | None
    errors: int | None
    data: Path | None
    out: Path | None
    cached: bool
    junit: Path | None
    baseline: Path | None
    update_baseline: bool
    embedded: bool
    pack: str
    seats: str
    models: ModelWishes

    @property
    def is_like_baseline(self) -> bool:
        """Whether samples and role are those that the baseline was made of."""
        whole = self.limit is None and self.epochs == 1
        return self.quick and whole and self.pack == DEFAULT_PACK


@dataclass(frozen=True)
class Done:
    """A task with its run."""

    task: Task
    folder: RunFolder
    summary: Summary


@dataclass(frozen=True)
class Work:
    """Who works, and what that costs."""

    setup: Setup
    who: Identity
    spent: Callable[[], int] = lambda: 0


def run_tasks(asked: Asked, tasks: Sequence[Task], *, as_json: bool) -> None:
    """Run, show, and leave with an exit code.

    Raises:
        UnknownName: no such pack or seat.
        WrongUsage: options that do not fit together.
        DataMissing: a task that was named needs data that is not there.
        typer.Exit: something was missed.
    """
    if asked.update_baseline and not asked.is_like_baseline:
        raise WrongUsage("--update-baseline is for --quick, without --limit, --epochs and --pack.")
    _check_baseline(asked)
    done, skipped = asyncio.run(_all(asked, tasks))
    if asked.junit:
        told = [(one.summary, one.folder.rows()) for one in done]
        write_private(asked.junit, to_junit(told, skipped))
    changed = _renew_baseline(asked, done) if asked.update_baseline else []
    if as_json:
        print_json(_document(done, skipped, changed))
    else:
        print_runs([(one.folder, one.summary) for one in done])
        for line in changed:
            typer.echo(line)
    if not all(one.summary.passed for one in done):
        raise typer.Exit(FAILED)


def _check_baseline(asked: Asked) -> None:
    """A gate that was asked for by name is never off unseen: a wrong name would pass everything.

    Raises:
        BadFile: it is no baseline.
        BadRequest: it is not there.
    """
    if asked.baseline is None or asked.update_baseline:
        return
    if not asked.baseline.is_file():
        raise BadRequest(
            f"No baseline is at {asked.baseline}. Likely fix: leave --baseline out for the "
            "committed one, or give --update-baseline to write this one."
        )
    read_baseline(asked.baseline)


def choose_tasks(names: Sequence[str], *, everything: bool) -> list[Task]:
    """Return the tasks that were asked for.

    Raises:
        UnknownName: no such task.
        WrongUsage: none, or names beside `--all`.
    """
    if everything == bool(names):
        raise WrongUsage("Name tasks, or give --all. `archpanel evals list` has the names.")
    return list(TASKS) if everything else [find_task(name) for name in dict.fromkeys(names)]


async def _all(asked: Asked, tasks: Sequence[Task]) -> tuple[list[Done], dict[str, str]]:
    try:
        work = await _open(asked)
        # All data is opened first: what is missing is said before hours of work, not after.
        ready, skipped = _ready(asked, work, tasks)
        return [await _one(asked, runner, cases) for runner, cases in ready], skipped
    finally:
        await hang_up()


Ready = tuple[Runner, list[Case]]
"""A task with what is to be worked on."""


def _ready(asked: Asked, work: Work, tasks: Sequence[Task]) -> tuple[list[Ready], dict[str, str]]:
    ready: list[Ready] = []
    skipped: dict[str, str] = {}
    for task in tasks:
        runner = _runner(asked, task, work, alone=len(tasks) == 1)
        try:
            ready.append((runner, runner.cases()))
        except DataMissing as missing:
            if not asked.skip_missing:
                raise
            skipped[task.name] = str(missing)
            _tell(f"{task.name}: skipped. {missing}")
    return ready, skipped


async def _open(asked: Asked) -> Work:
    """Open who is to work; a model is asked once, shortly, before the first sample.

    Raises:
        PanelError: the model cannot be asked.
    """
    pack = load_pack(asked.pack)
    if asked.embedded or not (asked.models.given or read_settings().model):
        engine = EmbeddedEngine(pack)
        return Work(Setup(pack, engine), identify(pack, engine))
    wishes = Wishes(
        "startup", "", (), asked.seats, None, "", False, "", asked.pack, 0, models=asked.models
    )
    brief, seated, log = make_brief(wishes), take_seats(wishes), CallLog()
    for line in await check_models(brief):
        _tell(line)
    engines = make_engines(brief, pack, seated, log)
    seats = engines if isinstance(engines, Mapping) else {seat.id: engines for seat in seated}
    panel = SeatedEngine(seats)
    server = brief.models.base_url if brief.models else ""
    return Work(Setup(pack, panel), identify(pack, panel, server), lambda: log.tokens)


def _tell(what: str) -> None:
    notices().print(what, highlight=False, markup=False, soft_wrap=True)


def _runner(asked: Asked, task: Task, work: Work, *, alone: bool) -> Runner:
    folder = RunFolder(_folder(asked, task, alone=alone))
    cache = Cache(read_settings().home.expanduser() / "evals" / "cache" if asked.cached else None)
    wanted = _wanted(asked, task, work.who)
    return Runner(task, work.setup, work.who, wanted, folder, cache, spent=work.spent)


async def _one(asked: Asked, runner: Runner, cases: Sequence[Case]) -> Done:
    task, folder = runner.task, runner.folder
    _tell(f"{task.name}: in {folder.path}; given as --out, a run that ended early goes on there")
    with progress_of(task.name, len(cases)) as runner.tell:
        summary = await runner.run(cases)
    if asked.is_like_baseline and summary.who.is_embedded and not asked.update_baseline:
        summary = with_baseline(summary, read_baseline(asked.baseline or BASELINE))
        folder.finish(folder.rows(), summary)
    return Done(task, folder, summary)


def _folder(asked: Asked, task: Task, *, alone: bool) -> Path:
    if asked.out:
        return asked.out if alone else asked.out / task.name
    return new_folder(runs_root(), task.name)


def _wanted(asked: Asked, task: Task, who: Identity) -> Wanted:
    """Fill in what depends on who works: a model's calls wait side by side, and may fail."""
    jobs, errors = (1, 0) if who.is_embedded else (read_settings().at_once, ALLOWED_ERRORS)
    return Wanted(
        limit=asked.limit or (task.quick if asked.quick else None),
        epochs=asked.epochs,
        jobs=asked.jobs or jobs,
        allowed_errors=errors if asked.errors is None else asked.errors,
        data=asked.data or read_settings().eval_data,
    )


def _renew_baseline(asked: Asked, done: Sequence[Done]) -> list[str]:
    """Write the baseline; return what changed in it.

    Raises:
        BadRequest: a model worked, or samples are missing.
    """
    for one in done:
        if not one.summary.who.is_embedded or one.summary.counts.missing:
            raise BadRequest(
                f"The baseline stays: the run of {one.task.name!r} is not the embedded engine's, "
                f"or lacks samples ({one.summary.counts.missing} missing)."
            )
    file = asked.baseline or BASELINE
    before = read_baseline(file)
    after = renewed(before, [(one.task, one.summary) for one in done])
    file.write_text(to_text(after), encoding="utf-8")
    return changes(before, after) or ["The baseline is as it was."]


def _document(
    done: Sequence[Done], skipped: dict[str, str], changed: Sequence[str]
) -> dict[str, Any]:
    runs = [{"folder": str(one.folder.path), **one.summary.plain()} for one in done]
    passed = all(one.summary.passed for one in done)
    return {"passed": passed, "runs": runs, "skipped": skipped, "baseline": list(changed)}
