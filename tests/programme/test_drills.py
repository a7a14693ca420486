"""Verdicts put drills on the list; what is kept for rehearsals has a sister that is drilled."""

from datetime import date

import pytest
from finished import finished

from archpanel.domain import BadRequest, UnknownName
from archpanel.packs import load_pack
from archpanel.programme.drills import (
    Found,
    Seed,
    bar_of,
    central,
    check_may_be_drilled,
    drawn,
    found_in,
    may_be_drilled,
    sister_of,
    tasks_of,
)
from archpanel.programme.practice import Task, Try
from archpanel.programme.study import is_held_back
from archpanel.report import build_report

PACK = load_pack("ai-architect")
DAY = date(2027, 3, 1)
HELD_BACK = next(q for q in PACK.questions if is_held_back(q.id))
STUDY = next(q for q in PACK.questions if not is_held_back(q.id))
CARD = PACK.surprises[0]


def found(session: str, *seeds: Seed, day: date = DAY, pack: str = PACK.id) -> Found:
    return Found(session, day, pack, "startup", "developer-plus", "senior", seeds)


def test_a_record_puts_the_drills_of_its_report_on_the_list() -> None:
    record = finished()
    one = found_in(record)
    drills = build_report(record).drills
    asked = {question.id: question.item for question in record.questions}
    assert drills
    assert [(s.competency, s.question) for s in one.seeds] == [
        (drill.competency, asked[drill.moment]) for drill in drills
    ]
    assert (one.session, one.pack, one.sought) == (
        record.session, record.role.id, record.brief.level,
    )  # fmt: skip
    points = {point.point for item in record.items for point in item.points}
    assert all(set(seed.missed) <= points for seed in one.seeds)


def test_a_review_puts_nothing_there_since_its_questions_are_no_bank_s() -> None:
    record = finished()
    reviewed = record.model_copy(
        update={"brief": record.brief.model_copy(update={"purpose": "review"})}
    )
    assert found_in(reviewed).seeds == ()


def test_a_question_of_the_study_part_is_drilled_itself() -> None:
    competency = STUDY.competencies[0]
    (task,) = tasks_of([found("s1", Seed(competency, STUDY.id, 1.5, ("It says so.",)))], (), PACK)
    assert (task.question, task.competency) == (STUDY.id, competency)
    assert (task.asked, task.missed, task.sessions) == ("", ("It says so.",), ("s1",))
    assert task.bar == bar_of(PACK, competency, "startup", "senior")


@pytest.mark.parametrize("name", [q.id for q in PACK.questions if is_held_back(q.id)])
def test_what_is_held_back_is_never_drilled_but_a_sister_is(name: str) -> None:
    question = PACK.question(name)
    for competency in question.competencies:
        (task,) = tasks_of([found("s1", Seed(competency, question.id, 1.0, ("x",)))], (), PACK)
        sister = PACK.question(task.question)
        assert not is_held_back(sister.id)
        assert competency in sister.competencies
        assert (task.asked, task.missed) == (question.id, ())
        asks = [q for q in may_be_drilled(PACK) if competency in q.competencies]
        if any(q.round == question.round for q in asks):
            assert sister.round == question.round


def test_a_surprise_has_a_sister_as_well() -> None:
    for card in PACK.surprises:
        sister = sister_of(PACK, card.id, card.competencies[0])
        assert sister is not None
        assert not is_held_back(sister.id)
        assert card.competencies[0] in sister.competencies


def test_two_verdicts_that_ask_for_the_same_make_one_task_with_the_last_word() -> None:
    seed = Seed(STUDY.competencies[0], STUDY.id, 1.5, ("a", "b"))
    later = Seed(STUDY.competencies[0], STUDY.id, 2.5, ("b",))
    both = [found("s1", seed), found("s2", later, day=date(2027, 4, 1))]
    (task,) = tasks_of(both, (), PACK)
    assert (task.level, task.missed, task.sessions) == (2.5, ("b",), ("s1", "s2"))
    assert task.since == DAY


def test_another_role_and_what_the_bank_no_longer_asks_are_left_out() -> None:
    seed = Seed(STUDY.competencies[0], STUDY.id, 1.5, ())
    gone = Seed("no-such-competency", STUDY.id, 1.5, ())
    assert tasks_of([found("s1", seed, pack="other"), found("s2", gone)], (), PACK) == []


def test_what_was_drawn_stays_on_the_list_once_it_was_drilled() -> None:
    task = drawn(PACK, (), DAY)
    assert task is not None
    done = Try("", task.question, task.competency, DAY, {task.competency: 1.0}, task.bar, 0, 0, 5)
    (listed,) = tasks_of((), [done], PACK)
    assert (listed.question, listed.competency, listed.sessions) == (
        task.question, task.competency, (),
    )  # fmt: skip


def test_without_a_verdict_the_most_central_competencies_are_drawn_each_once() -> None:
    tasks: list[Task] = []
    while task := drawn(PACK, tasks, DAY):
        tasks.append(task)
    names = [task.competency for task in tasks]
    assert names == [name for name in central(PACK) if name in names]
    assert len(set(names)) == len(names) == len({task.question for task in tasks})
    assert not any(is_held_back(task.question) for task in tasks)
    assert len(names) >= len(PACK.competencies) - 1


def test_what_is_chosen_is_checked_and_the_error_says_what_else_there_is() -> None:
    with pytest.raises(BadRequest, match=r"held back for rehearsals.* drill --question "):
        check_may_be_drilled(PACK, HELD_BACK.id)
    with pytest.raises(BadRequest, match=r"is a surprise.* drill --question "):
        check_may_be_drilled(PACK, CARD.id)
    with pytest.raises(BadRequest, match=f"Did you mean '{STUDY.id}'"):
        check_may_be_drilled(PACK, f"{STUDY.id}s")
    other = next(c.id for c in PACK.competencies if c.id not in STUDY.competencies)
    with pytest.raises(BadRequest, match="Leave --competency out"):
        check_may_be_drilled(PACK, STUDY.id, other)
    with pytest.raises(UnknownName, match="Did you mean 'integration'"):
        drawn(PACK, (), DAY, "integratoin")
    assert check_may_be_drilled(PACK, STUDY.id, STUDY.competencies[0]) is STUDY
