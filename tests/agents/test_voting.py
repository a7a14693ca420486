"""A seat votes from what it heard itself; its ballot is sealed with all that it rests on."""

from dataclasses import replace

import pytest
from heard import assessment, concern, finding
from panels import AI, ARCH, persona, setting

from archpanel.agents.scoring import merge
from archpanel.agents.setting import Setting
from archpanel.agents.voting import blocking_of, cast_ballot, recommend, sealed
from archpanel.domain import Ballot, Level, digest

CTO = persona("cto", {"agents": 0.5, "costs": 0.5})
BOTH = (*AI, *ARCH)


def advice(
    ai: float | None,
    architecture: float | None,
    *,
    blocked: bool = False,
    at: Setting | None = None,
) -> str:
    levels: dict[str, Level | None] = {
        **dict.fromkeys(AI, ai),
        **dict.fromkeys(ARCH, architecture),
    }
    return recommend(CTO, levels, blocked, at or setting())


def practising() -> Setting:
    scripted = setting()
    return replace(scripted, brief=scripted.brief.model_copy(update={"engine": "embedded"}))


@pytest.mark.parametrize(
    ("ai", "architecture", "expected"),
    [
        pytest.param(4.0, 4.0, "strong_hire", id="far above on both"),
        pytest.param(3.8, 3.8, "strong_hire", id="a margin above on both"),
        pytest.param(3.7, 5.0, "hire", id="the lower axis decides"),
        pytest.param(3.0, 3.0, "hire", id="on the bar"),
        pytest.param(2.9, 5.0, "no_hire", id="a tenth below on one"),
        pytest.param(2.2, 5.0, "no_hire", id="a margin below"),
        pytest.param(2.1, 5.0, "strong_no_hire", id="more than a margin below"),
        pytest.param(1.0, 1.0, "strong_no_hire", id="nothing"),
        pytest.param(None, 5.0, "undecided", id="one depth unheard"),
        pytest.param(None, None, "undecided", id="nothing heard"),
    ],
)
def test_advice_follows_the_weaker_depth(
    ai: float | None, architecture: float | None, expected: str
) -> None:
    assert advice(ai, architecture) == expected
    assert advice(architecture, ai) == expected


def test_a_blocking_concern_is_a_strong_no_whatever_the_levels() -> None:
    assert advice(5.0, 5.0, blocked=True) == "strong_no_hire"
    assert advice(None, None, blocked=True) == "strong_no_hire"


@pytest.mark.parametrize(
    ("ai", "blocked", "expected"),
    [
        (5.0, False, "hire"),
        (1.0, False, "no_hire"),
        (5.0, True, "no_hire"),
        (None, False, "undecided"),
    ],
)
def test_the_embedded_engine_never_advises_strongly(
    ai: float | None, blocked: bool, expected: str
) -> None:
    assert advice(ai, 5.0, blocked=blocked, at=practising()) == expected


def test_a_seat_weighs_its_own_concerns_more() -> None:
    levels: dict[str, Level | None] = {"agents": 2.0, "costs": 5.0, "scale": 3.5, "security": 3.5}
    careful = persona("one", {"agents": 0.9, "scale": 0.1})
    sparing = persona("two", {"costs": 0.9, "scale": 0.1})
    assert recommend(careful, levels, False, setting()) == "no_hire"
    assert recommend(sparing, levels, False, setting()) == "hire"


def test_what_the_world_does_not_ask_for_moves_no_advice() -> None:
    at = setting()
    idle = [
        c.model_copy(update={"importance": {"startup": {"any": 0}}}) for c in at.role.competencies
    ]
    role = at.role.model_copy(update={"competencies": (*at.role.competencies[:1], *idle[1:])})
    levels: dict[str, Level | None] = {"agents": 4.0, "costs": 1.0}
    ai_only = role.model_copy(update={"axes": ("ai",)})
    assert recommend(CTO, levels, False, replace(at, role=ai_only)) == "strong_hire"


def test_the_bar_moves_with_the_world() -> None:
    shifted = setting(world_shift={"startup": {"ai": 0.25, "architecture": -0.25}})
    assert (shifted.bar("ai"), shifted.bar("architecture")) == (3.25, 2.75)
    elsewhere = setting(world_shift={"enterprise": {"ai": 0.25}})
    assert elsewhere.bar("ai") == 3.0


def heard_by_cto() -> Ballot:
    talk = [
        assessment(
            finding("p0", "agents", weight=3, evidence="a1:0-9"),
            finding("p1", "costs", "partly", evidence="a1:20-29"),
            finding("p2", "scale", "not_met"),
            concerns=[concern("item/risk", "security", evidence="a1:30-39")],
            confidence=0.8,
        ),
        assessment(
            finding("p3", "scale", evidence="a2:0-9"),
            finding("p4", "unheard-of", evidence="a2:40-49"),
            concerns=[
                concern("item/open", "security", "suspected", evidence="a2:20-29"),
                concern("item/grave", "scale", grave="blocking", evidence="a2:30-39"),
            ],
            answer=2,
            confidence=0.5,
        ),
    ]
    return cast_ballot(CTO, talk, setting(), ["a1", "a2"])


def test_a_ballot_holds_levels_of_what_was_heard_and_of_the_role_alone() -> None:
    ballot = heard_by_cto()
    assert ballot.levels == {"agents": 5.0, "costs": 3.0, "scale": 1.5}
    assert ballot.phase == "sealed"
    assert ballot.complete
    assert ballot.confidence == 0.65


def test_a_ballot_cites_all_it_rests_on_and_no_mere_suspicion() -> None:
    ballot = heard_by_cto()
    assert ballot.cited == ("a1:0-9", "a1:20-29", "a1:30-39", "a2:0-9", "a2:30-39", "a2:40-49")


def test_the_gravest_risk_and_the_weightiest_point_come_first() -> None:
    ballot = heard_by_cto()
    assert ballot.strongest == ("a2:30-39", "a1:30-39", "a1:0-9", "a2:0-9", "a2:40-49")


def test_at_most_six_quotes_are_put_in_front_and_half_of_them_are_risks() -> None:
    risks = [concern(f"item/r{n}", "agents", evidence=f"a1:{n}-{n + 9}") for n in range(5)]
    points = [finding(f"p{n}", "agents", evidence=f"a2:{n}-{n + 9}") for n in range(9)]
    ballot = cast_ballot(CTO, [assessment(*points, concerns=risks)], setting(), ["a1"])
    assert len(ballot.strongest) == 6
    assert [quote.startswith("a1:") for quote in ballot.strongest] == [True] * 3 + [False] * 3


def test_only_a_blocking_risk_that_stands_blocks() -> None:
    assert [b.flag for b in heard_by_cto().blocking] == ["item/grave"]
    assert heard_by_cto().recommendation == "strong_no_hire"
    raised = assessment(concerns=[concern("item/grave", "scale", grave="blocking")])
    back = assessment(
        concerns=[concern("item/grave", "scale", "withdrawn", grave="blocking")], answer=2
    )
    assert blocking_of(merge([raised, back])) == ()
    assert blocking_of(merge([back, raised])) != ()


def test_whoever_heard_nothing_is_undecided_and_sure_of_nothing() -> None:
    ballot = cast_ballot(CTO, [], setting(), ["a1"])
    assert (ballot.levels, ballot.recommendation, ballot.confidence) == ({}, "undecided", 0.0)
    assert not ballot.complete


@pytest.mark.parametrize(
    ("answers", "complete"),
    [
        pytest.param(["a1", "a2"], True, id="each answer"),
        pytest.param(["a2", "a1"], True, id="in any order"),
        pytest.param(["a1", "a2", "a3"], False, id="one not read"),
        pytest.param(["a1"], False, id="one that nobody gave"),
    ],
)
def test_a_vote_is_full_when_the_seat_has_read_each_answer_once(
    answers: list[str], complete: bool
) -> None:
    read = [assessment(finding("p0", "agents"), answer=n) for n in (1, 2)]
    assert cast_ballot(CTO, read, setting(), answers).complete is complete
    assert not cast_ballot(CTO, [*read, read[0]], setting(), answers).complete


def test_a_seat_that_abstained_on_an_answer_gives_no_level_on_what_it_was_about() -> None:
    read = assessment(finding("p0", "agents"), finding("p1", "scale"))
    unread = assessment(
        answer=2, kind="unread", abstained="Out of reach.", levels={"agents": None, "costs": None}
    )
    ballot = cast_ballot(CTO, [read, unread], setting(), ["a1", "a2"])
    assert ballot.levels == {"agents": None, "costs": None, "scale": 5.0}
    assert not ballot.complete


def test_a_ballot_names_the_maker_of_what_it_rests_on() -> None:
    read = assessment(finding("p0", "agents"))
    assert cast_ballot(CTO, [read], setting(), ["a1"]).maker == read.maker.digest


def test_the_same_ear_casts_the_same_ballot() -> None:
    assert heard_by_cto() == heard_by_cto()


def test_a_ballot_is_sealed_over_all_its_fields() -> None:
    ballot = heard_by_cto()
    content = ballot.model_dump(mode="json", exclude={"seal", "advice"})
    assert ballot.advice is None
    assert ballot.seal == digest(content)
    for field, value in (("confidence", 0.64), ("complete", False), ("cited", ())):
        other = sealed(**{**ballot.model_dump(exclude={"seal"}), field: value})
        assert other.seal != ballot.seal
