"""A plan: which sessions, in which order, on which days, and what shows that it covers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from archpanel.domain import BadRequest, Persona, RolePack, UnknownName, WrongUsage
from archpanel.programme.calendar import days
from archpanel.programme.covering import cover, least_sessions
from archpanel.programme.order import from_easy_to_hard
from archpanel.programme.proof import Proof, prove
from archpanel.programme.targets import Target, aims_of
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
    space_of,
)

SESSIONS, WEEKS = 12, 20
"""What the mentor's method takes: twelve mock sessions in about five months."""

MOST_SESSIONS, MOST_WEEKS = 60, 104
MOST_PERSONAS = 12
"""Personas among whom seats are chosen: more panels than that take minutes to compare."""


@dataclass(frozen=True)
class Wanted:
    """What a programme is to be like; an empty choice takes all there is."""

    start: date
    sessions: int = SESSIONS
    weeks: int = WEEKS
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Factor -> the values that it is narrowed to."""

    targets: Sequence[Target] = ()
    rounds: int | None = None
    """Rounds in each session; None: as few as hold every pair."""

    seed: int = 0


@dataclass(frozen=True)
class Planned:
    """One session of a plan."""

    n: int
    day: date
    sitting: Sitting

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        one = self.sitting
        return {
            "n": self.n,
            "day": self.day.isoformat(),
            "world": one.world,
            "view": one.view,
            "rounds": list(one.rounds),
            "seats": list(one.seats),
            "level": one.level,
            "surprise": one.surprise,
            "command": self.command,
        }

    @property
    def command(self) -> str:
        """What one types to hold it."""
        one = self.sitting
        rounds = " ".join(f"--round {name}" for name in one.rounds)
        return (
            f"archpanel rehearse --world {one.world} --view {one.view} {rounds} "
            f"--seats {','.join(one.seats)} --level {one.level}"
        ) + " --surprise" * one.surprise


@dataclass(frozen=True)
class Plan:
    """A programme before its first session."""

    pack: str
    space: Space
    sessions: tuple[Planned, ...]
    aims: Mapping[Variant, float]
    proof: Proof
    least: int
    """Sessions without which no plan of as many rounds each could hold every pair."""


def make_plan(
    wanted: Wanted,
    pack: RolePack,
    personas: Sequence[Persona],
    tell: Callable[[str], None] = lambda what: None,
) -> Plan:
    """Choose sessions, bring them into order, and prove what they cover.

    Raises:
        BadRequest: counts that make no programme, or choices that leave nothing to rehearse.
        UnknownName: a choice that is not there.
    """
    _check(wanted, personas)
    space = narrowed(space_of(pack, personas), wanted.only)
    aims = aims_of(wanted.targets, pack, personas) if wanted.targets else {}
    chosen = cover(
        space, wanted.sessions, aims=aims, seed=wanted.seed, rounds=wanted.rounds, tell=tell
    )
    order = from_easy_to_hard(chosen, space, personas, aims)
    when = days(wanted.start, wanted.weeks, wanted.sessions)
    sessions = tuple(Planned(n, *both) for n, both in enumerate(zip(when, order, strict=True), 1))
    each = max(len(sitting.rounds) for sitting in order)
    return Plan(pack.id, space, sessions, aims, prove(space, order), least_sessions(space, each))


def narrowed(space: Space, only: Mapping[str, Sequence[str]]) -> Space:
    """Return what is left of a space where only some values are wanted.

    Raises:
        UnknownName: a value that is not there.
        BadRequest: no round is left that a view holds.
    """

    def kept(factor: str) -> tuple[str, ...]:
        known, wanted = space.names(factor), only.get(factor, ())
        for name in wanted:
            if name not in known:
                raise UnknownName(factor, name, list(known))
        return tuple(name for name in known if not wanted or name in wanted)

    views, rounds = kept(VIEW), kept(ROUND)
    held = {name: tuple(v for v in space.rounds[name] if v in views) for name in rounds}
    able = {name: found for name, found in held.items() if found}
    if not space.size:
        raise BadRequest(
            "A programme needs a pack with worlds, views and rounds; this one has too few of them."
        )
    if not able:
        raise BadRequest(
            f"No round of {', '.join(rounds)} is held in the view {', '.join(views)}. Known for "
            f"it: {', '.join(r for view in views for r in space.rounds_of(view))}."
        )
    return Space(
        worlds=kept(WORLD),
        rounds=able,
        views=tuple(v for v in views if any(v in found for found in able.values())),
        seats=kept(SEAT),
        levels=kept(LEVEL),
        surprises=tuple(space.surprises[space.names(SURPRISE).index(n)] for n in kept(SURPRISE)),
    )


def _check(wanted: Wanted, personas: Sequence[Persona]) -> None:
    if not 1 <= wanted.sessions <= MOST_SESSIONS:
        raise WrongUsage(f"A programme has 1 to {MOST_SESSIONS} sessions, not {wanted.sessions}.")
    if not 1 <= wanted.weeks <= MOST_WEEKS:
        raise WrongUsage(f"A programme takes 1 to {MOST_WEEKS} weeks, not {wanted.weeks}.")
    if not 1 <= len(personas) <= MOST_PERSONAS:
        raise BadRequest(
            f"A programme draws its panels from 1 to {MOST_PERSONAS} personas, not "
            f"{len(personas)}; name some with --seats."
        )
