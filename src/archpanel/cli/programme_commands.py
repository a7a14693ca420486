"""The commands of the programme: the plan, its next session, and where one stands."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.consoles import busy
from archpanel.cli.exits import readable_errors
from archpanel.cli.options import Answers, AsJson, BaseUrl, Fallback, Model, Out, Pack, SeatModel

programme = typer.Typer(no_args_is_help=True, help="Plan rehearsals that cover every variant.")

Several = list[str] | None

# What `plan` and `simulate` both take; the level also `status`.
Count = Annotated[int, typer.Option(help="How many sessions.")]
Weeks = Annotated[int, typer.Option(help="Over how many weeks.")]
Start = Annotated[
    str,
    typer.Option("--start", metavar="YYYY-MM-DD", help="Day of the first. Default: next Monday."),
]
Targets = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE", help="Job description aimed at (txt, md, pdf, docx); repeat for more."
    ),
]
Profiles = Annotated[
    Several, typer.Option(metavar="ID", help="Kind of firm aimed at: an id or a file; repeat.")
]
Worlds = Annotated[Several, typer.Option(metavar="WORLD", help="Only this world; repeat for more.")]
Views = Annotated[Several, typer.Option(metavar="VIEW", help="Only this view of the role; repeat.")]
Level = Annotated[str, typer.Option(help="Level sought. Default: the pack's.", show_default=False)]


@programme.callback()
def start() -> None:
    """Plan rehearsals that cover every variant of the interview."""


@programme.command()
def plan(
    sessions: Count = 12,
    weeks: Weeks = 20,
    start_: Start = "",
    target: Targets = None,
    profile: Profiles = None,
    weak: Annotated[
        Several, typer.Option(metavar="COMPETENCY", help="What you are weak in; repeat for more.")
    ] = None,
    world: Worlds = None,
    view: Views = None,
    round_: Annotated[
        Several, typer.Option("--round", metavar="ROUND", help="Only this round; repeat.")
    ] = None,
    seats: Annotated[
        str,
        typer.Option(
            help="Personas to choose panels from, ids or files, parted by commas. Default: all.",
            show_default=False,
        ),
    ] = "",
    level: Annotated[
        Several, typer.Option(metavar="LEVEL", help="Only this level sought; repeat.")
    ] = None,
    surprise: Annotated[
        bool | None,
        typer.Option(
            "--surprise/--no-surprise",
            help="Only with, or only without a surprise. Default: both.",
            show_default=False,
        ),
    ] = None,
    rounds_each: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=4,
            help="Rounds in each session. Default: as few as cover every pair.",
            show_default=False,
        ),
    ] = None,
    pack: Pack = "ai-architect",
    seed: Annotated[int, typer.Option(help="Decides between equally good plans.")] = 0,
    keep: Annotated[
        bool, typer.Option("--keep/--no-keep", help="Make it the programme in force.")
    ] = True,
    proof: Annotated[
        bool, typer.Option("--proof", help="Print every pair with the sessions that hold it.")
    ] = False,
    ics: Annotated[
        Path | None, typer.Option(help="Write a calendar file here.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the plan as JSON here.", show_default=False)
    ] = None,
    md: Annotated[
        Path | None,
        typer.Option(help="Write plan and proof as Markdown here.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan sessions in which every pair of variants meets, from easy to hard.

    Variants are the worlds, views, rounds, seats and levels of the role, with and without a
    surprise. What two of them have never met in, no rehearsal has shown you.
    """
    with readable_errors(as_json=as_json):
        with busy("The plan is made"):
            from archpanel.cli.planning import Choices, print_plan
        choices = Choices(
            sessions,
            weeks,
            start_,
            tuple(target or ()),
            tuple(profile or ()),
            tuple(weak or ()),
            {
                "world": tuple(world or ()),
                "view": tuple(view or ()),
                "round": tuple(round_ or ()),
                "level": tuple(level or ()),
            },
            seats,
            surprise,
            rounds_each,
            pack,
            seed,
        )
        print_plan(choices, keep=keep, proof=proof, ics=ics, out=out, md=md, as_json=as_json)


@programme.command(name="next")
def next_(
    show: Annotated[bool, typer.Option("--show", help="Only say which it is, and why.")] = False,
    turns: Annotated[
        int | None,
        typer.Option(help="Questions in all, probes included. Default: 9.", show_default=False),
    ] = None,
    answers: Answers = None,
    model: Model = "",
    base_url: BaseUrl = "",
    seat_model: SeatModel = None,
    fallback_model: Fallback = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Hold the next session of the programme: the one that is worth most now.

    What the last sessions asked is not asked again while the bank has anything else.
    """
    with readable_errors(as_json=as_json):
        with busy("The room is made ready"):
            from archpanel.cli.programme_next import Manner, hold_next
            from archpanel.opening import ModelWishes
        models = ModelWishes(model, base_url, tuple(seat_model or ()), fallback_model)
        hold_next(Manner(turns, answers, out, models, show), as_json=as_json)


@programme.command()
def status(
    level: Level = "",
    html: Annotated[
        Path | None, typer.Option(help="Write it here as one HTML page.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say where you stand: what is covered, how levels come along, where the bar is met."""
    with readable_errors(as_json=as_json):
        with busy("The sessions are read"):
            from archpanel.cli.programme_status import print_status
        print_status(level, html, as_json=as_json)


@programme.command()
def simulate(
    sessions: Count = 12,
    weeks: Weeks = 20,
    start_: Start = "",
    target: Targets = None,
    profile: Profiles = None,
    first: Annotated[
        float, typer.Option("--from", help="Level in the first session, from 1 to 5.")
    ] = 1.8,
    last: Annotated[float, typer.Option("--to", help="Level in the last session.")] = 4.4,
    weak: Annotated[
        Several,
        typer.Option(
            metavar="COMPETENCY",
            help="Stays at the first level; repeat. Default: what most rounds ask for.",
        ),
    ] = None,
    world: Worlds = None,
    view: Views = None,
    level: Level = "",
    turns: Annotated[
        int | None,
        typer.Option(help="Questions in each session. Default: 9.", show_default=False),
    ] = None,
    pack: Pack = "ai-architect",
    seed: Annotated[int, typer.Option(help="Draws plan, questions and answers.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the status pages before, in the middle and after, and the sessions. "
            "Default: nothing is kept.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take a scripted candidate, who improves, through a whole programme.

    Panels and verdicts are real, the answers are the bank's own examples, and the days are those
    of the plan. Your own sessions are not touched, and no model is called.
    """
    with readable_errors(as_json=as_json):
        with busy("The plan is made"):
            from archpanel.cli.planning import Choices
            from archpanel.cli.programme_simulation import print_simulation
            from archpanel.cli.simulating import Script
        choices = Choices(
            sessions,
            weeks,
            start_,
            tuple(target or ()),
            tuple(profile or ()),
            (),
            {"world": tuple(world or ()), "view": tuple(view or ())},
            "",
            None,
            None,
            pack,
            seed,
        )
        script = Script(first, last, tuple(weak or ()), turns, level)
        print_simulation(choices, script, out, as_json=as_json)


@programme.command()
def profiles(
    profile: Annotated[
        str, typer.Argument(metavar="ID", help="One of them, by id or file.", show_default=False)
    ] = "",
    jd: Annotated[
        Path | None,
        typer.Option(help="Which firm does this job description sound like?", show_default=False),
    ] = None,
    pack: Pack = "ai-architect",
    as_json: AsJson = False,
) -> None:
    """Say what kinds of firm understand by the role, and which one a job sounds like."""
    with readable_errors(as_json=as_json):
        from archpanel.cli.profiling import print_profiles

        print_profiles(profile, jd, pack, as_json=as_json)


def study(
    round_id: Annotated[
        str,
        typer.Argument(
            metavar="ROUND",
            help="A round by id, as system-design; `packs show ai-architect` has all.",
        ),
    ],
    world: Annotated[
        str, typer.Option(help="Only questions of this world.", show_default=False)
    ] = "",
    points: Annotated[
        bool, typer.Option("--points", help="Also what a good answer holds.")
    ] = False,
    pack: Pack = "ai-architect",
    out: Annotated[
        Path | None, typer.Option(help="Write it to this file.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what to study for a round: what is judged, at which levels, and practice questions.

    A third of the questions and all surprises are held back for rehearsals.
    """
    with readable_errors(as_json=as_json):
        from archpanel.cli.studying import print_sheet

        print_sheet(round_id, world, pack, points=points, out=out, as_json=as_json)


@programme.command()
def export(
    out: Annotated[
        Path | None, typer.Option(help="Write it to this file.", show_default=False)
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Taken like everywhere; it is JSON in any case.")
    ] = False,
) -> None:
    """Print everything that is kept of your programmes, as JSON."""
    with readable_errors(as_json=as_json):
        from archpanel.cli.programme_keeping import export_programmes

        export_programmes(out)


@programme.command()
def forget(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase all your programmes; the sessions that were held for them stay."""
    with readable_errors(as_json=as_json):
        from archpanel.cli.programme_keeping import forget_programmes

        forget_programmes(sure=yes, as_json=as_json)
