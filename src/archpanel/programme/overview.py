"""Everything that is said of where a programme stands, for text, JSON and pages alike. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from archpanel.domain import Persona, RolePack, UnknownName
from archpanel.programme.choosing import Choice
from archpanel.programme.coverage_map import CoverageMap, coverage_map
from archpanel.programme.held import Held
from archpanel.programme.plan import Planned
from archpanel.programme.readiness import Readiness, readiness, untold
from archpanel.programme.standing import Standing, next_place
from archpanel.programme.trends import Trend, trend


@dataclass(frozen=True)
class Point:
    """One level of one finished session."""

    nth: int
    """Of the finished sessions, from 1."""

    day: date
    level: float


@dataclass(frozen=True)
class Line:
    """How one competency has come along."""

    id: str
    name: str
    axis: str
    bar: float | None
    """Of its axis, at the level sought; None where no bar is set for it."""

    points: tuple[Point, ...]
    """Oldest first; at least one."""

    trend: Trend


@dataclass(frozen=True)
class Ground:
    """One world and view: whether the bar is met there, and the sessions that say so."""

    ready: Readiness
    evidence: tuple[Held, ...]


@dataclass(frozen=True)
class Place:
    """One place of the plan."""

    planned: Planned
    held: Held | None
    """What was finished for it; None while it is open."""


@dataclass(frozen=True)
class Next:
    """The session that comes next, and what speaks for it."""

    planned: Planned
    choice: Choice


@dataclass(frozen=True)
class Overview:
    """Where a programme stands on one day."""

    day: date
    level: str
    """The level sought."""

    pack: RolePack
    personas: tuple[Persona, ...]
    targets: tuple[str, ...]
    places: tuple[Place, ...]
    held: tuple[Held, ...]
    coverage: CoverageMap
    streak: int
    """Weeks running in which something was finished."""

    running: int
    """Sessions held without a long gap, up to the last one."""

    lines: tuple[Line, ...]
    """Competencies that were assessed, in the order of the pack."""

    unheard: tuple[str, ...]
    """Names of those that never were."""

    adaptability: Line | None
    """Answers to surprises alone, over the sessions that had one."""

    grounds: tuple[Ground, ...]
    next: Next | None
    """None where every place was held, or who looks is not told."""

    note: str = ""
    """What is to be known before all else, such as that somebody is simulated."""

    unrated: tuple[str, ...] = ()
    """Finished sessions of which who looks may not know yet how they went."""

    @property
    def is_over(self) -> bool:
        """Tell whether every place was held."""
        return all(place.held for place in self.places)

    @property
    def practice(self) -> bool:
        """Tell whether the embedded engine judged any of it."""
        return any(one.practice for one in self.held)


def overview(
    standing: Standing,
    pack: RolePack,
    personas: Sequence[Persona],
    today: date,
    level: str = "",
    unrated: Collection[str] = (),
) -> Overview:
    """Return where a programme stands.

    Args:
        standing: the plan, and what was held of it.
        pack: its role.
        personas: everyone who may sit on its panels.
        today: the day, for the streak and for how long rounds were left alone.
        level: the level sought; else the pack's default.
        unrated: sessions that count as held, and of which nothing else is told.

    Raises:
        UnknownName: the pack has no such level.
    """
    if level and level not in pack.policy.bars:
        raise UnknownName("level", level, list(pack.policy.bars))
    sought = level or pack.policy.default_level
    lines = _competencies(standing.held, pack, pack.policy.bars[sought])
    heard = {line.id for line in lines}
    found = next_place(standing, pack, today)
    return Overview(
        day=today,
        level=sought,
        pack=pack,
        personas=tuple(personas),
        targets=tuple(target.name for target in standing.kept.targets),
        places=_places(standing),
        held=standing.held,
        coverage=coverage_map(standing),
        streak=standing.streak(today),
        running=standing.running(today),
        lines=lines,
        unheard=tuple(c.name for c in pack.competencies if c.id not in heard),
        adaptability=_adaptability(standing.held),
        grounds=_grounds(standing, pack, sought, unrated),
        next=Next(*found) if found else None,
        unrated=tuple(one.session for one in standing.held if one.session in unrated),
    )


def _places(standing: Standing) -> tuple[Place, ...]:
    done = {standing.places[one.session]: one for one in standing.held}
    return tuple(Place(planned, done.get(planned.n)) for planned in standing.dated)


def _grounds(
    standing: Standing, pack: RolePack, level: str, unrated: Collection[str]
) -> tuple[Ground, ...]:
    """Return the worlds and views of the programme; those that it leaves out are no gap."""
    space, known = standing.kept.space, [h for h in standing.held if h.session not in unrated]
    places = [(h.sitting.world, h.sitting.view) for h in standing.held if h.session in unrated]
    return tuple(
        _ground(ready, known, places.count((ready.world, ready.view)))
        for ready in readiness(pack, known, level)
        if ready.sessions
        or (ready.world, ready.view) in places
        or (ready.world in space.worlds and ready.view in space.views)
    )


def _ground(ready: Readiness, known: Sequence[Held], unrated: int) -> Ground:
    evidence = tuple(one for one in known if one.session in ready.sessions)
    return Ground(untold(ready, unrated) if unrated else ready, evidence)


def _competencies(
    held: Sequence[Held], pack: RolePack, bars: Mapping[str, float]
) -> tuple[Line, ...]:
    lines = (
        _line(c.id, c.name, c.axis, bars[c.axis], [one.levels.get(c.id) for one in held], held)
        for c in pack.competencies
    )
    return tuple(line for line in lines if line is not None)


def _adaptability(held: Sequence[Held]) -> Line | None:
    levels = [fmean(one.surprised.values()) if one.surprised else None for one in held]
    return _line("adaptability", "Adaptability (surprises)", "", None, levels, held)


def _line(
    id_: str,
    name: str,
    axis: str,
    bar: float | None,
    levels: Sequence[float | None],
    held: Sequence[Held],
) -> Line | None:
    points = tuple(
        Point(nth, one.day, level)
        for nth, (one, level) in enumerate(zip(held, levels, strict=True), 1)
        if level is not None
    )
    if not points:
        return None
    return Line(id_, name, axis, bar, points, trend([point.level for point in points]))
