"""What would change the decision: the smallest change of panel levels, in tenths of a level."""

from collections.abc import Callable, Iterator, Mapping

from archpanel.agents.gates import Levels, axis_result, must_haves
from archpanel.agents.voting import Setting
from archpanel.domain import Decision, Flip, Level, Step

Judge = Callable[[Levels], Decision]
_TENTH = 0.1


def smallest_flips(levels: Levels, judge: Judge, setting: Setting) -> tuple[Flip, ...]:
    """Return the smallest flip to each other decision that levels alone can reach, smallest first.

    On an axis every tenth counts by its competency's weight, so the fewest tenths are found by
    taking them from the heaviest competency that has room. Must-haves are forced first, since no
    other competency can stand in for them. `judge` confirms each flip with the real rules.
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
    if current != "hire":
        yield "hire", _raised(levels, setting, ("above",))
    if current == "no_hire":
        yield "hold", _raised(levels, setting, ("above", "borderline"))
    if current != "no_hire":
        for new in _lowered(levels, setting, ("below",)):
            yield "no_hire", new
    if current == "hire":
        for new in _lowered(levels, setting, ("below", "borderline")):
            yield "hold", new


def _raised(levels: Levels, setting: Setting, enough: tuple[str, ...]) -> Levels:
    new = dict(levels)
    for must in must_haves(setting):
        level = new.get(must.competency)
        if level is not None:
            new[must.competency] = max(level, must.at_least)
    for axis in setting.role.axes:
        _push(new, axis, setting, enough, step=_TENTH)
    return new


def _lowered(levels: Levels, setting: Setting, enough: tuple[str, ...]) -> Iterator[Levels]:
    for must in must_haves(setting):
        level = levels.get(must.competency)
        if level is not None and must.at_least > 1:
            yield {**levels, must.competency: min(level, round(must.at_least - _TENTH, 1))}
    for axis in setting.role.axes:
        new = dict(levels)
        _push(new, axis, setting, enough, step=-_TENTH)
        yield new


def _push(
    levels: dict[str, Level | None],
    axis: str,
    setting: Setting,
    enough: tuple[str, ...],
    *,
    step: float,
) -> None:
    by_weight = sorted(setting.on_axis(axis), key=lambda c: (-setting.weight(c), c))
    while axis_result(axis, levels, setting).state not in (*enough, "not_assessed"):
        for competency in by_weight:
            level = levels.get(competency)
            if level is not None and _has_room(level, step, setting.role.top):
                levels[competency] = round(level + step, 1)
                break
        else:
            return


def _has_room(level: float, step: float, top: int) -> bool:
    return level < top if step > 0 else level > 1


def _flip(target: Decision, old: Levels, new: Mapping[str, Level | None]) -> Flip:
    steps = tuple(
        Step(competency=c, origin=was, to=now)
        for c, was in old.items()
        if was is not None and (now := new.get(c)) is not None and now != was
    )
    total = round(sum(abs(s.to - s.origin) for s in steps), 1)
    return Flip(decision=target, total=total, steps=steps)
