"""One driver per session: a lease taken by one conditional write, and given back when done."""

import time
from dataclasses import dataclass

from sqlalchemy import Engine, and_, delete, or_, update

from archpanel.domain import SessionBusy
from archpanel.sessions.database import LEASES
from archpanel.sessions.first_write import insert_once

SECONDS = 30.0
"""A driver that died is followed after this long; a living one renews well before."""


@dataclass(frozen=True)
class Lease:
    """The right to drive one session."""

    engine: Engine
    session: str
    owner: str

    def take(self, *, now: float | None = None) -> None:
        """Take or renew the lease.

        Raises:
            SessionBusy: another driver holds it.
        """
        now = time.time() if now is None else now
        if not self._try(now):
            raise SessionBusy(
                f"Another process drives session {self.session}. Wait for it, or try again in "
                f"{SECONDS:.0f} seconds if it died."
            )

    def _try(self, now: float) -> bool:
        mine = {"owner": self.owner, "until": now + SECONDS}
        free = and_(
            LEASES.c.session == self.session,
            or_(LEASES.c.owner == self.owner, LEASES.c.until < now),
        )
        with self.engine.begin() as connection:
            if insert_once(connection, LEASES, session=self.session, epoch=1, **mine):
                return True
            taken = update(LEASES).where(free).values(**mine, epoch=LEASES.c.epoch + 1)
            return connection.execute(taken).rowcount == 1

    def give_back(self) -> None:
        """Let the next driver in at once."""
        mine = and_(LEASES.c.session == self.session, LEASES.c.owner == self.owner)
        with self.engine.begin() as connection:
            connection.execute(delete(LEASES).where(mine))
