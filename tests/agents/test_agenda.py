"""Which question is opened next: as hard as the level asks for, and then as the seat likes it."""

from itertools import pairwise

import pytest
from interviews import brief, question

from archpanel.agents.agenda import Agenda, next_opening
from archpanel.agents.engine import Plan
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import BankQuestion, Brief, PackRef, Question
from archpanel.domain.bank import Difficulty
from archpanel.domain.persona import Preferences
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.small_pack import small_pack, small_seats
from archpanel.packs import load_pack
from archpanel.personas import seat_panel

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


def first_six(seed: int, level: str = "senior") -> list[str]:
    """Open six questions of the shipped pack, one after the other."""
    pack = load_pack("ai-architect")
    brief = Brief(
        pack=PackRef(id=pack.id, version=pack.version, digest=pack.digest),
        world="startup",
        view="developer-plus",
        rounds=("coding", "system-design"),
        seats=CORE_SEATS,
        turns=6,
        level=level,
        engine="embedded",
        seed=seed,
    )
    setting, seats = Setting(brief, keep_role(pack)), tuple(seat_panel(CORE_SEATS))
    asked: list[Question] = []
    while len(asked) < 6:
        plan = next_opening(Agenda(asked, (), seats, setting), pack.questions, None)
        assert plan is not None
        asked.append(put(plan, pack.question(plan.item), len(asked) + 1))
    return [q.item for q in asked]


def put(plan: Plan, item: BankQuestion, number: int) -> Question:
    return Question(
        id=f"q{number}", persona=plan.persona, move="open", item=item.id, item_digest="",
        round=item.round, competencies=item.competencies, text=item.text, reason=plan.reason,
    )  # fmt: skip


def test_whoever_comes_back_is_asked_other_questions_and_the_same_seed_asks_the_same() -> None:
    drawn = [first_six(seed) for seed in range(6)]
    assert first_six(3) == drawn[3]
    assert len({item for items in drawn for item in items}) >= 12
    same = [len({*one} & {*next_one}) for one, next_one in pairwise(drawn)]
    assert sum(same) <= 3.5 * len(same)  # of six


def test_an_interview_begins_with_nothing_that_stretches_unless_the_level_does() -> None:
    pack = load_pack("ai-architect")
    begun = {pack.question(first_six(seed)[0]).difficulty for seed in range(6)}
    assert "stretch" not in begun
