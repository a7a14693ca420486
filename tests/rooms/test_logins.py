"""Strangers who try passwords wait in line; nobody keeps a coach out of their own account."""

import time
from random import Random

import pytest
from at_once import at_once
from sqlalchemy import select

from archpanel.rooms.house import House
from archpanel.rooms.limits import LOGIN, ONE_NAME, TooOften
from archpanel.rooms.logins import KEPT, KNOWN, STEP, Waiting
from archpanel.rooms.tables import TURNS

NAME, ADA = "Carla", "192.0.2.7"
SEED = 20261127


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [600_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def heard(house: House, place: str, name: str = NAME, browser: str = "") -> float:
    """Try to enter; return 0 where the try is heard, else how long to wait."""
    try:
        house.logins.check(name, place, place, browser)
    except TooOften as error:
        return error.wait
    return 0


def strangers(house: House, many: int, name: str = NAME) -> list[float]:
    """Have so many strangers try once each, from addresses of their own."""
    return [heard(house, f"198.51.100.{n}", name) for n in range(many)]


def test_beyond_a_few_tries_strangers_are_heard_one_after_the_other(
    house: House, clock: list[float]
) -> None:
    waits = strangers(house, ONE_NAME.tries + 4)
    assert waits == [0] * (ONE_NAME.tries + 1) + [STEP, 2 * STEP, 3 * STEP]
    assert heard(house, ADA) == 4 * STEP, "behind those who came before"
    assert heard(house, ADA) == 4 * STEP, "who asks again has the same turn"
    clock[0] += 4 * STEP
    assert heard(house, ADA) == 0
    assert heard(house, ADA) > 0, "a turn is one try"
    assert heard(house, ADA, "Dana") == 0, "other names have no line"


def test_who_waits_is_heard_however_often_others_try(house: House, clock: list[float]) -> None:
    strangers(house, ONE_NAME.tries + 5)
    wait = heard(house, ADA)
    draw, until = Random(SEED), clock[0] + wait
    while clock[0] < until:
        clock[0] += draw.random()
        heard(house, f"198.51.100.{draw.randrange(5)}")
    assert heard(house, ADA) == 0, f"seed {SEED}"


def test_no_more_is_heard_in_an_hour_than_the_line_lets_through(
    house: House, clock: list[float]
) -> None:
    through, begin = 0, clock[0]
    for n in range(300):  # from forty addresses in turn, one every five seconds
        clock[0] += 5.0
        through += not heard(house, f"2001:db8:{n % 40:x}::/48")
    windows = (clock[0] - begin) / ONE_NAME.seconds
    assert 0 < through <= (clock[0] - begin) / STEP + (windows + 1) * ONE_NAME.tries


def test_a_browser_in_which_the_coach_entered_does_not_wait(house: House) -> None:
    strangers(house, ONE_NAME.tries + 30)
    for _ in range(LOGIN.tries + 1):
        heard(house, ADA, "Nobody")
    assert heard(house, ADA) > 0
    assert heard(house, ADA, browser="known") == 0


def test_a_known_browser_has_its_own_tries_and_no_more(house: House) -> None:
    assert [heard(house, ADA, browser="known") for _ in range(KNOWN.tries)] == [0] * KNOWN.tries
    assert heard(house, ADA, browser="known") > 0
    house.logins.forgive(ADA, "known")
    assert heard(house, ADA, browser="known") == 0
    assert heard(house, ADA) == 0, "its address has tries of its own"


def test_an_address_has_its_tries_over_all_names(house: House) -> None:
    assert [heard(house, ADA, f"Name {n}") for n in range(LOGIN.tries)] == [0] * LOGIN.tries
    assert heard(house, ADA, "Another") > STEP
    house.logins.forgive(ADA)
    assert heard(house, ADA, "Another") == 0


def test_those_who_join_at_once_have_turns_of_their_own(house: House) -> None:
    strangers(house, ONE_NAME.tries + 1)
    places = iter([f"203.0.113.{n}" for n in range(8)])
    waits = at_once(lambda: heard(house, next(places)))
    assert sorted(waits) == [STEP * n for n in range(1, 9)]


def test_a_turn_that_nobody_came_back_for_is_given_up_and_lines_are_forgotten(
    house: House, clock: list[float]
) -> None:
    strangers(house, ONE_NAME.tries + 3)
    clock[0] += KEPT + 3 * STEP
    assert heard(house, "198.51.100.12") == 0, "few tries again in this window"
    strangers(house, ONE_NAME.tries + 2, "Dana")
    with house.gate._database.connect() as connection:
        assert set(connection.scalars(select(TURNS.c.name))) == {"Dana"}


def test_it_is_said_who_need_not_wait(house: House) -> None:
    strangers(house, ONE_NAME.tries + 1)
    with pytest.raises(Waiting, match=r"A browser in which you entered before .* in 15 seconds\."):
        house.logins.check(NAME, ADA, ADA)


def test_a_long_name_and_a_strange_address_fit(house: House) -> None:
    strangers(house, ONE_NAME.tries + 1, "n" * 400)
    assert heard(house, "x" * 400, "n" * 400) == STEP
