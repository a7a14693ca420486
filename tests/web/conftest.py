"""A house with its pages: somebody is logged in by a cookie, as a browser is."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Browser, Enter
from houses import house_in
from interviews import on_database
from programs import Program, SetUp
from starlette.testclient import TestClient

from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig


@pytest.fixture
def either_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The houses of a test lie on each of the two databases in turn, however they are opened."""
    if database_url.startswith("postgresql"):
        monkeypatch.setenv("ARCHPANEL_DATABASE", database_url)
    with on_database(database_url):
        yield


@pytest.fixture
def served(tmp_path: Path) -> Iterator[TestClient]:
    """The pages of a house; the small pack and a scripted panel."""
    app = create_app(house_in(tmp_path), WebConfig("http://testserver"))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def house(served: TestClient) -> House:
    found = served.app.state.house  # type: ignore[attr-defined]
    assert isinstance(found, House)
    return found


@pytest.fixture
def enter(served: TestClient, house: House) -> Enter:
    """Log somebody in, in a browser of their own."""

    def browser(account: Account) -> Browser:
        client = TestClient(served.app, follow_redirects=False)
        client.cookies.set("archpanel", house.tokens.issue(account.id, "login"))
        return Browser(client, account)

    return browser


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time does not go on, so that no window of a limit ends during a test."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


@pytest.fixture
def coach(house: House, enter: Enter) -> Browser:
    return enter(house.accounts.open("coach", "Carla"))


@pytest.fixture
def candidate(house: House, enter: Enter, coach: Browser) -> Browser:
    return enter(house.accounts.open("candidate", "Ada", coach.account.id))


@pytest.fixture
def program(served: TestClient, house: House) -> SetUp:
    """Set up a program of somebody's."""

    def begin(who: Browser) -> Program:
        client = TestClient(served.app, follow_redirects=False)
        token = house.tokens.issue(who.account.id, "api")
        return Program(client, Authorization=f"Bearer {token}")

    return begin


@pytest.fixture
def logged_in(house: House) -> SetUp:
    """Let somebody's browser call the API, as the page that describes it does."""

    def begin(who: Browser) -> Program:
        grant = house.tokens.find(who.client.cookies["archpanel"], "login")
        assert grant
        return Program(who.client, **{"X-CSRF-Token": grant.csrf})

    return begin
