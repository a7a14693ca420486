"""Lists of interviews: in parts that lead on to each other, and no dearer the longer they are."""

import re
from html import unescape

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, sit_down
from interviews import brief
from programs import SetUp
from statements import counted

from archpanel.evals.small_pack import small_seats
from archpanel.rooms.house import House
from archpanel.rooms.rooms import AT_ONCE


@pytest.fixture
def many(house: House) -> set[str]:
    """Sessions of the terminal, which the keeper sees: more than one part of a list holds."""
    return {house.sessions.open(brief(turns=2), small_seats()) for _ in range(AT_ONCE + 3)}


@pytest.fixture
def keeper(house: House, enter: Enter) -> Browser:
    return enter(house.accounts.keeper())


def listed(page: str) -> set[str]:
    return set(re.findall(r"/rooms/(\d{8}-[0-9a-f]{8})\"", page))


@pytest.mark.parametrize("path", ["/", "/coach"])
def test_a_list_leads_on_to_what_is_older_and_back(
    keeper: Browser, many: set[str], path: str
) -> None:
    first = keeper.get(path)
    assert len(listed(first)) == AT_ONCE
    link = re.search(r'<a href="([^"]+)" rel="next">Older interviews', first)
    assert link
    second = keeper.get(unescape(link[1]))
    assert listed(first) | listed(second) == many
    assert len(listed(second)) == 3
    assert "Older interviews" not in second
    assert f'<a href="{path}">The newest interviews' in second
    keeper.get(f"{path}?before=nothing", 422)


def test_a_program_gets_the_list_in_parts(program: SetUp, keeper: Browser, many: set[str]) -> None:
    mine, got, before = program(keeper), list[str](), ""
    while True:
        told = mine.get(f"/sessions?most=150&before={before}")
        got += [line["session"] for line in told["sessions"]]
        if not (before := told["older"]):
            break
    assert len(got) == AT_ONCE + 3
    assert set(got) == many


@on_both
def test_a_longer_list_asks_the_database_no_more_often(house: House, enter: Enter) -> None:
    coaches = []
    for many in (1, 3):
        account = house.accounts.open("coach", f"Coach of {many}")
        candidate = house.accounts.open("candidate", "Ada", account.id)
        for _ in range(many):
            interview(house, sit_down(house, account, candidate, turns=1))
        coaches.append(enter(account))
    house.host.stop(5.0)  # so that nobody else asks
    for path in ("/", "/coach", "/api/v1/sessions"):
        asked = []
        for coach in coaches:
            coach.get(
                path
            )  # what is noted once in a while, such as when a key was used, is noted now
            with counted(house) as statements:
                coach.get(path)
            asked.append(statements)
        assert len(asked[0]) == len(asked[1]), (path, asked)
