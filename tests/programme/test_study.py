"""Study material shows most of a round, and never what is held back."""

import pytest

from archpanel.domain import UnknownName
from archpanel.packs import load_pack
from archpanel.programme.study import is_held_back, sheet

PACK = load_pack("ai-architect")


@pytest.mark.parametrize("round_id", [one.id for one in PACK.rounds])
def test_a_part_of_every_round_is_held_back_and_the_rest_is_shown(round_id: str) -> None:
    made = sheet(PACK, round_id)
    asked = [question for question in PACK.questions if question.round == round_id]
    assert len(made.questions) + made.held_back == len(asked)
    assert 2 <= made.held_back <= len(asked) / 2
    assert not any(is_held_back(question.id) for question in made.questions)
    hard = [("warm-up", "core", "stretch").index(q.difficulty) for q in made.questions]
    assert hard == sorted(hard)


def test_about_a_third_of_the_bank_is_held_back() -> None:
    held_back = sum(is_held_back(question.id) for question in PACK.questions)
    assert held_back == pytest.approx(len(PACK.questions) / 3, rel=0.25)


def test_no_surprise_is_given_away() -> None:
    shown = {q.id for one in PACK.rounds for q in sheet(PACK, one.id).questions}
    assert not shown & {card.id for card in PACK.surprises}


def test_the_most_important_comes_first_and_another_world_has_other_questions() -> None:
    startup, firm = (
        sheet(PACK, "governance-risk", (world,)) for world in ("startup", "enterprise")
    )
    assert {q.id for q in startup.questions} != {q.id for q in firm.questions}
    views = startup.round.views
    weight = [
        max(c.importance_for("enterprise", view) for view in views) for c in firm.competencies
    ]
    assert weight == sorted(weight, reverse=True)


def test_a_round_that_is_not_there_is_told() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'coding'"):
        sheet(PACK, "codng")
