"""The commands of the persona lab: compare personas, decide an interview otherwise."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.consoles import busy
from archpanel.cli.exits import readable_errors
from archpanel.cli.lab_options import (
    Bank,
    Candidates,
    Coach,
    KeepRecords,
    LabOut,
    Minds,
    Panels,
    Personas,
    Records,
    Scripts,
    Transcripts,
)
from archpanel.cli.options import AsJson, BaseUrl, Fallback, Pack


def compare(
    record: Records = None,
    transcript: Transcripts = None,
    answers: Scripts = None,
    bank: Bank = 0,
    candidates: Candidates = 0,
    persona: Personas = None,
    seats: Panels = None,
    world: Annotated[str, typer.Option(help="startup or enterprise.")] = "startup",
    view: Annotated[str, typer.Option(help="developer-plus or pure-architecture.")] = "",
    level: Annotated[str, typer.Option(help="Level sought: senior, staff or principal.")] = "",
    form: Annotated[
        str, typer.Option(help="Questions where interviews are held. Default for --answers: demo.")
    ] = "",
    turns: Annotated[
        int | None,
        typer.Option(help="Questions in all, where interviews are held.", show_default=False),
    ] = None,
    candidate: Annotated[
        str, typer.Option(help="The candidate's speaker name in the transcripts.")
    ] = "",
    pack: Pack = "ai-architect",
    seed: Annotated[int, typer.Option(help="Which answers --bank draws.")] = 0,
    model: Minds = None,
    base_url: BaseUrl = "",
    fallback_model: Fallback = "",
    coach: Coach = None,
    out: LabOut = None,
    keep_records: KeepRecords = False,
    as_json: AsJson = False,
) -> None:
    """Compare personas, panels or models on the same answers: who is strict, who asks, who decides.

    Start with `archpanel compare --bank 24 --out lab` and open lab/report.html.
    """
    with readable_errors(as_json=as_json):
        with busy("The lab is made ready"):
            from archpanel.cli.comparing import Wanted, run_comparison
            from archpanel.opening import Wishes
        wishes = Wishes(world, view, (), "", turns, level, False, form, pack, seed)
        run_comparison(
            Wanted(
                wishes,
                records=tuple(record or ()),
                transcripts=tuple(transcript or ()),
                scripts=tuple(answers or ()),
                bank=bank,
                candidates=candidates,
                personas=tuple(persona or ()),
                panels=tuple(seats or ()),
                minds=tuple(model or ()),
                base_url=base_url,
                fallback=fallback_model,
                candidate=candidate,
                coach=coach,
                keep_records=keep_records,
            ),
            out=out,
            as_json=as_json,
        )


def whatif(
    record: Annotated[
        str, typer.Argument(help="record.json, a session id, its beginning, or `last`.")
    ] = "last",
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="SEAT", help="Leave a seat out; repeat for more."),
    ] = None,
    instead: Annotated[
        list[str] | None,
        typer.Option(
            "--instead",
            metavar="SEAT=RECORD:OTHER",
            help="Another seat's ballot, from a record of the very same answers.",
        ),
    ] = None,
    bar: Annotated[
        list[str] | None,
        typer.Option("--bar", metavar="AXIS=LEVEL", help="Another bar, such as ai=3.2; repeat."),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            "--weight",
            metavar="COMPETENCY=N",
            help="Another importance, 0 (not asked for) to 3 (central); repeat.",
        ),
    ] = None,
    world: Annotated[str, typer.Option(help="Decide as another world would.")] = "",
    level: Annotated[str, typer.Option(help="Decide for another level sought.")] = "",
    profile: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Decide as a kind of firm would: by its weights, world and level.",
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="File for the answer as JSON.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Decide a finished interview otherwise: without a seat, with another bar or weight.

    From its record alone, with no engine. Nothing is changed; the answer names its assumptions.
    """
    from archpanel.cli.deciding_otherwise import Otherwise, decide_otherwise

    with readable_errors(as_json=as_json):
        wanted = Otherwise(
            tuple(without or ()),
            tuple(instead or ()),
            tuple(bar or ()),
            tuple(weight or ()),
            world,
            level,
            profile,
        )
        decide_otherwise(record, wanted, out=out, as_json=as_json)
