"""Links, logins and tokens end together, by the page and by the API alike."""

import re

import pytest
from browsers import Browser, Enter
from houses import question, sit_down
from starlette.testclient import TestClient

from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.limits import WRITE
from archpanel.rooms.tokens import MOST_TOKENS

V1 = "/api/v1"
OLD, NEW = "a sentence to keep in mind", "another sentence for later"


@pytest.fixture
def keeper(house: House, enter: Enter) -> Browser:
    account = house.accounts.keeper()
    house.accounts.enrol(account.id, "Kim", OLD)
    found = house.accounts.find(account.id)
    assert found
    return enter(found)


def program(served: TestClient, house: House, account: Account) -> TestClient:
    """Return a program of somebody's, with a token."""
    client = TestClient(served.app, follow_redirects=False)
    client.headers["Authorization"] = f"Bearer {house.tokens.issue(account.id, 'api')}"
    return client


def by_page(coach: Browser, path: str, status: int = 303) -> str:
    return coach.send(path, coach.get("/coach"), status)


def by_api(house: House, coach: Browser, method: str, path: str, status: int) -> str:
    """Send what a page's script would; return what comes back."""
    grant = house.tokens.find(coach.client.cookies["archpanel"], "login")
    assert grant
    headers = {"X-CSRF-Token": grant.csrf}
    reply = coach.client.request(method, V1 + path, headers=headers)
    assert reply.status_code == status, reply.text
    return reply.text


@pytest.mark.parametrize("way", ["page", "api"])
@pytest.mark.parametrize("renewed", [False, True], ids=["taken back", "renewed"])
def test_an_invitation_that_ends_takes_logins_and_tokens_along(
    served: TestClient, house: House, coach: Browser, candidate: Browser, way: str, renewed: bool
) -> None:
    ada = candidate.account
    link = f"/join/{house.tokens.issue(ada.id, 'invite')}"
    programs = program(served, house, ada)
    assert programs.get(f"{V1}/me").status_code == 200
    new = ""
    if way == "page" and renewed:
        new = by_page(coach, f"/coach/candidates/{ada.id}/link", 200)
    elif way == "page":
        by_page(coach, f"/coach/candidates/{ada.id}/take-back")
    elif renewed:
        new = by_api(house, coach, "POST", f"/candidates/{ada.id}/invitation", 200)
    else:
        by_api(house, coach, "DELETE", f"/candidates/{ada.id}/invitation", 204)
    assert programs.get(f"{V1}/me").status_code == 401
    candidate.get("/", 303)
    assert served.get(link).status_code == 404
    assert served.post(link).status_code == 404
    found = re.search(r"/join/[\w-]+", new)
    assert bool(found) is renewed
    if found:
        assert served.post(found[0]).status_code == 303


def test_a_password_by_link_ends_every_other_login_and_token(
    served: TestClient, house: House, keeper: Browser, enter: Enter
) -> None:
    thief, programs = enter(keeper.account), program(served, house, keeper.account)
    links = [f"/setup/{house.tokens.issue('keeper', 'setup')}" for _ in range(2)]
    assert 'value="Kim"' in served.get(links[0]).text, "who forgot the name reads it there"
    fields = {"name": "Kim", "password": NEW, "again": NEW}
    wrong = ({"again": "another"}, {"password": "short", "again": "short"}, {"name": ""})
    for each in wrong:
        assert served.post(links[0], data={**fields, **each}).status_code == 422
    thief.get("/me")
    came = served.post(links[0], data=fields)
    assert came.status_code == 303
    thief.get("/me", 303)
    keeper.get("/me", 303)
    assert programs.get(f"{V1}/me").status_code == 401
    for link in links:
        assert served.get(link).status_code == 404
        assert served.post(link, data=fields).status_code == 404
    assert house.accounts.check("Kim", NEW)
    assert served.get("/me").status_code == 200, "who used the link is in"


@pytest.mark.usefixtures("still")
def test_leaving_and_coming_back_are_counted(
    served: TestClient, house: House, coach: Browser, candidate: Browser
) -> None:
    session = sit_down(house, coach.account, candidate.account)
    assert question(house, session)
    programs, room = program(served, house, candidate.account), f"{V1}/sessions/{session}"
    page = candidate.get("/start")
    for _ in range(WRITE.tries - 4):
        house.gate.check(WRITE, candidate.account.id)
    for _ in range(2):
        for noun in ("pause", "return"):
            candidate.send(f"/rooms/{session}/{noun}", page)
    before = house.log.last(session)
    for noun in ("pause", "return"):
        candidate.send(f"/rooms/{session}/{noun}", page, 429)
        assert programs.post(f"{room}/{noun}").status_code == 429
    assert house.log.last(session) == before


def test_tokens_are_as_many_by_page_and_api(
    served: TestClient, house: House, coach: Browser
) -> None:
    for _ in range(MOST_TOKENS):
        token = house.tokens.issue(coach.account.id, "api")
    assert "at most 20" in coach.send("/me/tokens", coach.get("/me"), 422)
    assert "at most 20" in by_api(house, coach, "POST", "/me/tokens", 422)
    served.headers["Authorization"] = f"Bearer {token}"
    assert served.get(f"{V1}/me").status_code == 200
