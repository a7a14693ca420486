"""What would change the decision: the smallest change of panel levels, in tenths of a level."""

from collections.abc import Callable, Iterator, Mapping
from math import ceil

from archpanel.agents.gates import Levels, axis_state, must_haves
from archpanel.agents.setting import Setting
from archpanel.domain import Decision, Flip, Level, Step

Judge = Callable[[Levels], Decision]
_TENTH = 0.1


def smallest_flips(levels: Levels, judge: Judge, setting: Setting) -> tuple[Flip, ...]:
    """Return the smallest flip to each other decision that levels alone can reach, smallest first.

    A flip goes one way: nobody is told to get better at one thing and worse at another. On an axis
    every tenth counts by its competency's weight, so the fewest tenths are found by taking them
    from the heaviest competency that has room. Must-haves are raised first, since no other
    competency can stand in for them, and none falls below its floor on the way to a hold, since
    that would be a no. `judge` confirms each flip with the real rules.

    Exact unless the zone around a bar is narrower than one step (a `borderline` under 0.05).
    """
    current = judge(levels)
    best: dict[Decision, Flip] = {}
    for target, new in _candidates(current, levels, setting):
        if judge(new) != target:
            continue
        flip = _flip(target, levels, new)
        if target not in best or flip.total < best[target].total:
            best[target] = flip
    return tuple(sorted(best.values(), key=lambda flip: (flip.total, flip.decision)))


def _candidates(
    current: Decision, levels: Levels, setting: Setting
) -> Iterator[tuple[Decision, Levels]]:
    floors = _floors(setting)
    if current != "hire":
        yield "hire", _raised(levels, setting, floors, ("above",))
    if current == "no_hire":
        yield "hold", _raised(levels, setting, floors, ("above", "borderline"))
    if current != "no_hire":
        for must, floor in floors.items():
            if (level := levels.get(must)) is not None and floor > 1:
                yield "no_hire", {**levels, must: min(level, round(floor - _TENTH, 1))}
        for axis in setting.role.axes:
            yield "no_hire", _pushed(levels, axis, setting, ("below",), {}, step=-_TENTH)
    if current == "hire":
        for axis in setting.role.axes:
            enough = ("below", "borderline")
            yield "hold", _pushed(levels, axis, setting, enough, floors, step=-_TENTH)


def _floors(setting: Setting) -> dict[str, float]:
    """Return must-have -> the lowest level on the scale of tenths that passes."""
    floors: dict[str, float] = {}
    for must in must_haves(setting):
        floor = max(1.0, ceil(round(must.at_least * 10, 6)) / 10)
        floors[must.competency] = max(floor, floors.get(must.competency, 1.0))
    return floors


def _raised(
    levels: Levels, setting: Setting, floors: Mapping[str, float], enough: tuple[str, ...]
) -> Levels:
    new = dict(levels)
    for must, floor in floors.items():
        if (level := new.get(must)) is not None:
            new[must] = max(level, min(floor, float(setting.role.top)))
    for axis in setting.role.axes:
        new = _pushed(new, axis, setting, enough, {}, step=_TENTH)
    return new


def _pushed(
    levels: Levels,
    axis: str,
    setting: Setting,
    enough: tuple[str, ...],
    floors: Mapping[str, float],
    *,
    step: float,
) -> dict[str, Level | None]:
    """Move one axis by single steps until its state is enough, or there is no room left."""
    new = dict(levels)
    by_weight = sorted(setting.on_axis(axis), key=lambda c: (-setting.weight(c), c))
    while axis_state(axis, new, setting) not in (*enough, "not_assessed"):
        for competency in by_weight:
            level = new.get(competency)
            ends = (floors.get(competency, 1.0), setting.role.top)
            if level is not None and _has_room(level, step, *ends):
                new[competency] = round(level + step, 1)
                break
        else:
            break
    return new


def _has_room(level: float, step: float, bottom: float, top: int) -> bool:
    return level < top if step > 0 else level > bottom


def _flip(target: Decision, old: Levels, new: Mapping[str, Level | None]) -> Flip:
    steps = tuple(
        Step(competency=c, origin=was, to=now)
        for c, was in old.items()
        if was is not None and (now := new.get(c)) is not None and now != was
    )
    total = round(sum(abs(s.to - s.origin) for s in steps), 1)
    return Flip(decision=target, total=total, steps=steps)
