from itertools import permutations

import pytest
from panels import AI, SEATS, ballot, blocking, flat, persona, seated, setting

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.gates import (
    attendance_gate,
    axis_result,
    bar_gate,
    blocking_gate,
    coverage_gate,
    decide,
    must_have_gate,
    owner_gate,
    panel_level,
    quorum_gate,
    standing_vetoes,
)
from archpanel.domain import Ballot, Gate, MustHave


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([3.0, 3.0, 3.0], 3.0, id="all agree"),
        pytest.param([2.0, 3.0, 3.0], 3.0, id="a level apart is agreement: the median"),
        pytest.param([2.4, 3.0, 3.4], 3.0, id="the median within a level"),
        pytest.param([1.0, 3.0, 4.0], 1.0, id="further apart: the lower value"),
        pytest.param([2.0, 3.0, 4.0], 2.0, id="two levels apart: the lower value"),
        pytest.param([3.0, 4.0], 3.0, id="of two the lower middle"),
        pytest.param([4.5], 4.5, id="one alone"),
        pytest.param([2.0, 3.1], 2.0, id="a tenth too far"),
    ],
)
def test_the_panel_takes_the_median_or_on_dispute_the_lower_value(
    levels: list[float], expected: float
) -> None:
    for order in permutations(levels):
        assert panel_level(order, spread=1.0) == expected


@pytest.mark.parametrize(
    ("mean", "state", "outcome"),
    [
        (3.2, "above", "pass"),
        (3.1, "borderline", "hold"),
        (3.0, "borderline", "hold"),
        (2.8, "borderline", "hold"),
        (2.7, "below", "fail"),
        (None, "not_assessed", "hold"),
    ],
)
def test_an_axis_passes_holds_or_fails_by_its_distance_from_the_bar(
    mean: float | None, state: str, outcome: str
) -> None:
    result = axis_result("ai", dict.fromkeys(AI, mean), setting())
    assert result.state == state
    assert bar_gate(result).outcome == outcome


def test_a_competency_counts_by_its_importance() -> None:
    result = axis_result("ai", {"agents": 4.0, "costs": 1.0}, setting())
    assert result.level == 3.0  # weights 4 and 2


@pytest.mark.parametrize(("voted", "outcome"), [(3, "pass"), (2, "pass"), (1, "hold"), (0, "hold")])
def test_two_of_three_seats_are_a_quorum(voted: int, outcome: str) -> None:
    ballots = [flat(seat, 4, 4) for seat in SEATS[:voted]]
    assert quorum_gate(ballots, setting()).outcome == outcome


def test_a_must_have_is_not_judged_while_its_owner_is_away() -> None:
    without_owner = [flat("cto", 4, 4), flat("architect", 4, 4)]
    assert owner_gate(without_owner, seated(), setting()).outcome == "hold"
    with_owner = [flat("cto", 4, 4), flat("reviewer", 4, 4)]
    assert owner_gate(with_owner, seated(), setting()).outcome == "pass"


@pytest.mark.parametrize(
    ("others", "outcome", "decision"),
    [
        pytest.param(4.0, "hold", "hold", id="the others' good word is not enough"),
        pytest.param(1.5, "fail", "no_hire", id="the others' bad word is"),
        pytest.param(None, "hold", "hold", id="nobody judged it"),
    ],
)
def test_a_must_have_is_judged_by_its_owner(
    others: float | None, outcome: str, decision: str
) -> None:
    def vote(seat: str, security: float | None) -> Ballot:
        return ballot(seat, {**dict.fromkeys(AI, 4.0), "scale": 4.0, "security": security})

    ballots = [vote("cto", others), vote("architect", others), vote("reviewer", None)]
    verdict = reach_verdict(ballots, seated(), setting())
    gates = {g.id: g for g in verdict.gates}
    assert gates["must-have:security"].outcome == outcome
    assert verdict.decision == decision
    assert "did not judge security" in gates["owner-present"].reason
    if decision == "hold":
        assert ("security", "reviewer") in {(w.subject, w.persona) for w in verdict.wanted}


def test_what_an_owner_left_open_never_spares_a_no() -> None:
    low = {**dict.fromkeys(AI, 2.0), "scale": 4.0, "security": 4.0}
    ballots = [ballot("cto", low), ballot("architect", low)]
    ballots.append(ballot("reviewer", {**low, "security": None}))
    assert reach_verdict(ballots, seated(), setting()).decision == "no_hire"


def test_one_of_two_owners_is_enough() -> None:
    owners = (
        persona("cto", {"agents": 0.5, "security": 0.5}, owns=["security"]),
        *seated()[1:],
    )
    ballots = [flat("cto", 4, 4), flat("architect", 4, 4)]
    ballots.append(ballot("reviewer", {**dict.fromkeys(AI, 4.0), "scale": 4.0}))
    assert reach_verdict(ballots, owners, setting()).decision == "hire"


def test_a_panel_without_an_owner_can_judge_too() -> None:
    two = (
        persona("cto", {"agents": 0.5, "costs": 0.5}),
        persona("architect", {"scale": 0.5, "costs": 0.5}),
    )
    ballots = [flat("cto", 4, 4), flat("architect", 4, 4)]
    assert owner_gate(ballots, two, setting(seats=("cto", "architect"))).outcome == "pass"


def test_a_ballot_that_is_not_complete_is_no_full_vote() -> None:
    ballots = [flat("cto", 4, 4), flat("architect", 4, 4), flat("reviewer", 4, 4, complete=False)]
    assert attendance_gate(ballots, setting()).outcome == "hold"
    assert reach_verdict(ballots, seated(), setting()).provisional


@pytest.mark.parametrize(("rule", "outcome"), [("veto", "fail"), ("hold", "hold")])
def test_a_blocking_concern_does_what_the_policy_says(rule: str, outcome: str) -> None:
    ballots = [
        flat("cto", 5, 5),
        flat("architect", 5, 5),
        flat("reviewer", 5, 5, blocking=(blocking(),)),
    ]
    vetoes = standing_vetoes(ballots)
    assert blocking_gate(vetoes, setting(blocking=rule)).outcome == outcome
    assert blocking_gate((), setting(blocking=rule)).outcome == "pass"


@pytest.mark.parametrize(("level", "outcome"), [(2.0, "pass"), (1.9, "fail"), (None, "hold")])
def test_a_must_have_has_a_floor(level: float | None, outcome: str) -> None:
    must = MustHave(competency="security", at_least=2.0)
    assert must_have_gate(must, {"security": level}).outcome == outcome


def test_too_little_of_an_axis_holds() -> None:
    known = axis_result("architecture", {"scale": 4.0, "security": None}, setting())
    strict = setting(coverage={"competencies": 2, "importance": 0.5})
    assert coverage_gate(known, setting()).outcome == "pass"
    assert coverage_gate(known, strict).outcome == "hold"


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"a": "pass", "b": "pass"}, "hire"),
        ({"a": "pass", "b": "hold"}, "hold"),
        ({"a": "hold", "b": "fail"}, "no_hire"),
        ({"quorum": "hold", "b": "fail"}, "hold"),
        ({"owner-present": "hold", "b": "fail"}, "hold"),
    ],
)
def test_any_failed_gate_is_a_no_and_no_quorum_is_no_verdict(
    outcomes: dict[str, str], expected: str
) -> None:
    gates = [
        Gate.model_validate({"id": k, "outcome": v, "reason": "r"}) for k, v in outcomes.items()
    ]
    assert decide(gates) == expected


@pytest.mark.parametrize("levels", [(1.0, 3.0, 4.0), (2.0, 3.0, 4.0)])
def test_one_seat_in_three_that_differs_is_kept_as_dissent(levels: tuple[float, ...]) -> None:
    for order in permutations(levels):
        ballots = [
            ballot(seat, {**dict.fromkeys(AI, 4.0), "scale": 4.0, "security": level})
            for seat, level in zip(SEATS, order, strict=True)
        ]
        verdict = reach_verdict(ballots, seated(), setting())
        kept = {d.own for d in verdict.dissent if d.subject == "security"}
        assert verdict.levels["security"] == min(levels)
        assert kept == {f"{level:.1f}" for level in levels if level != min(levels)}


def test_a_seat_that_advises_against_a_hire_is_kept() -> None:
    ballots = [
        flat("cto", 4, 4),
        flat("architect", 4, 4),
        flat("reviewer", 4, 4, recommendation="no_hire"),
    ]
    verdict = reach_verdict(ballots, seated(), setting())
    assert verdict.decision == "hire"
    assert [(d.persona, d.own) for d in verdict.dissent] == [("reviewer", "no_hire")]


@pytest.mark.parametrize(("ai", "architecture"), [(5.0, 2.0), (2.0, 5.0)])
def test_one_depth_never_pays_for_the_other(ai: float, architecture: float) -> None:
    ballots = [flat(seat, ai, architecture) for seat in SEATS]
    verdict = reach_verdict(ballots, seated(), setting())
    assert verdict.decision == "no_hire"
    assert any("below" in reason for reason in verdict.reasons)


def test_a_hold_says_what_to_find_out_and_who_should_ask() -> None:
    ballots = [
        ballot(seat, {**dict.fromkeys(AI, 4.0), "scale": 4.0, "security": None}) for seat in SEATS
    ]
    verdict = reach_verdict(ballots, seated(), setting())
    assert verdict.decision == "hold"
    assert ("security", "reviewer") in {(w.subject, w.persona) for w in verdict.wanted}


def test_a_hold_names_the_seat_that_is_missing_and_none_whose_name_is_like_it() -> None:
    seats = ("ml_lead", "lead", "reviewer")
    panel = (
        persona("ml_lead", {"agents": 0.5, "costs": 0.5}),
        persona("lead", {"scale": 0.6, "agents": 0.4}),
        persona("reviewer", {"security": 0.7, "scale": 0.3}, owns=["security"]),
    )
    ballots = [flat("lead", 4, 4), flat("reviewer", 4, 4)]
    verdict = reach_verdict(ballots, panel, setting(seats))
    assert [w.subject for w in verdict.wanted] == ["ml_lead"]


def test_a_hold_for_a_blocking_concern_says_who_should_ask_about_it() -> None:
    two = (blocking(), blocking("other/flag", "scale"))
    ballots = [
        flat("cto", 4, 4, blocking=two[:1]),
        flat("architect", 4, 4),
        flat("reviewer", 4, 4, blocking=two),
    ]
    verdict = reach_verdict(ballots, seated(), setting(blocking="hold"))
    assert verdict.decision == "hold"
    assert [(w.subject, w.persona) for w in verdict.wanted] == [
        ("security", "reviewer"),
        ("scale", "architect"),
    ]
    assert [w.reason.rsplit(" ", 1)[1] for w in verdict.wanted] == ["item/flag", "other/flag"]


def test_two_ballots_of_one_seat_are_refused() -> None:
    with pytest.raises(ValueError, match="voted twice"):
        reach_verdict([flat("cto", 4, 4), flat("cto", 4, 4)], seated(), setting())


def test_a_stranger_does_not_vote() -> None:
    with pytest.raises(ValueError, match="not invited"):
        reach_verdict([flat("passer_by", 4, 4)], seated(), setting())
