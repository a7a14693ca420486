"""Which risks the panel asks about, who asks, and when it is too late."""

from collections.abc import Callable

import pytest
from heard import assessment, concern
from simulated import FULL, Talk, after, at, bank, deck_pack, held, planned, risk

from archpanel.agents.chair import CHALLENGE_SHARE, Bank
from archpanel.agents.engine import Plan
from archpanel.domain import Assessment, Question, RolePack
from archpanel.evals.small_pack import small_pack

ITEMS = tuple(q.id for q in small_pack().questions)


def test_a_challenge_quotes_the_candidate_and_names_the_answer() -> None:
    plan = after(risk("question-2")).next()
    assert plan is not None
    assert (plan.move, plan.target, plan.persona) == (
        "cross-examine",
        "question-2/risk",
        "second_seat",
    )
    assert plan.quote == "To be quick we skip the check here."
    assert (plan.item, plan.follows) == ("question-2", "a1")


def test_a_risk_is_challenged_by_its_owner_whoever_asked_and_whatever_the_question() -> None:
    elsewhere = after(FULL, risk("question-0"))
    assert planned(elsewhere) == ("cross-examine", "question-0/risk", "first_seat")


def test_what_was_raised_comes_before_what_is_only_suspected() -> None:
    both = after(risk("question-0"), risk("question-3"))  # the first is of another item
    assert planned(both) == ("cross-examine", "question-3/risk", "third_seat")


def test_after_two_turns_it_is_too_late_for_a_challenge() -> None:
    late = after(risk("question-2"), FULL, FULL)
    assert planned(late)[0] != "cross-examine"


def test_what_was_taken_back_is_not_challenged() -> None:
    assert planned(after("We never skip a check at all. [-question-2/risk]"))[0] != "cross-examine"


def test_nothing_is_challenged_twice() -> None:
    talk = after(risk("question-2"))
    plan = talk.next()
    assert plan is not None
    talk.ask(plan)
    talk.hear(f"I stand by what I said of it. {risk('question-2')}")
    assert planned(talk)[0] != "cross-examine"


def test_the_same_words_under_another_name_hide_no_other_risk() -> None:
    words = "To be quick we skip the check here. [!question-2/risk] [!question-0/risk]"
    other = "And all of us share one key. [!question-3/risk]"
    talk = after(f"{words} {other}")
    plan = talk.next()
    assert plan is not None
    assert plan.target == "question-2/risk"
    talk.ask(plan)
    talk.hear("I stand by what I have said.")
    assert planned(talk) == ("cross-examine", "question-3/risk", "third_seat")


def test_of_two_risks_the_older_is_challenged_first() -> None:
    talk = Talk(at(turns=20), bank())
    told = [FULL] * 8 + [risk("question-3"), risk("question-2")]
    for number, text in enumerate(told):
        item = {8: "question-3", 9: "question-2"}.get(number, ITEMS[number % 2])
        talk.ask(Plan(persona="first_seat", move="open", item=item))
        talk.hear(text)
    assert planned(talk) == ("cross-examine", "question-3/risk", "third_seat")


def test_a_risk_that_was_taken_back_unasked_is_challenged_all_the_same() -> None:
    """Only the answer to its challenge takes a risk back; so the panel asks."""
    talk = after(risk("question-2"), "On reflection we would check. [-question-2/risk]")
    assert planned(talk) == ("cross-examine", "question-2/risk", "second_seat")


def test_what_a_seat_heard_taken_back_is_open_no_more_unless_it_is_heard_again() -> None:
    talk = after(FULL, FULL, FULL)
    heard = [heard_by("second_seat", n, "question-2/risk", s) for n, s in enumerate(BACK, start=1)]
    talk.assessments = heard[:2]
    assert planned(talk)[0] != "cross-examine"
    talk.assessments = heard
    plan = talk.next()
    assert plan is not None
    assert (plan.target, plan.follows) == ("question-2/risk", "a3")


BACK = ("raised", "withdrawn", "raised")


def heard_by(seat: str, answer: int, flag: str, state: str) -> Assessment:
    owner = {"question-2/risk": "gamma", "question-3/risk": "delta"}[flag]
    return assessment(
        seat=seat,
        answer=answer,
        item=f"question-{1 + answer}",
        concerns=[concern(flag, owner, state)],
    )


def test_what_one_seat_raised_no_other_seat_makes_less() -> None:
    talk = after(FULL, FULL)
    talk.assessments = [
        heard_by("second_seat", 1, "question-2/risk", "raised"),
        heard_by("third_seat", 1, "question-2/risk", "suspected"),
        heard_by("third_seat", 2, "question-3/risk", "raised"),
    ]
    assert planned(talk)[1] == "question-2/risk"


def test_a_risk_is_open_while_one_seat_has_not_heard_it_taken_back() -> None:
    talk = after(FULL, FULL)
    talk.assessments = [
        heard_by("second_seat", 1, "question-2/risk", "raised"),
        heard_by("third_seat", 1, "question-2/risk", "raised"),
        heard_by("third_seat", 2, "question-2/risk", "withdrawn"),
    ]
    assert planned(talk)[1] == "question-2/risk"
    talk.assessments.append(heard_by("second_seat", 2, "question-2/risk", "withdrawn"))
    assert planned(talk)[0] != "cross-examine"


def test_a_risk_that_was_read_late_is_challenged_late() -> None:
    talk = after(risk("question-2"), FULL, FULL)
    readings = list(talk.assessments)
    talk.assessments = [a for a in readings if a.answer_id == "a1"]
    assert planned(talk) == ("cross-examine", "question-2/risk", "second_seat")
    talk.assessments = readings
    assert planned(talk)[0] != "cross-examine"


def risk_after_risk() -> Callable[[Question], str]:
    """A candidate who says something new and risky in every answer, also when challenged."""
    flags = iter([f"question-{n}/risk" for n in (2, 0, 3, 1, 4, 5)])

    def says(question: Question) -> str:
        flag = next(flags, "")
        return f"This is risky thing {flag[9:10]} that we do. [!{flag}]" if flag else FULL

    return says


@pytest.mark.parametrize("turns", [4, 9, 10, 15])
def test_risks_do_not_eat_the_questions(turns: int) -> None:
    talk = held(risk_after_risk(), turns=turns)
    targets = [q.target for q in talk.questions if q.move == "cross-examine"]
    assert len(targets) * CHALLENGE_SHARE <= turns
    first = [f"question-{n}/risk" for n in (2, 0, 3, 1, 4, 5)][: len(targets)]
    assert sorted(targets) == sorted(first)
    touched = {c for q in talk.questions if q.move != "cross-examine" for c in q.competencies}
    assert touched == {"alpha", "beta", "gamma", "delta"}


def test_a_blocking_risk_is_challenged_whatever_was_challenged_before() -> None:
    data = deck_pack().model_dump(mode="json")
    data["questions"][1]["red_flags"][0]["concern"] = "blocking"
    pack = RolePack.model_validate(data)
    talk = Talk(at(turns=6), Bank(pack.questions))
    says = risk_after_risk()
    while plan := talk.next():
        talk.hear(says(talk.ask(plan)))
    targets = [q.target for q in talk.questions if q.move == "cross-examine"]
    assert "question-1/risk" in targets
    assert len(targets) == 4
