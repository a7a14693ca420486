"""Levels are computed by code from what was heard; less evidence never means a higher level."""

from itertools import permutations
from typing import get_args

import pytest
from heard import assessment, concern, finding
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import setting

from archpanel.agents.scoring import LEAST_WEIGHT, competency_levels, heard_in, merge
from archpanel.domain import Assessment, Finding, Level, Policy, Severity

POLICY: Policy = setting(
    severity={
        "lenient": {"partly": 0.6, "serious": 0.5, "sure": 0.0},
        "even": {"partly": 0.5, "serious": 1.0, "sure": 0.0},
        "strict": {"partly": 0.35, "serious": 1.5, "sure": 0.0},
    }
).policy


def levels(
    *heard: Assessment, severity: Severity = "even", top: int = 5
) -> dict[str, Level | None]:
    return competency_levels(merge(heard), top=top, policy=POLICY, severity=severity)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param(("met", "met"), 5.0, id="everything said"),
        pytest.param(("met", "not_met"), 3.0, id="one of two"),
        pytest.param(("partly", "not_met"), 2.0, id="half of one of two"),
        pytest.param(("partly", "partly"), 3.0, id="both by half"),
        pytest.param(("not_met", "not_met"), 1.0, id="nothing said"),
    ],
)
def test_a_level_lies_between_nothing_and_everything(
    states: tuple[str, str], expected: float
) -> None:
    heard = assessment(*(finding(f"p{n}", "agents", state) for n, state in enumerate(states)))
    assert levels(heard) == {"agents": expected}


def test_a_weighty_point_counts_more() -> None:
    heavy = assessment(
        finding("p0", "agents", weight=3), finding("p1", "agents", "not_met", weight=1)
    )
    light = assessment(
        finding("p0", "agents", "not_met", weight=3), finding("p1", "agents", weight=1)
    )
    assert (levels(heavy), levels(light)) == ({"agents": 4.0}, {"agents": 2.0})


def test_a_level_is_on_the_scale_of_the_pack() -> None:
    heard = assessment(finding("p0", "agents"), finding("p1", "agents", "not_met"))
    assert levels(heard, top=3) == {"agents": 2.0}


def test_a_point_made_on_the_probe_is_made() -> None:
    first = assessment(finding("p0", "agents", "not_met"), finding("p1", "agents", "partly"))
    probe = assessment(finding("p0", "agents", "met"), answer=2)
    assert levels(first, probe) == levels(probe, first) == {"agents": 4.0}


def test_a_point_that_was_made_stays_made_when_it_is_not_said_again() -> None:
    made = assessment(finding("p0", "agents", "met"))
    silent = assessment(finding("p0", "agents", "not_met"), answer=2)
    assert levels(made, silent) == {"agents": 5.0}


def test_points_of_the_same_name_in_two_items_are_two_points() -> None:
    one = assessment(finding("p0", "agents", "met"), item="one")
    two = assessment(finding("p0", "agents", "not_met"), item="two", answer=2)
    assert levels(one, two) == {"agents": 3.0}


def test_credit_without_a_quote_is_no_credit() -> None:
    bare = finding("p0", "agents").model_copy(update={"evidence": ""})
    assert levels(assessment(bare)) == {"agents": 1.0}


def test_what_was_not_heard_of_has_no_level() -> None:
    assert levels() == {}
    assert levels(assessment()) == {}
    assert "costs" not in levels(assessment(finding("p0", "agents")))


def test_an_answer_that_could_not_be_read_says_nothing() -> None:
    unread = assessment(finding("p0", "agents", "not_met"), kind="other_language")
    assert levels(unread) == {}


def test_a_surprise_is_reported_apart() -> None:
    assert levels(assessment(finding("p0", "agents", "not_met"), apart=True)) == {}


FULL = (finding("p0", "agents"), finding("p1", "agents"))


@pytest.mark.parametrize(
    ("severity", "partly", "serious"),
    [("lenient", 3.4, 4.5), ("even", 3.0, 4.0), ("strict", 2.4, 3.5)],
)
def test_a_seat_is_as_severe_as_the_policy_says(
    severity: Severity, partly: float, serious: float
) -> None:
    half = assessment(*(finding(f.point, "agents", "partly") for f in FULL))
    risky = assessment(*FULL, concerns=[concern("item/risk", "agents")])
    assert levels(half, severity=severity) == {"agents": partly}
    assert levels(risky, severity=severity) == {"agents": serious}


def test_two_risks_weigh_twice_and_nothing_is_below_the_scale() -> None:
    risks = [concern(f"item/r{n}", "agents") for n in range(2)]
    assert levels(assessment(*FULL, concerns=risks)) == {"agents": 3.0}
    many = [concern(f"item/r{n}", "agents") for n in range(9)]
    assert levels(assessment(*FULL, concerns=many)) == {"agents": 1.0}


def test_the_same_risk_in_two_answers_weighs_once() -> None:
    risk = concern("item/risk", "agents")
    twice = (assessment(*FULL, concerns=[risk]), assessment(concerns=[risk], answer=2))
    assert levels(*twice) == {"agents": 4.0}


def test_a_blocking_risk_caps_its_competency() -> None:
    blocked = assessment(*FULL, concerns=[concern("item/risk", "agents", grave="blocking")])
    assert levels(blocked) == {"agents": 1.5}
    low = assessment(
        finding("p0", "agents", "not_met"),
        concerns=[concern("item/risk", "agents", grave="blocking")],
    )
    assert levels(low) == {"agents": 1.0}


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        pytest.param(["suspected"], False, id="suspected only"),
        pytest.param(["raised"], True, id="raised"),
        pytest.param(["suspected", "raised"], True, id="suspected, then confirmed"),
        pytest.param(["raised", "withdrawn"], False, id="raised, then taken back"),
        pytest.param(["raised", "suspected"], True, id="raised, then suspected elsewhere"),
        pytest.param(["withdrawn"], False, id="turned down before it was said"),
        pytest.param(["withdrawn", "raised"], True, id="turned down, then said after all"),
        pytest.param(["raised", "withdrawn", "raised"], True, id="taken back, then said again"),
        pytest.param(["raised", "withdrawn", "suspected"], False, id="taken back and suspected"),
    ],
)
def test_the_last_word_on_a_risk_counts(states: list[str], counts: bool) -> None:
    talk = [assessment(*FULL)] + [
        assessment(concerns=[concern("item/risk", "agents", state)], answer=n)
        for n, state in enumerate(states, start=2)
    ]
    assert levels(*talk) == {"agents": 4.0 if counts else 5.0}


@pytest.mark.parametrize(
    "states", [("raised", "suspected"), ("suspected", "raised"), ("raised", "withdrawn")]
)
def test_one_answer_is_heard_alone_as_it_is_heard_among_others(states: tuple[str, str]) -> None:
    said = [concern("item/risk", "agents", state, evidence=f"a1:{n}-99") for n, state in
            enumerate(states)]  # fmt: skip
    alone, merged = heard_in(FULL, said), merge([assessment(*FULL, concerns=said)])
    assert alone.concerns == merged.concerns
    assert list(alone.points.values()) == list(merged.points.values())


def test_the_first_quote_of_a_risk_is_kept() -> None:
    heard = merge(
        assessment(concerns=[concern("item/risk", "agents", evidence=f"a{n}:10-19")], answer=n)
        for n in (1, 2)
    )
    assert heard.concerns["item/risk"].evidence == "a1:10-19"


def anchored(answer: int, level: float, weight: float) -> Assessment:
    reading = {"competency": "agents", "level": level, "weight": weight, "evidence": ["a1:0-9"]}
    return assessment(answer=answer, anchored=(reading,))


def test_levels_by_anchors_are_a_weighted_mean() -> None:
    assert levels(anchored(1, 2.0, 0.25), anchored(2, 4.0, 0.75)) == {"agents": 3.5}


def test_anchors_that_say_too_little_leave_a_competency_open() -> None:
    half = LEAST_WEIGHT / 2
    assert levels(anchored(1, 5.0, half), anchored(2, 5.0, half - 0.01)) == {}
    assert levels(anchored(1, 5.0, half), anchored(2, 5.0, half)) == {"agents": 5.0}


STATE = st.sampled_from(["met", "partly", "not_met"])
RISK = st.sampled_from(["suspected", "raised", "withdrawn"])
POINTS = [("p0", "agents", 3), ("p1", "agents", 1), ("p2", "scale", 2), ("p3", "scale", 2)]


@st.composite
def talks(draw: st.DrawFn) -> list[Assessment]:
    return [
        assessment(
            *(
                finding(point, competency, draw(STATE), weight=weight, evidence=f"a{n}:0-9")
                for point, competency, weight in POINTS
                if draw(st.booleans())
            ),
            answer=n,
            item=draw(st.sampled_from(["one", "two"])),
            concerns=[
                concern(
                    f"one/{c}", c, draw(RISK), grave=draw(st.sampled_from(["serious", "blocking"]))
                )
                for c in ("agents", "scale")
                if draw(st.integers(0, 3)) == 0
            ],
        )
        for n in range(1, draw(st.integers(2, 5)))
    ]


def without_evidence(assessment: Assessment, at: int) -> Assessment:
    """What the assessment is when code withdraws the quote of one finding."""

    def bare(found: Finding) -> Finding:
        return found.model_copy(update={"state": "not_met", "evidence": ""})

    findings = [bare(f) if n == at else f for n, f in enumerate(assessment.findings)]
    return assessment.model_copy(update={"findings": tuple(findings)})


@settings(max_examples=150)
@given(talks(), st.sampled_from(get_args(Severity)))
def test_removing_evidence_never_raises_a_level(talk: list[Assessment], severity: Severity) -> None:
    before = levels(*talk, severity=severity)
    for n, heard in enumerate(talk):
        for at in range(len(heard.findings)):
            fewer = [*talk[:n], without_evidence(heard, at), *talk[n + 1 :]]
            after = levels(*fewer, severity=severity)
            assert after.keys() == before.keys()
            assert all((after[c] or 0) <= (before[c] or 0) for c in before)


@settings(max_examples=100)
@given(talks())
def test_levels_stay_on_the_scale_and_a_stricter_seat_gives_no_more(talk: list[Assessment]) -> None:
    by_severity = [levels(*talk, severity=s) for s in ("strict", "even", "lenient")]
    for c in by_severity[0]:
        ladder = [found[c] or 0 for found in by_severity]
        assert ladder == sorted(ladder)
        assert 1 <= ladder[0] <= ladder[-1] <= 5


@settings(max_examples=100)
@given(talks())
def test_taking_back_a_risk_never_lowers_a_level(talk: list[Assessment]) -> None:
    last = len(talk) + 1
    flags = {c.flag: c for a in talk for c in a.concerns}
    back = [c.model_copy(update={"state": "withdrawn"}) for c in flags.values()]
    after = levels(*talk, assessment(concerns=back, answer=last))
    before = levels(*talk)
    assert all((after[c] or 0) >= (before[c] or 0) for c in before)
    assert after == levels(*(a.model_copy(update={"concerns": ()}) for a in talk))


@settings(max_examples=30)
@given(talks())
def test_the_order_of_answers_says_nothing_about_points(talk: list[Assessment]) -> None:
    calm = [a.model_copy(update={"concerns": ()}) for a in talk]
    assert len({str(levels(*order)) for order in permutations(calm)}) == 1
