"""A house that is open while a test lasts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from houses import house_in
from interviews import on_database

from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House


@pytest.fixture(autouse=True)
def closed_sessions(database_url: str) -> Iterator[None]:
    """Every test of rooms runs on both databases."""
    with on_database(database_url):
        yield


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = house_in(tmp_path)
    opened.host.start()
    yield opened
    opened.close(5.0)


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Open houses with an engine of one's own, or with other packs; replicas of each other."""
    opened: list[House] = []

    def another(*given: Any) -> House:
        opened.append(house_in(tmp_path, *given))
        opened[-1].host.start()
        return opened[-1]

    yield another
    for each in opened:
        each.close(5.0)


@pytest.fixture
def coach(house: House) -> Account:
    return house.accounts.open("coach", "Carla")


@pytest.fixture
def candidate(house: House, coach: Account) -> Account:
    return house.accounts.open("candidate", "Ada", coach.id)
