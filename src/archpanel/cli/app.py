"""The commands. Each body imports what it needs, so that `--help` stays quick."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.consoles import busy, plain
from archpanel.cli.exits import EPILOG, readable_errors

app = typer.Typer(
    name="archpanel",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
personas = typer.Typer(help="Who sits at the table.", no_args_is_help=True)
packs = typer.Typer(
    help="Role packs: competencies, rounds, questions, policy.", no_args_is_help=True
)
app.add_typer(personas, name="personas")
app.add_typer(packs, name="packs")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
Pack = Annotated[str, typer.Option(help="Role pack: an id, a folder, or one file.")]
Seats = Annotated[
    str,
    typer.Option(
        help="Who sits on the panel: persona ids or files, parted by commas.",
        show_default="startup_cto, enterprise_architect, security_reviewer",
    ),
]
Out = Annotated[Path | None, typer.Option(help="Folder for record.json, report.md, report.html.")]

CORE_SEATS = "startup_cto,enterprise_architect,security_reviewer"


def _version(wanted: bool) -> None:
    if wanted:
        from archpanel import __version__

        typer.echo(f"archpanel {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Rehearse for an AI-architect interview before a panel of three.

    You get a verdict that anyone can check. Runs offline; no key, no network.
    """


@app.command()
def rehearse(
    world: Annotated[str, typer.Option(help="startup or enterprise.")] = "startup",
    view: Annotated[str, typer.Option(help="developer-plus or pure-architecture.")] = "",
    round_: Annotated[
        list[str] | None,
        typer.Option("--round", help="A round; repeat for more. Default: the view's."),
    ] = None,
    seats: Seats = CORE_SEATS,
    turns: Annotated[
        int,
        typer.Option(
            help="Questions in all, probes included.", show_default="9, or as the form needs"
        ),
    ] = 0,
    level: Annotated[str, typer.Option(help="Level sought: senior, staff or principal.")] = "",
    surprise: Annotated[bool, typer.Option("--surprise", help="Let one surprise happen.")] = False,
    form: Annotated[
        str, typer.Option(help="A fixed list of questions: an id or a YAML file.")
    ] = "",
    answers: Annotated[
        Path | None, typer.Option(help="Answers from a file instead of the keyboard; - is stdin.")
    ] = None,
    pack: Pack = "ai-architect",
    seed: Annotated[int, typer.Option(help="Decides between equally good questions.")] = 0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Sit before the panel: it asks, you answer, it reaches a verdict."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.briefs import Wishes, make_brief, take_seats
            from archpanel.cli.rehearsal import rehearse as run
        wishes = Wishes(
            world, view, tuple(round_ or ()), seats, turns, level, surprise, form, pack, seed
        )
        run(make_brief(wishes), take_seats(wishes), answers=answers, out=out, as_json=as_json)


@app.command()
def resume(
    session: Annotated[str, typer.Argument(help="Session id, its beginning, or `last`.")] = "last",
    answers: Annotated[Path | None, typer.Option(help="Answers from a file; - is stdin.")] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Go on with an interview that was paused, interrupted or killed."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.rehearsal import resume as run
        run(session, answers=answers, out=out, as_json=as_json)


@app.command()
def sessions(as_json: AsJson = False) -> None:
    """List all sessions, newest first."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import list_sessions
        list_sessions(as_json=as_json)


@app.command()
def report(
    session: Annotated[str, typer.Argument(help="Session id, its beginning, or `last`.")] = "last",
    format_: Annotated[str, typer.Option("--format", help="md, html or json.")] = "md",
    out: Annotated[Path | None, typer.Option(help="File to write; default: stdout.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the report of a finished session."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import show_report
        show_report(session, "json" if as_json else format_, out)


@app.command()
def replay(
    session: Annotated[str, typer.Argument(help="A session.")],
    from_: Annotated[int, typer.Option("--from", help="Answer this turn anew.", min=1)],
    answer: Annotated[
        str | None, typer.Option(help="The new answer; then the old ones follow.")
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Answer a turn anew in a copy of the session, and see how the verdict differs."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.rehearsal import replay as run
        run(session, turn=from_, answer=answer, out=out, as_json=as_json)


@app.command()
def review(
    transcript: Annotated[
        Path, typer.Argument(help="A finished interview: json, md, txt, vtt, srt.")
    ],
    pack: Pack = "ai-architect",
    seats: Seats = CORE_SEATS,
    world: Annotated[str, typer.Option(help="startup or enterprise.")] = "startup",
    view: Annotated[str, typer.Option(help="developer-plus or pure-architecture.")] = "",
    level: Annotated[str, typer.Option(help="Level sought.")] = "",
    candidate: Annotated[
        str, typer.Option(help="Which speaker is the candidate, where the file does not tell.")
    ] = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Judge a finished interview by a role pack."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.briefs import Wishes
            from archpanel.cli.reviewing import review as run
        wishes = Wishes(world, view, (), seats, 0, level, False, "", pack, 0)
        run(transcript, wishes, candidate=candidate, out=out, as_json=as_json)


@app.command()
def verify(
    record: Annotated[Path, typer.Argument(help="A record.json.")], as_json: AsJson = False
) -> None:
    """Recompute a verdict from its record, with no engine, and compare bit by bit."""
    from archpanel.cli.verifying import verify_record

    with readable_errors(as_json=as_json):
        verify_record(record, as_json=as_json)


@app.command()
def export(
    session: Annotated[str, typer.Argument(help="A session.")],
    out: Annotated[Path | None, typer.Option(help="File to write; default: stdout.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Taken like everywhere; it is JSON in any case.")
    ] = False,
) -> None:
    """Write everything that is kept about a session, as one JSON document."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import export_session
        export_session(session, out)


@app.command()
def erase(
    session: Annotated[str, typer.Argument(help="A session.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a session for good, bytes included."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import erase_session
        erase_session(session, sure=yes, as_json=as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this installation, and say what will not work and why."""
    from archpanel.cli.doctor import examine

    with readable_errors(as_json=as_json):
        examine(as_json=as_json)


@personas.command("list")
def personas_list(as_json: AsJson = False) -> None:
    """List the shipped personas."""
    from archpanel.cli.content import list_personas

    with readable_errors(as_json=as_json):
        list_personas(as_json=as_json)


@personas.command("show")
def personas_show(
    persona: Annotated[str, typer.Argument(help="Id or file.")], as_json: AsJson = False
) -> None:
    """Show one persona."""
    from archpanel.cli.content import show_persona

    with readable_errors(as_json=as_json):
        show_persona(persona, as_json=as_json)


@personas.command("check")
def personas_check(
    files: Annotated[list[str] | None, typer.Argument(help="Ids or files; default: all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check persona files: schema, competencies, coverage."""
    from archpanel.cli.content import check_personas

    with readable_errors(as_json=as_json):
        check_personas(tuple(files or ()), as_json=as_json)


@personas.command("diff")
def personas_diff(
    before: Annotated[str, typer.Argument(help="Id or file.")],
    after: Annotated[str, typer.Argument(help="Id or file.")],
    as_json: AsJson = False,
) -> None:
    """Show what differs between two personas, by meaning rather than by line."""
    from archpanel.cli.content import diff_personas

    with readable_errors(as_json=as_json):
        diff_personas(before, after, as_json=as_json)


@packs.command("list")
def packs_list(as_json: AsJson = False) -> None:
    """List the shipped role packs."""
    from archpanel.cli.content import list_packs

    with readable_errors(as_json=as_json):
        list_packs(as_json=as_json)


@packs.command("show")
def packs_show(
    pack: Annotated[str, typer.Argument(help="Id, folder or file.")] = "ai-architect",
    as_json: AsJson = False,
) -> None:
    """Show a role pack: competencies, rounds, questions, surprises, policy."""
    from archpanel.cli.content import show_pack

    with readable_errors(as_json=as_json):
        show_pack(pack, as_json=as_json)


@packs.command("check")
def packs_check(
    pack: Annotated[str, typer.Argument(help="Id, folder or file.")] = "ai-architect",
    as_json: AsJson = False,
) -> None:
    """Check a role pack: anchors, coverage, near-duplicates, examples against key points."""
    from archpanel.cli.content import check_pack

    with readable_errors(as_json=as_json):
        check_pack(pack, as_json=as_json)


def main() -> None:
    """Run the command line."""
    if plain():
        from typer import rich_utils

        rich_utils.COLOR_SYSTEM = None
    app()
