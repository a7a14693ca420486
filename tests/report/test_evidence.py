"""A quote is shown with what it shows for the seat that read it: one span may show two things."""

from collections.abc import Callable

import pytest

from archpanel.domain import DecisionRecord, Form, Question
from archpanel.evals.small_pack import SEATS
from archpanel.report import build_report

Hold = Callable[..., DecisionRecord]
SAME = "We would share one key to be quick about it. [p0] [!question-2/risk] And one more. [p1]"
"""The same words make a key point and raise a risk that the first seat does not care about."""

OTHER = "I would say this first of all. [p0] Then I would say that as well. [p1] And so on. [p2]"


FORM = Form(id="two", version=1, title="Two", questions=("question-2", "question-0"))


@pytest.fixture(scope="module", params=[SEATS, SEATS[1:]], ids=["three seats", "two seats"])
def two_sided(hold: Hold, request: pytest.FixtureRequest) -> DecisionRecord:
    def say(question: Question) -> str:
        return SAME if question.item == "question-2" else OTHER

    record = hold(say, turns=2, form=FORM, seats=request.param)
    raised = {a.persona for a in record.assessments for c in a.concerns if c.state == "raised"}
    assert raised == {"second_seat", "third_seat"}
    return record


def test_a_ballot_shows_what_its_own_seat_heard_in_a_quote(two_sided: DecisionRecord) -> None:
    shown = {
        ballot.persona: {(q.shows, q.in_favour) for q in ballot.strongest if "key" in q.text}
        for ballot in build_report(two_sided).ballots
    }
    assert shown.get("first_seat", {("p0", True)}) == {("p0", True)}
    assert shown["second_seat"] == {("p0", True), ("question-2/risk", False)}
    assert shown["third_seat"] == {("p0", True), ("question-2/risk", False)}


def test_a_competency_shows_a_quote_on_the_side_on_which_it_is_there(
    two_sided: DecisionRecord,
) -> None:
    rows = {row.competency: row for row in build_report(two_sided).heat}
    item = next(i for i in two_sided.items if i.id == "question-2")
    made = next(p for p in item.points if p.id == "p0").competency
    risky = next(f for f in two_sided.flags if f.id == "question-2/risk").competency
    assert made != risky
    assert {(q.shows, q.in_favour) for q in rows[made].quotes if "key" in q.text} == {("p0", True)}
    assert {(q.shows, q.in_favour) for q in rows[risky].quotes if "key" in q.text} == {
        ("question-2/risk", False)
    }
