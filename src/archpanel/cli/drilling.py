"""One drill in the terminal: one question, one answer, one assessment. Nothing said is lost."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import typer

from archpanel.agents.answers import make_answer
from archpanel.agents.engine import EngineError
from archpanel.cli.asking import check_first
from archpanel.cli.consoles import busy
from archpanel.cli.drill_going import DrillDesk, Going
from archpanel.cli.drill_showing import lead_in, nothing_due, show_list, show_outcome
from archpanel.cli.exits import INTERRUPTED, Paused, print_json
from archpanel.cli.keeping import agreed
from archpanel.cli.models import minds_of
from archpanel.cli.practising import open_desk
from archpanel.cli.rehearsal import given_for
from archpanel.cli.speakers import Reading, Speaker, Typing
from archpanel.cli.stage import Stage
from archpanel.cli.starting import typeable
from archpanel.domain import Answer, Assessment, BadRequest, Brief, PanelError, Question
from archpanel.opening import ModelWishes, hang_up
from archpanel.opening.doors import open_store
from archpanel.opening.drills import drill_brief, keep_drill, ready
from archpanel.opening.practising import Choice, PracticeDesk
from archpanel.personas import seat_panel
from archpanel.programme.drilling import (
    MINUTES,
    seat_for,
)
from archpanel.programme.practice_store import open_practice
from archpanel.sessions import Guidance


@dataclass(frozen=True)
class Manner:
    """How a drill is done."""

    choice: Choice
    seats: str
    pack: str
    answers: Path | None
    models: ModelWishes


def list_drills(pack: str, choice: Choice, *, as_json: bool) -> None:
    """Print the practice list with its days."""
    with busy("The practice list is read"):
        desk = open_desk(pack)
    show_list(desk, choice, as_json=as_json)


def forget_drills(*, sure: bool, as_json: bool) -> None:
    """Erase all practice after asking; sessions stay, and their verdicts put it on the list anew.

    Raises:
        BadRequest: nobody agreed.
    """
    practice = open_practice(open_store())
    if not sure and not agreed("Forget all drills for good, with what you answered?"):
        raise BadRequest("Nothing was forgotten. `--yes` forgets without asking.")
    many = practice.forget()
    if as_json:
        print_json({"forgotten": many})
    else:
        typer.echo(f"Forgotten: {many} {'drill' if many == 1 else 'drills'}. Sessions stay.")


def drill(manner: Manner, *, as_json: bool) -> None:
    """Ask one question, read one answer, and say what was heard and when it comes again.

    Raises:
        PanelError: the models cannot be asked, or the answer was not read; it is kept.
    """
    with busy("The practice list is read"):
        desk = open_desk(manner.pack)
        left = desk.waiting(manner.choice)
        card = desk.of(left) if left else desk.choose(manner.choice)
    if card is None:
        nothing_due(desk, as_json=as_json)
        return
    stage = Stage(quiet=as_json)
    seat = seat_for(card.task.competency, seat_panel(_names(manner.seats)))
    brief = drill_brief(desk, card, seat, manner.models, pack=manner.pack)
    check_first(brief, stage.notice, _otherwise(desk, manner.choice))
    stage.notice(f"{lead_in(desk, card, left)}{_sent(brief)}")
    with busy("The seat is taken"):
        going = Going(desk, card, ready(desk, card, seat, brief), stage, left)
    given = None if going.is_answered else _speaker(going, brief, manner.answers, as_json)
    _go(going, given, as_json=as_json)


def _names(seats: str) -> list[str]:
    return [name.strip() for name in seats.split(",") if name.strip()]


def _sent(brief: Brief) -> str:
    """Say whose machine an answer goes to, before it is typed."""
    if brief.models is None:
        return ""
    where = brief.models.base_url or "OpenAI's own servers"
    return f" Your answer is sent to {where}, to be read by {minds_of(brief)}."


def _otherwise(desk: PracticeDesk, choice: Choice) -> str:
    """Say what becomes of the drill where models cannot be asked."""
    if desk.waiting(choice):
        return "What you said before stays kept. Without --model the embedded engine reads it."
    return "Nothing was asked. Without --model the embedded engine asks and reads."


def _speaker(going: Going, brief: Brief, answers: Path | None, as_json: bool) -> Speaker:
    """Return who answers; where a file or a pipe has no answer, nothing is counted as a miss."""
    given = given_for(brief, answers, as_json)
    if given is not None:
        return Reading(given, going.stage, pauses=True)
    from archpanel.cli.keyboard import Keyboard

    return Typing(DrillDesk(going), Keyboard(going.stage, goes_on="drill"))


def _go(going: Going, speaker: Speaker | None, *, as_json: bool) -> None:
    """Run a drill to its assessment, or to where the candidate leaves."""
    try:
        made, question, answer = asyncio.run(hold(going, speaker))
    except Paused as pause:
        code = pause.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    else:
        _deliver(going, made, question, answer, as_json=as_json)
        return
    kept = going.is_kept
    if as_json:
        print_json({"question": going.card.task.question, "status": "left", "kept": kept})
    told = "Kept: `archpanel drill` goes on with it." if kept else "Nothing was said or kept."
    typer.echo(typeable(told), err=True)
    raise typer.Exit(code)


async def hold(going: Going, speaker: Speaker | None) -> tuple[Assessment, Question, Answer]:
    """Ask, hear and read. From the moment an answer is there it is kept until it is assessed.

    Args:
        going: the drill.
        speaker: who answers; None where an answer waits to be read.

    Raises:
        Paused: there is no answer for now; a draft is kept.
        PanelError: the answer was not read; it is kept.
    """
    try:
        question, said = await _heard(going, speaker)
        answer = make_answer(question.id, said, key="drill")
        if not going.is_answered:
            going.keep(question, said, is_answer=True)
        with busy("The seat reads"):
            return await going.drilling.read(question, answer), question, answer
    except EngineError as error:
        raise PanelError(
            f"Your answer is kept, and was not read: {str(error).rstrip('.')}. `archpanel drill` "
            "has it read again; with --model and --base-url by another model, without a model "
            "by the embedded engine."
        ) from None
    finally:
        await hang_up()


async def _heard(going: Going, speaker: Speaker | None) -> tuple[Question, str]:
    """Return the question and what was said, now or before."""
    kept = going.question_kept()
    if speaker is None:
        assert kept is not None
        assert going.left is not None
        return kept, going.left.said
    if kept is None:
        with busy("The question is put"):
            kept = await going.drilling.ask()
    going.puts(kept)
    going.stage.asks(kept, going.drilling.seat, Guidance(minutes=MINUTES))
    said = await speaker.answer("", kept)
    if speaker.unused:
        going.stage.notice(speaker.unused)
    return kept, said


def _deliver(
    going: Going, made: Assessment, question: Question, answer: Answer, *, as_json: bool
) -> None:
    """Keep what came of it, and show it."""
    done = keep_drill(going.desk, going.card, going.drilling, (question, answer, made))
    show_outcome(going, done.told, done.card, done.whole, as_json=as_json)
