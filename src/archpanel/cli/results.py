"""Show a verdict in the terminal, write the report files, compare two verdicts."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.markdown import Markdown

from archpanel.cli.consoles import content
from archpanel.cli.exits import FAILED, print_json
from archpanel.cli.starting import typeable
from archpanel.cli.tables import Column, print_table
from archpanel.domain import BadRequest, DecisionRecord, escaped
from archpanel.files import write_private
from archpanel.opening import report_of
from archpanel.report import compare, to_html, to_markdown, to_terminal
from archpanel.report.wording import level


def check_folder(folder: Path | None) -> None:
    """Make the folder for the reports, before anybody spends an hour on what goes into it.

    Raises:
        BadRequest: there is a file of that name, or the folder cannot be made.
    """
    if folder is None:
        return
    if folder.exists() and not folder.is_dir():
        raise BadRequest(f"--out {folder} is a file; give a folder, which is made if need be.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest(f"--out {folder} cannot be made: {error.strerror}.") from None


def deliver(record: DecisionRecord, out: Path | None, *, as_json: bool) -> None:
    """Save the reports where that is wanted, and show the verdict, even if they cannot be saved."""
    problem, files = "", tuple[Path, ...]()
    try:
        files = save_reports(record, out) if out else ()
    except OSError as error:
        problem = f"archpanel: The reports are not written to {out}: {error.strerror or error}."
    if as_json:
        print_json(record.model_dump(mode="json"))
    else:
        show_verdict(record, files)
    if problem:
        typer.echo(escaped(problem), err=True)
        raise typer.Exit(FAILED)


def save_reports(record: DecisionRecord, folder: Path) -> tuple[Path, ...]:
    """Write record.json, report.md and report.html, for this user alone; an older set goes."""
    report = report_of(record)
    contents = {
        "record.json": record.model_dump_json(indent=1),
        "report.md": to_markdown(report),
        "report.html": to_html(report),
    }
    for name, text in contents.items():
        write_private(folder / name, text)
    return tuple(folder / name for name in contents)


def show_verdict(record: DecisionRecord, files: Sequence[Path]) -> None:
    """Print the verdict, and where the whole report is."""
    console = content()
    console.print()
    console.print(Markdown(typeable(to_terminal(report_of(record)))))
    typer.echo()
    for file in files:
        typer.echo(f"  {escaped(str(file))}")  # never wrapped: people copy it
    if not files and record.brief.purpose != "review":
        whole = f"archpanel report {record.session} --format html --out report.html"
        typer.echo(f"Whole report: {typeable(whole)}")


def show_change(before: DecisionRecord, after: DecisionRecord) -> None:
    """Print what a new answer changed."""
    change = compare(before, after)
    rows = [("decision", change.before, change.after)]
    rows += [(axis.axis, level(axis.before), level(axis.after)) for axis in change.axes]
    rows += [
        (moved.competency, level(moved.before), level(moved.after))
        for moved in change.levels
        if moved.before != moved.after
    ]
    columns = (Column("", ids=True), Column("before", ids=True), Column("after", ids=True))
    print_table(content(), columns, rows, title="Before and after")
