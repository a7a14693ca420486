import time

import pytest
from at_once import at_once
from sqlalchemy import select, update

from archpanel.rooms import tokens
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.tables import TOKENS


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
    assert house.tokens.spend(token, "invite") is None
    spent = at_once(lambda: house.tokens.spend(token, "setup"))
    assert [grant.account for grant in spent if grant] == [coach.id]
    assert house.tokens.find(token, "setup") is None


def test_a_token_ends_with_its_time(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, other = (house.tokens.issue(coach.id, "setup") for _ in range(2))
    later = time.time() + tokens.LIFETIMES["setup"] + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert house.tokens.find(token, "setup") is None
    assert house.tokens.spend(other, "setup") is None


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
