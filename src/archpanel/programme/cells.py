"""Where a programme stands as the cells of tables, the same on a terminal and on a page. Pure."""

from collections.abc import Iterator
from datetime import date

from archpanel.domain import RolePack
from archpanel.programme import wording
from archpanel.programme.coverage_map import CoverageMap
from archpanel.programme.overview import Line, Overview, Place
from archpanel.programme.readiness import Axis
from archpanel.report.wording import capital, depth

AGAINST = {
    "met": "surely above",
    "not met": "surely below",
    "open": "cannot be told",
    "not rehearsed": "never assessed",
    "unrated": "cannot be told until rated",
}
"""On which side of the bar one depth is."""

AXIS_HEAD = ("world and view", "depth", "bar", "of late", "90 % interval", "side", "sessions")
LINE_HEAD = ("competency", "bar", "of late", "90 % interval", "course", "levels, oldest first")
KIND_HEAD = ("pairs of", "held", "planned", "in no session", "of")
PAIR_HEAD = ("pair", "state", "held in", "planned in")
PLACE_HEAD = ("session", "day", "for", "rounds", "panel", "outcome")


def axis_cells(found: Overview) -> Iterator[tuple[str, ...]]:
    """Yield each depth against its bar, in every world and view."""
    for ground in found.grounds:
        named = wording.place_name(ground.ready.world, ground.ready.view, found.pack)
        for axis in ground.ready.axes:
            yield (named, *_axis(axis, found.pack.top))


def _axis(axis: Axis, top: int) -> tuple[str, ...]:
    late = "-" if axis.trend is None else f"{axis.trend.mean:.2f}"
    many = 0 if axis.trend is None else len(axis.trend.levels)
    bar, sure = f"{axis.bar:.1f}", wording.interval(axis.trend, top)
    return capital(depth(axis.axis)), bar, late, sure, AGAINST[axis.state], str(many)


def line_cells(line: Line, top: int) -> tuple[str, ...]:
    """Return how one competency has come along."""
    return (
        line.name,
        "-" if line.bar is None else f"{line.bar:.1f}",
        f"{line.trend.mean:.2f}",
        wording.interval(line.trend, top),
        line.trend.direction,
        " ".join(f"{point.level:.1f}" for point in line.points),
    )


def lines_cells(found: Overview) -> Iterator[tuple[str, ...]]:
    """Yield how each competency has come along."""
    for line in found.lines:
        yield line_cells(line, found.pack.top)


def kind_cells(found: CoverageMap) -> Iterator[tuple[str, ...]]:
    """Yield how far the pairs of each two factors have come."""
    for kind in found.kinds:
        many = (kind.held, kind.planned, kind.open, kind.possible)
        yield (f"{capital(kind.row)} and {kind.column}", *map(str, many))


def pair_cells(found: CoverageMap, pack: RolePack) -> Iterator[tuple[str, ...]]:
    """Yield every pair with the sessions that hold it."""
    for cell in found.cells.values():
        named = f"{wording.label(cell.row, pack)} with {wording.label(cell.column, pack)}"
        states = {"held": "held", "planned": "planned", "open": "in no session"}
        yield named, states[cell.state], _numbers(cell.held), _numbers(cell.planned)


def place_cells(found: Overview) -> Iterator[tuple[str, ...]]:
    """Yield the sessions of the programme by their days, with what came of them."""
    for place in sorted(found.places, key=_day):
        # What was held may differ from what was planned, since a session has settings of its own.
        sitting = place.held.sitting if place.held else place.planned.sitting
        yield (
            str(place.planned.n),
            _day(place).isoformat(),
            wording.sitting_line(sitting, found.pack),
            wording.rounds_line(sitting, found.pack),
            wording.seats_line(sitting, found.personas),
            _outcome(place, found),
        )


def _day(place: Place) -> date:
    return place.held.day if place.held else place.planned.day


def _outcome(place: Place, found: Overview) -> str:
    if place.held:
        return wording.decision(place.held.decision)
    is_next = found.next is not None and found.next.planned.n == place.planned.n
    return "comes next" if is_next else "planned"


def _numbers(places: tuple[int, ...]) -> str:
    return ", ".join(map(str, places)) or "-"
