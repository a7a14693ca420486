"""Every pair of variants meets, whatever the space is narrowed to; what cannot meet is named."""

import math
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.packs import load_pack
from archpanel.personas import persona_ids, seat_panel
from archpanel.programme.covering import cover, least_sessions
from archpanel.programme.proof import prove
from archpanel.programme.variants import (
    FACTORS,
    Sitting,
    Space,
    Variant,
    kind_of,
    meetings,
    met_in,
    space_of,
)

SHIPPED = space_of(load_pack("ai-architect"), seat_panel(list(persona_ids())))


def some(values: tuple[str, ...], most: int = 9) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    """Any part of what is shipped that a session can be held in."""
    views = draw(some(SHIPPED.views))
    able = tuple(n for n, held in SHIPPED.rounds.items() if set(held) & set(views))
    rounds = draw(some(able, 6))
    held = {name: tuple(v for v in SHIPPED.rounds[name] if v in views) for name in rounds}
    return Space(
        worlds=draw(some(SHIPPED.worlds)),
        rounds=held,
        views=tuple(v for v in views if any(v in found for found in held.values())),
        seats=draw(some(SHIPPED.seats, 5)),
        levels=draw(some(SHIPPED.levels)),
        surprises=draw(st.sampled_from([(False,), (True,), (False, True)])),
    )


def pairs_by_hand(sittings: list[Sitting]) -> set[frozenset[tuple[str, str]]]:
    """The pairs that sessions hold, counted without the code under test."""
    found = set()
    for one in sittings:
        values = [("world", one.world), ("view", one.view), ("level", one.level)]
        values += [("round", name) for name in one.rounds]
        values += [("seat", name) for name in one.seats]
        values += [("surprise", "with a surprise" if one.surprise else "without")]
        found |= {frozenset(pair) for pair in combinations(values, 2)}
    return found


@given(space=spaces(), seed=st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_enough_sessions_hold_every_pair_of_any_subset(space: Space, seed: int) -> None:
    sessions = max(math.ceil(1.6 * least_sessions(space, 2)), 8)
    chosen = list(cover(space, sessions, seed=seed, rounds=2))
    held = pairs_by_hand(chosen)
    missing = [pair for pair in meetings(space, 2) if frozenset(map(tuple, pair)) not in held]
    assert missing == []
    assert prove(space, chosen).is_whole


@given(space=spaces(), sessions=st.integers(1, 3))
@settings(max_examples=15, deadline=None)
def test_a_session_can_be_held_and_a_proof_never_claims_what_is_not_there(
    space: Space, sessions: int
) -> None:
    chosen = cover(space, sessions, rounds=2)
    assert len(chosen) == sessions
    for one in chosen:
        assert set(one.rounds) <= set(space.rounds_of(one.view))
        assert len(set(one.seats)) == len(one.seats) == space.panel
        assert {one.world, one.level} <= {*space.worlds, *space.levels}
    proof, held = prove(space, chosen), pairs_by_hand(list(chosen))
    for pair, numbers in proof.witnesses.items():
        assert all(set(pair) <= set(chosen[n - 1].variants) for n in numbers)
    for pair in proof.missing:
        assert frozenset(map(tuple, pair)) not in held
    for coverage in (*proof.pairs, *proof.triples):
        assert coverage.held <= coverage.bound <= coverage.possible


def test_twelve_sessions_hold_every_pair_of_all_that_is_shipped() -> None:
    chosen = cover(SHIPPED, 12)
    proof = prove(SHIPPED, chosen)
    assert proof.is_whole
    assert {len(one.rounds) for one in chosen} == {3}, "two rounds each could not hold every pair"
    assert least_sessions(SHIPPED, 2) > 12
    held, bound = (sum(getattr(c, what) for c in proof.triples) for what in ("held", "bound"))
    assert held >= 0.88 * bound


def test_no_view_meets_a_round_that_it_does_not_hold() -> None:
    pairs = meetings(SHIPPED, 2)
    assert (Variant("view", "pure-architecture"), Variant("round", "coding")) not in pairs
    both = [kind_of(pair) for pair in pairs].count(("view", "round"))
    assert both == sum(map(len, SHIPPED.rounds.values()))
    assert len({kind_of(m) for m in meetings(SHIPPED, 3)}) == math.comb(len(FACTORS), 3)


SMALL = Space(
    worlds=SHIPPED.worlds,
    rounds={name: SHIPPED.rounds[name] for name in ("coding", "system-design")},
    views=("developer-plus",),
    seats=SHIPPED.seats[:4],
    levels=SHIPPED.levels,
    surprises=(False, True),
)


def test_what_was_held_already_is_not_planned_again() -> None:
    first = cover(SMALL, 8, rounds=1)
    known = {pair for one in first[:4] for pair in met_in(one, 2)}

    def new(sittings: tuple[Sitting, ...]) -> int:
        return len({pair for one in sittings for pair in met_in(one, 2)} - known)

    assert new(cover(SMALL, 2, held=first[:4], rounds=1)) > new(cover(SMALL, 2, rounds=1))


@pytest.mark.parametrize("aimed", ["startup", "enterprise"])
def test_what_is_aimed_at_comes_more_often_and_no_pair_is_given_up(aimed: str) -> None:
    small = replace(SMALL, seats=SHIPPED.seats[:3], levels=("senior",))
    chosen = cover(small, 8, aims={Variant("world", aimed): 1.0})
    assert prove(small, chosen).is_whole
    assert sum(one.world == aimed for one in chosen) > 4
