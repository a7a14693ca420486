"""The scripted candidate: weak at first, better later, and one weak spot that stays."""

from statistics import fmean

import pytest
from half_way import PACK, WEAK

from archpanel.domain import Question
from archpanel.programme.candidate import NOTHING, Candidate

WHO = Candidate(1.8, 4.4, sessions=12, weak=frozenset({WEAK}), top=5, seed=7)
NAMES = [competency.id for competency in PACK.competencies]
ITEM = PACK.question("batch-job-callback")


def asked(move: str = "open", target: str = "", number: int = 1) -> Question:
    return Question(
        id=f"q{number}",
        persona="startup_cto",
        move=move,  # type: ignore[arg-type]
        item=ITEM.id,
        item_digest="0" * 64,
        round="coding",
        competencies=ITEM.competencies,
        text=ITEM.text,
        target=target,
        reason="test",
    )


def test_every_competency_rises_from_the_first_to_the_last_level_but_the_weak_one() -> None:
    for name in NAMES:
        levels = [WHO.level(name, nth) for nth in range(1, 13)]
        if name == WEAK:
            assert set(levels) == {1.8}
        else:
            assert levels == sorted(levels)
            assert (levels[0], levels[-1]) == pytest.approx((1.8, 4.4))


def test_they_come_along_unevenly() -> None:
    half_way = [WHO.level(name, 6) for name in NAMES if name != WEAK]
    assert max(half_way) - min(half_way) > 0.7


def test_one_session_is_enough_and_is_the_first() -> None:
    assert Candidate(2.0, 4.0, 1, frozenset(), 5, 0).level("coding", 1) == 2.0


@pytest.mark.parametrize("level", [1.0, 2.0, 3.0, 4.0, 5.0])
def test_what_is_known_of_all_questions_is_the_share_that_a_level_asks(level: float) -> None:
    who = Candidate(level, level, 12, frozenset(), 5, seed=7)
    shares = []
    for item in PACK.questions:
        known = who.known(item, 3)
        total = sum(point.weight for point in item.key_points)
        shares.append(sum(p.weight for p in item.key_points if p.id in known) / total)
    assert fmean(shares) == pytest.approx((level - 1) / 4, abs=0.06)


def test_an_answer_is_made_of_the_points_that_are_known() -> None:
    known, said = WHO.known(ITEM, 12), WHO.say(asked(), ITEM, 12)
    assert known
    for point in ITEM.key_points:
        assert any(line in said for line in point.said_as) == (point.id in known)


def test_a_probe_hears_of_its_point_alone_and_in_other_words() -> None:
    known = sorted(WHO.known(ITEM, 12))
    target = next(point for point in ITEM.key_points if point.id == known[0])
    opening = WHO.say(asked(), ITEM, 12)
    said = WHO.say(asked("probe", target.id, 2), ITEM, 12)
    assert said in target.said_as
    assert said not in opening


def test_what_is_not_known_is_said_to_be_so() -> None:
    lost = Candidate(1.0, 1.0, 12, frozenset(), 5, seed=7)
    assert lost.say(asked("probe", ITEM.key_points[0].id, 2), ITEM, 1) in NOTHING
    assert lost.say(asked(), ITEM, 1) == ITEM.examples.weak.text


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    again = Candidate(1.8, 4.4, 12, frozenset({WEAK}), 5, seed=7)
    other = Candidate(1.8, 4.4, 12, frozenset({WEAK}), 5, seed=8)
    assert again.say(asked(), ITEM, 6) == WHO.say(asked(), ITEM, 6)
    assert {other.say(asked(), ITEM, n) for n in range(1, 13)} != {
        WHO.say(asked(), ITEM, n) for n in range(1, 13)
    }
