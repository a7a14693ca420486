"""What rehearsals can differ in, and which of it can meet in one session. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import comb
from typing import NamedTuple

from archpanel.domain import Persona, RolePack

WORLD, VIEW, ROUND, SEAT, LEVEL, SURPRISE = FACTORS = (
    "world",
    "view",
    "round",
    "seat",
    "level",
    "surprise",
)
"""What sessions differ in, in the order in which it is told."""

WITH, WITHOUT = "with a surprise", "without"
PANEL = 3
"""Seats of a panel where the space has as many personas."""


class Variant(NamedTuple):
    """One value of one factor, such as the round `coding` or the seat `startup_cto`."""

    factor: str
    name: str


Meeting = tuple[Variant, ...]
"""Two or three variants of different factors that occur in one session."""


@dataclass(frozen=True)
class Sitting:
    """One planned session: a value of each factor, several of rounds and seats."""

    world: str
    view: str
    rounds: tuple[str, ...]
    seats: tuple[str, ...]
    level: str
    surprise: bool

    @property
    def variants(self) -> tuple[Variant, ...]:
        """All that occurs in it."""
        return (
            Variant(WORLD, self.world),
            Variant(VIEW, self.view),
            *(Variant(ROUND, name) for name in self.rounds),
            *(Variant(SEAT, name) for name in self.seats),
            Variant(LEVEL, self.level),
            Variant(SURPRISE, WITH if self.surprise else WITHOUT),
        )


@dataclass(frozen=True)
class Space:
    """Everything a programme may draw on."""

    worlds: tuple[str, ...]
    rounds: Mapping[str, tuple[str, ...]]
    """Round -> the views in which it is held, in the pack's order."""

    views: tuple[str, ...]
    seats: tuple[str, ...]
    levels: tuple[str, ...]
    """From the lowest bar to the highest."""

    surprises: tuple[bool, ...]

    @property
    def panel(self) -> int:
        """How many seats a session has."""
        return min(PANEL, len(self.seats))

    def rounds_of(self, view: str) -> tuple[str, ...]:
        """Return the rounds that a view holds."""
        return tuple(name for name, views in self.rounds.items() if view in views)

    def names(self, factor: str) -> tuple[str, ...]:
        """Return the values of a factor, as variants name them."""
        surprises = tuple(WITH if happens else WITHOUT for happens in self.surprises)
        found = {
            WORLD: self.worlds,
            VIEW: self.views,
            ROUND: tuple(self.rounds),
            SEAT: self.seats,
            LEVEL: self.levels,
            SURPRISE: surprises,
        }
        return found[factor]

    def can_meet(self, meeting: Iterable[Variant]) -> bool:
        """Tell whether variants may occur in one session: a view does not hold every round."""
        given = {variant.factor: variant.name for variant in meeting}
        if VIEW not in given or ROUND not in given:
            return True
        return given[VIEW] in self.rounds[given[ROUND]]

    def most(self, factor: str, rounds: int) -> int:
        """Return how many values of a factor one session can hold."""
        if factor == ROUND:
            return min(rounds, max((len(self.rounds_of(view)) for view in self.views), default=0))
        return self.panel if factor == SEAT else 1

    def settings(self, rounds: int) -> Iterator[Sitting]:
        """Yield every session up to who sits there: so many rounds, or all that a view has."""
        for view in self.views:
            held = self.rounds_of(view)
            chosen = list(combinations(held, min(rounds, len(held))))
            for world, picked, level, surprise in product(
                self.worlds, chosen, self.levels, self.surprises
            ):
                yield Sitting(world, view, picked, (), level, surprise)

    def panels(self) -> list[tuple[str, ...]]:
        """Return everyone who may sit together."""
        return list(combinations(self.seats, self.panel))

    @property
    def size(self) -> int:
        """How many different sessions of one round each there are."""
        held = sum(len(self.rounds_of(view)) for view in self.views)
        panels = comb(len(self.seats), self.panel)
        return len(self.worlds) * held * panels * len(self.levels) * len(self.surprises)


def meetings(space: Space, size: int) -> list[Meeting]:
    """Return all meetings of `size` variants that a session can hold, in a fixed order."""
    return [
        meeting
        for factors in combinations(FACTORS, size)
        for names in product(*map(space.names, factors))
        if space.can_meet(meeting := tuple(map(Variant, factors, names)))
    ]


def met_in(sitting: Sitting, size: int) -> Iterator[Meeting]:
    """Yield the meetings of `size` variants of different factors that a session holds."""
    for meeting in combinations(sitting.variants, size):
        if len({variant.factor for variant in meeting}) == size:
            yield meeting


def kind_of(meeting: Meeting) -> tuple[str, ...]:
    """Return the factors whose variants meet."""
    return tuple(variant.factor for variant in meeting)


def space_of(pack: RolePack, personas: Iterable[Persona]) -> Space:
    """Return all that a pack and the personas offer."""
    return Space(
        worlds=tuple(world.id for world in pack.worlds),
        rounds={one.id: one.views for one in pack.rounds},
        views=tuple(view.id for view in pack.views),
        seats=tuple(persona.id for persona in personas),
        levels=tuple(pack.policy.bars),
        surprises=(False, True) if pack.surprises else (False,),
    )
