"""Who asks what next is a pure function of what is on record."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from math import ceil

import pytest
from panels import persona
from simulated import (
    FULL,
    NAMES,
    POOR,
    SEATED,
    Talk,
    after,
    at,
    bank,
    form,
    held,
    planned,
    risk,
    with_names,
)

from archpanel.agents.agenda import Agenda
from archpanel.agents.chair import CHALLENGE_WITHIN, PROBE_SHARE
from archpanel.agents.engine import Plan
from archpanel.domain import Form, Question
from archpanel.evals.small_pack import SEATS, small_pack

SEEDS = range(8)
ITEMS = tuple(q.id for q in small_pack().questions)
OWNER = {
    "question-0": "first_seat",  # alpha
    "question-1": "first_seat",  # beta
    "question-2": "second_seat",  # gamma
    "question-3": "third_seat",  # delta
    "question-4": "first_seat",
    "question-5": "first_seat",
}
"""Whose greatest concern each question's red flag is about."""


def at_random(seed: int) -> Callable[[Question], str]:
    """A candidate who is sometimes good, sometimes poor, sometimes silent, sometimes risky."""
    draw = random.Random(seed)

    def says(question: Question) -> str:
        if question.move in ("probe", "cross-examine"):
            return draw.choice([FULL, "I have nothing to add to that.", ""])
        text = draw.choice([FULL, POOR, ""])
        return f"{text} {risk(question.item)}" if draw.random() < 0.4 else text

    return says


def always_risky(question: Question) -> str:
    return "I stand by it." if question.move == "cross-examine" else f"{POOR} {risk(question.item)}"


def opened(talk: Talk) -> list[str]:
    return [q.item for q in talk.questions if q.move in ("open", "close")]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_risk_is_challenged_within_two_turns_by_its_owner(seed: int) -> None:
    talk = held(at_random(seed), seed=seed)
    moves = [(q.move, q.target) for q in talk.questions]
    for number, answer in enumerate(talk.answers):
        flags = {c.flag for a in talk.assessments if a.answer_id == answer.id for c in a.concerns}
        for flag in flags:
            window = moves[number + 1 : number + 1 + CHALLENGE_WITHIN]
            late = len(moves) <= number + CHALLENGE_WITHIN  # the interview was over
            assert ("cross-examine", flag) in window or late, (number, flag)
    for question in talk.questions:
        if question.move == "cross-examine":
            assert question.persona == OWNER[question.target.split("/")[0]]
            assert moves.count((question.move, question.target)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_probes_are_a_third_of_the_turns_at_most_and_never_follow_each_other(seed: int) -> None:
    talk = held(at_random(seed), seed=seed, turns=15)
    moves = [q.move for q in talk.questions]
    assert moves.count("probe") * PROBE_SHARE <= 15
    for number in range(1, len(moves) + 1):
        assert moves[:number].count("probe") <= ceil(number / PROBE_SHARE)
    assert ("probe", "probe") not in set(pairwise(moves))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_question_is_opened_twice_and_no_turn_is_too_many(seed: int) -> None:
    for turns in (1, 4, 9, 40):
        talk = held(at_random(seed), seed=seed, turns=turns)
        assert len(set(opened(talk))) == len(opened(talk))
        assert len(talk.questions) <= turns
        assert len(talk.questions) == turns or set(opened(talk)) == set(ITEMS)


@pytest.mark.parametrize("turns", [2, 5, 9, 12])
def test_the_surprise_comes_once_and_late(turns: int) -> None:
    for seed in SEEDS:
        talk = held(at_random(seed), seed=seed, turns=turns, surprise=True)
        twists = [n for n, q in enumerate(talk.questions) if q.move == "twist"]
        assert len(twists) == 1
        assert twists[0] >= min(0.6 * turns, turns - 1)
        assert talk.questions[twists[0]].item.startswith("card-")


def test_without_a_wish_for_it_no_card_is_laid() -> None:
    assert all(q.move != "twist" for q in held(at_random(1)).questions)


def test_the_card_is_drawn_by_the_seed() -> None:
    def card(seed: int) -> str:
        talk = held(lambda q: FULL, seed=seed, surprise=True)
        return next(q.item for q in talk.questions if q.move == "twist")

    assert {card(seed) for seed in SEEDS} == {"card-0", "card-1"}
    assert [card(3), card(3)] == [card(3)] * 2


def test_a_card_of_the_last_sessions_is_drawn_only_where_none_else_is_left() -> None:
    def card(*seen: str) -> set[str]:
        talks = [held(lambda q: FULL, seed=n, surprise=True, seen=seen) for n in SEEDS]
        return {next(q.item for q in talk.questions if q.move == "twist") for talk in talks}

    assert card("card-0") == {"card-1"}
    assert card("card-0", "card-1") == {"card-0", "card-1"}


FORM = form("question-3", "question-0", "question-5", "question-2")


@pytest.mark.parametrize("turns", [4, 5, 6, 9, 20])
@pytest.mark.parametrize("surprise", [False, True], ids=["no surprise", "a surprise"])
def test_a_form_is_asked_in_order_and_to_its_end(turns: int, surprise: bool) -> None:
    for says in (always_risky, *(at_random(seed) for seed in SEEDS[:5])):
        talk = held(says, FORM, turns=turns, surprise=surprise)
        assert opened(talk) == list(FORM.questions)
        assert len(talk.questions) <= turns
        twists = [q for q in talk.questions if q.move == "twist"]
        assert len(twists) <= 1
        if turns == len(FORM.questions):
            assert not twists
        elif len(talk.questions) > 0.6 * turns:
            assert len(twists) == surprise


def test_risks_are_challenged_on_a_form_while_turns_can_be_spared() -> None:
    roomy = held(always_risky, FORM, turns=20)
    assert [q.move for q in roomy.questions if q.move == "cross-examine"] == ["cross-examine"] * 4
    tight = held(always_risky, FORM, turns=6)
    assert sum(q.move == "cross-examine" for q in tight.questions) == 2


@pytest.mark.parametrize("fixed", [None, FORM], ids=["the bank", "a form"])
def test_the_surprise_comes_when_no_question_is_left(fixed: Form | None) -> None:
    talk = held(lambda q: FULL, fixed, turns=20, surprise=True)
    moves = [q.move for q in talk.questions]
    assert moves.count("twist") == 1
    assert len(opened(talk)) == len(fixed.questions if fixed else ITEMS)
    assert len(moves) < 20


def test_a_form_shorter_than_the_turns_ends_the_interview() -> None:
    talk = held(lambda q: FULL, FORM, turns=20)
    assert [q.item for q in talk.questions] == list(FORM.questions)


def test_a_form_longer_than_the_turns_is_asked_as_far_as_it_goes() -> None:
    talk = held(always_risky, FORM, turns=2)
    assert [q.item for q in talk.questions] == list(FORM.questions[:2])


def test_a_form_may_name_who_asks() -> None:
    seats = ("third_seat", "third_seat", "away", "first_seat")
    talk = held(lambda q: FULL, form(*FORM.questions, seats=seats))
    asked_by = [q.persona for q in talk.questions]
    assert asked_by[:2] == ["third_seat", "third_seat"]
    assert asked_by[3] == "first_seat"
    assert asked_by[2] in SEATS


@pytest.mark.parametrize("seed", SEEDS)
def test_every_seat_has_its_say(seed: int) -> None:
    talk = held(at_random(seed), seed=seed)
    spoken = Counter(q.persona for q in talk.questions)
    assert set(spoken) == set(SEATS)
    assert max(spoken.values()) <= 5  # of nine


def test_of_equal_claims_the_seat_that_spoke_least_asks() -> None:
    equal = tuple(persona(seat, {"alpha": 0.5, "gamma": 0.5}) for seat in SEATS)
    talk = Talk()
    order = []
    for item in ITEMS:
        seat = Agenda(talk.questions, [], equal, talk.setting).seat_for(("alpha", "gamma"))
        talk.ask(Plan(persona=seat.id, move="open", item=item))
        order.append(seat.id)
    assert order == [*SEATS, *SEATS]


@pytest.mark.parametrize("seed", SEEDS)
def test_both_depths_are_asked_about_evenly(seed: int) -> None:
    axis = {"alpha": "ai", "beta": "ai", "gamma": "architecture", "delta": "architecture"}
    talk = held(lambda q: FULL, seed=seed, turns=4)
    asked = Counter(axis[q.competencies[0]] for q in talk.questions)
    assert asked == {"ai": 2, "architecture": 2}
    touched = {c for q in talk.questions for c in q.competencies}
    assert touched == set(axis)


def test_the_same_record_leads_to_the_same_plan() -> None:
    for seed in SEEDS:
        one, two = held(at_random(seed), seed=seed), held(at_random(seed), seed=seed)
        assert one.plans == two.plans
    first = {held(lambda q: FULL, seed=seed, turns=1).plans[0].item for seed in range(30)}
    assert len(first) > 1


def test_planning_changes_nothing() -> None:
    talk = held(at_random(5), turns=6)
    talk.setting = at(turns=9)
    before = str(talk)
    assert talk.next() == talk.next() is not None
    assert str(talk) == before


def test_a_plan_says_why() -> None:
    for plan in held(at_random(2), surprise=True).plans:
        assert len(plan.reason) > 15


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ((), "Nothing was heard yet of: "),
        ((FULL, POOR), ""),
        ((risk("question-2"),), "A serious risk was heard in "),
    ],
    ids=["opening", "probe", "challenge"],
)
def test_a_plan_says_why_in_names_and_never_in_ids(said: tuple[str, ...], begins: str) -> None:
    plan = with_names(after(*said)).next()
    assert plan is not None
    assert plan.reason.startswith(begins)
    assert any(name in plan.reason for name in NAMES.values()), plan.reason
    told = plan.reason
    for seat in SEATED:
        told = told.replace(seat.name, "")
    ids = [*NAMES, *(seat.id for seat in SEATED)]
    assert [word for word in ids if word in told] == [], plan.reason


def test_a_probe_follows_the_strongest_bid() -> None:
    talk = after(FULL, POOR)
    plan = talk.next()
    assert plan is not None
    assert (plan.move, plan.item, plan.follows) == ("probe", "question-3", "a2")
    bids = {a.persona: a.bid for a in talk.assessments if a.answer_id == "a2"}
    mine = bids[plan.persona]
    assert mine is not None
    assert plan.target == mine.target
    assert "bid" in plan.reason


def lagging(talk: Talk, *unread: str) -> Talk:
    """The talk as the chair sees it while these answers are still being read."""
    talk.assessments = [a for a in talk.assessments if a.answer_id not in unread]
    return talk


def test_a_bid_that_comes_a_turn_late_is_taken_up_once() -> None:
    talk = lagging(after(POOR, FULL), "a2")
    plan = talk.next()
    assert plan is not None
    assert (plan.move, plan.item, plan.follows) == ("probe", "question-2", "a1")
    talk.ask(plan)
    talk.hear(FULL)
    assert planned(lagging(talk, "a3"))[0] == "open"


def test_after_two_turns_it_is_too_late_for_a_probe() -> None:
    assert planned(lagging(after(POOR, FULL, FULL), "a2", "a3"))[0] in ("open", "close")


def test_the_very_first_answer_may_be_followed_up() -> None:
    assert planned(after(POOR))[0] == "probe"


@pytest.mark.parametrize(
    ("kind", "move"),
    [("off_topic", "probe"), ("dont_know", "probe"), ("refused", "open"), ("passed", "open")],
)
def test_who_goes_past_the_question_is_pressed_and_who_refuses_is_not(kind: str, move: str) -> None:
    talk = after(POOR)
    talk.assessments = [a.model_copy(update={"kind": kind}) for a in talk.assessments]
    plan = talk.next()
    assert plan is not None
    assert (plan.move, plan.heard) == (move, kind if move == "probe" else "")


def test_an_answer_that_was_passed_is_not_probed() -> None:
    assert planned(after(FULL, ""))[0] in ("open", "close")


def test_the_last_turn_closes() -> None:
    talk = held(lambda q: FULL, turns=3)
    assert [q.move for q in talk.questions] == ["open", "open", "close"]
    assert [q.move for q in held(lambda q: FULL, turns=1).questions] == ["open"]


def test_an_item_that_is_not_in_the_bank_is_no_item() -> None:
    with pytest.raises(KeyError):
        bank().item("question-99")
