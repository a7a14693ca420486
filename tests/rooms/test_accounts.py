import pytest
from at_once import at_once

from archpanel.domain import BadRequest
from archpanel.rooms.accounts import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD, Account
from archpanel.rooms.house import House

PASSWORD = "a sentence to keep in mind"


def test_the_keeper_is_one_however_many_start_at_once(house: House) -> None:
    assert {keeper.id for keeper in at_once(house.accounts.keeper)} == {"keeper"}
    assert house.accounts.is_empty()


def test_whom_a_proxy_vouches_for_is_one_account_however_many_requests_come(house: House) -> None:
    found = at_once(lambda: house.accounts.trusted("Erin Proxy"))
    assert len({account.id for account in found}) == 1
    assert house.accounts.trusted(" Erin  Proxy ").id == found[0].id


def test_a_name_goes_to_one_coach_only(house: House) -> None:
    given = iter([house.accounts.open("coach", f"Coach {n}").id for n in range(8)])

    def enrol() -> str:
        account = next(given)
        try:
            house.accounts.enrol(account, "Erin", PASSWORD)
        except BadRequest as error:
            return str(error)
        return account

    enrolled = [said for said in at_once(enrol) if "has that name" not in said]
    assert len(enrolled) == 1
    known = house.accounts.check("Erin", PASSWORD)
    assert known is not None
    assert known.id == enrolled[0]


def test_a_coach_keeps_the_name_when_the_password_changes(house: House, coach: Account) -> None:
    house.accounts.enrol(coach.id, coach.name, PASSWORD)
    house.accounts.enrol(coach.id, coach.name, PASSWORD[::-1])
    assert house.accounts.check(coach.name, PASSWORD) is None
    assert house.accounts.check(coach.name, PASSWORD[::-1]) == coach
    assert not house.accounts.is_empty()


def test_candidates_may_have_the_same_name(house: House, coach: Account) -> None:
    twins = {house.accounts.open("candidate", "Ada", coach.id).id for _ in range(2)}
    assert {account.id for account in house.accounts.candidates(coach.id)} == twins
    assert house.accounts.candidates("somebody-else") == []


def test_who_has_no_password_cannot_enter_by_one(house: House, coach: Account) -> None:
    for guess in ("", coach.name, PASSWORD):
        assert house.accounts.check(coach.name, guess) is None
    assert house.accounts.check("Nobody", PASSWORD) is None


def test_a_closed_account_is_gone_and_its_name_is_free(house: House, coach: Account) -> None:
    house.accounts.enrol(coach.id, coach.name, PASSWORD)
    house.accounts.close(coach.id)
    assert house.accounts.find(coach.id) is None
    assert house.accounts.check(coach.name, PASSWORD) is None
    assert house.accounts.open("coach", coach.name).id != coach.id


@pytest.mark.parametrize("length", [0, SHORTEST_PASSWORD - 1, LONGEST_PASSWORD + 1])
def test_a_password_has_its_length(house: House, coach: Account, length: int) -> None:
    with pytest.raises(BadRequest, match=f"this one has {length}"):
        house.accounts.enrol(coach.id, coach.name, "x" * length)


@pytest.mark.parametrize("name", ["", " \t ", "\u200b", "x" * (LONGEST_NAME + 1)])
def test_a_name_has_its_length(house: House, name: str) -> None:
    with pytest.raises(BadRequest, match="characters"):
        house.accounts.open("coach", name)
