"""Coach against panel: nothing is said of too few interviews."""

import math

import pytest
from houses import interview, sit_down

from archpanel.domain import Decision
from archpanel.rooms.accounts import Account
from archpanel.rooms.agreement import (
    FEWEST_DIFFERENCES,
    FEWEST_KAPPA,
    AxisPair,
    Pair,
    agreement_of,
    summed_up,
)
from archpanel.rooms.house import House


def pair(own: Decision, panel: Decision, difference: float = 0.5) -> Pair:
    axes = (AxisPair("Role", "ai", 3.0 + difference, 3.0),)
    return Pair("s", 0.0, own, "hire", panel, axes)


def test_of_no_interview_nothing_is_said() -> None:
    found = summed_up([])
    assert (found.same, found.interval, found.kappa, found.differences) == (0, None, None, ())


def test_mean_and_spread_are_told_from_a_stated_number_on() -> None:
    few = summed_up([pair("hire", "hire")] * (FEWEST_DIFFERENCES - 1))
    assert few.differences[0].mean is None
    rows = [pair("hire", "hire", d) for d in (-1.0, -0.5, 0.0, 0.5, 2.0)]
    found = summed_up(rows).differences[0]
    assert found.pairs == 5
    assert found.mean == pytest.approx(0.2)
    assert found.spread == pytest.approx(math.sqrt(5.3 / 4))


def test_kappa_is_told_from_a_stated_number_on_and_where_it_is_defined() -> None:
    mixed = [pair("hire", "hire"), pair("no_hire", "no_hire"), pair("hire", "no_hire")]
    assert summed_up((mixed * FEWEST_KAPPA)[: FEWEST_KAPPA - 1]).kappa is None
    assert summed_up([pair("hire", "hire")] * FEWEST_KAPPA).kappa is None
    found = summed_up(mixed[:2] * (FEWEST_KAPPA // 2) + [pair("hire", "no_hire")])
    # By hand: n = 21, mean squared difference 4/21, own mean 22/21, panel mean 20/21 (0 and 2).
    assert found.kappa == pytest.approx(1 - (4 / 21) / (440 / 441 + 440 / 441 + (2 / 21) ** 2))
    assert found.same == 20


def test_a_rating_stands_beside_the_verdict_it_came_before(
    house: House, coach: Account, candidate: Account
) -> None:
    rated, waived, replayed = (sit_down(house, coach, candidate) for _ in range(3))
    for session in (rated, waived):
        interview(house, session)
    interview(house, replayed, answers=1)
    house.ratings.rate(coach, rated, "strong_hire", {"ai": 3.5, "alpha": 2})
    house.ratings.waive(coach, waived)
    found = agreement_of(house, coach)
    assert [p.session for p in found.pairs] == [rated]
    assert found.waived == 1
    verdict = house.sessions.record(rated).verdict
    assert (found.pairs[0].own, found.pairs[0].panel) == ("hire", verdict.decision)
    levels = {axis.axis: axis.level for axis in verdict.axes}
    assert [(a.axis, a.own, a.panel) for a in found.pairs[0].axes] == [("ai", 3.5, levels["ai"])]


def test_a_replay_does_not_count_twice(house: House, coach: Account, candidate: Account) -> None:
    session = sit_down(house, coach, candidate)
    interview(house, session)
    room = house.rooms.find(candidate, session)
    copy = house.rehear(room, "q1", "I would do it another way.", "k", candidate.id)
    interview(house, copy)
    for each in (session, copy):
        house.ratings.rate(coach, each, "hire", {})
    found = agreement_of(house, coach)
    assert ([p.session for p in found.pairs], found.replays) == ([session], 1)
