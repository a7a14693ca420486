"""Note applications and what came of them; read and write them as tables."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typer

from archpanel.agents.clock import today
from archpanel.cli.exits import FAILED, WrongUsage, print_json
from archpanel.cli.keeping import agreed
from archpanel.cli.output import print_document
from archpanel.cli.starting import typeable
from archpanel.domain import BadRequest, UnknownName, escaped
from archpanel.files import write_private
from archpanel.funnel import (
    STAGES,
    Application,
    Event,
    Funnel,
    Plan,
    Stage,
    day_of,
    name_of,
    note_of,
    one_line,
    open_funnels,
    plain,
    plan_import,
    read_sheet,
    state_of,
    to_csv,
)
from archpanel.funnel.application import LONGEST_ROUND
from archpanel.opening import open_sessions
from archpanel.opening.doors import open_store
from archpanel.papers import read_paper

SHOWN = 20
"""Bad rows that a terminal is told of where nothing was kept; `--json` has all."""

BOM = "\ufeff"
"""Before a table in a file: without it a well-known spreadsheet takes UTF-8 for something else."""


@dataclass(frozen=True)
class Given:
    """An application as typed."""

    company: str
    role: str
    date: str
    source: str
    jd: Path | None
    note: str


@dataclass(frozen=True)
class Happened:
    """What came of an application, as typed."""

    stage: str
    date: str
    round: str
    note: str
    strike: int


def open_mine() -> Funnel:
    """Open the applications of the command line, making their tables on first use."""
    return open_funnels(open_store()).of("")


def add_application(given: Given, *, as_json: bool) -> None:
    """Keep a new application, and show it."""
    jd = read_paper(given.jd) if given.jd else None
    event = Event(1, "applied", _day(given.date), note=note_of(given.note))
    new = Application(
        "",
        name_of(given.company, "company"),
        name_of(given.role, "role"),
        one_line(given.source, "source"),
        jd,
        (event,),
    )
    _tell(open_mine().add(new), as_json=as_json)


def update_application(name: str, happened: Happened, *, anyway: bool, as_json: bool) -> None:
    """Note what came of an application, and show where it stands.

    Raises:
        WrongUsage: it does not say what happened, or says two things.
    """
    funnel = open_mine()
    found = funnel.find(name)
    _tell(funnel.note(found.id, _event(happened), anyway=anyway), as_json=as_json)


def _event(happened: Happened) -> Event:
    note = note_of(happened.note)
    kind = one_line(happened.round, "round", LONGEST_ROUND)
    if happened.strike:
        if happened.stage or kind or happened.date:
            raise WrongUsage("--strike takes an entry back; give --stage in another call.")
        return Event(0, "struck", today(), note=note, strikes=happened.strike)
    stage = happened.stage or ("round" if kind else "")
    if not stage:
        more = " A note is kept with what happened." if note else ""
        raise WrongUsage(f"Say what happened: --stage {'|'.join(STAGES)}, or --strike N.{more}")
    if kind and stage != "round":
        raise WrongUsage(f"--round {kind} is an interview; its stage is round, not {stage}.")
    return Event(0, _stage(stage), _day(happened.date), kind, note)


def _stage(given: str) -> Stage:
    for stage in STAGES:
        if stage == given.strip().casefold():
            return stage
    raise UnknownName("stage", given, STAGES)


def _day(given: str) -> date:
    try:
        return day_of(given, today()) if given else today()
    except BadRequest as error:
        raise WrongUsage(f"--date: {error}") from None


def import_table(path: Path, *, partial: bool, anyway: bool, as_json: bool) -> None:
    """Keep what a table adds; with bad rows nothing, or with `partial` the rest.

    Raises:
        typer.Exit: there are bad rows, and nothing was kept.
    """
    sheet = read_sheet(path)

    def planned(known: Sequence[Application]) -> Plan:
        plan = plan_import(sheet, known, today(), anyway=anyway)
        if plan.bad and not partial:
            raise _Refused(plan)
        return plan

    try:
        plan, kept = open_mine().take(planned), True
    except _Refused as refused:
        plan, kept = refused.plan, False
    _tell_import(path, plan, kept=kept, as_json=as_json)
    if not kept:
        raise typer.Exit(FAILED)


class _Refused(Exception):
    """A plan with bad rows: the transaction ends, and nothing is kept."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def _tell_import(path: Path, plan: Plan, *, kept: bool, as_json: bool) -> None:
    counts = _counts(plan) if kept else {"new": 0, "updated": 0, "entries": 0}
    if as_json:
        bad = [{"line": line, "problem": problem} for line, problem in plan.bad]
        left_out = list(plan.left_out) if kept else []
        torn = [line for line, _ in plan.torn] if kept else []
        told = {"kept": kept, **counts, "bad": bad, "left_out": left_out, "left_out_lines": torn}
        print_json({**told, "repeated": list(plan.repeated), "ignored": list(plan.ignored)})
    elif kept:
        new = f"{counts['new']} new application{'' if counts['new'] == 1 else 's'}"
        entries = f"{counts['entries']} entr{'y' if counts['entries'] == 1 else 'ies'}"
        typer.echo(f"{new}, {counts['updated']} updated, {entries} in all.")
    for line in _remarks(path, plan, kept=kept):
        typer.echo(escaped(line), err=True)


def _counts(plan: Plan) -> dict[str, int]:
    new = sum(not addition.known for addition in plan.additions)
    entries = sum(len(addition.added) for addition in plan.additions)
    return {"new": new, "updated": len(plan.additions) - new, "entries": entries}


def _remarks(path: Path, plan: Plan, *, kept: bool) -> list[str]:
    """Return what is to be told beside the counts, bad rows first as compilers do.

    Where the rest is kept every row that is not is told: nobody comes back to a file that was read.
    """
    refused = sorted((*plan.bad, *plan.torn)) if kept else plan.bad[:SHOWN]
    told = [f"{path}:{line}: {problem}" for line, problem in refused]
    if len(plan.bad) > SHOWN and not kept:
        told.append(f"... and {len(plan.bad) - SHOWN} more; --json has all.")
    if plan.bad:
        told.append(_refusal(path, plan, kept=kept))
    if plan.left_out and kept:
        told.append(f"Left out as a whole: {'; '.join(plan.left_out)}.")
    if plan.repeated and kept:
        lines = ", ".join(map(str, plan.repeated[:SHOWN]))
        cut = ", ..." if len(plan.repeated) > SHOWN else ""
        told.append(f"Known already, or written twice: lines {lines}{cut}.")
    if plan.ignored:
        told.append(f"Columns that mean nothing here: {', '.join(plan.ignored)}.")
    return told


def _refusal(path: Path, plan: Plan, *, kept: bool) -> str:
    """Return in one sentence how many rows were not taken, and what to do about it."""
    bad = _rows(len({line for line, _ in plan.bad}))
    if not kept:
        return (
            f"archpanel: {bad} of {path} cannot be used, so nothing was imported. Mend them, or "
            "take the applications without bad rows: --partial."
        )
    along = f", and {_rows(len(plan.torn))} of the same applications stayed out with them"
    return (
        f"Not taken: {bad} that cannot be used{along if plan.torn else ''}. Mend them and import "
        "the file again: what is known already adds nothing."
    )


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def export_funnel(out: Path | None, *, csv: bool, as_json: bool) -> None:
    """Write all applications.

    Raises:
        WrongUsage: two formats at once.
    """
    if csv and as_json:
        raise WrongUsage("--csv and --json are two formats; give one of them.")
    applications = open_mine().all()
    whole = {"applications": [plain(application, whole=True) for application in applications]}
    if out is not None:
        text = BOM + to_csv(applications) if csv else _document(whole)
        write_private(out, text)
        typer.echo(f"Written: {escaped(str(out))}", err=True)
    elif csv:
        print_document(to_csv(applications).replace("\r\n", "\n"))
    else:
        print_json(whole)


def _document(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def link_session(name: str, session: str, *, undo: bool, as_json: bool) -> None:
    """Link an application to a rehearsal, or take the link back.

    Raises:
        BadRequest: the session is a replay: its answers were given with hindsight.
    """
    funnel = open_mine()
    found = funnel.find(name)
    if undo:
        _tell(funnel.unlink(found.id, session), as_json=as_json)
        return
    sessions = open_sessions()
    row = sessions.find(session)
    if origins := sessions.origins(row.id):
        raise BadRequest(
            f"{row.id} is a replay, whose answers were given with hindsight. Link what it was made "
            f"of: `archpanel funnel link {found.id} {origins[0]}`."
        )
    _tell(funnel.link(found.id, row.id), as_json=as_json)
    if row.status != "finished":
        told = f"{row.id} has no verdict yet; `archpanel resume {row.id}` goes on with it."
        typer.echo(typeable(told), err=True)


def remove_applications(name: str, *, everything: bool, sure: bool, as_json: bool) -> None:
    """Remove an application, or all, after asking.

    Raises:
        WrongUsage: neither one nor all were named, or both.
        BadRequest: the user does not want to.
    """
    if bool(name) == everything:
        raise WrongUsage("Say which one: an id or a company, or --all.")
    funnel = open_mine()
    gone = funnel.all() if everything else [funnel.find(name)]
    one = f"{gone[0].id} {gone[0].named}" if len(gone) == 1 else f"{len(gone)} applications"
    if gone and not sure and not agreed(f"Remove {escaped(one)} for good?"):
        raise BadRequest("Nothing was removed. `--yes` removes without asking.")
    funnel.remove(*(application.id for application in gone))
    if as_json:
        print_json({"removed": [application.id for application in gone]})
    else:
        typer.echo(f"Removed: {', '.join(a.id for a in gone) or 'nothing, there was none'}")


def _tell(application: Application, *, as_json: bool) -> None:
    if as_json:
        print_json(plain(application))
        return
    state = state_of(application.events)
    linked = f"; linked to {', '.join(application.sessions)}" if application.sessions else ""
    told = f"{application.id}  {application.named}: {state.now} since {state.since}{linked}"
    typer.echo(escaped(told))
