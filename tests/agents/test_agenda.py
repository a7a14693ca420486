"""Which question is opened next: as hard as the level asks for, and then as the seat likes it."""

import pytest
from interviews import brief, question

from archpanel.agents.agenda import Agenda, next_opening
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import BankQuestion, Question
from archpanel.domain.bank import Difficulty
from archpanel.domain.persona import Preferences
from archpanel.evals.small_pack import small_pack, small_seats

BARS = {"novice": {"ai": 2.0, "architecture": 2.0}, "wizard": {"ai": 4.0, "architecture": 4.0}}
"""Levels of a pack that knows no senior and no principal."""


def bank(*difficulties: Difficulty) -> tuple[BankQuestion, ...]:
    """Return questions that differ in nothing but in how hard they are."""
    one = small_pack().questions[0]
    return tuple(one.model_copy(update={"id": d, "difficulty": d}) for d in difficulties)


def opened(
    *difficulties: Difficulty,
    level: str = "novice",
    prefers: Difficulty = "core",
    asked: tuple[Question, ...] = (),
    seen: tuple[str, ...] = (),
) -> str:
    role = keep_role(small_pack())
    policy = role.policy.model_copy(update={"bars": BARS})
    setting = Setting(brief(level=level, seen=seen), role.model_copy(update={"policy": policy}))
    liking = Preferences(difficulty=prefers)
    seats = tuple(p.model_copy(update={"prefers": liking}) for p in small_seats())
    plan = next_opening(Agenda(asked, (), seats, setting), bank(*difficulties), None)
    assert plan is not None
    return plan.item


@pytest.mark.parametrize(("level", "difficulty"), [("novice", "core"), ("wizard", "stretch")])
def test_the_most_senior_level_of_any_pack_is_made_to_stretch(level: str, difficulty: str) -> None:
    assert opened("core", "stretch", level=level) == difficulty
    assert opened("stretch", "core", level=level) == difficulty


@pytest.mark.parametrize("liked", ["warm-up", "stretch"])
def test_a_persona_asks_what_it_prefers_where_nothing_else_decides(liked: Difficulty) -> None:
    assert opened("warm-up", "stretch", prefers=liked, asked=(question(1),)) == liked


@pytest.mark.parametrize("liked", ["core", "stretch"])
def test_an_interview_begins_with_a_warm_up_whatever_a_persona_likes(liked: Difficulty) -> None:
    assert opened("core", "stretch", "warm-up", prefers=liked) == "warm-up"


def test_what_was_asked_in_the_last_sessions_is_asked_only_where_nothing_else_is_left() -> None:
    assert opened("stretch", "core", level="wizard") == "stretch"
    assert opened("stretch", "core", level="wizard", seen=("stretch",)) == "core"
    assert opened("stretch", "core", level="wizard", seen=("stretch", "core")) == "stretch"
