"""For which worlds and views the bar is met, on what evidence, and what is missing. Pure.

A rehearsal is judged by the few questions it had time for, so one good verdict is no proof. The bar
counts as met where the sessions of a world and view, taken together, leave it below what the
interval of each axis allows, and no must-have failed there of late. Nothing here foresees an offer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from archpanel.domain import RolePack
from archpanel.programme.held import Held
from archpanel.programme.trends import FEW, WINDOW, Trend, trends
from archpanel.report.wording import depth

State = Literal["met", "not met", "open", "not rehearsed", "unrated"]
"""`unrated`: somebody looks who may not know yet how all sessions there went."""

RECENT = 2
"""Sessions in which no gate may have failed."""

CENTRAL = 3
"""Importance of what a world and view cannot do without."""


@dataclass(frozen=True)
class Axis:
    """One depth against its bar."""

    axis: str
    bar: float
    trend: Trend | None
    whole: bool = True
    """Whether all that was held there is in it."""

    @property
    def state(self) -> State:
        """Tell on which side of the bar it surely is."""
        if not self.whole:
            return "unrated"
        if self.trend is None:
            return "not rehearsed"
        if self.trend.low is None or self.trend.high is None:
            return "open"
        if self.trend.low >= self.bar:
            return "met"
        return "not met" if self.trend.high < self.bar else "open"


@dataclass(frozen=True)
class Readiness:
    """One world and view."""

    world: str
    view: str
    level: str
    state: State
    axes: tuple[Axis, ...]
    sessions: tuple[str, ...]
    """What it rests on, oldest first."""

    missing: tuple[str, ...]
    """What to do about it, in plain words."""


def readiness(pack: RolePack, held: Sequence[Held], level: str = "") -> tuple[Readiness, ...]:
    """Return where somebody stands in each world and view.

    Args:
        pack: the role, with its bars.
        held: finished sessions, oldest first.
        level: the level sought; else the pack's default.

    Raises:
        KeyError: the pack has no such level.
    """
    sought = level or pack.policy.default_level
    return tuple(
        _of(pack, [h for h in held if (h.sitting.world, h.sitting.view) == (w.id, v.id)], *where)
        for w in pack.worlds
        for v in pack.views
        for where in [(w.id, v.id, sought)]
    )


def untold(ready: Readiness, unrated: int) -> Readiness:
    """Return what may be said where some sessions are known to have been held, and no more."""
    what = "1 session here is" if unrated == 1 else f"{unrated} sessions here are"
    return replace(
        ready,
        state="unrated",
        axes=tuple(replace(axis, whole=False) for axis in ready.axes),
        missing=(f"{what} not rated yet, so that nothing is told of how it stands",),
    )


def _of(pack: RolePack, held: Sequence[Held], world: str, view: str, level: str) -> Readiness:
    found = trends([one.axes for one in held])
    bars, shift = pack.policy.bars[level], pack.policy.world_shift.get(world, {})
    axes = tuple(
        Axis(axis, round(bars[axis] + shift.get(axis, 0.0), 2), found.get(axis))
        for axis in pack.axes
    )
    failed = _failed(held)
    missing = (
        *_axes_missing(axes, len(held)),
        *(_gate_missing(gate, pack) for gate in failed),
        *_unheard(pack, held, world, view),
        *_more(axes, held),
    )
    return Readiness(
        world,
        view,
        level,
        _state(axes, bool(failed)),
        axes,
        tuple(h.session for h in held),
        missing,
    )


def _state(axes: Sequence[Axis], failed: bool) -> State:
    states = {axis.state for axis in axes}
    if states == {"not rehearsed"}:
        return "not rehearsed"
    if "not met" in states:
        return "not met"
    return "met" if states == {"met"} and not failed else "open"


def _axes_missing(axes: Sequence[Axis], sessions: int) -> list[str]:
    if sessions < FEW:
        more = FEW - sessions
        what = "session" if more == 1 else "sessions"
        return [f"{more} more {what} here, before anything can be said"]
    told = []
    for axis in axes:
        if axis.trend is None:
            told.append(f"{depth(axis.axis)}: never assessed here")
        elif axis.state != "met":
            told.append(
                f"{depth(axis.axis)}: {axis.trend.mean:.2f} of late, the bar is {axis.bar:.2f}"
            )
    return told


def _gate_missing(gate: str, pack: RolePack) -> str:
    kind, _, what = gate.partition(":")
    names = {competency.id: competency.name for competency in pack.competencies}
    if kind == "must-have" and what in names:
        return f"{names[what]}, a must-have, failed of late"
    return f"pass the gate {gate}, which failed of late"


def _unheard(pack: RolePack, held: Sequence[Held], world: str, view: str) -> list[str]:
    heard = {competency for one in held for competency in one.levels}
    never = [
        c.name
        for c in pack.competencies
        if c.id not in heard and c.importance_for(world, view) >= CENTRAL
    ]
    return [f"never assessed here: {', '.join(never)}"] if held and never else []


def _more(axes: Sequence[Axis], held: Sequence[Held]) -> list[str]:
    """Return how many sessions like the last one would meet the bar, where that can be told."""
    if len(held) < FEW or _state(axes, bool(_failed(held))) == "met":
        return []
    for many in range(1, WINDOW + 1):
        longer = [*held, *[held[-1]] * many]
        found = trends([one.axes for one in longer])
        then = [Axis(axis.axis, axis.bar, found.get(axis.axis)) for axis in axes]
        if _state(then, bool(_failed(longer))) == "met":
            what = "1 more session" if many == 1 else f"{many} more sessions"
            return [f"{what} like the last one here would meet the bar"]
    return []


def _failed(held: Sequence[Held]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(gate for one in held[-RECENT:] for gate in one.failed))
