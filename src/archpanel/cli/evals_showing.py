"""Runs, as people look at them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from archpanel.cli.consoles import content
from archpanel.cli.exits import print_json
from archpanel.cli.tables import Column, print_table
from archpanel.domain import PanelError, UnknownName
from archpanel.evals.harness.check import Check
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.folder import RunFolder, find_run
from archpanel.evals.harness.identity import short_commit
from archpanel.evals.harness.inspect_log import log_name, to_inspect
from archpanel.evals.harness.row import Row
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.summary import Summary
from archpanel.evals.tasks.registry import TASKS, find_task
from archpanel.files import write_private
from archpanel.settings import read_settings

_BY_PART = (
    "Bars are set for all samples of a task and for its --quick subset; a part that --limit takes "
    "can miss one by chance."
)


def runs_root() -> Path:
    """Return where runs lie that were given no folder."""
    return read_settings().home.expanduser() / "evals" / "runs"


def print_runs(runs: Sequence[tuple[RunFolder, Summary]]) -> None:
    """Print figures and checks of some runs."""
    for folder, summary in runs:
        _print_run(folder, summary)
    missed = [f"{s.task}: {c.figure}" for _, s in runs for c in s.checks if not c.holds]
    if missed:
        told = f"Missed: {', '.join(missed)}."
        parts = [s for _, s in runs if s.limit is not None and not all(c.holds for c in s.checks)]
        content().print(f"{told} {_BY_PART if parts else ''}", highlight=False, markup=False)


def _print_run(folder: RunFolder, summary: Summary) -> None:
    columns = [
        Column("figure", ids=True), Column("value", ids=True), Column("95 %", ids=True),
        Column("n", ids=True), Column("wanted", ids=True), Column("", ids=True), Column("note"),
    ]  # fmt: skip
    rows = [_figure_row(figure, summary.checks) for figure in summary.figures]
    print_table(content(), columns, rows, title=f"{summary.task}: {_counted(summary)}")
    if lost := _lost(summary, folder):
        content().print(lost, highlight=False, markup=False)


def _counted(summary: Summary) -> str:
    counts = summary.counts
    parts = [f"{counts.scored} of {counts.planned} samples"]
    parts += [f"{counts.cached} from the cache"] if counts.cached else []
    parts += [f"{counts.errors} failed"] if counts.errors else []
    parts += [f"{counts.untried} not tried"] if counts.untried else []
    parts += [f"{summary.spent:,} tokens"] if summary.spent else []
    parts += [f"{summary.seconds:.0f} s of work"]
    parts += [f"{summary.processor:.0f} s of processor time"] if summary.processor else []
    return ", ".join(parts)


def _lost(summary: Summary, folder: RunFolder) -> str:
    """Say what is in no figure, with the first reason."""
    if not summary.counts.missing:
        return ""
    first = next((row for row in folder.rows() if row.error), None)
    why = f" The first: {first.id}: {first.error}" if first else ""
    return f"{summary.counts.missing} samples are in no figure.{why}"


def _figure_row(figure: Figure, checks: Sequence[Check]) -> tuple[str, ...]:
    held = [check for check in checks if check.figure == figure.name]
    verdict = "" if not held else "pass" if all(check.holds for check in held) else "MISS"
    return (
        figure.name,
        number(figure.value),
        "" if figure.low is None else f"{number(figure.low)}..{number(figure.high)}",
        str(figure.n),
        "\n".join(check.wanted for check in held),
        verdict,
        ", ".join(part for part in (figure.unit, figure.note) if part),
    )


def number(value: float | None) -> str:
    """Return a figure as people read it; what is undefined has a dash."""
    return "-" if value is None else f"{value:.3f}"


def show_run(name: str, *, as_json: bool) -> None:
    """Print a run."""
    folder = find_run(name, runs_root())
    summary = folder.summary()
    if as_json:
        print_json({"folder": str(folder.path), **summary.plain()})
        return
    out, who = content(), summary.who
    out.print(f"{summary.asks}\nOn: {summary.material}.", highlight=False, markup=False)
    engine = ", ".join(f"{key} {value}" for key, value in who.engine.items())
    told = f"{summary.started}; {engine}; pack {who.pack['id']} v{who.pack['version']}"
    out.print(f"{told}; archpanel {who.package} {short_commit(who)}", highlight=False, markup=False)
    print_runs([(folder, summary)])
    out.print(summary.notes, highlight=False, markup=False)
    typer.echo(f"In {folder.path}", err=True)


def show_sample(name: str, sample: str, *, as_json: bool) -> None:
    """Print all that came of one sample, epoch by epoch.

    Raises:
        UnknownName: the run has no such sample.
    """
    folder = find_run(name, runs_root())
    rows = folder.rows()
    found = [row for row in rows if row.id == sample]
    if not found:
        raise UnknownName("sample", sample, sorted({row.id for row in rows}))
    given = _given(folder.summary().task).get(sample)
    plain = {"sample": asdict(given) if given else None, "rows": [asdict(row) for row in found]}
    print_json(plain)


def _given(task: str) -> dict[str, Sample]:
    """Return the samples of a task as they are today, as far as their data is here."""
    if task not in {known.name for known in TASKS}:
        return {}
    try:
        return {one.id: one for one in find_task(task).load(read_settings().eval_data)}
    except PanelError:  # its data is not on this machine; the run is shown without it
        return {}


def show_worst(name: str, count: int, by: str, *, as_json: bool) -> None:
    """Print the samples that did worst.

    Raises:
        UnknownName: no sample has such a score.
    """
    rows = find_run(name, runs_root()).rows()
    worst = _worst(rows, by)[:count]
    if as_json:
        print_json([asdict(row) for row in worst])
        return
    columns = [Column("sample", ids=True), Column("epoch"), Column("scores"), Column("answer")]
    print_table(content(), columns, [_row(row) for row in worst])


def _worst(rows: Sequence[Row], by: str) -> list[Row]:
    known = list(dict.fromkeys(name for row in rows for name in _scores(row)))
    name = by.removeprefix("-") or next(iter(known), "")
    if name not in known:
        raise UnknownName("score", name, known)
    sign = -1 if by.startswith("-") else 1

    def rank(row: Row) -> tuple[int, float]:
        if row.error:
            return 0, 0.0
        return (2, sign * _scores(row)[name]) if name in _scores(row) else (1, 0.0)

    return sorted(rows, key=rank)


def _scores(row: Row) -> dict[str, float]:
    return dict(row.score.value) if row.score else {}


def _row(row: Row) -> tuple[str, ...]:
    told = ", ".join(f"{name} {value:.2f}" for name, value in _scores(row).items())
    return row.id, str(row.epoch), row.error or told, row.score.answer if row.score else ""


def export_run(name: str, target: Path, *, as_json: bool) -> None:
    """Write a run in inspect's log format, to a file or under its own name into a folder."""
    folder = find_run(name, runs_root())
    summary = folder.summary()
    file = target if target.suffix == ".json" else target / log_name(summary)
    write_private(file, to_inspect(summary, folder.rows(), _given(summary.task)))
    if as_json:
        print_json({"file": str(file), "samples": summary.counts.planned})
    else:
        typer.echo(f"Written: {file}", err=True)
