"""The command for drills. Its body imports what it needs, so that `--help` stays quick."""

from typing import Annotated

import typer

from archpanel.cli.consoles import busy
from archpanel.cli.exits import readable_errors
from archpanel.cli.options import (
    CORE_SEATS,
    Answers,
    AsJson,
    BaseUrl,
    Fallback,
    Model,
    Pack,
    Seats,
    ShowPrompts,
    Trace,
)


def drill(
    competency: Annotated[
        str,
        typer.Option(metavar="ID", help="Drill this competency.", show_default=False),
    ] = "",
    question: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Drill this question of the study part.", show_default=False
        ),
    ] = "",
    ahead: Annotated[
        bool, typer.Option("--ahead", help="Practise what comes next though nothing is due.")
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="Only print the practice list with its days.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Erase all practice, with what you answered.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Forget without asking.")] = False,
    answers: Answers = None,
    seats: Seats = CORE_SEATS,
    pack: Pack = "ai-architect",
    model: Model = "",
    base_url: BaseUrl = "",
    fallback_model: Fallback = "",
    show_prompts: ShowPrompts = False,
    trace: Trace = False,
    as_json: AsJson = False,
) -> None:
    """Drill one question in two minutes: what verdicts found missing, when it is due again.

    One seat asks, you answer once, it says what it heard and when the question comes back. A drill
    changes no verdict.
    """
    with readable_errors(as_json=as_json):
        with busy("The drill is made ready"):
            from archpanel.cli.drilling import Manner, forget_drills, list_drills
            from archpanel.cli.drilling import drill as run
            from archpanel.cli.models import prepare
            from archpanel.opening import ModelWishes
            from archpanel.opening.practising import Choice
        prepare(show_prompts=show_prompts, trace=trace)
        choice = Choice(competency, question, ahead)
        if forget:
            forget_drills(sure=yes, as_json=as_json)
        elif list_:
            list_drills(pack, choice, as_json=as_json)
        else:
            models = ModelWishes(model, base_url, (), fallback_model)
            run(Manner(choice, seats, pack, answers, models), as_json=as_json)
