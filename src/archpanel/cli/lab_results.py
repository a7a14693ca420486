"""Show a lab report in the terminal, and write its files."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import typer

from archpanel.cli.consoles import content
from archpanel.cli.exits import FAILED, print_json
from archpanel.cli.tables import Column, print_table
from archpanel.domain import escaped
from archpanel.files import write_private
from archpanel.lab.html import to_html
from archpanel.lab.markdown import to_markdown
from archpanel.lab.plots import can_draw
from archpanel.lab.sections import LabReport, Section, as_json, reasons, shown
from archpanel.lab.sitting import Sitting

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")

IN_TERMINAL = ("file", "tests", "severity", "advice", "moves", "influence", "panels")
"""Ids of the sections that a terminal shows, without their numbers; the files have all."""


def deliver_report(report: LabReport, out: Path | None, *, as_json: bool) -> None:
    """Save the report where that is wanted, and show it, even if it cannot be saved."""
    problem, files = "", tuple[Path, ...]()
    try:
        files = save_report(report, out) if out else ()
    except OSError as error:
        problem = f"archpanel: The report is not written to {out}: {error.strerror or error}."
    if as_json:
        print_json(_document(report))
    else:
        _show(report)
        for file in files:
            typer.echo(f"  {escaped(str(file))}")
        if out is None:
            typer.echo("  --out FOLDER writes all of it, with plots: report.html, .md and .json.")
    if files and not can_draw():
        typer.echo(
            "Without plots: `pip install 'archpanel[lab]'` (in a clone: `make lab`) draws them.",
            err=True,
        )
    if problem:
        typer.echo(escaped(problem), err=True)
        raise typer.Exit(FAILED)


def save_report(report: LabReport, folder: Path) -> tuple[Path, ...]:
    """Write report.html, report.md and report.json, for this user alone."""
    contents = {
        "report.html": to_html(report),
        "report.md": to_markdown(report),
        "report.json": json.dumps(_document(report), indent=1),
    }
    for name, text in contents.items():
        write_private(folder / name, text)
    return tuple(folder / name for name in contents)


def save_records(sittings: Sequence[Sitting], folder: Path) -> None:
    """Write every sitting's record to `records/PANEL/INTERVIEW.json`, for this user alone."""
    for sitting in sittings:
        panel, interview = (_NOT_IN_NAMES.sub("-", n) for n in (sitting.panel, sitting.interview))
        text = sitting.record.model_dump_json(indent=1)
        write_private(folder / "records" / panel / f"{interview}.json", text)


def _document(report: LabReport) -> dict[str, object]:
    return as_json(report)


def _show(report: LabReport) -> None:
    console = content()
    for name, text in report.about:
        console.print(f"{name}: {text}", highlight=False, markup=False)
    typer.echo()
    for line in report.findings:
        console.print(f"· {line}", highlight=False, markup=False)
    told = [s for s in report.sections if s.id.rstrip("-0123456789") in IN_TERMINAL]
    for section in told:
        _table(section)
    left = [section.title for section in report.sections if section not in told]
    typer.echo()
    console.print(f"More in the report: {'; '.join(left)}.", highlight=False, markup=False)


def _table(section: Section) -> None:
    console = content()
    typer.echo()
    # Figures stay whole; a long list of words may wrap.
    prose = [any(isinstance(row[at], str) for row in section.rows)
             for at in range(len(section.columns))]  # fmt: skip
    columns = [
        Column(name, ids=at == 0 or not prose[at]) for at, name in enumerate(section.columns)
    ]
    rows = [[shown(cell) for cell in row] for row in section.rows]
    if rows:
        print_table(console, columns, rows, title=section.title)
    else:
        console.print(f"{section.title}: {section.lead}", highlight=False, markup=False)
    for note in reasons(section):
        console.print(note, style="dim", highlight=False, markup=False)
