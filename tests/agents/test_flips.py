"""The flip that a verdict names is the smallest one: compared with a search over every change."""

import random
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from panels import AI, ARCH, SEATS, ballot, flat, seated, setting

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.gates import all_gates, axis_result, decide
from archpanel.agents.setting import Setting
from archpanel.domain import Verdict

NAMES = (*AI, *ARCH)
TOP = 5.0
SEEDS = range(40)
FARTHEST = 9
"""Tenths of a level up to which the search looks at every change: 715 of them, up and down."""

Levels = dict[str, float]


def verdict_at(levels: Levels, at: Setting) -> Verdict:
    return reach_verdict([ballot(seat, levels) for seat in SEATS], seated(), at)


def drawn(seed: int) -> tuple[Levels, Setting]:
    """Levels near the bar, with floors that may be in the way and off the scale of tenths."""
    draw = random.Random(seed)
    levels = {name: draw.randint(25, 37) / 10 for name in NAMES}
    floors = [
        {"competency": name, "at_least": round(levels[name] + draw.uniform(-0.7, 0.2), 2)}
        for name in draw.sample(NAMES, draw.randint(0, 3))
    ]
    weights = [0, 1, draw.choice([1, 2, 3]), draw.choice([3, 4])]
    border = draw.choice([0.0, 0.05, 0.2, 0.3])
    return levels, setting(must_haves=floors, importance_weights=weights, borderline=border)


def changes(levels: Levels, tenths: int) -> Iterator[Levels]:
    """Yield every change of so many tenths in all, either up or down."""
    for cuts in combinations(range(tenths + len(NAMES) - 1), len(NAMES) - 1):
        ends = (-1, *cuts, tenths + len(NAMES) - 1)
        parts = [after - before - 1 for before, after in pairwise(ends)]
        for way in (1, -1):
            new = {
                name: round(levels[name] + way * part / 10, 1)
                for name, part in zip(NAMES, parts, strict=True)
            }
            if all(1 <= level <= TOP for level in new.values()):
                yield new


def by_search(levels: Levels, at: Setting, current: str) -> dict[str, float]:
    """Return the fewest levels that lead to each other decision, as far as the search goes."""
    found: dict[str, float] = {}
    panel, cast = seated(), [ballot(seat, levels) for seat in SEATS]
    for tenths in range(1, FARTHEST + 1):
        for new in changes(levels, tenths):
            axes = [axis_result(axis, new, at) for axis in at.role.axes]
            decision = decide(all_gates(cast, new, axes, panel, at))
            if decision != current:
                found.setdefault(decision, tenths / 10)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_no_change_is_smaller_than_the_flip(seed: int) -> None:
    levels, at = drawn(seed)
    verdict = verdict_at(levels, at)
    near = {f.decision: f.total for f in verdict.flips if f.total <= FARTHEST / 10}
    assert near == by_search(levels, at, verdict.decision), (levels, at.policy.must_haves)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_flip_flips(seed: int) -> None:
    levels, at = drawn(seed)
    for flip in verdict_at(levels, at).flips:
        moved = {**levels, **{s.competency: s.to for s in flip.steps}}
        assert verdict_at(moved, at).decision == flip.decision
        assert flip.total == round(sum(abs(s.to - s.origin) for s in flip.steps), 1)
        assert len({s.to > s.origin for s in flip.steps}) == 1


def test_the_searched_panels_flip_in_every_way() -> None:
    ways = set()
    for seed in SEEDS:
        verdict = verdict_at(*drawn(seed))
        ways |= {(verdict.decision, flip.decision) for flip in verdict.flips}
    decisions = ("hire", "hold", "no_hire")
    assert ways == {(one, other) for one in decisions for other in decisions if one != other}


def test_on_the_way_to_a_hold_a_must_have_stops_at_its_floor() -> None:
    floors = [
        {"competency": "security", "at_least": 2.0},
        {"competency": "scale", "at_least": 3.0},
    ]
    at = setting(must_haves=floors)
    verdict = reach_verdict([flat(seat, 4.0, 3.6) for seat in SEATS], seated(), at)
    assert verdict.decision == "hire"
    [hold] = [flip for flip in verdict.flips if flip.decision == "hold"]
    steps = [(s.competency, s.origin, s.to) for s in hold.steps]
    assert (hold.total, steps) == (0.7, [("scale", 3.6, 3.0), ("security", 3.6, 3.5)])


def test_a_floor_that_the_scale_does_not_reach_is_no_flip() -> None:
    at = setting(must_haves=[{"competency": "security", "at_least": 5.5}])
    verdict = reach_verdict([flat(seat, 4.0, 4.0) for seat in SEATS], seated(), at)
    assert (verdict.decision, verdict.flips) == ("no_hire", ())
