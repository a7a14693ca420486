"""Commands about sessions that exist: list, report, export, erase."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from sqlalchemy import Engine

from archpanel.cli.consoles import content as console
from archpanel.cli.exits import WrongUsage, print_json
from archpanel.cli.models import minds_of
from archpanel.cli.output import is_unicode, print_document
from archpanel.cli.starting import typeable
from archpanel.cli.tables import Column, print_table
from archpanel.domain import (
    BadRequest,
    Call,
    DecisionRecord,
    ErasedWithRemains,
    Note,
    UnknownName,
    escaped,
)
from archpanel.files import write_private
from archpanel.funnel import Application, open_funnels, plain
from archpanel.opening import FORMATS, calls_for_notes, kept_note, open_sessions
from archpanel.opening import render as rendered
from archpanel.opening.doors import open_store
from archpanel.programme.practice_store import open_practice
from archpanel.sessions import Progress, SessionRow, Sessions


def list_sessions(*, as_json: bool) -> None:
    """Print all sessions, newest first."""
    sessions = open_sessions()
    rows, progress = sessions.list(), sessions.progress()
    if as_json:
        print_json([_as_json(row, progress.get(row.id, Progress())) for row in rows])
    elif rows:
        _show(rows, progress)
    else:
        typer.echo(typeable("No sessions yet. `archpanel rehearse` starts one."), err=True)


def _as_json(row: SessionRow, progress: Progress) -> dict[str, Any]:
    shown = {
        "id": row.id,
        "created": row.created,
        "status": row.status,
        "answered": progress.answered,
        "decision": progress.decision,
        "replay_of": sorted(progress.origins),
        "brief": _listed(row.kept["brief"]),
    }
    return {**shown, "problem": row.problem} if row.problem else shown


def _listed(brief: Any) -> Any:
    """Return a brief as a list shows it: the text of a CV belongs in an export."""
    if not isinstance(brief, dict):
        return brief
    papers = {
        name: {key: value for key, value in paper.items() if key != "text"}
        for name in ("jd", "cv")
        if isinstance(paper := brief.get(name), dict)
    }
    return {**brief, **papers}


def _show(rows: Sequence[SessionRow], progress: Mapping[str, Progress]) -> None:
    """Print one or two lines for each; the id has the date."""
    columns = [Column("session", ids=True), Column("UTC", ids=True), Column("state", ids=True)]
    lines = [_line(row, progress.get(row.id, Progress())) for row in rows]
    print_table(console(pipe_width=200), [*columns, Column("what it is")], lines)
    for row in rows:
        if row.problem:
            typer.echo(f"archpanel: {escaped(row.problem)}", err=True)


def _line(row: SessionRow, progress: Progress) -> tuple[str, ...]:
    return row.id, row.created[11:16], _state(row, progress), _about(row, progress)


def _state(row: SessionRow, progress: Progress) -> str:
    if progress.decision:
        return f"{row.status}: {progress.decision.replace('_', ' ')}"
    if row.problem:
        return f"{row.status}: {progress.answered} answered"
    return f"{row.status}: {progress.answered} of {row.brief.turns}"


def _about(row: SessionRow, progress: Progress) -> str:
    if row.problem:
        return "of another version of archpanel"
    brief = row.brief
    parts = [part for part in (brief.world, brief.view, brief.level) if part]
    parts += [f"form {brief.form.id}"] if brief.form else []
    parts += [f"read by {minds_of(row.now)}"] if brief.models else []
    parts += [f"replay of {progress.origins[0]}"] if progress.origins else []
    return ", ".join(parts)


def show_report(session: str, format_: str, out: Path | None, *, coaching: bool = False) -> None:
    """Print or write the report of a finished session; `coaching` has a note written to it.

    Raises:
        UnknownName: there is no such format.
        WrongUsage: the file's ending says another one.
    """
    from archpanel.cli.coaching import coaching_note

    format_ = choose_format(format_, out)
    sessions = open_sessions()
    record = sessions.record(sessions.find_finished(session).id)
    note = (coaching_note if coaching else kept_note)(sessions, record.session)
    later = calls_for_notes(sessions, record.session)
    content = render(record, format_, note if coaching or format_ != "json" else None, later)
    if out is None:
        print_document(content)
    else:
        _write(out, content)


_ENDINGS = {".htm": "html", ".markdown": "md", ".txt": "md", "": ""}
"""Endings that mean another format than their own name; "" is left to `--format`."""


def choose_format(wanted: str, out: Path | None) -> str:
    """Return the format of a report: as wanted, else by the ending of the file, else Markdown.

    Raises:
        UnknownName: there is no such format.
        WrongUsage: both are given and do not agree.
    """
    ending = out.suffix.lower() if out else ""
    named = _ENDINGS.get(ending, ending.removeprefix("."))
    if (wanted or named or "md") not in FORMATS:
        raise UnknownName("format", wanted or named, FORMATS)
    if wanted and named in FORMATS and named != wanted:
        raise WrongUsage(
            f"--out {out} ends as {named}, and --format says {wanted}. Give one of the two, or "
            "another ending."
        )
    return wanted or named or "md"


def _write(out: Path, content: str) -> None:
    write_private(out, content)
    typer.echo(f"Written: {escaped(str(out))}", err=True)


def render(
    record: DecisionRecord, format_: str, note: Note | None = None, later: Sequence[Call] = ()
) -> str:
    """Return a record as Markdown (`md`), HTML or JSON; a note is not part of the record."""
    return rendered(record, format_, note, later, ascii_only=not is_unicode())


def export_session(session: str, out: Path | None) -> None:
    """Write all that is kept about a session."""
    sessions = open_sessions()
    row = sessions.find_finished(session)
    found = asyncio.run(sessions.export(row.id))
    store = open_store()
    found["applications"] = [plain(a, whole=True) for a in _linked_to(row.id, store)]
    found["practice"] = open_practice(store).about(row.id)
    if out is None:
        print_json(found)
    else:
        _write(out, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _linked_to(session: str, store: Engine) -> list[Application]:
    """Return the applications of the command line that a session is linked to."""
    return [a for a in open_funnels(store).of("").all() if session in a.sessions]


def erase_session(session: str, *, sure: bool, with_replays: bool, as_json: bool) -> None:
    """Erase a session after asking; its replays hold the same answers, and go when that is said."""
    sessions = open_sessions()
    row = sessions.find(session)
    replays = sessions.replays(row.id)
    if replays:
        typer.echo(_fate(replays, with_replays), err=True)
    what = f"session {row.id} of {row.created}"
    if with_replays and replays:
        what += f" and {len(replays)} of its replays" if len(replays) > 1 else " and its replay"
    if not sure and not agreed(f"Erase {what} for good?"):
        raise BadRequest("Nothing was erased. `--yes` erases without asking.")
    gone = [*replays, row.id] if with_replays else [row.id]
    _erase_each(sessions, gone)
    if as_json:
        left = [] if with_replays else list(replays)
        print_json({"erased": row.id, "replays_erased": gone[:-1], "replays_left": left})
    else:
        typer.echo(f"Erased: {', '.join(gone)}")


def _erase_each(sessions: Sessions, gone: Sequence[str]) -> None:
    """Erase all of them, and only then tell of which bytes are left."""
    left: ErasedWithRemains | None = None
    for each in gone:
        try:
            asyncio.run(sessions.erase(each))
        except ErasedWithRemains as error:
            left = error
    if left is not None:
        raise left


def _fate(replays: Sequence[str], go: bool) -> str:
    named = ", ".join(replays)
    if go:
        return f"Replays of it, which go too: {named}"
    return (
        f"Replays of it, which stay and hold the same answers: {named}. "
        "--with-replays erases them too."
    )


def agreed(question: str) -> bool:
    """Ask on stderr, and return whether somebody said yes."""
    # Not `typer.confirm`: it writes a blank to stdout, which belongs to `--json`.
    typer.echo(f"{question} [y/N]: ", nl=False, err=True)
    said = sys.stdin.readline()
    if not said:  # nobody is there to answer
        typer.echo(err=True)
    return said.strip().lower() in ("y", "yes")
