"""Capability tokens: who holds one may do what it stands for. Only their digests are kept."""

import time
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Literal

from sqlalchemy import Engine, Select, delete, insert, select

from archpanel.rooms.tables import TOKENS
from archpanel.sessions.writing import writing

TokenKind = Literal["setup", "invite", "login", "api"]

BYTES = 32
"""256 bits: nobody guesses one."""

PREFIX = 6
"""Characters of a token that are kept; what is left of it, 220 bits, nobody guesses either."""

LIFETIMES: dict[TokenKind, float] = {
    "setup": 24 * 3600.0,
    "invite": 30 * 24 * 3600.0,
    "login": 14 * 24 * 3600.0,
    "api": 90 * 24 * 3600.0,
}
"""Seconds."""


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

    def issue(self, account: str, kind: TokenKind) -> str:
        """Return a new token; it is shown once, and cannot be looked up later."""
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
        with writing(self._database) as connection:
            connection.execute(delete(TOKENS).where(TOKENS.c.digest.in_(_expired())))
            connection.execute(insert(TOKENS).values(**row))
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

    def spend(self, token: str, kind: TokenKind) -> Grant | None:
        """Return what a token that may be used once stands for, and void it in the same step."""
        with writing(self._database) as connection:
            mine = (TOKENS.c.digest == digest_of(token)) & (TOKENS.c.kind == kind)
            row = connection.execute(select(TOKENS).where(mine)).first()
            gone = connection.execute(delete(TOKENS).where(mine)).rowcount
        alive = row is not None and gone == 1 and row.expires > time.time()
        return _grant(row) if alive else None

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
        mine = (TOKENS.c.account == account) & TOKENS.c.kind.in_(kinds) & (TOKENS.c.digest != but)
        with writing(self._database) as connection:
            connection.execute(delete(TOKENS).where(mine))

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


def _grant(row: Any) -> Grant:
    return Grant(row.account, row.kind, row.csrf, row.digest)


def _expired() -> Select[tuple[str]]:
    """Leave out what another replica deletes just now, lest two wait for each other."""
    old = select(TOKENS.c.digest).where(TOKENS.c.expires < time.time())
    return old.with_for_update(skip_locked=True)


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token, in hex. It has no salt: a token cannot be guessed anyway."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()
