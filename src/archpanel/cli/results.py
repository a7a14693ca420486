"""Show a verdict in the terminal, write the report files, compare two verdicts."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.markdown import Markdown
from rich.table import Table

from archpanel.cli.consoles import content
from archpanel.domain import DecisionRecord
from archpanel.report import build_report, to_html, to_markdown, to_terminal


def save_reports(record: DecisionRecord, folder: Path) -> tuple[Path, ...]:
    """Write record.json, report.md and report.html; an older set is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    report = build_report(record)
    contents = {
        "record.json": record.model_dump_json(indent=1),
        "report.md": to_markdown(report),
        "report.html": to_html(report),
    }
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in contents)


def show_verdict(record: DecisionRecord, files: Sequence[Path]) -> None:
    """Print the verdict, and where the whole report is."""
    console = content()
    console.print()
    console.print(Markdown(to_terminal(build_report(record))))
    typer.echo()
    for file in files:
        typer.echo(f"  {file}")  # never wrapped: people copy it
    if not files and record.brief.purpose != "review":
        typer.echo(
            f"Whole report: archpanel report {record.session} --format html --out report.html"
        )


def show_change(before: DecisionRecord, after: DecisionRecord) -> None:
    """Print what a new answer changed."""
    table = Table(title="Before and after")
    for column in ("", "before", "after"):
        table.add_column(column)
    table.add_row("decision", before.verdict.decision, after.verdict.decision)
    for old, new in zip(before.verdict.axes, after.verdict.axes, strict=True):
        table.add_row(old.axis, _level(old.level), _level(new.level))
    for competency, old_level in before.verdict.levels.items():
        new_level = after.verdict.levels.get(competency)
        if old_level != new_level:
            table.add_row(competency, _level(old_level), _level(new_level))
    content().print(table)


def _level(level: float | None) -> str:
    return "not assessed" if level is None else f"{level:.1f}"
