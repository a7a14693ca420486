"""Programmes are kept as they were made, one owner's apart from another's, on either database."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from at_once import MANY, at_once
from interviews import brief, on_database, sessions_in
from sqlalchemy import text, update

from archpanel.domain import BadRequest, PanelError
from archpanel.evals.small_pack import small_seats
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.comments import LONGEST_COMMENT, Comments
from archpanel.programme.plan import Plan, Wanted, make_plan
from archpanel.programme.store import HeldMeanwhile, Programmes, Waits, open_programmes
from archpanel.programme.targets import Target
from archpanel.sessions.database import SESSIONS

CORE = ("startup_cto", "enterprise_architect", "security_reviewer")
TARGETS = (Target("bank.md", {"token-economy": 0.25}),)


@pytest.fixture(scope="module")
def plan() -> Plan:
    only = {"round": ("coding",), "level": ("senior",)}
    wanted = Wanted(date(2027, 1, 11), sessions=4, only=only)
    return make_plan(wanted, load_pack("ai-architect"), seat_panel(list(CORE)))


@pytest.fixture
def mine(database_url: str, tmp_path: Path) -> Iterator[Programmes]:
    with on_database(database_url):
        sessions = sessions_in(tmp_path)
        yield open_programmes(sessions._database)
        sessions.close()


def test_what_is_kept_comes_back_as_it_was(mine: Programmes, plan: Plan) -> None:
    kept = mine.keep(plan, "ai-architect", TARGETS, 7)
    found = mine.current()
    assert found == kept
    assert (found.sessions, found.space, found.targets) == (plan.sessions, plan.space, TARGETS)


def test_a_new_plan_is_in_force_and_another_owner_has_none(mine: Programmes, plan: Plan) -> None:
    other = Programmes(mine.database, "a1")
    with pytest.raises(BadRequest, match="programme plan"):
        mine.current()
    first = mine.keep(plan, "ai-architect", (), 0)
    assert mine.keep(plan, "ai-architect", (), 1).number == first.number + 1
    assert mine.current().seed == 1
    with pytest.raises(BadRequest, match="no programme"):
        other.current()


def test_a_session_has_its_place_until_it_is_erased(
    mine: Programmes, plan: Plan, tmp_path: Path
) -> None:
    kept = mine.keep(plan, "ai-architect", (), 0)
    sessions = sessions_in(tmp_path)
    session = sessions.open(brief(), small_seats(), along=mine.beginning(kept, 2))
    assert mine.begun(kept) == {session: 2}
    assert Programmes(mine.database, "a1").begun(kept) == {}
    mine.forget()
    assert mine.begun(kept) == {}
    with pytest.raises(BadRequest):
        mine.current()
    sessions.close()


def test_an_earlier_programme_is_taken_up_again_with_its_sessions(
    mine: Programmes, plan: Plan, tmp_path: Path
) -> None:
    first = mine.keep(plan, "ai-architect", (), 0, "coach")
    sessions = sessions_in(tmp_path)
    session = sessions.open(brief(), small_seats(), along=mine.beginning(first, 1))
    second = mine.keep(plan, "ai-architect", (), 1)
    assert [kept.number for kept in mine.all()] == [second.number, first.number]
    assert mine.take_up(first.number)
    assert mine.current() == first
    assert mine.begun(mine.current()) == {session: 1}
    assert mine.keep(plan, "ai-architect", (), 0, "coach").number == 3, "something came of it"
    assert not mine.take_up(9)
    assert not Programmes(mine.database, "a1").take_up(first.number)
    sessions.close()


def test_the_same_plan_is_kept_once_until_something_comes_of_it(
    mine: Programmes, plan: Plan
) -> None:
    kept = mine.keep(plan, "ai-architect", TARGETS, 7)
    assert mine.keep(plan, "ai-architect", TARGETS, 7) == kept
    assert mine.keep(plan, "ai-architect", TARGETS, 7, "coach").number == 2


def test_plans_that_are_kept_at_once_are_all_kept(mine: Programmes, plan: Plan) -> None:
    seeds = iter(range(MANY))
    made = at_once(lambda: mine.keep(plan, "ai-architect", (), next(seeds)))
    assert sorted(kept.number for kept in made) == list(range(1, MANY + 1))
    assert len(mine.all()) == MANY


def test_of_two_sessions_that_are_begun_at_once_one_is_opened(
    mine: Programmes, plan: Plan, tmp_path: Path
) -> None:
    kept, sessions = mine.keep(plan, "ai-architect", (), 0), sessions_in(tmp_path)
    brief_, seats = brief(), small_seats()

    def begin() -> str:
        try:
            return sessions.open(brief_, seats, along=mine.beginning(kept, 1))
        except Waits as waits:
            return waits.session

    (first,) = set(at_once(begin))
    assert [row.id for row in sessions.list()] == [first]
    sessions.close()


def test_a_place_that_was_held_since_it_was_chosen_is_not_held_twice(
    mine: Programmes, plan: Plan, tmp_path: Path
) -> None:
    kept, sessions = mine.keep(plan, "ai-architect", (), 0), sessions_in(tmp_path)
    along = mine.beginning(kept, 1, known=mine.begun(kept))
    first = sessions.open(brief(), small_seats(), along=along)
    with mine.database.begin() as connection:
        connection.execute(update(SESSIONS).values(status="finished"))
    with pytest.raises(HeldMeanwhile, match=f"{first} of the programme was held meanwhile"):
        sessions.open(brief(), small_seats(), along=along)
    assert mine.begun(kept) == {first: 1}
    sessions.open(brief(), small_seats(), along=mine.beginning(kept, 1, mine.begun(kept)))
    sessions.close()


def test_programmes_of_the_first_version_stay_in_force(mine: Programmes, plan: Plan) -> None:
    kept = mine.keep(plan, "ai-architect", (), 0)
    with mine.database.begin() as connection:
        for column in ("assigned_by", "turn"):
            connection.execute(text(f"ALTER TABLE programmes DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE programme_comments"))
        connection.execute(text("DELETE FROM programme_schema_versions WHERE version = 2"))
    again = open_programmes(mine.database)
    assert again.current() == kept
    assert again.keep(plan, "ai-architect", (), 1).number == again.current().number == 2


def test_comments_are_bounded_and_go_with_the_programmes(mine: Programmes, plan: Plan) -> None:
    comments = Comments(mine.database, mine.owner)
    kept = mine.keep(plan, "ai-architect", (), 0)
    for place, said in ((9, "of no session"), (1, "  "), (1, "x" * (LONGEST_COMMENT + 1))):
        with pytest.raises(BadRequest):
            comments.add(kept, place, "coach", said)
    comment = comments.add(kept, 0, "coach", " Two a month.\u0000 ")
    (found,) = comments.all()
    assert (found.text, found.place) == ("Two a month.", 0)
    assert not comments.remove(comment, "another coach")
    mine.forget()
    assert comments.all() == []
    with pytest.raises(PanelError):
        comments.add(kept, 0, "coach", "Too late.")
