"""A browser in which a coach entered before lets them in, whatever strangers try meanwhile."""

from collections.abc import Callable

import pytest
from browsers import Browser, Enter
from databases import on_both
from starlette.testclient import TestClient

from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.limits import LOGIN, ONE_NAME
from archpanel.rooms.logins import KNOWN
from archpanel.rooms.tokens import MOST_BROWSERS
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig

pytestmark = pytest.mark.usefixtures("still")

PASSWORD, WRONG = "a sentence to keep in mind", "another sentence than that"
COOKIE = "archpanel-known"

Opens = Callable[[], TestClient]


@pytest.fixture
def carla(house: House) -> Account:
    account = house.accounts.open("coach", "Carla")
    house.accounts.enrol(account.id, "Carla", PASSWORD)
    return account


@pytest.fixture
def opens(served: TestClient) -> Opens:
    """Open another browser."""
    return lambda: TestClient(served.app, follow_redirects=False)


def tries(browser: TestClient, password: str = PASSWORD, name: str = "Carla") -> int:
    return browser.post("/enter", data={"name": name, "password": password}).status_code


def attack(house: House) -> None:
    """Have strangers try from many addresses, and from that of the tests too often."""
    for _ in range(ONE_NAME.tries + 3):
        house.gate.count(ONE_NAME, "Carla")
    for _ in range(LOGIN.tries):
        house.gate.count(LOGIN, "testclient")


@on_both
@pytest.mark.usefixtures("carla")
def test_who_entered_in_it_before_enters_while_strangers_try(house: House, opens: Opens) -> None:
    mine, new = opens(), opens()
    assert tries(mine) == 303
    csrf = house.tokens.find(mine.cookies["archpanel"], "login")
    assert csrf
    assert mine.post("/leave", data={"csrf": csrf.csrf}).status_code == 303
    assert "archpanel" not in mine.cookies
    attack(house)
    told = new.post("/enter", data={"name": "Carla", "password": PASSWORD})
    assert (told.status_code, "retry-after" in told.headers) == (429, True)
    assert tries(mine, WRONG) == 401
    assert tries(mine) == 303


@pytest.mark.usefixtures("carla")
def test_it_is_counted_by_itself(house: House, opens: Opens) -> None:
    mine = opens()
    assert tries(mine) == 303
    for _ in range(KNOWN.tries):
        assert tries(mine, WRONG) == 401
    assert tries(mine) == 429
    assert tries(opens()) == 303, "nobody else is held up by it"


def test_it_is_known_for_its_own_coach_alone(house: House, carla: Account, opens: Opens) -> None:
    otto = house.accounts.open("coach", "Otto")
    house.accounts.enrol(otto.id, "Otto", PASSWORD)
    of_otto = opens()
    assert tries(of_otto, name="Otto") == 303
    attack(house)
    assert tries(of_otto) == 429
    assert tries(of_otto, name="Otto") == 303
    forged = opens()
    for token in (
        "guessed",
        house.tokens.issue(carla.id, "api"),
        house.tokens.issue(carla.id, "login"),
    ):
        forged.cookies.set(COOKIE, token)
        assert tries(forged) == 429


def test_what_makes_it_known_lets_nobody_in(house: House, carla: Account, opens: Opens) -> None:
    token = house.tokens.issue_browser(carla.id)
    thief = opens()
    thief.cookies.set("archpanel", token)
    assert thief.get("/me").status_code == 303
    thief.headers["Authorization"] = f"Bearer {token}"
    assert thief.get("/api/v1/me").status_code == 401


@pytest.mark.usefixtures("carla")
def test_the_cookie_is_for_this_house_alone_and_is_given_once(house: House, opens: Opens) -> None:
    mine = opens()
    first = mine.post("/enter", data={"name": "Carla", "password": PASSWORD})
    (given,) = (c for c in first.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(given.split("; "))
    again = mine.post("/enter", data={"name": "Carla", "password": PASSWORD})
    assert not any(c.startswith(COOKIE) for c in again.headers.get_list("set-cookie"))
    secure = create_app(house, WebConfig("https://testserver"))
    client = TestClient(secure, "https://testserver", follow_redirects=False)
    over_tls = client.post("/enter", data={"name": "Carla", "password": PASSWORD})
    (given,) = (c for c in over_tls.headers.get_list("set-cookie") if COOKIE in c)
    assert given.startswith(f"__Host-{COOKIE}=")
    assert "Secure" in given.split("; ")


@on_both
def test_a_new_password_by_link_forgets_the_browsers_of_before(
    house: House, carla: Account, opens: Opens
) -> None:
    thief, mine = opens(), opens()
    assert tries(thief) == 303
    link = f"/setup/{house.new_password(carla)}"
    fields = {"name": "Carla", "password": WRONG, "again": WRONG}
    assert mine.post(link, data=fields).status_code == 303
    attack(house)
    assert tries(thief, WRONG) == 429
    assert tries(mine, WRONG) == 303, "who used the link is known"


@on_both
def test_so_many_browsers_are_known_and_the_first_is_forgotten(
    house: House, carla: Account
) -> None:
    known = [house.tokens.issue_browser(carla.id) for _ in range(MOST_BROWSERS + 1)]
    assert len(house.tokens.held(carla.id, "browser")) == MOST_BROWSERS
    assert house.tokens.find(known[-1], "browser")


def test_a_candidate_gets_none(house: House, candidate: Browser, enter: Enter) -> None:
    link = f"/join/{house.tokens.issue(candidate.account.id, 'invite')}"
    assert enter(candidate.account).client.post(link).status_code == 303
    assert house.tokens.held(candidate.account.id, "browser") == []
