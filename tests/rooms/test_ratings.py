"""A coach says what they think before they see what the panel thinks."""

import pytest
from houses import interview, sit_down
from interviews import new_session
from statements import counted

from archpanel.domain import BadRequest
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours


@pytest.fixture
def finished(house: House, coach: Account, candidate: Account) -> str:
    session = sit_down(house, coach, candidate)
    interview(house, session)
    return session


def test_a_coach_sees_the_verdict_once_their_own_rating_is_in(
    house: House, coach: Account, finished: str
) -> None:
    assert not house.ratings.may_see(coach, finished)
    house.ratings.rate(coach, finished, "hire", {"ai": 3.25, "alpha": 4})
    assert house.ratings.may_see(coach, finished)
    kept = house.ratings.of(finished, coach.id)
    assert kept is not None
    assert (kept.recommendation, kept.levels) == ("hire", {"ai": 3.3, "alpha": 4.0})
    assert list(house.ratings.all(coach.id)) == [finished]


def test_a_coach_may_waive_the_rating(house: House, coach: Account, finished: str) -> None:
    assert house.ratings.waive(coach, finished).waived
    assert house.ratings.may_see(coach, finished)


def test_a_rating_is_given_once(house: House, coach: Account, finished: str) -> None:
    house.ratings.rate(coach, finished, "hire", {})
    with pytest.raises(BadRequest, match="already"):
        house.ratings.rate(coach, finished, "no_hire", {})
    with pytest.raises(BadRequest, match="already"):
        house.ratings.waive(coach, finished)


def test_who_answered_sees_the_verdict_and_rates_nothing(
    house: House, coach: Account, candidate: Account, finished: str
) -> None:
    assert house.ratings.may_see(candidate, finished)
    own = sit_down(house, coach, coach)
    interview(house, own)
    assert house.ratings.may_see(coach, own)
    for account, session in ((candidate, finished), (coach, own)):
        with pytest.raises(NotYours):
            house.ratings.rate(account, session, "hire", {})


def test_nobody_else_rates_or_sees(house: House, finished: str) -> None:
    other = house.accounts.open("coach", "Otto")
    with pytest.raises(NotYours):
        house.ratings.may_see(other, finished)
    with pytest.raises(NotYours):
        house.ratings.rate(other, finished, "hire", {})


def test_the_keeper_sees_what_was_said_at_the_terminal(house: House) -> None:
    session = new_session(house.sessions)
    assert house.ratings.may_see(house.accounts.keeper(), session)
    with pytest.raises(NotYours):
        house.ratings.waive(house.accounts.keeper(), session)


@pytest.mark.parametrize(
    ("recommendation", "levels", "said"),
    [
        ("perhaps", {}, "one of: strong_no_hire"),
        ("hire", {"charm": 3.0}, "of the role"),
        ("hire", {"ai": 6.0}, "from 1 to 5"),
        ("hire", {"ai": float("nan")}, "from 1 to 5"),
    ],
)
def test_what_cannot_be_a_rating_is_refused(
    house: House,
    coach: Account,
    finished: str,
    recommendation: str,
    levels: dict[str, float],
    said: str,
) -> None:
    with pytest.raises(BadRequest, match=said):
        house.ratings.rate(coach, finished, recommendation, levels)
    assert not house.ratings.may_see(coach, finished)


def test_a_running_interview_is_not_rated(house: House, coach: Account, candidate: Account) -> None:
    session = sit_down(house, coach, candidate)
    interview(house, session, answers=1)
    with pytest.raises(BadRequest, match="not over"):
        house.ratings.rate(coach, session, "hire", {})


def test_which_verdicts_are_visible_takes_two_queries_whatever_there_is(
    house: House, coach: Account, candidate: Account
) -> None:
    rated, waiting, running, own = (
        sit_down(house, coach, who) for who in (candidate, candidate, candidate, coach)
    )
    for each in (rated, waiting, own):
        interview(house, each)
    replays = [
        house.rehear(house.rooms.find(candidate, each), "q1", "Otherwise.", "k", candidate.id)
        for each in (rated, waiting)
    ]
    for each in replays:
        interview(house, each)
    interview(house, running, answers=1)
    house.ratings.rate(coach, rated, "hire", {})
    rooms = house.rooms.all(coach)
    house.host.stop(5.0)  # so that nobody else asks
    with counted(house) as asked:
        assert house.ratings.visible(coach, rooms) == {rated, replays[0], own}
    assert len(asked) == 2, asked
    assert [room.session for room in rooms if house.ratings.shows(coach, room)] == [
        room.session for room in rooms if room.session in {rated, replays[0], own}
    ]
    assert house.ratings.visible(candidate, house.rooms.all(candidate)) == {
        rated, waiting, *replays
    }  # fmt: skip
    assert house.ratings.visible(coach, []) == frozenset()
