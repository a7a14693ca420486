"""Debates between played seats: what a fault can do, with the panel's rules and without."""

import pytest

from archpanel.evals.debaters import MADE_UP, Crowd, Debater, Shown, cases_in
from archpanel.evals.debates import NOTHING, Debate, answers_for, open_debate, points_made
from archpanel.evals.deliberations import Arm
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Scored
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import Theatre
from archpanel.evals.tasks.deliberation_models import DEBATES, load, measure, score
from archpanel.packs import load_pack

PAGE = """Job: DEBRIEF
by at most 1.0 from your seat's level
Seat: startup_cto

cost: your seat 2.0; the others 3.5, 4.0; at most 3.5
  a-q1:3-40 (for, 0.95): Names the price of a call.
  a-q2:0-9 (against, 0.75): red flag: Says that it is free.

security-architecture: your seat 4.0; the others none
  a-q3:1-8 (for, 0.50): Closes the door."""


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return Theatre(load_pack("ai-architect"))


def test_a_debater_reads_the_page_that_seats_are_shown() -> None:
    cost, security = cases_in(PAGE)
    assert (cost.competency, cost.own, cost.peers, cost.most) == ("cost", 2.0, (3.5, 4.0), 3.5)
    assert cost.reasons[0] == ("a-q1:3-40", True, "Names the price of a call.")
    assert cost.reasons[1][1] is False
    assert (security.peers, security.most) == ((), None)


def test_answers_make_the_key_points_that_they_are_said_to_make(theatre: Theatre) -> None:
    every = answers_for(theatre.pack, "x", 1.1)
    points = {p.point for name in every for p in theatre.pack.question(name).key_points}
    assert points_made(theatre.pack, every) == {" ".join(p.split()) for p in points}
    assert set(answers_for(theatre.pack, "x", 0.0).values()) == {NOTHING}
    assert answers_for(theatre.pack, "x", 0.5) == answers_for(theatre.pack, "x", 0.5)


async def test_a_seat_that_judges_rightly_gives_what_is_deserved(theatre: Theatre) -> None:
    """And one that leans lies above it, on its own reading."""
    debate = await open_debate(theatre, "debate-1", 0.5, "able", "two lenient")
    apart = {
        ballot.persona: [
            level - debate.truth[c]
            for c, level in ballot.levels.items()
            if level is not None and c in debate.truth
        ]
        for ballot in debate.hearing.ballots
    }
    mean = {seat: sum(each) / len(each) for seat, each in apart.items()}
    (straight,) = (seat for seat, one in debate.seats.items() if not one.lean)
    assert abs(mean[straight]) < 0.5
    assert all(level > 0.5 for seat, level in mean.items() if seat != straight)


async def test_words_that_nobody_said_are_never_credited(theatre: Theatre) -> None:
    debate = await open_debate(theatre, "debate-3", 0.2, "weak", "two lenient")
    claimed, credited = debate.invented
    assert claimed > 0
    assert credited == 0
    assert not any(MADE_UP in e.quote for a in debate.hearing.assessments for e in a.evidence)


def vouched_by(debate: Debate, seat: str, evidence: str) -> bool:
    """Tell whether a seat itself credited words of a quote."""
    found = {e.id: e for a in debate.hearing.assessments for e in a.evidence}
    own = [e for a in debate.hearing.assessments if a.persona == seat for e in a.evidence]
    return any(found[evidence].overlaps(one) for one in own)


async def test_one_lenient_seat_raises_nobody_under_the_rules(theatre: Theatre) -> None:
    """What it alone claims to have read is not even shown; where every change counts, it is."""
    alone = {"rules": 0, "free": 0}
    for number in range(3):
        debate = await open_debate(theatre, f"debate-{number}", 0.2, "able", "one lenient")
        (lenient,) = (seat for seat, one in debate.seats.items() if one.lean)
        for kind in alone:
            moves = await debate.moves("anonymous", free=kind == "free")
            for move in (m for m in moves if m.to > m.origin and m.persona != lenient):
                (third,) = {*CORE_SEATS} - {lenient, move.persona}
                alone[kind] += not vouched_by(debate, third, move.evidence)
    assert alone["rules"] == 0
    assert alone["free"] > 0


def debater(arm: Arm, **owners: str) -> Debater:
    return Debater(Crowd("n", frozenset({"It is made."}), CORE_SEATS, owners), 1.0, "", arm)


def test_names_matter_only_where_they_are_known() -> None:
    case = Shown("cost", 2.0, (5.0, 3.0), None, (("e1", False, "red flag: It is free."),))
    owner = CORE_SEATS[1]
    assert debater("named", cost=owner)._authority(case, CORE_SEATS[0]) == 5.0
    assert debater("anonymous", cost=owner)._authority(case, CORE_SEATS[0]) is None
    assert debater("named", cost=CORE_SEATS[0])._authority(case, CORE_SEATS[0]) is None


def test_a_seat_that_judges_rightly_tells_a_true_reason_from_a_false_one() -> None:
    judge = debater("self")
    assert judge._is_true("It is made.")
    assert not judge._is_true("It is not made.")
    assert not judge._is_true("red flag: It is made.")


def test_a_move_keeps_to_the_step_and_to_what_the_page_allows() -> None:
    case = Shown("cost", 2.0, (), 2.4, (("e1", True, "It is made."),))
    move = debater("self")._move(case, CORE_SEATS[0], 1.0)
    assert move is not None
    assert (move["to"], move["evidence"]) == (2.4, "e1")
    assert debater("self")._move(Shown("cost", 2.0, (), None, ()), CORE_SEATS[0], 1.0) is None


def output(**changes: object) -> dict[str, object]:
    names = ("vote", "mean", "median", "majority", "chairman", *DEBATES)
    levels = {name: {"cost": 3.0} for name in names}
    levels |= {f"judge/{seat}": {"cost": level} for seat, level in zip(CORE_SEATS, (1.0, 3.0, 5.0),
                                                                       strict=True)}  # fmt: skip
    moves: dict[str, list[list[object]]] = {name: [] for name in DEBATES} | {
        "rules/anonymous": [["a", "cost", 2.0, 3.0]],
        "free/anonymous": [["a", "cost", 2.0, 3.0], ["b", "cost", 4.0, 3.0]],
    }
    return {"truth": {"cost": 4.0}, "levels": levels, "moves": moves, "invented": [3, 0],
            "minorities": [True, False], **changes}  # fmt: skip


def test_moves_and_levels_are_held_against_what_was_deserved() -> None:
    value = score(Sample("x", {}), output()).value
    assert (value["helpful/rules/anonymous"], value["harmful/rules/anonymous"]) == (1, 0)
    assert (value["helpful/free/anonymous"], value["harmful/free/anonymous"]) == (1, 1)
    assert (value["error/vote"], value["above/vote"]) == (1.0, 0.0)
    assert value["error/judge"] == pytest.approx((3 + 1 + 1) / 3)
    assert value["above/judge"] == pytest.approx(1 / 3)
    assert value["kept"] == 0.0
    assert "kept" not in score(Sample("x", {}), output(minorities=[])).value


def test_figures_are_paired_by_interview() -> None:
    sample = Sample("x", {}, metadata={"crew": "able", "who": "nobody"}, cluster="one")
    scored = Scored(sample, 1, output(), score(sample, output()))
    found = {figure.name: figure for figure in measure([scored])}
    assert found["spared/anonymous"].value == 1.0
    assert found["forgone/anonymous"].value == 0.0
    assert found["net/rules/anonymous"].value == 1.0
    assert found["harmful/free/anonymous/nobody"].value == 1.0
    assert found["helpful/rules/anonymous/one stern"].value is None


def test_every_crew_meets_every_kind_on_every_interview() -> None:
    samples = load(None)
    kinds = {(s.group, s.metadata["crew"], s.metadata["who"]) for s in samples}
    assert len(kinds) == len(samples) == 360
