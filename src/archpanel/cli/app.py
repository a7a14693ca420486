"""The commands. Each body imports what it needs, so that `--help` stays quick."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.consoles import busy, plain
from archpanel.cli.content_commands import packs, personas
from archpanel.cli.drill_commands import drill
from archpanel.cli.evals_commands import evals
from archpanel.cli.exits import EPILOG, readable_errors
from archpanel.cli.funnel_commands import funnel
from archpanel.cli.lab_commands import compare, whatif
from archpanel.cli.options import (
    CORE_SEATS,
    Answers,
    AsJson,
    BaseUrl,
    Fallback,
    Finished,
    Model,
    Out,
    Pack,
    SeatModel,
    Seats,
    ShowPrompts,
    Trace,
)
from archpanel.cli.output import bearing_stdout
from archpanel.cli.programme_commands import programme, study

app = typer.Typer(
    name="archpanel",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(personas, name="personas")
app.add_typer(packs, name="packs")
app.add_typer(evals, name="evals")
app.add_typer(programme, name="programme")
app.add_typer(funnel, name="funnel")


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
        typer.Option(
            "--round", metavar="<id>", help="A round; repeat for more. Default: the view's."
        ),
    ] = None,
    seats: Seats = CORE_SEATS,
    turns: Annotated[
        int | None,
        typer.Option(
            help="Questions in all, probes included. Default: 9, or as the form needs.",
            show_default=False,
        ),
    ] = None,
    level: Annotated[str, typer.Option(help="Level sought: senior, staff or principal.")] = "",
    surprise: Annotated[bool, typer.Option("--surprise", help="Let one surprise happen.")] = False,
    form: Annotated[
        str, typer.Option(help="A fixed list of questions: an id or a YAML file.")
    ] = "",
    answers: Answers = None,
    pack: Pack = "ai-architect",
    seed: Annotated[
        int | None,
        typer.Option(
            help="Draws the questions. Default: others each time; 0 with --answers.",
            show_default=False,
        ),
    ] = None,
    model: Model = "",
    base_url: BaseUrl = "",
    seat_model: SeatModel = None,
    fallback_model: Fallback = "",
    show_prompts: ShowPrompts = False,
    trace: Trace = False,
    jd: Annotated[
        Path | None,
        typer.Option(help="Job description (txt, md, pdf, docx): what is asked, never a score."),
    ] = None,
    cv: Annotated[
        Path | None,
        typer.Option(help="Your CV, likewise; only a language model asks about what it says."),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Sit before the panel: it asks, you answer, it reaches a verdict."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.models import prepare
            from archpanel.cli.rehearsal import rehearse as run
            from archpanel.opening import ModelWishes, Wishes, make_brief, take_seats
        prepare(show_prompts=show_prompts, trace=trace)
        wishes = Wishes(
            world,
            view,
            tuple(round_ or ()),
            seats,
            turns,
            level,
            surprise,
            form,
            pack,
            seed or 0,
            models=ModelWishes(model, base_url, tuple(seat_model or ()), fallback_model),
            jd=jd,
            cv=cv,
        )
        with busy("The papers are read" if jd or cv else "The room is made ready"):
            brief = make_brief(wishes)
        draws = seed is None and answers is None
        run(brief, take_seats(wishes), answers=answers, out=out, as_json=as_json, draws=draws)


@app.command()
def resume(
    session: Annotated[
        str, typer.Argument(help="Session id, its beginning, or `last`: the last that waits.")
    ] = "last",
    answers: Answers = None,
    as_is: Annotated[
        bool,
        typer.Option(
            "--as-is",
            help="Reach a verdict without the seats whose model is out of reach, though it needs "
            "them; it will be a hold.",
        ),
    ] = False,
    model: Annotated[
        str, typer.Option(help="Another language model for all seats from now on.")
    ] = "",
    base_url: Annotated[
        str, typer.Option("--base-url", help="Another server from now on, up to /v1.")
    ] = "",
    seat_model: SeatModel = None,
    fallback_model: Fallback = "",
    show_prompts: ShowPrompts = False,
    trace: Trace = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Go on with an interview that was paused, interrupted or killed."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.models import prepare
            from archpanel.cli.rehearsal import resume as run
            from archpanel.opening import ModelWishes
        prepare(show_prompts=show_prompts, trace=trace)
        models = ModelWishes(model, base_url, tuple(seat_model or ()), fallback_model)
        run(session, answers=answers, out=out, as_json=as_json, as_is=as_is, models=models)


@app.command()
def sessions(as_json: AsJson = False) -> None:
    """List all sessions, newest first."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import list_sessions
        list_sessions(as_json=as_json)


@app.command()
def report(
    session: Finished = "last",
    format_: Annotated[
        str,
        typer.Option("--format", help="md, html or json. Default: by the ending of --out, or md."),
    ] = "",
    coaching: Annotated[
        bool,
        typer.Option(
            "--coaching", help="Have the first seat's model write a note to you: one call, kept."
        ),
    ] = False,
    show_prompts: ShowPrompts = False,
    trace: Trace = False,
    out: Annotated[
        Path | None, typer.Option(help="File to write, with its folder; default: stdout.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the report of a finished session."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import show_report
            from archpanel.cli.models import prepare
        prepare(show_prompts=show_prompts, trace=trace)
        show_report(session, "json" if as_json else format_, out, coaching=coaching)


@app.command()
def replay(
    session: Finished,
    from_: Annotated[int, typer.Option("--from", help="Answer this turn anew.", min=1)],
    answer: Annotated[
        str | None,
        typer.Option(
            help='The new answer, "" to pass; then the old ones follow. Without it, it is read '
            "from a pipe or typed. A terminal asks what is new; else that is passed, and named."
        ),
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
    model: Model = "",
    base_url: BaseUrl = "",
    seat_model: SeatModel = None,
    fallback_model: Fallback = "",
    show_prompts: ShowPrompts = False,
    trace: Trace = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Judge a finished interview by a role pack."""
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.models import prepare
            from archpanel.cli.reviewing import review as run
            from archpanel.opening import ModelWishes, Wishes
        prepare(show_prompts=show_prompts, trace=trace)
        models = ModelWishes(model, base_url, tuple(seat_model or ()), fallback_model)
        wishes = Wishes(world, view, (), seats, None, level, False, "", pack, 0, models=models)
        run(transcript, wishes, candidate=candidate, out=out, as_json=as_json)


@app.command()
def verify(
    record: Annotated[
        Path, typer.Argument(help="A record.json; or a session of this machine: its id, or `last`.")
    ],
    against: Annotated[
        str,
        typer.Option(
            help="Also compare role, personas, red flags, questions and the words they were asked "
            "in with this installed pack (an id, a folder or a file): it shows a record whose "
            "content was rewritten and sealed anew. It cannot tell whether answers, times and "
            "session are true, nor a language model's own wording."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Recompute a verdict from its record, with no engine, and compare bit by bit."""
    from archpanel.cli.verifying import verify_record

    with readable_errors(as_json=as_json):
        verify_record(record, against, as_json=as_json)


@app.command()
def export(
    session: Finished,
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
    session: Annotated[
        str, typer.Argument(help="Session id, its beginning, or `last`: the newest.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    with_replays: Annotated[
        bool, typer.Option("--with-replays", help="Its replays too: they hold the same answers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a session for good, bytes and drills included. Its replays are named, and stay."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are opened"):
            from archpanel.cli.keeping import erase_session
        erase_session(session, sure=yes, with_replays=with_replays, as_json=as_json)


@app.command()
def doctor(model: Model = "", base_url: BaseUrl = "", as_json: AsJson = False) -> None:
    """Check this installation and the model, if one is configured (at most five short calls)."""
    with readable_errors(as_json=as_json):
        from archpanel.cli.doctor import examine
        from archpanel.opening import ModelWishes

        examine(ModelWishes(model, base_url), CORE_SEATS, as_json=as_json)


@app.command()
def bench(
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            metavar="<name>",
            help="latency, verdict, tokens, cpu, connections, batch or import; repeat for more. "
            "Default: all, about ten minutes.",
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(help="Rounds of both, in turns.", min=1)] = 5,
    out: Annotated[Path | None, typer.Option(help="File to write the JSON document to.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 on a missed target.")] = False,
    product: Annotated[
        str,
        typer.Option(help="What to measure, as package.module:name. Default: this panel."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Measure the panel against a bare model client. Models are played on this machine."""
    with readable_errors(as_json=as_json):
        with busy("The benchmark is made ready"):
            from archpanel.cli.bench import run_bench
        names = tuple(scenario or ())
        run_bench(names, rounds=rounds, product=product, out=out, as_json=as_json, check=check)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8765,
    new_link: Annotated[
        bool, typer.Option("--new-link", help="Print a link to set the first coach's password.")
    ] = False,
) -> None:
    """Open the rehearsal room as a web page, for candidates and coaches."""
    with readable_errors():
        with busy("The house is made ready"):
            from archpanel.web.serving import serve as run
        run(host, port, new_link=new_link)


app.command()(study)
app.command()(drill)
app.command()(compare)
app.command()(whatif)


def main() -> None:
    """Run the command line."""
    if plain():
        from typer import rich_utils

        rich_utils.COLOR_SYSTEM = None
    with bearing_stdout():
        app(prog_name="archpanel")
