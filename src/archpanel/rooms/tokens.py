"""Capability tokens: who holds one may do what it stands for. Only their digests are kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select

from archpanel.domain import BadRequest
from archpanel.rooms.accounts import hold_account
from archpanel.rooms.tables import ACCOUNTS, TOKENS
from archpanel.sessions.writing import writing

TokenKind = Literal["setup", "invite", "login", "api", "browser"]
KINDS: tuple[TokenKind, ...] = get_args(TokenKind)

Along = Callable[[Connection, str], None]
"""What is written about an account in the same step."""

BYTES = 32
"""256 bits: nobody guesses one."""

PREFIX = 6
"""Characters of a token that are kept; what is left of it, 220 bits, nobody guesses either."""

LIFETIMES: dict[TokenKind, float] = {
    "setup": 24 * 3600.0,
    "invite": 30 * 24 * 3600.0,
    "login": 14 * 24 * 3600.0,
    "api": 90 * 24 * 3600.0,
    "browser": 180 * 24 * 3600.0,
}
"""Seconds."""

MOST_TOKENS = 20
"""Tokens of the API that one account holds at a time: nobody can tell more of them apart."""

MOST_BROWSERS = 20
"""Browsers by which a coach is known; the one that came in first is forgotten for one more."""


@dataclass(frozen=True)
class Grant:
    """What a token stands for."""

    account: str
    kind: TokenKind
    csrf: str
    """What a form of the same login has to send along."""

    digest: str


@dataclass(frozen=True)
class Held:
    """A token as its holder sees it later: never the token itself."""

    digest: str
    prefix: str
    created: float
    expires: float
    """Seconds since the epoch, both."""


class Tokens:
    """The tokens of one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def issue(self, account: str, kind: TokenKind, by: str = "") -> str:
        """Return a new token; it is shown once, and cannot be looked up later.

        Args:
            account: whose it is.
            kind: what it is for.
            by: digest of the link or login that leads to it; "" where there is none.

        Raises:
            BadRequest: that link or login has ended meanwhile.
            NoAccount: the account was erased or closed meanwhile.
        """
        with writing(self._database) as connection:
            _take_turn(connection, account, by)
            hold_account(connection, account)
            return _issue(connection, account, kind)

    def issue_api(self, account: str, by: str) -> str:
        """Return a new token of the API, as `issue` does.

        Raises:
            BadRequest: as by `issue`, or the account holds as many as it may.
        """
        mine = (TOKENS.c.account == account) & (TOKENS.c.kind == "api")
        with writing(self._database) as connection:
            _take_turn(connection, account, by)
            if _count(connection, mine) >= MOST_TOKENS:
                raise BadRequest(f"An account has at most {MOST_TOKENS} tokens; revoke one first.")
            return _issue(connection, account, "api")

    def issue_browser(self, account: str) -> str:
        """Return a new token of a browser in which a coach has entered; see `logins`."""
        with writing(self._database) as connection:
            _take_turn(connection, account)
            token = _issue(connection, account, "browser")
            _forget_browsers(connection, account, but=digest_of(token))
            return token

    def find(self, token: str, *kinds: TokenKind) -> Grant | None:
        """Return what a token of one of these kinds stands for; None if it does not (any more)."""
        wanted = select(TOKENS).where(
            TOKENS.c.digest == digest_of(token),
            TOKENS.c.kind.in_(kinds),
            TOKENS.c.expires > time.time(),
        )
        with self._database.connect() as connection:
            row = connection.execute(wanted).first()
        return _grant(row) if row else None

    def lives(self, digest: str) -> bool:
        """Tell whether the token of a digest is still good."""
        with self._database.connect() as connection:
            return _count(connection, TOKENS.c.digest == digest) == 1

    def spend(self, token: str, kind: TokenKind, along: Along) -> Grant | None:
        """Use up what may be used once, and end all else that its account holds, in one step.

        Args:
            token: what somebody sent.
            kind: what it has to be.
            along: done in the same step; where it raises, every token is as good as before.

        Returns:
            What it stood for; None if it does not (any more).
        """
        grant = self.find(token, kind)
        if grant is None:
            return None
        with writing(self._database) as connection:
            _take_turn(connection, grant.account)
            if not _count(connection, TOKENS.c.digest == grant.digest):
                return None
            _end(connection, grant.account, KINDS)
            along(connection, grant.account)
        return grant

    def held(self, account: str, kind: TokenKind) -> list[Held]:
        """Return the tokens of a kind that an account holds and that are good, the newest first."""
        wanted = (
            select(TOKENS)
            .where(TOKENS.c.account == account, TOKENS.c.kind == kind)
            .where(TOKENS.c.expires > time.time())
            .order_by(TOKENS.c.created.desc())
        )
        with self._database.connect() as connection:
            rows = connection.execute(wanted).all()
        return [Held(row.digest, row.prefix, row.created, row.expires) for row in rows]

    def revoke(self, account: str, *kinds: TokenKind, but: str = "") -> None:
        """Void all tokens of these kinds that an account holds, but the one of a digest."""
        with writing(self._database) as connection:
            _take_turn(connection, account)
            _end(connection, account, kinds, but)

    def revoke_all(self, account: str) -> None:
        """Void whatever an account holds: nobody who came in by it stays in."""
        self.revoke(account, *KINDS)

    def revoke_one(self, account: str, kind: TokenKind, digest: str) -> bool:
        """Void one token of an account's; return whether it held it."""
        mine = (TOKENS.c.account == account) & (TOKENS.c.kind == kind)
        with writing(self._database) as connection:
            gone = connection.execute(delete(TOKENS).where(mine, TOKENS.c.digest == digest))
            return gone.rowcount == 1

    def void(self, digest: str) -> None:
        """Void one token."""
        with writing(self._database) as connection:
            connection.execute(delete(TOKENS).where(TOKENS.c.digest == digest))


def days_of(kind: TokenKind) -> int:
    """Return for how many days a token of a kind is good."""
    return round(LIFETIMES[kind] / (24 * 3600))


def _take_turn(connection: Connection, account: str, by: str = "") -> None:
    """Take the account's turn: no token is made while others are counted or ended.

    Raises:
        BadRequest: the token with the digest `by` is good no more.
    """
    connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account).with_for_update())
    if by and not _count(connection, TOKENS.c.digest == by):
        raise BadRequest("What let you in has ended just now. Enter again, or ask for a new link.")


def _issue(connection: Connection, account: str, kind: TokenKind) -> str:
    token = token_urlsafe(BYTES)
    row = {
        "digest": digest_of(token),
        "account": account,
        "kind": kind,
        "expires": time.time() + LIFETIMES[kind],
        "csrf": token_urlsafe(BYTES),
        "prefix": token[:PREFIX],
        "created": time.time(),
    }
    connection.execute(delete(TOKENS).where(TOKENS.c.digest.in_(_expired())))
    connection.execute(insert(TOKENS).values(**row))
    return token


def _end(connection: Connection, account: str, kinds: tuple[TokenKind, ...], but: str = "") -> None:
    mine = (TOKENS.c.account == account) & TOKENS.c.kind.in_(kinds) & (TOKENS.c.digest != but)
    connection.execute(delete(TOKENS).where(mine))


def _forget_browsers(connection: Connection, account: str, but: str) -> None:
    """Keep one browser of an account, and as many of the newest others as there may be."""
    mine = (TOKENS.c.account == account) & (TOKENS.c.kind == "browser") & (TOKENS.c.digest != but)
    newest = select(TOKENS.c.digest).where(mine).order_by(TOKENS.c.created.desc())
    kept = list(connection.scalars(newest.limit(MOST_BROWSERS - 1)))
    connection.execute(delete(TOKENS).where(mine, TOKENS.c.digest.not_in(kept)))


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    """Return how many of these are good now."""
    good = select(func.count()).where(which, TOKENS.c.expires > time.time())
    return connection.scalar(good) or 0


def _grant(row: Any) -> Grant:
    return Grant(row.account, row.kind, row.csrf, row.digest)


def _expired() -> Select[tuple[str]]:
    """Leave out what another replica deletes just now, lest two wait for each other."""
    old = select(TOKENS.c.digest).where(TOKENS.c.expires < time.time())
    return old.with_for_update(skip_locked=True)


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token, in hex. It has no salt: a token cannot be guessed anyway."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()
