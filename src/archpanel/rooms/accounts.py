"""Accounts: coaches with a password, candidates with a link. Nothing else is known of anybody."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from archpanel.domain import BadRequest, canonical
from archpanel.rooms.tables import ACCOUNTS, ENTRIES, HITS, ROOMS, TOKENS
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.forking import Along, alone
from archpanel.sessions.writing import writing

AccountKind = Literal["coach", "candidate"]

SHORTEST_PASSWORD, LONGEST_PASSWORD, LONGEST_NAME = 12, 200, 120
"""Characters."""

TAKEN = "Another coach of this house has that name; choose another."

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(token_hex(16))
"""Checked where there is no such coach, so that an answer takes as long as with one."""


class NoAccount(BadRequest):
    """An account was erased or closed meanwhile."""

    def __init__(self) -> None:
        """Say so, and nothing of whose it was."""
        super().__init__("This account was erased or closed meanwhile; nothing was kept.")


@dataclass(frozen=True)
class Account:
    """Who somebody is to this house."""

    id: str
    kind: AccountKind
    name: str
    coach: str
    """Who invited them, for a candidate."""

    keeper: bool
    """The first coach, who also has the sessions of the command line, and invites coaches."""


def hold_account(connection: Connection, account: str) -> None:
    """Keep an account from being erased until the step that asks for it is done.

    Raises:
        NoAccount: it is not there, or closed.
    """
    wanted = select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account, ~ACCOUNTS.c.closed)
    if connection.scalar(wanted.with_for_update(read=True, key_share=True)) is None:
        raise NoAccount


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def is_empty(self) -> bool:
        """Tell whether no coach has set a password yet."""
        coaches = select(func.count()).where(ACCOUNTS.c.kind == "coach", ACCOUNTS.c.password != "")
        with self._database.connect() as connection:
            return connection.scalar(coaches) == 0

    def keeper(self) -> Account:
        """Return the keeper of the house, making the account where there is none yet."""
        wanted = select(ACCOUNTS).where(ACCOUNTS.c.keeper).order_by(ACCOUNTS.c.created)
        with writing(self._database) as connection:
            found = connection.execute(wanted).first()
            if found is None:
                insert_once(connection, ACCOUNTS, **_row("keeper", "coach", "", keeper=True))
                found = connection.execute(wanted).first()
        return _account(found)

    def open(self, kind: AccountKind, name: str, coach: str = "") -> Account:
        """Open an account.

        Raises:
            BadRequest: the name is empty or too long, or that of another coach.
        """
        row = _row(token_hex(8), kind, _name(name), coach=coach)
        with writing(self._database) as connection:
            if not insert_once(connection, ACCOUNTS, **row):
                raise BadRequest(TAKEN)
        return Account(row["id"], kind, row["name"], coach, keeper=False)

    def find(self, account: str) -> Account | None:
        """Return an account that is not closed."""
        wanted = select(ACCOUNTS).where(ACCOUNTS.c.id == account, ~ACCOUNTS.c.closed)
        with self._database.connect() as connection:
            row = connection.execute(wanted).first()
        return _account(row) if row else None

    def candidates(self, coach: str) -> list[Account]:
        """Return whom a coach invited, the newest first."""
        wanted = (
            select(ACCOUNTS)
            .where(ACCOUNTS.c.coach == coach, ACCOUNTS.c.kind == "candidate", ~ACCOUNTS.c.closed)
            .order_by(ACCOUNTS.c.created.desc())
        )
        with self._database.connect() as connection:
            return [_account(row) for row in connection.execute(wanted)]

    def invite_coach(self, name: str) -> Account:
        """Open an account for another coach, who chooses a password by a link.

        Raises:
            BadRequest: the name cannot be one, or a coach has it: two of a name could not enter.
        """
        if self._by_name(_name(name)):
            raise BadRequest(TAKEN)
        return self.open("coach", name)

    def coaches(self) -> list[tuple[Account, bool]]:
        """Return all coaches, each with whether they have chosen a password yet."""
        wanted = select(ACCOUNTS).where(ACCOUNTS.c.kind == "coach", ~ACCOUNTS.c.closed)
        with self._database.connect() as connection:
            rows = connection.execute(wanted.order_by(ACCOUNTS.c.created)).all()
        return [(_account(row), bool(row.password)) for row in rows]

    def has_password(self, account: str) -> bool:
        """Tell whether somebody enters by password; candidates and a proxy's coaches do not."""
        wanted = select(ACCOUNTS.c.password).where(ACCOUNTS.c.id == account)
        with self._database.connect() as connection:
            return bool(connection.scalar(wanted))

    def is_password(self, account: str, password: str) -> bool:
        """Tell whether a password is somebody's."""
        wanted = select(ACCOUNTS.c.password).where(ACCOUNTS.c.id == account)
        with self._database.connect() as connection:
            return _fits(connection.scalar(wanted), password)

    def rename(self, account: str, name: str) -> None:
        """Give a coach another name.

        Raises:
            BadRequest: it cannot be one, or another coach has it.
        """
        self._check_free(account, named := _name(name))
        self._set(account, name=named)

    def close(self, account: str) -> None:
        """Close an account; its rooms stay with the coach."""
        mine = select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account)
        with writing(self._database) as connection:
            connection.execute(mine.with_for_update())  # whoever notes something comes first
            _change(connection, account, {"closed": True})

    def erase(self, account: str, along: Along = alone) -> bool:
        """Erase an account with its tokens and what was counted about it; not while it has rooms.

        Args:
            account: its id.
            along: erases what else is theirs, in the same step: nothing of theirs that holds the
                account can be written after it.

        Returns:
            Whether it is gone.
        """
        sits = select(func.count()).where(ROOMS.c.candidate == account)
        mine = select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account)
        with writing(self._database) as connection:
            connection.execute(mine.with_for_update())  # whoever notes something comes first
            if connection.scalar(sits):
                return False
            along(connection, account)
            connection.execute(delete(TOKENS).where(TOKENS.c.account == account))
            connection.execute(delete(ENTRIES).where(ENTRIES.c.account == account))
            # The key of a count ends with whom it is about.
            connection.execute(delete(HITS).where(HITS.c.what.endswith(account, autoescape=True)))
            connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id == account))
            return True

    def enrol(self, account: str, name: str, password: str) -> None:
        """Give a coach a name and a password; see `enrolment` for the errors."""
        write = self.enrolment(name, password)
        with writing(self._database) as connection:
            write(connection, account)

    def enrolment(self, name: str, password: str) -> Callable[[Connection, str], None]:
        """Return what gives a coach a name and a password, as a part of a step.

        It raises `BadRequest` where another coach has that name.

        Raises:
            BadRequest: one of them cannot be taken; says why.
        """
        length = len(password)
        if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
            raise BadRequest(
                f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; "
                f"this one has {length}. A sentence is easy to keep in mind."
            )
        values = {"name": _name(name), "password": _HASHER.hash(password)}
        return lambda connection, account: _change(connection, account, values)

    def check(self, name: str, password: str) -> Account | None:
        """Return the coach of this name if the password is theirs. Takes as long if it is not."""
        row = self._by_name(known_as(name)[:LONGEST_NAME])
        right = _fits(row.password if row else None, password)
        return _account(row) if row and right else None

    def trusted(self, name: str) -> Account:
        """Return the coach whom a reverse proxy vouches for, opening the account if need be."""
        if (row := self._by_name(named := _name(name))) is None:
            with suppress(BadRequest):  # another request of theirs was quicker
                return self.open("coach", named)
            row = self._by_name(named)
        return _account(row)

    def _check_free(self, account: str, name: str) -> None:
        if (other := self._by_name(name)) and other.id != account:
            raise BadRequest(TAKEN)

    def _set(self, account: str, **values: Any) -> None:
        with writing(self._database) as connection:
            _change(connection, account, values)

    def _by_name(self, name: str) -> Any:
        wanted = select(ACCOUNTS).where(
            ACCOUNTS.c.name == name, ACCOUNTS.c.kind == "coach", ~ACCOUNTS.c.closed
        )
        with self._database.connect() as connection:
            return connection.execute(wanted).first()


def _change(connection: Connection, account: str, values: dict[str, Any]) -> None:
    try:
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(**values))
    except IntegrityError:  # the index of names: another coach has it
        raise BadRequest(TAKEN) from None


def _fits(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that is kept; it takes as long where none is."""
    try:
        return _HASHER.verify(kept or _NOBODY, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def known_as(given: str) -> str:
    """Return a name as it is kept: without what nobody sees, with one space between words."""
    return " ".join(canonical(given).split())


def _name(given: str) -> str:
    name = known_as(given)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadRequest(f"A name has 1 to {LONGEST_NAME} characters; this one has {len(name)}.")
    return name


def _row(
    account: str, kind: AccountKind, name: str, *, coach: str = "", keeper: bool = False
) -> dict[str, Any]:
    return {
        "id": account,
        "kind": kind,
        "name": name,
        "coach": coach,
        "password": "",
        "keeper": keeper,
        "closed": False,
        "created": time.time(),
    }


def _account(row: Any) -> Account:
    return Account(row.id, row.kind, row.name, row.coach, bool(row.keeper))
