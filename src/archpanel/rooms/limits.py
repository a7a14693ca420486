"""Rate limits that hold over all replicas: tries are counted in the database."""

import time
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, and_, delete, select, tuple_, update

from archpanel.domain import PanelError, canonical
from archpanel.rooms.tables import HITS
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing


@dataclass(frozen=True)
class Limit:
    """So many tries within so many seconds."""

    what: str
    tries: int
    seconds: int


LOGIN = Limit("login", 10, 15 * 60)
ONE_NAME = Limit("one name", 10, 15 * 60)
"""Logins by one name from browsers that are not known: those beyond wait in line, see `logins`."""

ENTER = Limit("enter", 30, 15 * 60)
OPEN = Limit("open", 30, 3600)
ANSWER = Limit("answer", 60, 60)
DRAFT = Limit("draft", 240, 60)
WRITE = Limit("write", 120, 60)
READ = Limit("read", 60, 60)
"""Documents, which take time to make."""


class TooOften(PanelError):
    """Somebody tries more often than is granted."""

    def __init__(self, wait: int, what: str = "That was tried too often.") -> None:
        """Say what there was too much of, and after how many seconds there is another try."""
        super().__init__(f"{what} Try again in {wait} seconds.")
        self.wait = wait


class Gate:
    """Counts tries in one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def check(self, limit: Limit, who: str) -> None:
        """Count a try.

        Raises:
            TooOften: it was one too many for this window of time.
        """
        if self.count(limit, who) > limit.tries:
            now = int(time.time())
            raise TooOften((now // limit.seconds + 1) * limit.seconds - now)

    def count(self, limit: Limit, who: str) -> int:
        """Count a try; return how many there are in this window of time, this one included."""
        window, key = int(time.time()) // limit.seconds, _key(limit, who)
        mine = and_(HITS.c.what == key, HITS.c.window == window)
        with writing(self._database, lasting=False) as connection:
            if insert_once(connection, HITS, what=key, window=window, count=1):
                _forget_before(connection, limit, window)
                return 1
            connection.execute(update(HITS).where(mine).values(count=HITS.c.count + 1))
            return connection.scalar(select(HITS.c.count).where(mine)) or 0

    def forgive(self, limit: Limit, who: str) -> None:
        """Forget the tries of somebody who was right in the end."""
        with writing(self._database, lasting=False) as connection:
            connection.execute(delete(HITS).where(HITS.c.what == _key(limit, who)))


def _key(limit: Limit, who: str) -> str:
    return canonical(f"{limit.what}:{who}")[:120]


def _forget_before(connection: Connection, limit: Limit, window: int) -> None:
    """Delete what a limit counted in earlier windows: it holds names and addresses of people.

    What another replica deletes just now is left out, lest two wait for each other.
    """
    of_limit = HITS.c.what.startswith(f"{limit.what}:", autoescape=True)
    row = (HITS.c.what, HITS.c.window)
    old = select(*row).where(of_limit, HITS.c.window < window)
    connection.execute(delete(HITS).where(tuple_(*row).in_(old.with_for_update(skip_locked=True))))
