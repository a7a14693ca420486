"""One's own account by the API: what a token reaches, and what only a login does."""

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, sit_down
from programs import SetUp
from starlette.testclient import TestClient

from archpanel.rooms.house import House
from archpanel.rooms.limits import LOGIN

OLD, NEW = "a sentence to keep in mind", "another sentence for later"


@pytest.fixture
def kim(house: House, enter: Enter) -> Browser:
    """The keeper, with a password."""
    house.accounts.enrol(house.accounts.keeper().id, "Kim", OLD)
    return enter(house.accounts.keeper())


@on_both
def test_a_password_is_changed_with_the_old_one_and_ends_other_logins(
    house: House, kim: Browser, enter: Enter, logged_in: SetUp
) -> None:
    mine, elsewhere = logged_in(kim), enter(kim.account)
    for old, new in (("wrong wrong wrong", NEW), (OLD, "short")):
        mine.send("PUT", "/me/password", {"old": old, "new": new}, 422)
    assert house.accounts.check("Kim", OLD)
    mine.send("PUT", "/me/password", {"old": OLD, "new": NEW}, 204)
    assert house.accounts.check("Kim", NEW)
    assert mine.get("/me")["name"] == "Kim"
    elsewhere.get("/me", 303)


@on_both
def test_wrong_old_passwords_are_counted_with_those_of_the_page(
    house: House, kim: Browser, logged_in: SetUp
) -> None:
    for _ in range(LOGIN.tries):
        house.gate.check(LOGIN, f"password {kim.account.id}")
    told = logged_in(kim).send("PUT", "/me/password", {"old": OLD, "new": NEW}, 429)
    assert "Try again in" in told["detail"]


def test_a_coach_is_renamed_but_never_to_another_coach(
    house: House, kim: Browser, logged_in: SetUp
) -> None:
    house.accounts.open("coach", "Taken")
    mine = logged_in(kim)
    mine.send("PUT", "/me/name", {"name": "Taken"}, 422)
    assert mine.send("PUT", "/me/name", {"name": " Kim  Two "})["name"] == "Kim Two"
    assert house.accounts.check("Kim Two", OLD)


def test_who_has_no_password_has_no_name_to_change(candidate: Browser, logged_in: SetUp) -> None:
    mine = logged_in(candidate)
    mine.send("PUT", "/me/name", {"name": "Carla"}, 404)
    mine.send("PUT", "/me/password", {"old": OLD, "new": NEW}, 404)


def test_a_token_changes_no_account_and_says_what_would(
    house: House, kim: Browser, program: SetUp
) -> None:
    mine, nora = program(kim), house.accounts.open("coach", "Nora")
    for method, path, body in (
        ("PUT", "/me/name", {"name": "Mallory"}),
        ("PUT", "/me/password", {"old": OLD, "new": NEW}),
        ("POST", "/coaches", {"name": "Mallory"}),
        ("POST", f"/coaches/{nora.id}/password-link", None),
        ("POST", "/me/tokens", None),
    ):
        assert "log in" in mine.send(method, path, body, 403)["detail"], path
    assert house.accounts.check("Kim", OLD)
    assert [account.name for account, _ in house.accounts.coaches()] == ["Kim", "Nora"]


@on_both
def test_tokens_are_listed_and_voided_one_by_one(
    coach: Browser, candidate: Browser, program: SetUp
) -> None:
    first, second, other = program(coach), program(coach), program(candidate)
    held = first.get("/me/tokens")["tokens"]
    assert len(held) == 2
    sent = [each.client.headers["Authorization"] for each in (second, first)]
    assert [f"Bearer {token['begins']}" for token in held] == [one[:13] for one in sent]
    assert not [one for one in sent if one.removeprefix("Bearer ") in str(held)]
    other.send("DELETE", f"/me/tokens/{held[0]['id']}", status=404)
    first.send("DELETE", f"/me/tokens/{held[0]['id']}", status=204)
    first.send("DELETE", f"/me/tokens/{held[0]['id']}", status=404)
    second.get("/me", 401)
    assert first.get("/me/tokens")["tokens"] == held[1:]


def test_the_keeper_alone_invites_coaches(
    served: TestClient, house: House, kim: Browser, coach: Browser, logged_in: SetUp
) -> None:
    logged_in(coach).post("/coaches", {"name": "Mallory"}, 404)
    mine = logged_in(kim)
    mine.post("/coaches", {"name": "Carla"}, 422)
    made = mine.post("/coaches", {"name": "Nora"}, 201)
    fields = {"name": "Nora", "password": NEW, "again": NEW}
    assert served.post(made["link"], data=fields).status_code == 303
    entered = house.accounts.check("Nora", NEW)
    assert entered is not None
    assert entered.id == made["id"]


def test_everything_is_what_the_page_gives(
    house: House, coach: Browser, candidate: Browser, program: SetUp
) -> None:
    session = sit_down(house, coach.account, candidate.account, turns=2)
    interview(house, session, answers=1)
    mine = program(candidate)
    told = mine.get("/me/everything")
    assert told == candidate.client.get("/me/everything.json").json()
    assert [one["session"] for one in told["interviews"]] == [session]
    assert program(coach).get("/me/everything")["interviews"] == []


def test_logging_out_everywhere_ends_every_login_and_no_token(
    house: House, kim: Browser, enter: Enter, logged_in: SetUp, program: SetUp
) -> None:
    mine, elsewhere, robot = logged_in(kim), enter(kim.account), program(kim)
    robot.send("DELETE", "/me/logins", status=403)
    elsewhere.get("/me")
    assert mine.send("DELETE", "/me/logins", status=204) is None
    mine.get("/me", 401)
    elsewhere.get("/me", 303)
    assert robot.get("/me")["name"] == "Kim"
