"""Which pairs of variants were held, are planned, or are open, laid out as one staircase. Pure.

Each row is a variant, and so is each column; a row's cells end where its own factor would begin, so
that every pair has exactly one cell. Factors with few values stand above, so that it stays narrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from archpanel.programme.standing import Standing
from archpanel.programme.variants import (
    LEVEL,
    ROUND,
    SEAT,
    SURPRISE,
    VIEW,
    WORLD,
    Sitting,
    Space,
    Variant,
    met_in,
)

ORDER = (WORLD, VIEW, LEVEL, SURPRISE, SEAT, ROUND)
"""Columns from the left, the last one left out; rows from below, the first one left out."""

State = Literal["held", "planned", "open"]


@dataclass(frozen=True)
class Cell:
    """One pair that a session can hold."""

    row: Variant
    column: Variant
    held: tuple[int, ...]
    """Places of the plan, from 1, whose finished sessions held it; as often as they did."""

    planned: tuple[int, ...]
    """Places that are still to be held and would hold it."""

    @property
    def state(self) -> State:
        """Tell how far the pair has come; what was held and is planned again was held."""
        if self.held:
            return "held"
        return "planned" if self.planned else "open"


@dataclass(frozen=True)
class Kind:
    """How many pairs of two factors are held, planned or open."""

    row: str
    column: str
    held: int
    planned: int
    open: int

    @property
    def possible(self) -> int:
        """How many there are."""
        return self.held + self.planned + self.open


@dataclass(frozen=True)
class CoverageMap:
    """All pairs of a programme."""

    rows: tuple[Variant, ...]
    columns: tuple[Variant, ...]
    cells: Mapping[tuple[Variant, Variant], Cell]
    """By row and column; what cannot meet is not there."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The sums of each two factors, in the order of the rows."""
        found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (row, column), cell in self.cells.items():
            found[row.factor, column.factor][cell.state] += 1
        return tuple(
            Kind(row, column, many["held"], many["planned"], many["open"])
            for (row, column), many in found.items()
        )

    def total(self, state: State) -> int:
        """Return how many pairs are in a state."""
        return sum(cell.state == state for cell in self.cells.values())


def coverage_map(standing: Standing) -> CoverageMap:
    """Return the pairs of a programme, with the places of its plan that hold each."""
    space = standing.kept.space
    held = _places((standing.places[one.session], one.sitting) for one in standing.held)
    planned = _places((place.n, place.sitting) for place in standing.remaining)
    rows, columns = _variants(space, reversed(ORDER[1:])), _variants(space, ORDER[:-1])
    cells = {
        (row, column): Cell(row, column, held[_pair(row, column)], planned[_pair(row, column)])
        for row in rows
        for column in columns
        if ORDER.index(column.factor) < ORDER.index(row.factor) and space.can_meet((row, column))
    }
    return CoverageMap(rows, columns, cells)


def _places(
    sittings: Iterable[tuple[int, Sitting]],
) -> Mapping[frozenset[Variant], tuple[int, ...]]:
    found: dict[frozenset[Variant], tuple[int, ...]] = defaultdict(tuple)
    for n, sitting in sittings:
        for one, other in met_in(sitting, 2):
            found[_pair(one, other)] += (n,)
    return found


def _pair(one: Variant, other: Variant) -> frozenset[Variant]:
    return frozenset((one, other))


def _variants(space: Space, factors: Iterable[str]) -> tuple[Variant, ...]:
    return tuple(Variant(factor, name) for factor in factors for name in space.names(factor))
