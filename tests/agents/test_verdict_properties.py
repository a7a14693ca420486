"""What must hold for any ballots; the cases are drawn, and a failing one prints its seed."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from panels import AI, ARCH, SEATS, ballot, blocking, seated, setting

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.scoring import competency_levels, merge
from archpanel.agents.setting import Setting
from archpanel.domain import Ballot, Verdict

LEVEL = st.one_of(st.none(), st.integers(10, 50).map(lambda tenths: tenths / 10))
LEVELS = st.fixed_dictionaries({c: LEVEL for c in (*AI, *ARCH)})
ADVICE = st.sampled_from(["no_hire", "hire", "undecided"])


@st.composite
def ballots(draw: st.DrawFn) -> list[Ballot]:
    return [
        ballot(
            seat,
            draw(LEVELS),
            recommendation=draw(ADVICE),
            blocking=(blocking(),) if draw(st.integers(0, 9)) == 0 else (),
        )
        for seat in SEATS
    ]


def verdict_of(cast: list[Ballot], at: Setting | None = None) -> Verdict:
    return reach_verdict(cast, seated(), at or setting())


@given(ballots())
def test_the_order_of_seats_changes_nothing(cast: list[Ballot]) -> None:
    first = verdict_of(cast)
    for order in permutations(cast):
        assert verdict_of(list(order)) == first


@given(ballots(), st.sampled_from(SEATS))
def test_removing_a_scorecard_never_leads_to_a_hire(cast: list[Ballot], gone: str) -> None:
    fewer = [b for b in cast if b.persona != gone]
    assert verdict_of(fewer).decision != "hire"
    incomplete = [b.model_copy(update={"complete": b.persona != gone}) for b in cast]
    assert verdict_of(incomplete).decision != "hire"


@given(ballots(), st.sampled_from(SEATS), st.sampled_from((*AI, *ARCH)))
def test_a_seat_that_lowers_a_level_never_raises_the_decision(
    cast: list[Ballot], seat: str, competency: str
) -> None:
    rank = {"no_hire": 0, "hold": 1, "hire": 2}
    lowered = []
    for b in cast:
        level = b.levels[competency]
        if b.persona == seat and level is not None:
            b = b.model_copy(update={"levels": {**b.levels, competency: max(1.0, level - 1)}})
        lowered.append(b)
    assert rank[verdict_of(lowered).decision] <= rank[verdict_of(cast).decision]


@given(LEVELS, st.sampled_from(("ai", "architecture")))
def test_no_height_on_one_axis_saves_the_other(levels: dict[str, float | None], low: str) -> None:
    mine = AI if low == "ai" else ARCH
    new = {c: 2.0 if c in mine else 5.0 for c in (*AI, *ARCH)}
    assert verdict_of([ballot(seat, new) for seat in SEATS]).decision == "no_hire"
    any_height = {c: 2.0 if c in mine else levels[c] for c in (*AI, *ARCH)}
    assert verdict_of([ballot(seat, any_height) for seat in SEATS]).decision != "hire"


@given(ballots())
def test_whoever_differs_on_a_disputed_competency_is_kept(cast: list[Ballot]) -> None:
    verdict = verdict_of(cast)
    kept = {(d.persona, d.subject) for d in verdict.dissent}
    for competency in (*AI, *ARCH):
        heard = {b.persona: b.levels[competency] for b in cast if b.levels[competency] is not None}
        values = [level for level in heard.values() if level is not None]
        if values and round(max(values) - min(values), 1) > 1.0:
            for seat, level in heard.items():
                assert ((seat, competency) in kept) == (level != min(values))


def test_levels_follow_from_nothing_when_nothing_was_heard() -> None:
    at = setting()
    assert competency_levels(merge([]), top=5, policy=at.policy, severity="even") == {}
