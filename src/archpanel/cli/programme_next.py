"""The next session of the programme, and where the programme stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from archpanel.cli.clock import today
from archpanel.cli.consoles import busy, notices, say
from archpanel.cli.exits import print_json
from archpanel.cli.practising import PracticeDesk, due_line
from archpanel.cli.rehearsal import rehearse
from archpanel.domain import BadRequest, Brief, Persona, RolePack
from archpanel.opening import ModelWishes, Wishes, make_brief
from archpanel.opening.doors import open_store, sessions_of
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.choosing import Choice, seen_of_late, surprises_seen
from archpanel.programme.held import Held, held_of
from archpanel.programme.plan import Planned
from archpanel.programme.standing import Standing, next_place, planned_anew
from archpanel.programme.store import Kept, Programmes, open_programmes
from archpanel.programme.wording import reasons
from archpanel.sessions import Sessions

RECENT = 4
"""Sessions of any kind whose questions are not asked again."""


@dataclass(frozen=True)
class Desk:
    """What the commands look things up in."""

    programmes: Programmes
    sessions: Sessions
    today: date

    @classmethod
    def open(cls) -> "Desk":
        """Open this user's database once for both."""
        database = open_store()
        return cls(open_programmes(database), sessions_of(database), today())

    @cached_property
    def drills(self) -> PracticeDesk:
        """The practice list: no part of the programme."""
        return PracticeDesk.open(self.kept.pack, self.programmes.database)

    @cached_property
    def kept(self) -> Kept:
        """The programme in force."""
        return self.programmes.current()

    @cached_property
    def pack(self) -> RolePack:
        """Its role."""
        return load_pack(self.kept.pack)

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """Everyone who may sit on its panels."""
        return seat_panel(list(self.kept.space.seats))

    def standing(self) -> Standing:
        """Return where the programme stands."""
        places = self.programmes.begun(self.kept)
        rows = self.sessions.rows(list(places)).values()
        done = sorted((r for r in rows if r.status == "finished"), key=lambda row: row.created)
        return Standing(self.kept, tuple(self._held(row.id) for row in done), places)

    def recent(self) -> list[Held]:
        """Return the last finished sessions of any kind, oldest first."""
        done = [row.id for row in self.sessions.list() if row.status == "finished"][:RECENT]
        return [self._held(session) for session in reversed(done)]

    def waiting(self) -> list[str]:
        """Return sessions of the programme that were begun and not finished, newest first."""
        rows = self.sessions.rows(list(self.programmes.begun(self.kept))).values()
        left = sorted((r for r in rows if r.status == "open"), key=lambda row: row.created)
        return [row.id for row in reversed(left)]

    def _held(self, session: str) -> Held:
        return held_of(self.sessions.record(session))


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
        desk = Desk.open()
        standing = brought_up_to_date(desk)
        planned, choice = choose_next(desk, standing)
    if manner.only_show:
        _show(desk, planned, choice, as_json=as_json)
        return
    if waiting := desk.waiting():
        raise BadRequest(
            f"Session {waiting[0]} of the programme waits for you: `archpanel resume {waiting[0]}`."
        )
    say(notices(), *_told(desk, planned, choice))
    rehearse(
        brief_of(desk, standing, planned, manner),
        seat_panel(list(planned.sitting.seats)),
        answers=manner.answers,
        out=manner.out,
        as_json=as_json,
        opened=lambda session: desk.programmes.begin(standing.kept, planned.n, session),
    )


def brought_up_to_date(desk: Desk) -> Standing:
    """Return where the programme stands, its open places chosen anew if that is due."""
    standing = desk.standing()
    if not standing.is_due_anew(desk.pack):
        return standing
    anew = planned_anew(standing, desk.pack, desk.personas, desk.today)
    desk.programmes.change(anew)
    return replace(standing, kept=anew)


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
    seen = (
        *seen_of_late(desk.recent()),
        *surprises_seen(standing.held, desk.pack),
        *desk.drills.drilled,  # whose key points were shown
    )
    brief = make_brief(_wishes(desk, planned, manner))
    return brief.model_copy(update={"seen": tuple(dict.fromkeys(seen))})


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
        due = desk.drills.due
        print_json({**planned.plain(), "why": reasons(choice), "drills_due": due})
        return
    say(notices(), *_told(desk, planned, choice), *due_line(desk.drills.due))


def _told(desk: Desk, planned: Planned, choice: Choice) -> Sequence[str]:
    one, of = planned.sitting, len(desk.kept.sessions)
    names = {p.id: p.name for p in desk.personas}
    return (
        f"Session {planned.n} of {of}, planned for {planned.day:%a %Y-%m-%d}: {one.world}, "
        f"{one.view}, {one.level}{', with a surprise' if one.surprise else ''}.",
        f"  Rounds: {', '.join(desk.pack.round(name).name for name in one.rounds)}.",
        f"  Panel: {', '.join(names[seat] for seat in one.seats)}.",
        f"  Why now: {'; '.join(reasons(choice))}.",
    )
