"""Three seats, and material that is enough for an interval."""

import pytest
from lab_room import Compare, interview, run, script

from archpanel.domain import Persona
from archpanel.evals.small_pack import small_seats
from archpanel.lab.material import Interview, Script


@pytest.fixture
def compare() -> Compare:
    return run


@pytest.fixture
def seats() -> tuple[Persona, ...]:
    return small_seats()


@pytest.fixture
def six() -> list[Interview]:
    return [interview(f"i{n}", n) for n in range(6)]


@pytest.fixture
def scripts() -> list[Script]:
    return [script(f"s{n}") for n in range(2)]
