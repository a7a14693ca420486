"""Shows which pairs of variants meet in a programme, and in which sessions. Pure.

Nothing here knows how the sessions were chosen. A bound says how many triples no choice of as many
sessions could exceed, so that "as many as fit" can be judged.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from archpanel.programme.variants import FACTORS, Meeting, Sitting, Space, kind_of, meetings, met_in


@dataclass(frozen=True)
class Coverage:
    """What is held of the meetings of some factors."""

    factors: tuple[str, ...]
    possible: int
    """Meetings that a session could hold; a view does not hold every round."""

    held: int
    bound: int
    """What no choice of as many sessions could exceed."""

    missing: tuple[Meeting, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class Proof:
    """The sessions in which variants meet."""

    pairs: tuple[Coverage, ...]
    triples: tuple[Coverage, ...]
    witnesses: Mapping[Meeting, tuple[int, ...]]
    """Pair -> numbers of the sessions that hold it, from 1."""

    @property
    def pairs_held(self) -> int:
        """How many pairs meet."""
        return sum(coverage.held for coverage in self.pairs)

    @property
    def pairs_possible(self) -> int:
        """How many pairs could meet."""
        return sum(coverage.possible for coverage in self.pairs)

    @property
    def is_whole(self) -> bool:
        """Tell whether every pair meets."""
        return all(coverage.is_whole for coverage in self.pairs)

    @property
    def missing(self) -> tuple[Meeting, ...]:
        """Pairs that do not meet."""
        return tuple(pair for coverage in self.pairs for pair in coverage.missing)


def prove(space: Space, sittings: Sequence[Sitting]) -> Proof:
    """Return what sessions hold, in their order."""
    return Proof(
        _coverages(space, sittings, 2), _coverages(space, sittings, 3), _witnesses(sittings)
    )


def _witnesses(sittings: Sequence[Sitting]) -> dict[Meeting, tuple[int, ...]]:
    found: dict[Meeting, list[int]] = defaultdict(list)
    for number, sitting in enumerate(sittings, 1):
        for pair in met_in(sitting, 2):
            found[pair].append(number)
    return {pair: tuple(numbers) for pair, numbers in found.items()}


def _coverages(space: Space, sittings: Sequence[Sitting], size: int) -> tuple[Coverage, ...]:
    held = {meeting for sitting in sittings for meeting in met_in(sitting, size)}
    possible: dict[tuple[str, ...], list[Meeting]] = defaultdict(list)
    for meeting in meetings(space, size):
        possible[kind_of(meeting)].append(meeting)
    return tuple(
        _coverage(factors, possible[factors], held, sittings)
        for factors in combinations(FACTORS, size)
        if factors in possible
    )


def _coverage(
    factors: tuple[str, ...],
    possible: Sequence[Meeting],
    held: set[Meeting],
    sittings: Sequence[Sitting],
) -> Coverage:
    missing = tuple(meeting for meeting in possible if meeting not in held)
    fits = sum(prod(_count(sitting, factor) for factor in factors) for sitting in sittings)
    bound = min(len(possible), fits)
    return Coverage(factors, len(possible), len(possible) - len(missing), bound, missing)


def _count(sitting: Sitting, factor: str) -> int:
    return sum(variant.factor == factor for variant in sitting.variants)
