"""Which planned session is held next, and why. Pure.

The plan goes from easy to hard, so only its next few sessions are compared: by how many pairs they
would add, how weak one was in what their rounds ask for, and how long these rounds were left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from archpanel.domain import RolePack
from archpanel.programme.held import Held
from archpanel.programme.trends import trends
from archpanel.programme.variants import Sitting, met_in

AHEAD = 3
"""Planned sessions that are compared; those after them are harder."""

NEW, WEAK, SPACED = 1.0, 1.0, 0.5
"""Weights of what a session adds, of weakness, and of spacing; each is 0 to 1."""

LONG = 42
"""Days after which a round counts as not practised for long; six weeks."""

WIDE = 2.0
"""Levels below the bar that count as weak altogether."""

LAST = 4
"""Sessions whose questions are not asked again."""

UNKNOWN = 0.5
"""Weakness of what was never assessed: nobody knows."""


@dataclass(frozen=True)
class Choice:
    """One session, and what speaks for it."""

    sitting: Sitting
    new: int
    """Pairs that no session has held yet."""

    weak: float
    """0 (at the bar or above) to 1, over what its rounds ask for."""

    spaced: float
    """0 (practised today) to 1, over its rounds."""

    worth: float


def choose(
    remaining: Sequence[Sitting], held: Sequence[Held], pack: RolePack, today: date
) -> Choice:
    """Return the best of the next sessions.

    Args:
        remaining: planned sessions that were not held, in the order of the plan; at least one.
        held: finished sessions, oldest first.
        pack: the role.
        today: the day.
    """
    known = {pair for one in held for pair in met_in(one.sitting, 2)}
    weakness = weaknesses(held, pack)
    choices = [
        _choice(one, len(set(met_in(one, 2)) - known), weakness, held, pack, today)
        for one in remaining[:AHEAD]
    ]
    return max(choices, key=lambda choice: choice.worth)


def _choice(
    sitting: Sitting,
    new: int,
    weakness: dict[str, float],
    held: Sequence[Held],
    pack: RolePack,
    today: date,
) -> Choice:
    rounds = [pack.round(name) for name in sitting.rounds]
    asked = [weakness.get(c, UNKNOWN) for one in rounds for c in one.competencies]
    weak = fmean(asked) if asked else UNKNOWN
    spaced = fmean(_left_alone(one.id, held, today) for one in rounds)
    share = new / max(sum(1 for _ in met_in(sitting, 2)), 1)
    worth = NEW * share + WEAK * weak + SPACED * spaced
    return Choice(sitting, new, weak, spaced, worth)


def weaknesses(held: Sequence[Held], pack: RolePack) -> dict[str, float]:
    """Return how weak one is in what was assessed: 0 at the default bar, 1 two levels below."""
    bars = pack.policy.bars[pack.policy.default_level]
    axis = {c.id: c.axis for c in pack.competencies}
    return {
        name: min(max((bars[axis[name]] - found.mean) / WIDE, 0.0), 1.0)
        for name, found in trends([one.levels for one in held]).items()
        if name in axis
    }


def _left_alone(round_: str, held: Sequence[Held], today: date) -> float:
    days = [one.day for one in held if round_ in one.sitting.rounds]
    return min((today - max(days)).days / LONG, 1.0) if days else 1.0


def seen_of_late(held: Sequence[Held], sessions: int = LAST) -> tuple[str, ...]:
    """Return what was asked in the last sessions, which is not asked again."""
    return tuple(dict.fromkeys(item for one in held[-sessions:] for item in one.items))


def surprises_seen(held: Sequence[Held], pack: RolePack) -> tuple[str, ...]:
    """Return every surprise of any session: one that is known surprises nobody."""
    deck = {card.id for card in pack.surprises}
    return tuple(dict.fromkeys(item for one in held for item in one.items if item in deck))
