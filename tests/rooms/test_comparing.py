"""Side by side: a level is called comparable only where it rests on the same questions."""

import pytest
from houses import interview, sit_down

from archpanel.domain import DecisionRecord, Form
from archpanel.rooms.accounts import Account
from archpanel.rooms.comparing import side_by_side
from archpanel.rooms.house import House


@pytest.fixture
def record(house: House, coach: Account, candidate: Account) -> DecisionRecord:
    session = sit_down(house, coach, candidate, turns=3)
    interview(house, session)
    return house.sessions.record(session)


def with_brief(record: DecisionRecord, **changes: object) -> DecisionRecord:
    return record.model_copy(update={"brief": record.brief.model_copy(update=changes)})


def asked_otherwise(record: DecisionRecord) -> DecisionRecord:
    questions = [q.model_copy(update={"item_digest": "other"}) for q in record.questions]
    return record.model_copy(update={"questions": tuple(questions)})


def test_the_same_questions_make_levels_comparable(record: DecisionRecord) -> None:
    found = side_by_side([record, record])
    assert found.levels
    assert found.axes
    assert (found.other_levels, found.other_axes) == ((), ())
    assert not any(fact.differs for fact in found.facts)
    assert len(found.shared) == sum(q.is_opening for q in record.questions)


def test_other_wording_makes_them_stand_apart(record: DecisionRecord) -> None:
    found = side_by_side([record, asked_otherwise(record)])
    assert (found.levels, found.axes, found.shared) == ((), (), ())
    assert found.other_levels
    assert found.other_axes


def test_one_question_more_sets_its_competencies_apart(record: DecisionRecord) -> None:
    opened = [q for q in record.questions if q.is_opening]
    fewer = record.model_copy(
        update={"questions": tuple(q for q in record.questions if q.id != opened[0].id)}
    )
    found = side_by_side([record, fewer])
    names = {c.id: c.name for c in record.role.competencies}
    apart = {row.name for row in found.other_levels}
    assert {names[c] for c in opened[0].competencies} <= apart


def test_one_form_makes_all_comparable_whatever_was_probed(record: DecisionRecord) -> None:
    form = Form(id="f", version=1, title="F", questions=("question-0",))
    first, second = (with_brief(r, form=form) for r in (record, asked_otherwise(record)))
    found = side_by_side([first, second])
    assert found.one_form
    assert found.other_levels == ()
    later = with_brief(second, form=form.model_copy(update={"version": 2}))
    assert not side_by_side([first, later]).one_form


def test_another_pack_or_engine_makes_nothing_comparable(record: DecisionRecord) -> None:
    role = record.role.model_copy(update={"digest": "other"})
    pack = record.model_copy(update={"role": role})
    assert "packs" in side_by_side([record, pack]).apart
    engine = side_by_side([record, with_brief(record, engine="embedded")])
    assert "engines" in engine.apart
    assert engine.levels == ()


def test_axes_weighed_otherwise_are_not_comparable(record: DecisionRecord) -> None:
    found = side_by_side([record, with_brief(record, world="elsewhere")])
    assert found.levels
    assert found.axes == ()
    assert {fact.name for fact in found.facts if fact.differs} == {"World"}
