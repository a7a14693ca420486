"""The transcript tells what was asked in the bank's words, and what the seats together heard."""

from collections.abc import Callable, Mapping

import pytest

from archpanel.agents.engine import Conversation, Plan, Say
from archpanel.domain import Assessment, DecisionRecord, Form, Item, Persona, Question
from archpanel.evals.small_pack import SEATS
from archpanel.report import build_report
from archpanel.testing import ScriptedEngine

Hold = Callable[..., DecisionRecord]
FORM = Form(id="two", version=1, title="Two", questions=("question-2", "question-0"))
RISKY = "I would say this first of all. [p0] We skip the check to be quick. [!question-2/risk]"


class OwnWords(ScriptedEngine):
    """Puts questions of the architecture axis in words of its own, as a model may do."""

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        said = await super().word(seat, plan, item, so_far, say)
        return "What would you do?" if item.id == "question-0" else said


@pytest.fixture(scope="module")
def record(hold: Hold) -> DecisionRecord:
    def say(question: Question) -> str:
        return RISKY if question.item == "question-2" else "I would say this first of all. [p0]"

    return hold(say, OwnWords(), turns=3, form=FORM, seats=SEATS)


def test_only_the_banks_own_words_are_comparable(record: DecisionRecord) -> None:
    turns = {(t.move, t.question): t.comparable for t in build_report(record).turns}
    assert turns == {("open", "q1"): True, ("cross-examine", "q2"): False, ("close", "q3"): False}


@pytest.mark.parametrize(("engine", "comparable"), [("embedded", True), ("llm", False)])
def test_a_record_that_kept_no_words_is_comparable_where_the_engine_has_none_of_its_own(
    record: DecisionRecord, engine: str, comparable: bool
) -> None:
    older = record.model_copy(
        update={
            "items": tuple(i.model_copy(update={"text": ""}) for i in record.items),
            "brief": record.brief.model_copy(update={"engine": engine}),
        }
    )
    assert [t.comparable for t in build_report(older).turns] == [comparable, False, comparable]


def heard_by(
    record: DecisionRecord, changes: Mapping[str, Callable[[Assessment], Assessment]]
) -> DecisionRecord:
    """Return the record as if some seats had heard something else."""
    assessments = tuple(
        changes[a.persona](a) if a.answer_id == "a1" and a.persona in changes else a
        for a in record.assessments
    )
    return record.model_copy(update={"assessments": assessments})


def with_state(state: str) -> Callable[[Assessment], Assessment]:
    def change(assessment: Assessment) -> Assessment:
        concerns = (c.model_copy(update={"state": state}) for c in assessment.concerns)
        return assessment.model_copy(update={"concerns": tuple(concerns)})

    return change


def with_kind(kind: str) -> Callable[[Assessment], Assessment]:
    return lambda assessment: assessment.model_copy(update={"kind": kind})


@pytest.mark.parametrize(
    ("second", "third", "shown"),
    [
        ("suspected", "raised", "raised"),
        ("raised", "suspected", "raised"),
        ("withdrawn", "suspected", "suspected"),
        ("withdrawn", "withdrawn", "withdrawn"),
    ],
)
def test_a_risk_is_shown_as_the_gravest_seat_heard_it(
    record: DecisionRecord, second: str, third: str, shown: str
) -> None:
    changed = heard_by(record, {"second_seat": with_state(second), "third_seat": with_state(third)})
    (risk,) = build_report(changed).turns[0].risks
    assert risk.state == shown
    assert risk.quote == "We skip the check to be quick."


def test_an_answer_is_what_most_seats_took_it_for(record: DecisionRecord) -> None:
    one = heard_by(record, {"first_seat": with_kind("off_topic")})
    two = heard_by(one, {"second_seat": with_kind("off_topic")})
    assert build_report(one).turns[0].kind == "answered"
    assert build_report(two).turns[0].kind == "off_topic"
