"""The commands of the funnel: note applications and what came of them, see what they tell."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.consoles import busy
from archpanel.cli.exits import WrongUsage, readable_errors
from archpanel.cli.options import AsJson

funnel = typer.Typer(
    help="Your search: applications, processes, offers, contract, and what rehearsals foresaw.",
    no_args_is_help=True,
)
Which = Annotated[str, typer.Argument(metavar="ID", help="Its id, such as a3, or its company.")]
When = Annotated[str, typer.Option("--date", help="Day, such as 2026-11-03. Default: today.")]
NoteText = Annotated[str, typer.Option("--note", help="Anything you want to remember.")]
Anyway = Annotated[
    bool, typer.Option("--anyway", help="Keep it though it cannot have happened in this order.")
]


@funnel.command("add")
def funnel_add(
    company: Annotated[str, typer.Argument(help="Where you applied.")],
    role: Annotated[str, typer.Option(help="What you applied for, such as AI Architect.")],
    date: When = "",
    source: Annotated[str, typer.Option(help="How you came to it: referral, a job board.")] = "",
    jd: Annotated[
        Path | None, typer.Option(help="Job description (txt, md, pdf, docx), to keep with it.")
    ] = None,
    note: NoteText = "",
    as_json: AsJson = False,
) -> None:
    """Note an application; prints its id."""
    with readable_errors(as_json=as_json):
        with busy("The applications are opened"):
            from archpanel.cli.funnel import Given, add_application
        add_application(Given(company, role, date, source, jd, note), as_json=as_json)


@funnel.command("update")
def funnel_update(
    application: Which,
    stage: Annotated[
        str,
        typer.Option(
            help="process, round, offer, contract, rejected, withdrawn or ghosted; applied "
            "corrects the day of the application.",
        ),
    ] = "",
    date: When = "",
    round_: Annotated[
        str, typer.Option("--round", help="Kind of interview: technical, design; means a round.")
    ] = "",
    note: NoteText = "",
    strike: Annotated[
        int,
        typer.Option(
            help="Take back the entry of this number, as `show ID` lists them.",
            show_default=False,
        ),
    ] = 0,
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Note what came of an application. Nothing is changed: entries are added, or struck."""
    with readable_errors(as_json=as_json):
        with busy("The applications are opened"):
            from archpanel.cli.funnel import Happened, update_application
        happened = Happened(stage, date, round_, note, strike)
        update_application(application, happened, anyway=anyway, as_json=as_json)


@funnel.command("show")
def funnel_show(
    application: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="One application with all its entries."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the whole as one HTML file.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the funnel: shares with intervals beside the mentor's, days, sources, calibration."""
    with readable_errors(as_json=as_json):
        with busy("The applications are opened"):
            from archpanel.cli.funnel_showing import show_application, show_funnel
        if application is not None and html is not None:
            raise WrongUsage("--html is a page of the whole search; leave the id out.")
        if application is not None:
            show_application(application, as_json=as_json)
        else:
            show_funnel(html, as_json=as_json)


@funnel.command("import")
def funnel_import(
    table: Annotated[Path, typer.Argument(metavar="CSV", help="A table; docs/funnel.md says how.")],
    partial: Annotated[
        bool,
        typer.Option(
            "--partial", help="Take the applications without bad rows. Default: all or nothing."
        ),
    ] = False,
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Read applications from a table. Bad rows are named by line, and nothing is kept then.

    With --partial the applications without a bad row are kept. Every row that is not is listed.
    """
    with readable_errors(as_json=as_json):
        with busy("The table is read"):
            from archpanel.cli.funnel import import_table
        import_table(table, partial=partial, anyway=anyway, as_json=as_json)


@funnel.command("export")
def funnel_export(
    csv: Annotated[
        bool, typer.Option("--csv", help="A table for a spreadsheet. Default: all, as JSON.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="File to write; default: stdout.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Taken like everywhere; it is JSON without --csv.")
    ] = False,
) -> None:
    """Write all applications, as JSON or as a table that `import` reads."""
    with readable_errors(as_json=as_json):
        with busy("The applications are opened"):
            from archpanel.cli.funnel import export_funnel
        export_funnel(out, csv=csv, as_json=as_json)


@funnel.command("link")
def funnel_link(
    application: Which,
    session: Annotated[
        str, typer.Argument(help="A rehearsal held for it: session id, its beginning, or `last`.")
    ],
    undo: Annotated[bool, typer.Option("--undo", help="Take the link back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Link an application to a rehearsal, so that its outcome can be held against the verdict."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.funnel import link_session
        link_session(application, session, undo=undo, as_json=as_json)


@funnel.command("remove")
def funnel_remove(
    application: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Its id, or its company.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of your applications.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove an application for good, with all that was noted about it."""
    with readable_errors(as_json=as_json):
        with busy("The applications are opened"):
            from archpanel.cli.funnel import remove_applications
        remove_applications(application or "", everything=everything, sure=yes, as_json=as_json)
