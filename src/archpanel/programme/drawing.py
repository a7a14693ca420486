"""Where the marks of the programme's pictures lie. Pure; templates draw them.

Units are about pixels of a telephone 360 wide; elsewhere a picture is enlarged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archpanel.domain import RolePack
from archpanel.programme.coverage_map import Cell, CoverageMap
from archpanel.programme.overview import Ground, Line
from archpanel.programme.readiness import Axis
from archpanel.programme.variants import Variant
from archpanel.programme.wording import label, pair_told

WIDE = 360.0
NAMES = 156.0
"""Room for the names of rows, left of the cells, at most."""

APART = 4.0
"""Between the cells of two factors."""

LARGEST = 14.0
"""A cell's width and height, at most."""

LETTER = 5.8
"""Width of a letter of 10 units in a name, with some room: a reader's font is not known here."""


@dataclass(frozen=True)
class Mark:
    """A name beside a row or above a column."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Square:
    """One pair."""

    cell: Cell
    told: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Staircase:
    """The whole coverage map."""

    height: float
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    """Each is turned by a right angle about its own point, and reads upwards."""

    squares: tuple[Square, ...]


def staircase(found: CoverageMap, pack: RolePack) -> Staircase:
    """Return where the cells of a coverage map lie, and what names them."""
    gaps = len({variant.factor for variant in found.columns}) - 1
    left = min(NAMES, _longest(found.rows, pack) + APART)
    size = min(LARGEST, (WIDE - left - APART * gaps) / max(len(found.columns), 1))
    top = _longest(found.columns, pack) + APART
    across = _offsets(found.columns, size, left)
    down = _offsets(found.rows, size, top)
    return Staircase(
        height=max(down.values(), default=top) + size + 2,
        rows=tuple(Mark(label(v, pack), left - APART, y + size * 0.78) for v, y in down.items()),
        columns=tuple(
            Mark(label(v, pack), x + size * 0.78, top - APART) for v, x in across.items()
        ),
        squares=tuple(
            Square(cell, pair_told(cell, pack), across[cell.column], down[cell.row], size)
            for cell in found.cells.values()
        ),
    )


def _longest(variants: Sequence[Variant], pack: RolePack) -> float:
    return LETTER * max((len(label(variant, pack)) for variant in variants), default=0)


def _offsets(variants: Sequence[Variant], size: float, first: float) -> dict[Variant, float]:
    found, at = {}, first
    for _, group in groupby(variants, key=lambda variant: variant.factor):
        for variant in group:
            found[variant] = at
            at += size
        at += APART
    return found


@dataclass(frozen=True)
class Scale:
    """A straight line from levels to units."""

    first: float
    """Where the lowest level lies."""

    last: float
    """Where the highest lies."""

    top: int
    """The highest level; the lowest is 1."""

    def at(self, level: float) -> float:
        """Return where a level lies; what lies beyond the scale lies on its end."""
        share = (min(max(level, 1.0), float(self.top)) - 1) / max(self.top - 1, 1)
        return self.first + (self.last - self.first) * share


CURVE_WIDE, CURVE_HIGH = 160.0, 84.0
LEVELS_AT = Scale(74.0, 10.0, 5)
"""Heights of a curve; `top` is that of the pack."""

LEFT, RIGHT = 16.0, 132.0
"""Where the first and the last session of a curve lie; the interval stands right of them."""

LATE = 146.0
"""Where the interval of the last sessions stands."""


@dataclass(frozen=True)
class Curve:
    """One competency over the sessions of the programme."""

    line: Line
    dots: tuple[tuple[float, float], ...]
    bar: float | None
    grid: tuple[tuple[int, float], ...]
    """Levels and their heights."""

    mean: float
    low: float | None
    high: float | None

    @property
    def path(self) -> str:
        """The dots as the points of a polyline."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.dots)


def curve(line: Line, sessions: int, top: int) -> Curve:
    """Return where a competency's levels lie.

    Args:
        line: its levels.
        sessions: how many the whole programme has.
        top: the highest level of the pack.
    """
    heights = Scale(LEVELS_AT.first, LEVELS_AT.last, top)
    step = (RIGHT - LEFT) / max(sessions - 1, 1)
    found = line.trend
    return Curve(
        line=line,
        dots=tuple((LEFT + step * (p.nth - 1), heights.at(p.level)) for p in line.points),
        bar=None if line.bar is None else heights.at(line.bar),
        grid=tuple((level, heights.at(level)) for level in range(1, top + 1)),
        mean=heights.at(found.mean),
        low=None if found.low is None else heights.at(found.low),
        high=None if found.high is None else heights.at(found.high),
    )


GROUND_HIGH, AXIS_HIGH = 26.0, 24.0
"""Heights of a world and view's name, and of each of its depths below it."""

LEVELS = Scale(112.0, 350.0, 5)
"""Where levels lie beside the name of a depth."""


@dataclass(frozen=True)
class Whisker:
    """One depth of one world and view, against its bar."""

    axis: Axis
    y: float
    bar: float
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Whiskers:
    """Every depth of every world and view, under each other."""

    height: float
    grid: tuple[tuple[int, float], ...]
    heads: tuple[tuple[Ground, float], ...]
    rows: tuple[Whisker, ...]


def whiskers(grounds: Sequence[Ground], top: int) -> Whiskers:
    """Return where the depths of every world and view lie, beside their bars."""
    scale = Scale(LEVELS.first, LEVELS.last, top)
    heads: list[tuple[Ground, float]] = []
    rows: list[Whisker] = []
    y = 0.0
    for ground in grounds:
        heads.append((ground, y + GROUND_HIGH - 8))
        rows += _depths(ground, y + GROUND_HIGH, scale)
        y += GROUND_HIGH + AXIS_HIGH * len(ground.ready.axes)
    grid = tuple((level, scale.at(level)) for level in range(1, top + 1))
    return Whiskers(y, grid, tuple(heads), tuple(rows))


def _depths(ground: Ground, y: float, scale: Scale) -> Iterator[Whisker]:
    for nth, axis in enumerate(ground.ready.axes):
        found = axis.trend
        yield Whisker(
            axis=axis,
            y=y + nth * AXIS_HIGH + AXIS_HIGH / 2,
            bar=scale.at(axis.bar),
            mean=None if found is None else scale.at(found.mean),
            low=None if found is None or found.low is None else scale.at(found.low),
            high=None if found is None or found.high is None else scale.at(found.high),
        )
