"""Notes on turns: a coach's own, until they let who answered read them."""

import pytest
from houses import interview, sit_down

from archpanel.domain import BadRequest
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours


@pytest.fixture
def session(house: House, coach: Account, candidate: Account) -> str:
    opened = sit_down(house, coach, candidate)
    interview(house, opened, answers=1)
    return opened


def texts(house: House, who: Account, session: str) -> list[str]:
    return [remark.text for remark in house.remarks.of(who, session)]


def test_a_coach_adds_changes_and_deletes_notes(house: House, coach: Account, session: str) -> None:
    second = house.remarks.add(coach, session, "q2", "Slow start.", False)
    house.remarks.add(coach, session, "q1", "  Good\u202e point. ", False)
    assert texts(house, coach, session) == ["Good point.", "Slow start."]
    assert house.remarks.edit(coach, session, second, "Quick start.", True) == "q2"
    assert [r.shown for r in house.remarks.of(coach, session)] == [False, True]
    assert house.remarks.delete(coach, session, second) == "q2"
    assert texts(house, coach, session) == ["Good point."]


def test_a_candidate_reads_what_was_ticked_and_only_after_the_verdict(
    house: House, coach: Account, candidate: Account, session: str
) -> None:
    house.remarks.add(coach, session, "q1", "For me.", False)
    house.remarks.add(coach, session, "q1", "For you.", True)
    assert texts(house, candidate, session) == []
    interview(house, session)
    assert texts(house, candidate, session) == ["For you."]
    assert not house.remarks.of(candidate, session)[0].mine


def test_nobody_else_reads_or_writes(
    house: House, coach: Account, candidate: Account, session: str
) -> None:
    mine = house.remarks.add(coach, session, "q1", "Mine.", True)
    other = house.accounts.open("coach", "Otto")
    stranger = house.accounts.open("candidate", "Eve", other.id)
    for who in (other, stranger):
        with pytest.raises(NotYours):
            house.remarks.of(who, session)
    for who in (other, stranger, candidate):
        with pytest.raises(NotYours):
            house.remarks.add(who, session, "q1", "x", False)
        with pytest.raises(NotYours):
            house.remarks.edit(who, session, mine, "x", False)
        with pytest.raises(NotYours):
            house.remarks.delete(who, session, mine)
    assert texts(house, coach, session) == ["Mine."]


def test_a_note_belongs_to_its_session(
    house: House, coach: Account, candidate: Account, session: str
) -> None:
    mine = house.remarks.add(coach, session, "q1", "Mine.", True)
    elsewhere = sit_down(house, coach, candidate)
    with pytest.raises(NotYours):
        house.remarks.edit(coach, elsewhere, mine, "x", False)
    with pytest.raises(NotYours):
        house.remarks.delete(coach, elsewhere, "guessed")


def test_a_note_is_about_a_question_that_was_asked(
    house: House, coach: Account, session: str
) -> None:
    with pytest.raises(NotYours):
        house.remarks.add(coach, session, "q9", "x", False)


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 4001])
def test_an_empty_or_endless_note_is_refused(
    house: House, coach: Account, session: str, text: str
) -> None:
    with pytest.raises(BadRequest, match="1 to 4000"):
        house.remarks.add(coach, session, "q1", text, False)
