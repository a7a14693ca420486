import time

import pytest
from at_once import at_once
from sqlalchemy import select

from archpanel.rooms.house import House
from archpanel.rooms.limits import Limit, TooOften
from archpanel.rooms.tables import HITS

FIVE = Limit("five", 5, 60)


def passes(house: House, who: str = "ada") -> bool:
    try:
        house.gate.check(FIVE, who)
    except TooOften as error:
        return not 0 < error.wait <= FIVE.seconds
    return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [600_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


@pytest.mark.usefixtures("clock")
def test_as_many_tries_as_granted_however_many_come_at_once(house: House) -> None:
    assert sum(at_once(lambda: passes(house), 12)) == FIVE.tries
    assert passes(house, "carla")


def test_the_next_window_begins_anew(house: House, clock: list[float]) -> None:
    assert [passes(house) for _ in range(6)] == [True] * 5 + [False]
    clock[0] += FIVE.seconds
    assert [passes(house) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.usefixtures("clock")
def test_who_was_right_in_the_end_is_not_counted(house: House) -> None:
    for _ in range(4):
        assert passes(house)
    house.gate.forgive(FIVE, "ada")
    assert [passes(house) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.usefixtures("clock")
def test_a_name_is_forgiven_as_it_was_counted(house: House) -> None:
    for _ in range(5):
        assert passes(house, "Ren\u00e9e\u200b")
    house.gate.forgive(FIVE, "Rene\u0301e")
    assert passes(house, "Ren\u00e9e")


def test_what_a_limit_counted_before_is_forgotten(house: House, clock: list[float]) -> None:
    house.gate.check(Limit("fifty", 5, 60), "carla")
    for name in ("ada", "bob", "cleo"):
        house.gate.check(FIVE, name)
    clock[0] += FIVE.seconds
    at_once(lambda: passes(house, "dana"))
    with house.gate._database.connect() as connection:
        left = set(connection.scalars(select(HITS.c.what)))
    assert left == {"five:dana", "fifty:carla"}
