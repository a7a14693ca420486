"""One driver per session: a lease taken by one conditional write, renewed, and given back."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import Engine, and_, delete, or_, select, update

from archpanel.domain import SessionBusy
from archpanel.sessions.database import LEASES
from archpanel.sessions.first_write import insert_once

SECONDS = 30.0
"""A driver of another machine that died is followed after this long."""

RENEWALS = 3
"""A living driver renews this often within the time of one lease."""


def new_owner() -> str:
    """Return a name for this driver: machine, process and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"


@dataclass(frozen=True)
class Lease:
    """The right to drive one session."""

    engine: Engine
    session: str
    owner: str

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold the lease while the block runs, renewing it in the background.

        Raises:
            SessionBusy: another driver holds it.
        """
        self.take()
        renewal = asyncio.create_task(self._renew())
        try:
            yield
        finally:
            renewal.cancel()
            self.give_back()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(SECONDS / RENEWALS)
            self.take()

    def take(self) -> None:
        """Take or renew the lease.

        Raises:
            SessionBusy: another driver holds it.
        """
        if not self._try(time.time()):
            raise SessionBusy(
                f"Another process drives session {self.session}. Wait for it, or try again in "
                f"{SECONDS:.0f} seconds if it died."
            )

    def _try(self, now: float) -> bool:
        mine = {"owner": self.owner, "until": now + SECONDS}
        free = or_(
            LEASES.c.owner == self.owner,
            LEASES.c.until < now,
            LEASES.c.owner == self._dead_owner(),
        )
        with self.engine.begin() as connection:
            if insert_once(connection, LEASES, session=self.session, epoch=1, **mine):
                return True
            taken = update(LEASES).where(and_(LEASES.c.session == self.session, free))
            values = {**mine, "epoch": LEASES.c.epoch + 1}
            return connection.execute(taken.values(**values)).rowcount == 1

    def _dead_owner(self) -> str:
        """Return the owner if it was a process of this machine that is gone, else "".

        So a killed process is followed at once; for other machines only the clock can tell.
        """
        with self.engine.connect() as connection:
            where = LEASES.c.session == self.session
            owner = connection.scalars(select(LEASES.c.owner).where(where)).first() or ""
        host, _, rest = owner.rpartition(":")[0].rpartition(":")
        here = host == socket.gethostname() and rest.isdigit()
        return owner if here and not _alive(int(rest)) else ""

    def give_back(self) -> None:
        """Let the next driver in at once."""
        mine = and_(LEASES.c.session == self.session, LEASES.c.owner == self.owner)
        with self.engine.begin() as connection:
            connection.execute(delete(LEASES).where(mine))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is there, but somebody else's
    return True
