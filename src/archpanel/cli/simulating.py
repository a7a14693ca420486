"""Takes a scripted candidate through a whole programme, in a database of its own."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from archpanel import __version__
from archpanel.cli.planning import Choices, plan_of
from archpanel.cli.programme_next import Manner, brief_of, choose_next
from archpanel.domain import BadRequest, Brief, Competency, RolePack, WrongUsage
from archpanel.opening import ModelWishes
from archpanel.opening.desk import Desk
from archpanel.opening.doors import make_engines
from archpanel.personas import seat_panel
from archpanel.programme.candidate import Candidate
from archpanel.programme.overview import Next, Overview, overview
from archpanel.programme.store import open_programmes
from archpanel.sessions import Sessions, open_database

DATABASE, CHECKPOINTS = "sessions.sqlite", "checkpoints.sqlite"
"""Named as a home's, so that other commands can look into the folder by `ARCHPANEL_HOME`."""

EVENING = time(18, tzinfo=UTC)
"""When sessions of a simulated day begin."""

NOTE = (
    "A simulated candidate: the answers are made of the bank's own examples, and the days are "
    "those of the plan. The panels, their readings and their verdicts are real."
)


@dataclass(frozen=True)
class Script:
    """How somebody is to come along."""

    first: float
    last: float
    weak: tuple[str, ...]
    """Competencies that stay at the first level; none: the one that most rounds ask for."""

    turns: int | None
    """Questions in each session, probes included; None: as many as a rehearsal has."""

    level: str
    """Level sought."""


@dataclass(frozen=True)
class Step:
    """One session that was held."""

    nth: int
    chosen: Next
    """Place and reasons, as they were before it."""

    weak: tuple[str, ...]
    """What was known as weak before it."""

    levels: Mapping[str, tuple[float, float]]
    """Competency that was assessed -> the level the candidate was given, the panel's level."""

    after: Overview


@dataclass(frozen=True)
class Simulation:
    """A whole programme."""

    candidate: Candidate
    before: Overview
    steps: tuple[Step, ...]

    @property
    def middle(self) -> Overview:
        """Where it stood half-way."""
        return self.steps[(len(self.steps) - 1) // 2].after

    @property
    def after(self) -> Overview:
        """Where it stands in the end."""
        return self.steps[-1].after


class PlayedClock:
    """Says that it is the evening of a day; a second later each time it is asked."""

    def __init__(self, day: date) -> None:
        """Begin with a day."""
        self.turn_to(day)

    def turn_to(self, day: date) -> None:
        """Let another day begin."""
        self._at = datetime.combine(day, EVENING)

    def __call__(self) -> datetime:
        """Return the time."""
        self._at += timedelta(seconds=1)
        return self._at


def simulate(
    choices: Choices, script: Script, folder: Path, tell: Callable[[], None] = lambda: None
) -> Simulation:
    """Plan a programme, and hold all of its sessions.

    Args:
        choices: the plan, as `programme plan` takes it.
        script: how the candidate comes along.
        folder: where database and checkpoints are made.
        tell: is called after each session.

    Raises:
        BadRequest: the folder has a database, or levels that are none of the pack's.
        UnknownName: something that is wished for is not there.
    """
    if (folder / DATABASE).exists():
        raise BadRequest(f"{folder} has sessions already; a simulation needs a folder of its own.")
    plan, targets = plan_of(choices)
    clock = PlayedClock(plan.sessions[0].day)
    database = open_database(str(folder / DATABASE))
    sessions = Sessions(database, folder / CHECKPOINTS, make_engines, __version__, clock=clock)
    programmes = open_programmes(database)
    programmes.keep(plan, choices.pack, targets, choices.seed)
    desk = Desk.of_one(programmes, sessions, plan.sessions[0].day)
    try:
        return _held(desk, _candidate(desk, choices, script), script, clock, tell)
    finally:
        sessions.close()


def _candidate(desk: Desk, choices: Choices, script: Script) -> Candidate:
    top = desk.pack.top
    for name in script.weak:
        desk.pack.competency(name)
    for option, level in (("--from", script.first), ("--to", script.last)):
        if not 1 <= level <= top:
            raise WrongUsage(f"{option} {level:g} is no level; levels go from 1 to {top}.")
    if script.first > script.last:
        raise WrongUsage(
            f"The candidate improves: --to {script.last:g} is below --from {script.first:g}; give "
            "a --to that is not."
        )
    weak = frozenset(script.weak or [_most_asked(desk.pack)])
    return Candidate(script.first, script.last, choices.sessions, weak, top, choices.seed)


def _most_asked(pack: RolePack) -> str:
    def rounds(competency: Competency) -> int:
        return sum(competency.id in one.competencies for one in pack.rounds)

    return max(pack.competencies, key=rounds).id


def _held(
    desk: Desk,
    candidate: Candidate,
    script: Script,
    clock: PlayedClock,
    tell: Callable[[], None],
) -> Simulation:
    before, steps = _look(desk, script), list[Step]()
    for nth in range(1, candidate.sessions + 1):
        # A new desk: what the last one remembers is what was so before the session.
        day = Desk.of_one(desk.programmes, desk.sessions, desk.today).standing().remaining[0].day
        desk = Desk.of_one(desk.programmes, desk.sessions, day)
        clock.turn_to(day)
        steps.append(_step(desk, candidate, script, nth))
        tell()
    return Simulation(candidate, before, tuple(steps))


def _step(desk: Desk, candidate: Candidate, script: Script, nth: int) -> Step:
    standing = desk.up_to_date()
    planned, choice = choose_next(desk, standing)
    manner = Manner(script.turns, None, None, ModelWishes(), embedded=True)
    brief = brief_of(desk, standing, planned, manner)
    session = asyncio.run(_rehearsed(desk, brief, candidate, nth, planned.n))
    after = _look(desk, script)
    held = next(one for one in after.held if one.session == session)
    levels = {name: (candidate.level(name, nth), level) for name, level in held.levels.items()}
    return Step(nth, Next(planned, choice), standing.weak(desk.pack), levels, after)


async def _rehearsed(desk: Desk, brief: Brief, candidate: Candidate, nth: int, place: int) -> str:
    """Hold one session to its verdict, as the command line does with answers from a file."""
    noted = desk.programmes.beginning(desk.kept, place)
    session = desk.sessions.open(brief, seat_panel(list(brief.seats)), along=noted)
    items = {item.id: item for item in (*desk.pack.questions, *desk.pack.surprises)}
    while (asked := await desk.sessions.advance(session, nobody_waits=True)) is not None:
        desk.sessions.answer(session, asked.id, candidate.say(asked, items[asked.item], nth))
    return session


def _look(desk: Desk, script: Script) -> Overview:
    """Return what `programme status` would say that day, a plan that is due anew included."""
    fresh = Desk.of_one(desk.programmes, desk.sessions, desk.today)
    standing = fresh.up_to_date()
    found = overview(standing, fresh.pack, fresh.personas, fresh.today, script.level)
    return replace(found, note=NOTE)
