"""By which links candidates come in: when one was made, and when and from where it was used.

A coach who makes a link can use it, for it has to be handed over. Nothing can keep them from that;
but whose account it is reads of every link and every entrance, and nobody can take that back.
"""

import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Literal

from sqlalchemy import Engine, delete, insert, select

from archpanel.rooms.accounts import hold_account
from archpanel.rooms.tables import ENTRIES
from archpanel.sessions.writing import writing

EntryKind = Literal["invited", "renewed", "entered"]

MOST_ENTRIES = 50
"""Kept of one account and kind; the oldest are forgotten for more. Links push no entrance out."""

TOLD = 30 * 24 * 3600.0
"""Seconds for which the first page tells of a renewed link: as long as that is good."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened at somebody's door."""

    kind: EntryKind
    at: float
    """Seconds since the epoch."""

    link: str
    """What the link begins with."""

    peer: str
    """Address that somebody came from; "" where nobody came."""

    browser: str
    """What their browser calls itself, in two words."""


@dataclass(frozen=True)
class Renewal:
    """The links that a coach made of late in place of earlier ones."""

    made: float
    """When the newest was."""

    many: int
    entered: tuple[Entry, ...]
    """Who came in since the oldest of them was made, the newest first."""


class Entries:
    """The entrances of candidates in one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def note(
        self, account: str, kind: EntryKind, link: str, peer: str = "", browser: str = ""
    ) -> None:
        """Note what happened at somebody's door.

        Raises:
            NoAccount: nobody has that door any more.
        """
        mine = (ENTRIES.c.account == account) & (ENTRIES.c.kind == kind)
        newest = select(ENTRIES.c.id).where(mine).order_by(ENTRIES.c.at.desc()).limit(MOST_ENTRIES)
        with writing(self._database) as connection:
            hold_account(connection, account)
            connection.execute(
                insert(ENTRIES).values(
                    id=token_hex(8), account=account, kind=kind, at=time.time(), link=link,
                    peer=peer[:60], browser=browser[:60],
                )
            )  # fmt: skip
            kept = list(connection.scalars(newest))
            connection.execute(delete(ENTRIES).where(mine, ENTRIES.c.id.not_in(kept)))

    def of(self, account: str) -> list[Entry]:
        """Return what happened at somebody's door, the newest first."""
        mine = select(ENTRIES).where(ENTRIES.c.account == account).order_by(ENTRIES.c.at.desc())
        with self._database.connect() as connection:
            rows = connection.execute(mine).all()
        return [Entry(r.kind, r.at, r.link, r.peer, r.browser) for r in rows]

    def renewal(self, account: str) -> Renewal | None:
        """Return the renewed links that somebody is to be told of, if there are any.

        A link that a coach used cannot be hidden by another: every entrance since the oldest is
        told, and where older renewals may be forgotten, every one of late.
        """
        since = time.time() - TOLD
        known = [entry for entry in self.of(account) if entry.at >= since]
        made = [entry.at for entry in known if entry.kind == "renewed"]
        if not made:
            return None
        oldest = made[-1] if len(made) < MOST_ENTRIES else since
        entered = (e for e in known if e.kind == "entered" and e.at >= oldest)
        return Renewal(made[0], len(made), tuple(entered))


_BROWSERS = (
    ("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
"""What a browser's own words hold, and what is told of it; the first that fits."""


def browser_in_words(agent: str) -> str:
    """Return what a browser calls itself, without what would tell it from others of its kind."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "another program")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
