"""Practice is kept per owner and goes with its sessions, on either database."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from interviews import new_session, on_database, sessions_in

from archpanel.domain import PanelError, SessionErased
from archpanel.programme.drills import Found, Seed
from archpanel.programme.practice import Try
from archpanel.programme.practice_store import DrilledMeanwhile, Left, Practice, open_practice
from archpanel.sessions import Sessions

DAY = date(2027, 3, 1)
SEED = Seed("integration", "one-question", 1.5, ("It says so.",))


@pytest.fixture
def sessions(database_url: str, tmp_path: Path) -> Iterator[Sessions]:
    with on_database(database_url):
        yield sessions_in(tmp_path)


@pytest.fixture
def mine(sessions: Sessions) -> Practice:
    return open_practice(sessions._database)


def found(session: str) -> Found:
    return Found(session, DAY, "ai-architect", "startup", "developer-plus", "senior", (SEED,))


def a_try(session: str = "", question: str = "one-question") -> Try:
    levels: dict[str, float | None] = {"integration": 2.5, "other": None}
    return Try("", question, "integration", DAY, levels, 2.9, 1, 1, 4, session)


def left(session: str = "", said: str = "a draft", *, is_answer: bool = False) -> Left:
    asked = {"id": "q1"}
    return Left("one-question", "integration", session, "ai-architect", asked, said, is_answer)


def test_what_is_kept_comes_back_as_it_was(sessions: Sessions, mine: Practice) -> None:
    session = new_session(sessions)
    mine.note(found(session))
    mine.note(found(session))  # once
    assert mine.found() == [found(session)]
    assert mine.noted() == {session}
    first, second = mine.keep(a_try(session), {"answer": "x"}), mine.keep(a_try(), {})
    assert mine.tries() == [first, second]
    assert first.id != second.id
    assert [one["whole"] for one in mine.history()] == [{"answer": "x"}, {}]


def test_what_does_not_wait_any_more_is_not_left_anew(mine: Practice) -> None:
    assert not mine.change_left(left())
    mine.leave(left())
    assert mine.change_left(left(said="An answer.", is_answer=True))
    assert [one.said for one in mine.left()] == ["An answer."]
    mine.keep(a_try(), {}, waits=True)
    assert not mine.change_left(left())
    assert mine.left() == []
    with pytest.raises(DrilledMeanwhile):
        mine.keep(a_try(), {}, waits=True)
    assert len(mine.tries()) == 1


def test_what_was_left_is_replaced_until_the_drill_is_done(mine: Practice) -> None:
    mine.leave(left())
    mine.leave(left(said="an answer", is_answer=True))
    assert mine.left() == [left(said="an answer", is_answer=True)]
    mine.keep(a_try(question="another-question"), {})
    assert len(mine.left()) == 1
    mine.keep(a_try(), {})
    assert mine.left() == []
    mine.leave(left())
    mine.drop("one-question", "integration")
    assert mine.left() == []


def test_an_answer_that_waits_outlives_a_drill_of_its_question_for_something_else(
    mine: Practice,
) -> None:
    mine.leave(left(said="an answer", is_answer=True))
    for_another = replace(left(), competency="other")
    mine.leave(for_another)
    assert len(mine.left()) == 2
    mine.drop("one-question", "other")
    assert mine.left() == [left(said="an answer", is_answer=True)]


def test_of_two_verdicts_of_one_day_the_later_one_comes_last(
    sessions: Sessions, mine: Practice
) -> None:
    both = [new_session(sessions) for _ in range(2)]
    for session in reversed(both):
        mine.note(found(session))
    assert [one.session for one in mine.found()] == both


def test_another_owner_sees_none_of_it_and_what_is_forgotten_is_gone(
    sessions: Sessions, mine: Practice
) -> None:
    session, other = new_session(sessions), Practice(mine.database, "a1")
    for one in (mine, other):
        one.note(found(session))
        one.keep(a_try(session), {})
        one.leave(left(session))
    assert mine.forget() == 1
    assert (mine.found(), mine.tries(), mine.left()) == ([], [], [])
    assert (len(other.found()), len(other.tries()), len(other.left())) == (1, 1, 1)
    assert [row.id for row in sessions.list()] == [session]


def test_an_erased_session_takes_its_drills_along_and_no_others(
    sessions: Sessions, mine: Practice
) -> None:
    gone, stays = new_session(sessions), new_session(sessions)
    for session in (gone, stays):
        mine.note(found(session))
        mine.keep(a_try(session), {"answer": session})
    drawn = mine.keep(a_try(), {})
    mine.leave(left(gone))
    assert len(mine.about(gone)["tries"]) == len(mine.about(gone)["left"]) == 1
    asyncio.run(sessions.erase(gone))
    assert mine.about(gone) == {"found": [], "tries": [], "left": []}
    assert mine.noted() == {stays}
    assert [one.session for one in mine.tries()] == [stays, ""]
    assert mine.tries()[-1] == drawn
    assert mine.left() == []


def test_nothing_is_kept_about_a_session_that_is_gone(sessions: Sessions, mine: Practice) -> None:
    gone = new_session(sessions)
    asyncio.run(sessions.erase(gone))
    with pytest.raises(SessionErased):
        mine.keep(a_try(gone), {})
    with pytest.raises(SessionErased):
        mine.leave(left(gone))
    with pytest.raises(PanelError):
        mine.note(found(gone))
    assert (mine.found(), mine.tries(), mine.left()) == ([], [], [])
