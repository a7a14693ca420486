"""Tries to enter by name and password: strangers wait in line, and nobody is ever locked out.

Whoever knows a coach's name can try passwords for it from many addresses. To refuse all tries then
would let strangers keep that coach out, so beyond a few they are heard one after the other. Each
place has one turn at a time, which is kept for it: who tries more often only waits. A browser in
which the coach entered before is counted by itself, whatever strangers do.
"""

import math
import time

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, select, tuple_, update

from archpanel.rooms.limits import LOGIN, ONE_NAME, Gate, Limit, TooOften
from archpanel.rooms.tables import TURNS
from archpanel.sessions.first_write import insert_once, put_last
from archpanel.sessions.writing import writing

KNOWN = Limit("known browser", 10, 15 * 60)
"""Logins by a browser in which the coach entered before."""

STEP = 15.0
"""Seconds between two strangers in a line: with those that are heard at once, at most 70 tries at
one name in 15 minutes, from wherever they come. Five addresses that try without a pause make a
newcomer wait for little more than a minute."""

KEPT = 3600.0
"""Seconds that a turn is kept for who does not come back."""

_END = ""
"""The place under which the end of a line is kept."""


class Waiting(TooOften):
    """Somebody has to wait for their turn at a name."""

    def __init__(self, wait: int) -> None:
        """Say for how many seconds, and who need not."""
        super().__init__(
            wait,
            "This name was tried often, so tries are heard one after the other. Your turn is kept "
            "for you. A browser in which you entered before does not wait, and neither does who "
            "has a link for a new password.",
        )


class Logins:
    """Counts the tries to enter in one database."""

    def __init__(self, database: Engine, gate: Gate) -> None:
        """Bind a database that `open_rooms` opened, and what counts in it."""
        self._database, self._gate = database, gate

    def check(self, name: str, peer: str, site: str, browser: str = "") -> None:
        """Count a try.

        Args:
            name: that was given, as `accounts.known_as` has it; of a coach or not.
            peer: address that it comes from; all its tries are counted together.
            site: network of that address; all its tries at one name have one turn at a time.
            browser: digest of the token of a browser in which this coach entered before.

        Raises:
            TooOften: the browser, or the address, tries too often.
            Waiting: it is not the turn of this site at this name.
        """
        if browser:
            self._gate.check(KNOWN, browser)
            return
        self._gate.check(LOGIN, peer)
        if self._gate.count(ONE_NAME, name) > ONE_NAME.tries:
            self._take_turn(name[:120], site[:60])

    def forgive(self, peer: str, browser: str = "") -> None:
        """Forget the tries of somebody who was right in the end; those of others still count."""
        limit, who = (KNOWN, browser) if browser else (LOGIN, peer)
        self._gate.forgive(limit, who)

    def _take_turn(self, name: str, site: str) -> None:
        now = time.time()
        with writing(self._database, lasting=False) as connection:
            turn = _turn(connection, name, site, now)
            if turn <= now:
                connection.execute(delete(TURNS).where(_of(name, site)))
        if turn > now:
            raise Waiting(math.ceil(turn - now))


def _turn(connection: Connection, name: str, site: str, now: float) -> float:
    """Return when a site is heard at a name; one that does not wait yet joins the end of the line.

    The row of the end is held first, so that two who join at once come one after the other.
    """
    if insert_once(connection, TURNS, name=name, place=_END, at=now - STEP):
        _forget_before(connection, now - KEPT)
    end = _at(connection, name, _END) or now
    turn = _at(connection, name, site)
    if turn is not None and turn > now - KEPT:
        return turn
    turn = max(now, end + STEP)
    connection.execute(update(TURNS).where(_of(name, _END)).values(at=turn))
    put_last(connection, TURNS, name=name, place=site, at=turn)
    return turn


def _at(connection: Connection, name: str, place: str) -> float | None:
    return connection.scalar(select(TURNS.c.at).where(_of(name, place)).with_for_update())


def _of(name: str, place: str) -> ColumnElement[bool]:
    return and_(TURNS.c.name == name, TURNS.c.place == place)


def _forget_before(connection: Connection, then: float) -> None:
    """Delete lines and turns of which nothing follows any more: they hold names and addresses.

    What another replica deletes or holds just now is left out, lest two wait for each other.
    """
    row = (TURNS.c.name, TURNS.c.place)
    old = select(*row).where(TURNS.c.at < then).with_for_update(skip_locked=True)
    connection.execute(delete(TURNS).where(tuple_(*row).in_(old)))
