"""Whose rooms are whose."""

from collections.abc import Sequence

import pytest
from at_once import at_once
from houses import interview, question, sit_down
from interviews import brief, only_sqlite
from sqlalchemy import delete, event, update

from archpanel.domain import BadRequest
from archpanel.evals.small_pack import small_seats
from archpanel.rooms.accounts import Account
from archpanel.rooms.events import Event
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tables import EVENTS, ROOMS
from archpanel.sessions.database import SESSIONS


def theirs(house: House, account: Account) -> Sequence[str]:
    return [room.session for room in house.rooms.all(account)]


def test_everybody_sees_their_own_rooms_alone(
    house: House, coach: Account, candidate: Account
) -> None:
    other = house.accounts.open("coach", "Dana")
    stranger = house.accounts.open("candidate", "Eve", coach.id)
    session, mine = sit_down(house, coach, candidate), sit_down(house, other, other)
    assert theirs(house, coach) == theirs(house, candidate) == [session]
    assert theirs(house, other) == [mine]
    assert theirs(house, stranger) == []
    assert house.rooms.find(candidate, session).answers
    assert not house.rooms.find(coach, session).answers
    for account, room in ((other, session), (stranger, session), (coach, mine), (candidate, mine)):
        with pytest.raises(NotYours):
            house.rooms.find(account, room)
    for guess in ("", "last", session[:-1], f"{session} ", "%"):
        with pytest.raises(NotYours):
            house.rooms.find(candidate, guess)


def test_the_keeper_has_what_was_said_at_the_terminal(house: House, coach: Account) -> None:
    session = house.sessions.open(brief(turns=2), small_seats())
    keeper = house.accounts.keeper()
    assert house.rooms.find(keeper, session).of_the_terminal
    assert theirs(house, keeper) == [session]
    assert theirs(house, coach) == []


@pytest.mark.parametrize("at_one_moment", [False, True])
def test_a_long_list_comes_in_parts_without_gap_or_double(
    house: House, at_one_moment: bool
) -> None:
    opened = [house.sessions.open(brief(turns=2), small_seats()) for _ in range(5)]
    if at_one_moment:
        with house.sessions._database.begin() as connection:
            connection.execute(update(SESSIONS).values(created="2026-11-27T08:00:00.000001+00:00"))
    keeper = house.accounts.keeper()
    parts = [house.rooms.part(keeper, most=2)]
    while parts[-1].older:
        parts.append(house.rooms.part(keeper, parts[-1].older, most=2))
    listed = [room.session for part in parts for room in part.rooms]
    assert [len(part.rooms) for part in parts] == [2, 2, 1]
    assert listed == theirs(house, keeper)
    assert sorted(listed) == sorted(opened)
    house.sessions.open(brief(turns=2), small_seats())
    again = house.rooms.part(keeper, parts[0].older, most=2)
    assert again == parts[1], "what is opened meanwhile moves nothing"


@pytest.mark.parametrize("mark", ["x", "1~2", "2026-11-27T08:00:00.000001~%", "\0", "9" * 5000])
def test_a_mark_that_no_list_gave_is_refused(house: House, coach: Account, mark: str) -> None:
    with pytest.raises(BadRequest, match="begin anew"):
        house.rooms.part(coach, mark)


def test_leaving_is_news_once(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    assert sum(at_once(lambda: house.rooms.set_paused(session, True))) == 1
    assert house.rooms.find(coach, session).paused
    assert not house.rooms.set_paused(session, True)
    assert house.rooms.set_paused(session, False)


def test_a_room_is_due_until_a_question_waits_and_after_the_verdict_never(
    house: House, coach: Account
) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    assert house.waits_for(session) == asked.id
    assert house.rooms.due() == house.rooms.due(session) == []
    assert interview(house, session) is None
    assert house.waits_for(session) == ""
    assert house.rooms.due() == []


def test_a_room_without_its_verdict_told_is_due_and_no_other_that_is_over(
    house: House, coach: Account
) -> None:
    told, untold = sit_down(house, coach, coach), sit_down(house, coach, coach)
    for session in (told, untold):
        assert interview(house, session) is None
    house.host.stop(5.0)
    with house.sessions._database.begin() as connection:  # as if its host had died just then
        verdict = (EVENTS.c.session == untold) & (EVENTS.c.kind == "verdict")
        connection.execute(delete(EVENTS).where(verdict))
        connection.execute(update(ROOMS).where(ROOMS.c.session == untold).values(ended=False))
    assert house.rooms.due() == house.rooms.left() == [untold]
    house.log.append(untold, Event("verdict"))
    assert house.rooms.due() == []


@only_sqlite
def test_rooms_that_are_over_are_not_looked_at(house: House) -> None:
    asked: list[str] = []
    database = house.sessions._database
    event.listen(database, "before_cursor_execute", lambda *given: asked.append(given[2]))
    house.rooms.due()
    (wanted,) = [one for one in asked if "FROM rooms" in one]
    with database.connect() as connection:
        given = ("opened",) * wanted.count("?")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}", given).all()
    scans = [row.detail for row in plan if row.detail.startswith("SCAN")]
    assert scans == ["SCAN rooms USING INDEX rooms_going_on"], plan


def test_one_answer_counts_though_two_tabs_send_at_once(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    at_once(lambda: house.answer(session, asked.id, "The same in both tabs.", "one-key-for-all"))
    interview(house, session)
    record = house.sessions.record(session)
    assert [a.question_id for a in record.answers] == [q.id for q in record.questions]
    assert record.answers[0].text == "The same in both tabs."
