"""A seat wishes to follow up what it cares about: a risk first, else the weightiest gap."""

from collections.abc import Sequence

import pytest
from heard import concern, finding
from panels import persona

from archpanel.agents.bids import LEAST_BID, bid_of
from archpanel.domain import Bid, Concerned, Finding, Question, QuestionMove
from archpanel.evals.small_pack import small_pack

ITEM = small_pack().questions[0]
FLAGS = {"question-0/risk": ITEM.red_flags[0], "other/risk": ITEM.red_flags[0]}
OWNER = persona("owner", {"alpha": 0.9, "gamma": 0.1})
OTHER = persona("other", {"beta": 0.9, "gamma": 0.1})
STRANGER = persona("stranger", {"beta": 0.5, "delta": 0.5})


def asked(move: QuestionMove = "open") -> Question:
    return Question(
        id="q1",
        persona="owner",
        move=move,
        item=ITEM.id,
        item_digest="",
        round="plain",
        competencies=ITEM.competencies,
        text=ITEM.text,
        reason="r",
    )


def bid(
    findings: Sequence[Finding] = (),
    concerns: Sequence[Concerned] = (),
    *,
    seat: str = "owner",
    move: QuestionMove = "open",
) -> Bid | None:
    persona = {"owner": OWNER, "other": OTHER, "stranger": STRANGER}[seat]
    return bid_of(persona, asked(move), ITEM, findings, concerns, FLAGS)


def strength(made: Bid | None) -> float:
    assert made is not None
    return made.strength


RISK = concern("question-0/risk", "alpha")
MISSING = finding("p1", "alpha", "not_met")


def test_whoever_heard_everything_and_no_risk_keeps_silent() -> None:
    assert bid([finding("p1", "alpha")]) is None
    assert bid() is None


def test_a_risk_comes_before_a_gap() -> None:
    made = bid([MISSING], [RISK])
    assert made is not None
    assert (made.move, made.target) == ("cross-examine", "question-0/risk")
    assert "risky" in made.reason


def test_a_risk_that_was_taken_back_is_no_reason() -> None:
    back = concern("question-0/risk", "alpha", "withdrawn")
    made = bid([MISSING], [back])
    assert made is not None
    assert made.move == "probe"


@pytest.mark.parametrize(
    ("louder", "quieter"),
    [
        pytest.param(
            bid([], [concern("question-0/risk", "alpha", grave="blocking")]),
            bid([], [RISK]),
            id="blocking before serious",
        ),
        pytest.param(
            bid([], [RISK]),
            bid([], [concern("question-0/risk", "alpha", "suspected")]),
            id="raised before suspected",
        ),
        pytest.param(bid([], [RISK]), bid([], [RISK], seat="other"), id="the owner before others"),
        pytest.param(
            bid([finding("p1", "alpha", "partly")]), bid([MISSING]), id="half said before unsaid"
        ),
        pytest.param(
            bid([finding("p1", "alpha", "not_met", weight=3)]),
            bid([finding("p1", "alpha", "not_met", weight=1)]),
            id="weighty before light",
        ),
        pytest.param(
            bid([MISSING]), bid([MISSING], seat="other"), id="its own matter before others"
        ),
        pytest.param(bid([], [RISK]), bid([MISSING]), id="a risk before a gap"),
    ],
)
def test_one_wish_is_stronger_than_another(louder: Bid | None, quieter: Bid | None) -> None:
    assert 1 >= strength(louder) > strength(quieter) > 0


def test_what_was_likely_said_all_the_same_is_hardly_asked_for() -> None:
    sure = finding("p1", "alpha", "not_met").model_copy(update={"confidence": 0.95})
    doubtful = sure.model_copy(update={"confidence": 0.6})
    assert strength(bid([sure])) > 4 * strength(bid([doubtful]))
    assert bid([sure.model_copy(update={"confidence": 0.5})]) is None


def test_the_gravest_of_two_risks_is_challenged() -> None:
    grave = concern("other/risk", "alpha", grave="blocking")
    for both in ([RISK, grave], [grave, RISK]):
        made = bid([], both)
        assert made is not None
        assert made.target == "other/risk"


def test_the_gap_that_matters_most_to_the_seat_is_probed() -> None:
    gaps = [finding("p0", "gamma", "not_met"), finding("p1", "alpha", "not_met")]
    for order in (gaps, gaps[::-1]):
        made = bid(order)
        assert made is not None
        assert (made.move, made.target, made.reason) == ("probe", "p1", "alpha: not said yet")


def test_of_equal_gaps_the_first_by_name_is_probed() -> None:
    gaps = [finding("p3", "alpha", "not_met"), finding("p1", "alpha", "not_met")]
    made = bid(gaps)
    assert made is not None
    assert made.target == "p1"


def test_nobody_probes_a_probe() -> None:
    assert bid([MISSING], move="probe") is None
    assert bid([MISSING], move="cross-examine") is not None
    risk_on_a_probe = bid([MISSING], [RISK], move="probe")
    assert risk_on_a_probe is not None
    assert risk_on_a_probe.move == "cross-examine"


def test_nobody_probes_for_the_sake_of_probing() -> None:
    light = finding("p1", "alpha", "not_met", weight=1)
    weighty = finding("p1", "alpha", "not_met", weight=3)
    assert bid([light], seat="stranger") is None
    assert strength(bid([weighty], seat="stranger")) >= LEAST_BID
