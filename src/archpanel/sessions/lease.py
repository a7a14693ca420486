"""One driver per session: a lease taken by one conditional write, renewed, and given back."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import Engine, and_, delete, or_, select, update
from sqlalchemy.exc import OperationalError

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
    """The right to drive one session; two that drive it all the same waste work, but do no harm."""

    engine: Engine
    session: str
    owner: str
    seconds: float = SECONDS

    @asynccontextmanager
    async def held(self) -> AsyncIterator[Callable[[], None]]:
        """Hold the lease while the block runs, renewing it in the background.

        Yields:
            A check for the block to make between its steps; it raises what made the lease end.

        Raises:
            SessionBusy: another driver holds it.
        """
        self.take()
        renewal = asyncio.create_task(self._renew())
        try:
            yield lambda: renewal.result() if renewal.done() else None
        finally:
            if not renewal.cancel() and not renewal.cancelled():
                renewal.exception()  # seen: a block that is over need not care any more
            self.give_back()

    async def _renew(self) -> None:
        """Renew until cancelled; ends only when the lease is lost to another driver."""
        while True:
            await asyncio.sleep(self.seconds / RENEWALS)
            with suppress(OperationalError):  # a database that is busy now may not be next time
                self.take()

    def take(self) -> None:
        """Take or renew the lease.

        Raises:
            SessionBusy: another driver holds it.
        """
        if not self._try(time.time()):
            raise SessionBusy(
                f"Another process drives session {self.session}. Wait for it, or try again in "
                f"{self.seconds:.0f} seconds if it died."
            )

    def _try(self, now: float) -> bool:
        mine = {"owner": self.owner, "until": now + self.seconds}
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
    if os.name == "nt":
        return True  # signal 0 is Ctrl+C there; so only the clock tells
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is there, but somebody else's
    return True
