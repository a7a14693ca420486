import time
from contextlib import suppress

import pytest
from at_once import at_once
from sqlalchemy import Connection, select, update

from archpanel.domain import BadRequest
from archpanel.rooms import tokens
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.tables import TOKENS
from archpanel.rooms.tokens import MOST_TOKENS, digest_of

PASSWORD = "a sentence to keep in mind"


def nothing(connection: Connection, account: str) -> None:
    """Write nothing along."""


def test_a_token_stands_for_its_kind_alone(house: House, coach: Account) -> None:
    token = house.tokens.issue(coach.id, "login")
    found = house.tokens.find(token, "login", "api")
    assert found is not None
    assert (found.account, found.kind) == (coach.id, "login")
    assert house.tokens.find(token, "api", "invite", "setup") is None
    assert house.tokens.find(token[:-1], "login") is None


def test_no_token_lies_in_the_database(house: House, coach: Account) -> None:
    token = house.tokens.issue(coach.id, "invite")
    with house.tokens._database.connect() as connection:
        assert token not in str(connection.execute(select(TOKENS)).all())


def test_what_may_be_used_once_is_used_once(house: House, coach: Account) -> None:
    token = house.tokens.issue(coach.id, "setup")
    assert house.tokens.spend(token, "invite", nothing) is None
    spent = at_once(lambda: house.tokens.spend(token, "setup", nothing))
    assert [grant.account for grant in spent if grant] == [coach.id]
    assert house.tokens.find(token, "setup") is None


def test_a_token_ends_with_its_time(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, other = (house.tokens.issue(coach.id, "setup") for _ in range(2))
    later = time.time() + tokens.LIFETIMES["setup"] + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert house.tokens.find(token, "setup") is None
    assert house.tokens.spend(other, "setup", nothing) is None


def test_old_tokens_go_though_many_come_at_once(house: House, coach: Account) -> None:
    for _ in range(30):
        house.tokens.issue(coach.id, "api")
    with house.tokens._database.begin() as connection:
        connection.execute(update(TOKENS).values(expires=time.time() - 1))
    new = at_once(lambda: house.tokens.issue(coach.id, "api"))
    house.tokens.issue(coach.id, "login")
    with house.tokens._database.connect() as connection:
        assert len(connection.execute(select(TOKENS)).all()) == len(new) + 1


def test_revoking_leaves_other_kinds_and_other_people(house: House, coach: Account) -> None:
    other = house.accounts.open("coach", "Dana")
    mine, login, theirs = (
        house.tokens.issue(coach.id, "api"),
        house.tokens.issue(coach.id, "login"),
        house.tokens.issue(other.id, "api"),
    )
    house.tokens.revoke(coach.id, "api", "setup")
    assert house.tokens.find(mine, "api") is None
    found = house.tokens.find(login, "login")
    assert found is not None
    assert house.tokens.find(theirs, "api") is not None
    house.tokens.void(found.digest)
    assert house.tokens.find(login, "login") is None


def test_who_uses_a_link_up_ends_all_else_of_the_account_and_of_no_other(
    house: House, coach: Account, candidate: Account
) -> None:
    link, login, program = (
        house.tokens.issue(coach.id, kind) for kind in ("setup", "login", "api")
    )
    theirs = house.tokens.issue(candidate.id, "login")
    assert house.set_up(link, "Carla", PASSWORD) == coach
    assert not any(house.tokens.find(each, *tokens.KINDS) for each in (link, login, program))
    assert house.tokens.find(theirs, "login")


def test_a_link_that_leads_to_no_password_is_as_good_as_before(
    house: House, coach: Account
) -> None:
    house.accounts.open("coach", "Taken")
    link, login = (house.tokens.issue(coach.id, kind) for kind in ("setup", "login"))
    for name, password in (("Taken", PASSWORD), ("Carla", "short"), (" ", PASSWORD)):
        with pytest.raises(BadRequest):
            house.set_up(link, name, password)
        assert house.tokens.find(link, "setup")
        assert house.tokens.find(login, "login")
    assert house.set_up(link, "Carla", PASSWORD)


def test_one_link_sets_one_password_however_many_come_at_once(house: House, coach: Account) -> None:
    link = house.tokens.issue(coach.id, "setup")
    given = iter([f"{PASSWORD} {n}" for n in range(8)])

    def choose() -> str:
        password = next(given)
        return password if house.set_up(link, "Carla", password) else ""

    chosen = [password for password in at_once(choose) if password]
    assert len(chosen) == 1
    assert house.accounts.check("Carla", chosen[0])


def test_nothing_comes_of_a_link_or_login_that_has_ended(house: House, candidate: Account) -> None:
    invitation = house.tokens.issue(candidate.id, "invite")
    login = house.tokens.issue(candidate.id, "login", digest_of(invitation))
    assert house.tokens.issue_api(candidate.id, digest_of(login))
    house.take_back(candidate)
    with pytest.raises(BadRequest, match="has ended just now"):
        house.tokens.issue(candidate.id, "login", digest_of(invitation))
    with pytest.raises(BadRequest, match="has ended just now"):
        house.tokens.issue_api(candidate.id, digest_of(login))


def test_what_is_taken_back_while_tokens_are_made_leaves_none(
    house: House, candidate: Account
) -> None:
    login = house.tokens.issue(candidate.id, "login")
    takes_back = iter([False, False, False, True, False, False, False, False])

    def work() -> None:
        if next(takes_back):
            house.take_back(candidate)
            return
        with suppress(BadRequest):
            house.tokens.issue_api(candidate.id, digest_of(login))

    at_once(work)
    assert not any(house.tokens.held(candidate.id, kind) for kind in tokens.KINDS)


def test_an_account_holds_so_many_tokens_however_many_come_at_once(
    house: House, coach: Account
) -> None:
    for _ in range(MOST_TOKENS - 3):
        house.tokens.issue_api(coach.id, "")

    def make() -> bool:
        try:
            return bool(house.tokens.issue_api(coach.id, ""))
        except BadRequest:
            return False

    assert sum(at_once(make)) == 3
    with pytest.raises(BadRequest, match="at most 20 tokens; revoke one first"):
        house.tokens.issue_api(coach.id, "")
    held = house.tokens.held(coach.id, "api")
    assert len(held) == MOST_TOKENS
    house.tokens.revoke_one(coach.id, "api", held[0].digest)
    assert make()


def test_a_token_lives_until_it_ends(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    login, program = (house.tokens.issue(coach.id, kind) for kind in ("login", "api"))
    assert house.tokens.lives(digest_of(login))
    house.tokens.void(digest_of(login))
    assert not house.tokens.lives(digest_of(login))
    later = time.time() + tokens.LIFETIMES["api"] + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert not house.tokens.lives(digest_of(program))
