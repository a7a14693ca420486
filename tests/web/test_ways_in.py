"""Links, logins and tokens end together, by the page and by the API alike."""

import json
import re

import pytest
from browsers import Browser, Enter
from databases import on_both
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


@on_both
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


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_coach_who_lost_the_password_comes_back_by_a_link_of_the_keeper(
    served: TestClient, house: House, keeper: Browser, enter: Enter, way: str
) -> None:
    nora = house.accounts.invite_coach("Nora")
    house.accounts.enrol(nora.id, "Nora", OLD)
    old = f"/setup/{house.tokens.issue(nora.id, 'setup')}"
    elsewhere, programs = enter(nora), program(served, house, nora)
    ada = house.accounts.open("candidate", "Ada", nora.id)
    if way == "page":
        assert f"/me/coaches/{nora.id}/password" in keeper.get("/me")
        where = f"/me/coaches/{nora.id}/password"
        asked = keeper.get(where)
        elsewhere.get("/me")  # to be asked changes nothing
        told = keeper.send(where, asked, 200)
    else:
        told = by_api(house, keeper, "GET", "/coaches", 200)
        assert json.loads(told)["coaches"] == [{"id": nora.id, "name": "Nora", "entered": True}]
        told = by_api(house, keeper, "POST", f"/coaches/{nora.id}/password-link", 201)
        assert json.loads(told)["expires_in"] == 24 * 3600
    elsewhere.get("/me", 303)
    assert programs.get(f"{V1}/me").status_code == 401
    assert served.get(old).status_code == 404
    assert house.accounts.check("Nora", OLD), "good until there is another one"
    thief = enter(nora)
    found = re.search(r"/setup/[\w-]+", told)
    assert found
    fields = {"name": "Nora", "password": NEW, "again": NEW}
    assert served.post(found[0], data=fields).status_code == 303
    assert served.post(found[0], data=fields).status_code == 404
    thief.get("/me", 303)
    assert (house.accounts.check("Nora", OLD), house.accounts.check("Nora", NEW)) == (None, nora)
    assert house.accounts.candidates(nora.id) == [ada]
    keeper.get("/me")


def test_nobody_but_the_keeper_makes_links_for_coaches_and_none_for_the_keeper(
    served: TestClient, house: House, keeper: Browser, coach: Browser, candidate: Browser
) -> None:
    nora = house.accounts.open("coach", "Nora")
    login = house.tokens.issue(nora.id, "login")
    for who in (coach, candidate):
        for account in (nora.id, "keeper", "guessed"):
            page = f"/me/coaches/{account}/password"
            who.get(page, 404)
            who.send(page, who.get("/me"), 404)
            by_api(house, who, "POST", f"/coaches/{account}/password-link", 404)
        by_api(house, who, "GET", "/coaches", 404)
        assert "new passwords" not in who.client.get("/coach").text
    for account in ("keeper", candidate.account.id, "guessed"):
        keeper.get(f"/me/coaches/{account}/password", 404)
        by_api(house, keeper, "POST", f"/coaches/{account}/password-link", 404)
    token = program(served, house, keeper.account)
    assert token.post(f"{V1}/coaches/{nora.id}/password-link").status_code == 403
    assert token.post(f"/me/coaches/{nora.id}/password").status_code == 404
    assert house.tokens.find(login, "login"), "nothing of that ended anything"
    assert "new passwords" in keeper.get("/coach")


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
    before = house.log.all(session)[-1].n
    for noun in ("pause", "return"):
        candidate.send(f"/rooms/{session}/{noun}", page, 429)
        assert programs.post(f"{room}/{noun}").status_code == 429
    assert house.log.all(session)[-1].n == before


@on_both
def test_tokens_are_as_many_by_page_and_api(
    served: TestClient, house: House, coach: Browser
) -> None:
    held = [house.tokens.issue(coach.account.id, "api") for _ in range(MOST_TOKENS)]
    assert "at most 20" in coach.send("/me/tokens", coach.get("/me"), 422)
    assert "at most 20" in by_api(house, coach, "POST", "/me/tokens", 422)
    served.headers["Authorization"] = f"Bearer {held[-1]}"
    assert served.get(f"{V1}/me").status_code == 200
