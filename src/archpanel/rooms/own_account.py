"""What coaches change about their own account: the name by which they enter, and the password."""

from archpanel.domain import BadRequest
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.limits import LOGIN
from archpanel.rooms.rooms import NotYours


def change_name(house: House, account: Account, name: str) -> Account:
    """Give somebody another name to enter by, and return the account with it.

    Raises:
        NotYours: they do not enter by a name; see `_enters_by_password`.
        BadRequest: it cannot be one, or another coach has it.
    """
    _enters_by_password(house, account)
    house.accounts.rename(account.id, name)
    return house.accounts.find(account.id) or account


def change_password(house: House, account: Account, old: str, new: str, login: str) -> None:
    """Give somebody another password; all their logins end but one. Tries are counted.

    Args:
        house: the house.
        account: whose.
        old: the password that they have.
        new: the one that they want.
        login: digest of the login that stays.

    Raises:
        NotYours: they do not enter by a password; see `_enters_by_password`.
        BadRequest: the old one is another one, or the new one cannot be one.
        TooOften: there were too many tries.
    """
    tried = f"password {account.id}"
    house.gate.check(LOGIN, tried)
    _enters_by_password(house, account)
    if not house.accounts.is_password(account.id, old):
        raise BadRequest("The old password is another one. Nothing was changed.")
    house.accounts.enrol(account.id, account.name, new)
    house.tokens.revoke(account.id, "login", "setup", but=login)
    house.gate.forgive(LOGIN, tried)


def _enters_by_password(house: House, account: Account) -> None:
    """Raise where a link or a proxy lets somebody in: their name is not theirs to choose."""
    if not house.accounts.has_password(account.id):
        raise NotYours("password")
