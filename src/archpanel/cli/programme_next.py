"""The next session of the programme, and where the programme stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archpanel.agents.clock import today
from archpanel.cli.consoles import busy, notices, say
from archpanel.cli.exits import print_json
from archpanel.cli.practising import due_line, open_desk
from archpanel.cli.rehearsal import rehearse
from archpanel.domain import BadRequest, Brief
from archpanel.opening import ModelWishes, Wishes, make_brief
from archpanel.opening.desk import Desk
from archpanel.opening.practising import PracticeDesk
from archpanel.personas import seat_panel
from archpanel.programme.choosing import Choice
from archpanel.programme.plan import Planned
from archpanel.programme.standing import Standing, next_place
from archpanel.programme.store import Waits
from archpanel.programme.wording import reasons, seats_line


@dataclass(frozen=True)
class Manner:
    """How the next session is held."""

    turns: int | None
    answers: Path | None
    out: Path | None
    models: ModelWishes
    only_show: bool = False
    embedded: bool = False
    """No model thinks, whatever the settings say."""


def hold_next(manner: Manner, *, as_json: bool) -> None:
    """Choose the next session, and hold it.

    Raises:
        BadRequest: there is no programme, none is left, or one that was begun waits.
    """
    with busy("The next session is chosen"):
        desk = Desk.open(today())
        standing = desk.up_to_date()
        planned, choice = choose_next(desk, standing)
    if manner.only_show:
        _show(desk, planned, choice, as_json=as_json)
        return
    if waiting := desk.waiting():
        raise Waits(waiting[0])
    say(notices(), *_told(desk, planned, choice))
    rehearse(
        brief_of(desk, standing, planned, manner),
        seat_panel(list(planned.sitting.seats)),
        answers=manner.answers,
        out=manner.out,
        as_json=as_json,
        along=desk.programmes.beginning(standing.kept, planned.n, standing.places),
    )


def choose_next(desk: Desk, standing: Standing) -> tuple[Planned, Choice]:
    """Return the place that is held next, and what speaks for it.

    Raises:
        BadRequest: none is left.
    """
    found = next_place(standing, desk.pack, desk.today)
    if found is None:
        raise BadRequest(
            f"All {len(standing.kept.sessions)} sessions of the programme are held. `archpanel "
            "programme status` says where you stand, `archpanel programme plan` makes another."
        )
    return found


def brief_of(desk: Desk, standing: Standing, planned: Planned, manner: Manner) -> Brief:
    """Return the brief of a place: nothing in it was asked of late, and no surprise ever."""
    brief = make_brief(_wishes(desk, planned, manner))
    drilled = drills_of(desk).drilled  # their key points were shown
    seen = tuple(dict.fromkeys((*desk.seen(standing), *drilled)))
    return brief.model_copy(update={"seen": seen})


def drills_of(desk: Desk) -> PracticeDesk:
    """Return the practice list of the command line: no part of the programme."""
    return open_desk(desk.kept.pack, desk.programmes.database)


def _wishes(desk: Desk, planned: Planned, manner: Manner) -> Wishes:
    one = planned.sitting
    return Wishes(
        one.world,
        one.view,
        one.rounds,
        ",".join(one.seats),
        manner.turns,
        one.level,
        one.surprise,
        "",
        desk.kept.pack,
        desk.kept.seed + planned.n,
        models=manner.models,
        embedded=manner.embedded,
    )


def _show(desk: Desk, planned: Planned, choice: Choice, *, as_json: bool) -> None:
    if as_json:
        due = drills_of(desk).due
        print_json({**planned.plain(), "why": reasons(choice), "drills_due": due})
        return
    say(notices(), *_told(desk, planned, choice), *due_line(drills_of(desk).due))


def _told(desk: Desk, planned: Planned, choice: Choice) -> Sequence[str]:
    one, of = planned.sitting, len(desk.kept.sessions)
    return (
        f"Session {planned.n} of {of}, planned for {planned.day:%a %Y-%m-%d}: {one.world}, "
        f"{one.view}, {one.level}{', with a surprise' if one.surprise else ''}.",
        f"  Rounds: {', '.join(desk.pack.round(name).name for name in one.rounds)}.",
        f"  Panel: {seats_line(one, desk.personas)}.",
        f"  Why now: {'; '.join(reasons(choice))}.",
    )
