"""Applications that somebody noted: theirs to take along, and gone when their account is closed."""

import logging
from datetime import date

import pytest
from interviews import only_sqlite

from archpanel.funnel import Application, Event, open_funnels
from archpanel.rooms.accounts import Account
from archpanel.rooms.everything import everything
from archpanel.rooms.house import House
from archpanel.sessions import erasing


def note(house: House, owner: str, company: str) -> None:
    event = Event(1, "applied", date(2026, 9, 1))
    # The terminal has no account, and opens them by itself.
    funnels = house.funnels if owner else open_funnels(house.funnels.database)
    funnels.of(owner).add(Application("", company, "Architect", events=(event,)))


def told(house: House, account: Account) -> list[str]:
    return [found["company"] for found in everything(house, account)["applications"]]


def test_everybody_takes_their_own_along(house: House, coach: Account, candidate: Account) -> None:
    note(house, candidate.id, "Theirs")
    note(house, coach.id, "Mine")
    note(house, "", "Of the terminal")
    assert told(house, candidate) == ["Theirs"]
    assert told(house, coach) == ["Mine"]
    assert told(house, house.accounts.keeper()) == []


def test_they_go_with_the_account(house: House, coach: Account, candidate: Account) -> None:
    note(house, candidate.id, "Theirs")
    note(house, coach.id, "Mine")
    house.shut_out(candidate)
    assert house.funnels.of(candidate.id).all() == []
    assert told(house, coach) == ["Mine"]


@only_sqlite
def test_an_account_is_closed_though_bytes_are_left(
    house: House,
    candidate: Account,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    note(house, candidate.id, "Theirs")
    monkeypatch.setattr(erasing, "forget_bytes", lambda engine: False)
    with caplog.at_level(logging.WARNING):
        house.shut_out(candidate)
    assert house.accounts.find(candidate.id) is None
    assert house.funnels.of(candidate.id).all() == []
    assert "bytes of it are left" in caplog.text
    assert "Theirs" not in caplog.text
