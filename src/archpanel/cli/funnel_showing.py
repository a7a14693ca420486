"""Show a search: on the terminal, as JSON, or as one HTML page."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from archpanel.agents.clock import today
from archpanel.cli.consoles import content
from archpanel.cli.exits import print_json
from archpanel.cli.funnel import open_mine
from archpanel.cli.starting import typeable
from archpanel.cli.tables import Column, print_table
from archpanel.domain import escaped
from archpanel.files import write_private
from archpanel.funnel import (
    Application,
    Event,
    Summary,
    as_plain,
    foreseen,
    oddities,
    plain,
    standing,
    summary_of,
    to_html,
    wording,
)
from archpanel.funnel.calibration import LIMITS
from archpanel.opening import open_sessions


def show_funnel(html: Path | None, *, as_json: bool) -> None:
    """Print the whole search, and write it as a page where one is wanted."""
    applications = open_mine().all()
    linked = any(application.sessions for application in applications)
    found = foreseen(applications, open_sessions()) if linked else []
    summary = summary_of(applications, found, today())
    if html is not None:
        write_private(html, to_html(summary))
        typer.echo(f"Written: {escaped(str(html))}", err=True)
    if as_json:
        print_json(as_plain(summary))
    elif html is None:
        _show(summary)


def _show(summary: Summary) -> None:
    if not summary.applications:
        typer.echo(
            typeable(
                "No applications yet. `archpanel funnel add COMPANY --role ROLE` notes one; "
                "`archpanel funnel import` reads a table."
            ),
            err=True,
        )
        return
    console = content()
    _list(console, summary)
    _table(console, wording.SHARE_HEAD, wording.share_cells(summary), "The funnel")
    _say(console, [*wording.needed_lines(summary), wording.ONE_PERSON, wording.SETTLED])
    _table(console, wording.DAYS_HEAD, wording.days_cells(summary.days), "How long it takes, days")
    _say(console, [wording.days_note(), *wording.silent_lines(summary)])
    for title, groups in (("By source", summary.sources), ("By role", summary.roles)):
        if groups:
            _table(console, wording.GROUP_HEAD, wording.group_cells(groups), title)
    _say(console, [wording.group_note()])
    _calibration(console, summary)


def _list(console: Console, summary: Summary) -> None:
    columns = [Column("id", ids=True), Column("stage", ids=True), Column("since", ids=True)]
    rows = [
        (a.id, state.now, str(state.since), escaped(a.named), escaped(a.source))
        for a, state in summary.rows()
    ]
    print_table(console, [*columns, Column("company, role"), Column("source")], rows)
    _say(console, [f"Out of order: {line}" for line in summary.odd])


def _calibration(console: Console, summary: Summary) -> None:
    found = summary.calibration
    console.print("\nHow well rehearsals foresaw it", markup=False, style="bold")
    if found.rows:
        _table(console, wording.FORESEEN_HEAD, wording.foreseen_cells(found), "")
    _say(console, wording.calibration_lines(found))
    if found.rows:
        _say(console, LIMITS)


def _table(
    console: Console, head: Sequence[str], rows: Sequence[Sequence[str]], title: str
) -> None:
    console.print()
    columns = [Column(head[0]), *(Column(name, ids=True) for name in head[1:])]
    safe = [[escaped(cell) for cell in row] for row in rows]
    print_table(console, columns, safe, title)


def _say(console: Console, lines: Sequence[str]) -> None:
    for line in lines:
        console.print(escaped(typeable(line)), highlight=False, markup=False)


def show_application(name: str, *, as_json: bool) -> None:
    """Print one application with all its entries, struck ones included."""
    found = open_mine().find(name)
    if as_json:
        print_json(plain(found))
        return
    console = content()
    console.print(escaped(f"{found.id}  {found.named}"), highlight=False, markup=False)
    columns = [Column("no", ids=True), Column("day", ids=True), Column("what", ids=True)]
    print_table(console, [*columns, Column("note")], [_row(found, e) for e in found.events])
    told = [f"Source: {found.source}"] if found.source else []
    told += [f"Job description: {found.jd.name}"] if found.jd else []
    told += [f"Rehearsal: {session}" for session in found.sessions]
    _say(console, [*told, *(f"Out of order: {why}." for _, why in oddities(found.events))])


def _row(application: Application, event: Event) -> tuple[str, str, str, str]:
    counts = event in standing(application.events)
    what = f"{event.stage} ({event.round})" if event.round else event.stage
    if event.strikes:
        what = f"strikes {event.strikes}"
    elif not counts:
        what = f"{what}, no longer counts"
    return str(event.n), str(event.day), escaped(what), escaped(event.note)
