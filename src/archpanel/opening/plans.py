"""From what somebody wishes of a programme to its plan, and its calendar; for every way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from archpanel.domain import Paper, Persona, RolePack
from archpanel.opening.briefs import read_jd
from archpanel.programme.calendar import calendar
from archpanel.programme.plan import SESSIONS, WEEKS, Plan, Planned, Wanted, make_plan
from archpanel.programme.profiles import load_profile, target_of_profile
from archpanel.programme.targets import Target, target_of, weak_spots


@dataclass(frozen=True)
class PlanWishes:
    """What a programme is to be like, as typed or chosen."""

    start: date
    sessions: int = SESSIONS
    weeks: int = WEEKS
    jobs: Sequence[Paper] = ()
    """Descriptions of the jobs aimed at."""

    profiles: Sequence[str] = ()
    """Kinds of firm aimed at: shipped ids, or files."""

    weak: Sequence[str] = ()
    """Competencies to be trained more."""

    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Factor -> the values that it is narrowed to."""

    rounds: int | None = None
    seed: int = 0


def wished_plan(
    wishes: PlanWishes, pack: RolePack, personas: Sequence[Persona]
) -> tuple[Plan, tuple[Target, ...]]:
    """Return the plan, and what it aims at. It takes seconds, and sends nothing anywhere.

    Raises:
        UnknownName: a competency, a profile, or a value of a factor, that is not there.
        BadFile: a profile that cannot be read.
        BadRequest: wishes that make no programme.
    """
    targets = targets_of(wishes, pack)
    wanted = Wanted(
        start=wishes.start,
        sessions=wishes.sessions,
        weeks=wishes.weeks,
        only=wishes.only,
        targets=targets,
        rounds=wishes.rounds,
        seed=wishes.seed,
    )
    return make_plan(wanted, pack, personas), targets


def targets_of(wishes: PlanWishes, pack: RolePack) -> tuple[Target, ...]:
    """Return what a programme aims at; see `wished_plan` for the errors."""
    for name in wishes.weak:
        pack.competency(name)
    jobs = [target_of(paper.name, read_jd(paper, pack).focus) for paper in wishes.jobs]
    firms = [target_of_profile(load_profile(name, pack), pack) for name in wishes.profiles]
    return (*jobs, *firms, *([weak_spots(wishes.weak)] if wishes.weak else []))


def calendar_of(sessions: Sequence[Planned], pack: RolePack, personas: Sequence[Persona]) -> str:
    """Return the sessions of a plan as a calendar file."""
    rounds = {one.id: one.name for one in pack.rounds}
    names = {persona.id: persona.name for persona in personas}
    entries = [_entry(one, len(sessions), rounds, names) for one in sessions]
    return calendar(entries, datetime.now(UTC), "archpanel programme")


def _entry(
    one: Planned, of: int, rounds: Mapping[str, str], names: Mapping[str, str]
) -> tuple[str, date, str, str]:
    sitting = one.sitting
    title = f"Rehearsal {one.n} of {of}: {', '.join(rounds[r] for r in sitting.rounds)}"
    panel = ", ".join(names[seat] for seat in sitting.seats)
    about = f"{sitting.world}, {sitting.view}, {sitting.level}. Panel: {panel}.\n{one.command}"
    return f"{one.n}-{one.day.isoformat()}@archpanel", one.day, title, about
