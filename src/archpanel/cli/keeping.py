"""Commands about sessions that exist: list, report, export, erase."""

import asyncio
import json
import sys
from pathlib import Path

import typer
from rich.table import Table

from archpanel.cli.consoles import content as console
from archpanel.cli.doors import open_sessions
from archpanel.cli.exits import print_json
from archpanel.domain import BadRequest, DecisionRecord


def list_sessions(*, as_json: bool) -> None:
    """Print all sessions, newest first."""
    rows = open_sessions().list()
    if as_json:
        print_json(
            [
                {
                    "id": row.id,
                    "created": row.created,
                    "status": row.status,
                    "brief": row.brief.model_dump(mode="json"),
                }
                for row in rows
            ]
        )
        return
    if not rows:
        typer.echo("No sessions yet. `archpanel rehearse` starts one.", err=True)
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("session", "started (UTC)", "status"):
        table.add_column(column, no_wrap=True)
    for column in ("world", "rounds", "seats"):
        table.add_column(column)
    for row in rows:
        brief = row.brief
        started = row.created[:16].replace("T", " ")
        table.add_row(
            row.id, started, row.status, brief.world, "\n".join(brief.rounds),
            "\n".join(brief.seats),
        )  # fmt: skip
    console(pipe_width=200).print(table)


def show_report(session: str, format_: str, out: Path | None) -> None:
    """Print or write the report of a finished session."""
    record = open_sessions().record(session)
    content = render(record, format_)
    if out is None:
        sys.stdout.write(content)
    else:
        _write(out, content)


def _write(out: Path, content: str) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(content, encoding="utf-8")
    typer.echo(f"Written: {out}", err=True)


def render(record: DecisionRecord, format_: str) -> str:
    """Return a record as Markdown, HTML or JSON.

    Raises:
        BadRequest: another format.
    """
    from archpanel.report import build_report, to_html, to_markdown

    if format_ == "json":
        return json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    if format_ == "md":
        return to_markdown(build_report(record))
    if format_ == "html":
        return to_html(build_report(record))
    raise BadRequest(f"No format is called {format_!r}. Known: html, json, md.")


def export_session(session: str, out: Path | None) -> None:
    """Write all that is kept about a session."""
    found = asyncio.run(open_sessions().export(session))
    if out is None:
        print_json(found)
    else:
        _write(out, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def erase_session(session: str, *, sure: bool, as_json: bool) -> None:
    """Erase a session after asking."""
    sessions = open_sessions()
    row = sessions.find(session)
    if not sure and not typer.confirm(f"Erase session {row.id} of {row.created} for good?"):
        raise BadRequest("Nothing was erased. `--yes` erases without asking.")
    asyncio.run(sessions.erase(row.id))
    if as_json:
        print_json({"erased": row.id})
    else:
        typer.echo(f"Erased: {row.id}")
