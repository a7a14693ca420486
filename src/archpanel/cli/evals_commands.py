"""The commands about evals: list tasks, run them, look at runs, compare them."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.consoles import busy
from archpanel.cli.exits import readable_errors
from archpanel.cli.options import (
    CORE_SEATS,
    AsJson,
    BaseUrl,
    Fallback,
    Model,
    Pack,
    SeatModel,
    Seats,
    ShowPrompts,
    Trace,
)

evals = typer.Typer(
    help="How well it works: tasks with known answers, run on the panel.", no_args_is_help=True
)
Finished = Annotated[
    str, typer.Argument(help="A run: its name, the beginning of it, its folder, or `last`.")
]


@evals.command("list")
def evals_list(as_json: AsJson = False) -> None:
    """List the tasks."""
    with readable_errors(as_json=as_json):
        with busy("The tasks are opened"):
            from archpanel.cli.evals_listing import list_tasks
        list_tasks(as_json=as_json)


@evals.command("run")
def evals_run(
    tasks: Annotated[
        list[str] | None, typer.Argument(metavar="TASK...", help="Names, as `evals list` has them.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Every task; one whose data is not here is skipped and named."),
    ] = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="The subset of each task that CI runs; with the embedded engine it is also held "
            "against the committed baseline.",
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(help="At most so many samples of each task, evenly spread.", min=1),
    ] = None,
    epochs: Annotated[int, typer.Option(help="How often each sample is worked on.", min=1)] = 1,
    jobs: Annotated[
        int | None,
        typer.Option(
            help="Samples worked on side by side. Default: 1; with a model ARCHPANEL_AT_ONCE.",
            min=1,
            show_default=False,
        ),
    ] = None,
    errors: Annotated[
        int | None,
        typer.Option(
            help="How many samples of a task may fail; one more stops it. Default: 0; with a "
            "model 10.",
            min=0,
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of third-party data. Default: ARCHPANEL_EVAL_DATA."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the run; with several tasks each has a folder in it. The same folder "
            "again does only what is missing. Default: a new one in the home's evals/runs.",
            show_default=False,
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Work on every sample anew, and keep nothing of it.")
    ] = False,
    junit: Annotated[
        Path | None, typer.Option(help="JUnit XML: a case per check and per failed sample.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            help="Another file than the committed baseline; for --quick.", show_default=False
        ),
    ] = None,
    update_baseline: Annotated[
        bool,
        typer.Option(
            "--update-baseline", help="Write what --quick found as the baseline; tell what changed."
        ),
    ] = False,
    embedded: Annotated[
        bool,
        typer.Option("--embedded", help="The embedded engine, even where a model is configured."),
    ] = False,
    pack: Pack = "ai-architect",
    seats: Seats = CORE_SEATS,
    model: Model = "",
    base_url: BaseUrl = "",
    seat_model: SeatModel = None,
    fallback_model: Fallback = "",
    show_prompts: ShowPrompts = False,
    trace: Trace = False,
    as_json: AsJson = False,
) -> None:
    """Run tasks: figures with intervals, and exit code 1 where a gate or the baseline is missed."""
    with readable_errors(as_json=as_json):
        with busy("The tasks are opened"):
            from archpanel.cli.evals_running import Asked, choose_tasks, run_tasks
            from archpanel.cli.models import prepare
            from archpanel.opening import ModelWishes
        prepare(show_prompts=show_prompts, trace=trace)
        asked = Asked(
            skip_missing=everything,
            quick=quick,
            limit=limit,
            epochs=epochs,
            jobs=jobs,
            errors=errors,
            data=data,
            out=out,
            cached=not no_cache,
            junit=junit,
            baseline=baseline,
            update_baseline=update_baseline,
            embedded=embedded,
            pack=pack,
            seats=seats,
            models=ModelWishes(model, base_url, tuple(seat_model or ()), fallback_model),
        )
        run_tasks(asked, choose_tasks(tasks or (), everything=everything), as_json=as_json)


@evals.command("show")
def evals_show(
    run: Finished = "last",
    sample: Annotated[
        str, typer.Option(metavar="ID", help="All that came of one sample: output, score, error.")
    ] = "",
    worst: Annotated[
        int, typer.Option(metavar="N", help="The N samples that did worst, failed ones first.")
    ] = 0,
    by: Annotated[
        str,
        typer.Option(
            metavar="SCORE",
            help="By which score --worst goes; `-SCORE`: the highest is the worst. Default: the "
            "first.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show a run: settings, figures, checks; or its samples."""
    with readable_errors(as_json=as_json):
        with busy("The run is opened"):
            from archpanel.cli.evals_showing import show_run, show_sample, show_worst
        if sample:
            show_sample(run, sample, as_json=as_json)
        elif worst:
            show_worst(run, worst, by, as_json=as_json)
        else:
            show_run(run, as_json=as_json)


@evals.command("compare")
def evals_compare(before: Finished, after: Finished, as_json: AsJson = False) -> None:
    """Compare two runs of a task, sample by sample, and say what differs in their settings."""
    with readable_errors(as_json=as_json):
        with busy("The runs are opened"):
            from archpanel.cli.evals_comparing import show_comparison
        show_comparison(before, after, as_json=as_json)


@evals.command("evidence")
def evals_evidence(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN...", help="Full runs that take the place of older ones."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Put their summaries into evals/evidence/, to commit.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="File to write; default: stdout.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the evidence page: what is proven, on what, with intervals, and what is not."""
    with readable_errors(as_json=as_json):
        with busy("The evidence is opened"):
            from archpanel.cli.evals_evidence import write_page
        write_page(tuple(runs or ()), keep=keep, out=out, as_json=as_json)


@evals.command("export")
def evals_export(
    run: Finished,
    inspect: Annotated[
        Path,
        typer.Option(
            help="Folder for `inspect view --log-dir`, or a .json file of any name; the viewer "
            "lists only names of its own form, as a folder gets.",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Write a run as a log that `inspect view` opens."""
    with readable_errors(as_json=as_json):
        with busy("The run is opened"):
            from archpanel.cli.evals_showing import export_run
        export_run(run, inspect, as_json=as_json)
