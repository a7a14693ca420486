"""Where the panel talks, what a seat may look at, and which change of mind is allowed."""

from typing import Any

import pytest
from heard import assessment, by_id, concern, finding, quote
from panels import AI, SEATS, ballot, flat, persona, setting

from archpanel.agents.debrief import bearing_on, case_for, divergences, move_ballot, refuse
from archpanel.domain import Assessment, Ballot, Move

CTO = persona("cto", {"agents": 0.5, "costs": 0.5})

USED, NEW, AGAINST, ELSEWHERE = "a1:0-9", "a2:0-9", "a2:10-19", "a2:20-29"
LONGER = "a1:2-19"
"""Words of the quote that the seat used, cut another way by a peer."""

TALK = (
    assessment(finding("p0", "agents", evidence=USED), seat="cto", evidence=(quote(1, 0, 9),)),
    assessment(
        finding("p0", "agents", evidence=LONGER), seat="architect", evidence=(quote(1, 2, 19),)
    ),
    assessment(
        finding("p1", "agents", evidence=NEW),
        finding("p2", "costs", evidence=ELSEWHERE),
        seat="architect",
        answer=2,
        concerns=[concern("item/risk", "agents", evidence=AGAINST)],
        evidence=(quote(2, 0, 9), quote(2, 10, 19), quote(2, 20, 29)),
    ),
)
QUOTES = by_id(*(one for heard in TALK for one in heard.evidence))


def own(**levels: float | None) -> Ballot:
    return ballot("cto", {"agents": 3.0, **levels}, cited=(USED,))


def move(**change: Any) -> Move:
    return Move.model_validate(
        {
            "persona": "cto",
            "competency": "agents",
            "origin": 3.0,
            "to": 3.5,
            "evidence": NEW,
            "round": 1,
            "reason": "r",
            **change,
        }
    )


def why(change: Move, sealed: Ballot | None = None) -> str:
    return refuse(change, sealed or own(), QUOTES, TALK, setting())


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({}, "", id="up, by a new quote in favour"),
        pytest.param({"to": 4.0}, "", id="by a whole level"),
        pytest.param({"to": 2.0, "evidence": AGAINST}, "", id="down, by a new quote against"),
        pytest.param({"competency": "scale"}, "did not judge", id="what the seat did not judge"),
        pytest.param({"to": 3.0}, "no move", id="to where it stands"),
        pytest.param({"to": 4.1}, "more than 1.0 from the sealed 3.0", id="a tenth too far"),
        pytest.param(
            {"origin": 4.0, "to": 4.5}, "more than 1.0 from the sealed", id="too far in two rounds"
        ),
        pytest.param({"evidence": "a9:0-9"}, "not verified", id="a quote that nobody checked"),
        pytest.param({"evidence": USED}, "used this quote already", id="its own quote again"),
        pytest.param({"evidence": LONGER}, "or words of it", id="its own quote, cut another way"),
        pytest.param({"evidence": ELSEWHERE}, "does not bear", id="a quote about another matter"),
        pytest.param({"evidence": AGAINST}, "against what the quote shows", id="up by a risk"),
        pytest.param({"to": 2.5}, "against what the quote shows", id="down by a point made"),
    ],
)
def test_a_move_is_allowed_or_refused_with_its_reason(change: dict[str, Any], refused: str) -> None:
    reason = why(move(**change))
    assert (reason == "") is (refused == "")
    assert refused in reason


def test_nobody_moves_off_the_scale() -> None:
    top = own(agents=4.8)
    assert why(move(origin=4.8, to=5.0), top) == ""
    assert "no move" in why(move(origin=4.8, to=5.4), top)


def test_an_abstention_is_no_place_to_move_from() -> None:
    assert "did not judge" in why(move(), own(agents=None))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param((3.0, 3.0, 3.0), (), id="agreement"),
        pytest.param((2.5, 3.0, 3.5), (), id="one level apart"),
        pytest.param((2.4, 3.0, 3.5), ("agents",), id="a tenth more than a level"),
        pytest.param((None, 2.0, 4.0), ("agents",), id="two who differ and one who abstains"),
        pytest.param((None, None, 4.0), (), id="one alone"),
        pytest.param((None, None, None), (), id="nobody"),
    ],
)
def test_the_panel_talks_where_levels_lie_apart(
    levels: tuple[float | None, ...], expected: tuple[str, ...]
) -> None:
    ballots = [ballot(s, {"agents": n}) for s, n in zip(SEATS, levels, strict=True)]
    assert divergences(ballots, setting()) == expected


def test_where_only_advice_differs_the_panel_talks_about_the_widest_gap() -> None:
    against = flat("reviewer", 3.0, 3.0, recommendation="no_hire")
    wide = ballot("cto", {"agents": 3.1, "costs": 3.6, "scale": 3.2, "security": 3.0})
    assert divergences([wide, against], setting()) == ("costs",)
    assert divergences([flat("cto", 3.0, 3.0), against], setting()) == ()
    undecided = flat("reviewer", 3.0, 3.0, recommendation="undecided")
    assert divergences([wide, undecided], setting()) == ()


def test_disputes_come_in_the_order_of_the_pack() -> None:
    ballots = [flat("cto", 1.0, 1.0), flat("architect", 5.0, 5.0)]
    assert divergences(ballots, setting()) == (*AI, "scale", "security")


def test_a_seat_is_shown_levels_without_names_and_quotes_it_did_not_use() -> None:
    others = [ballot("architect", {"agents": 4.0}), ballot("reviewer", {"agents": 1.5})]
    case = case_for(own(), others, "agents", TALK, "session/1")
    assert case is not None
    assert (case.competency, case.own) == ("agents", 3.0)
    assert sorted(case.peers) == [1.5, 4.0]
    assert case.unused == ((NEW, True, 1.0), (AGAINST, False, 1.0))
    names = {"architect", "reviewer"}
    assert not names & set(str(case).replace("'", " ").split())


def test_peers_are_shuffled_and_always_the_same_way() -> None:
    others = [ballot(f"seat{n}", {"agents": float(n)}) for n in range(1, 6)]
    orders = []
    for number in range(20):
        case = case_for(own(), others, "agents", TALK, f"session/{number}")
        again = case_for(own(), others, "agents", TALK, f"session/{number}")
        assert case is not None
        assert case == again
        orders.append(case.peers)
    assert len(set(orders)) > 10


def test_a_seat_that_abstained_reconsiders_nothing() -> None:
    assert case_for(own(), [], "costs", TALK, "s/1") is None
    assert case_for(own(agents=None), [], "agents", TALK, "s/1") is None


def test_a_quote_that_one_seat_takes_for_a_risk_speaks_against() -> None:
    talk = (
        assessment(finding("p0", "agents", evidence=NEW)),
        assessment(seat="reviewer", concerns=[concern("item/risk", "agents", evidence=NEW)]),
        assessment(seat="architect", concerns=[concern("item/b", "agents", "suspected")], answer=3),
        assessment(seat="owner", concerns=[concern("item/c", "agents", "withdrawn")], answer=4),
    )
    assert bearing_on("agents", talk, 3.0) == [(NEW, False, 1.0)]


def read_off(seat: str, level: float, *spans: tuple[int, int]) -> Assessment:
    """A reading by the pack's anchors, as in a review."""
    quotes = tuple(quote(1, start, end, "agents") for start, end in spans)
    entry = {"competency": "agents", "level": level, "weight": 0.8}
    ids = tuple(one.id for one in quotes)
    return assessment(seat=seat, anchored=({**entry, "evidence": ids},), evidence=quotes)


REVIEW = (
    read_off("cto", 3.0, (0, 9)),
    read_off("architect", 4.5, (10, 19), (5, 12)),
    read_off("reviewer", 1.0, (20, 29)),
)
HIGHER, LOWER = "a1:10-19", "a1:20-29"


def test_what_was_read_off_anchors_speaks_for_its_level() -> None:
    mine = ballot("cto", {"agents": 3.0}, cited=("a1:0-9",))
    case = case_for(mine, [], "agents", REVIEW, "s/1")
    assert case is not None
    assert case.unused == ((HIGHER, True, 0.8), (LOWER, False, 0.8))
    between = {entry[0]: entry[1] for entry in bearing_on("agents", REVIEW, 1.0)}
    assert (between[HIGHER], LOWER in between) == (True, False)


def test_a_seat_of_a_review_moves_towards_what_a_peer_read() -> None:
    mine = ballot("cto", {"agents": 3.0}, cited=("a1:0-9",))
    quotes = by_id(*(one for heard in REVIEW for one in heard.evidence))

    def refused(to: float, evidence: str) -> str:
        return refuse(move(to=to, evidence=evidence), mine, quotes, REVIEW, setting())

    assert refused(3.5, HIGHER) == ""
    assert refused(2.5, LOWER) == ""
    assert "against what the quote shows" in refused(2.5, HIGHER)
    assert "against what the quote shows" in refused(3.5, LOWER)
    assert "or words of it" in refused(3.5, "a1:5-12")


def test_a_final_ballot_is_the_sealed_one_with_its_moves() -> None:
    first = flat("cto", 3.5, 3.5, recommendation="hire", phase="sealed", cited=(USED,))
    down = move(origin=3.5, to=2.5, evidence=AGAINST)
    final = move_ballot(first, [down], CTO, setting())
    assert final.phase == "final"
    assert final.levels == {**first.levels, "agents": 2.5}
    assert final.cited == (USED, AGAINST)
    assert final.recommendation == "no_hire"
    assert final.seal != first.seal


def test_without_a_move_only_the_phase_changes() -> None:
    first = flat("cto", 3.5, 3.5, phase="sealed")
    final = move_ballot(first, [], CTO, setting())
    same = {"phase", "seal"}
    assert final.model_dump(exclude=same) == first.model_dump(exclude=same)


def test_the_last_of_two_moves_counts() -> None:
    moves = [move(to=3.5), move(origin=3.5, to=4.0, round=2)]
    assert move_ballot(own(), moves, CTO, setting()).levels == {"agents": 4.0}
