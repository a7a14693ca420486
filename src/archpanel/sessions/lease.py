"""One driver per session: a lease taken by one conditional write, renewed, and given back."""

import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_hex
from threading import Event, Thread

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Float,
    and_,
    cast,
    delete,
    extract,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import InterfaceError, OperationalError

from archpanel.domain import SessionBusy
from archpanel.sessions.database import LEASES
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing

SECONDS = 30.0
"""A driver of another machine that died is followed after this long."""

FARTHEST = 2 * SECONDS
"""No lease ends later from now. One that seems to was taken before the clock was set back: whoever
held it is gone, or renews it by the new time within `SECONDS` / `RENEWALS`."""

PASSING = (OperationalError, InterfaceError)
"""A database that is busy or restarts now may not be next time."""

RENEWALS = 3
"""A living driver renews this often within the time of one lease."""


def new_owner() -> str:
    """Return a name for this driver: machine, process and a random part."""
    return f"{_machine()}:{os.getpid()}:{token_hex(4)}"


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

        A thread renews it: an event loop may be busy for longer than a lease lasts.

        Yields:
            A check for the block to make between its steps; it raises what made the lease end.

        Raises:
            SessionBusy: another driver holds it.
        """
        self.take()
        over, lost = Event(), list[Exception]()
        renewal = Thread(target=self._renew, args=(over, lost), name="lease", daemon=True)
        renewal.start()
        try:
            yield lambda: _raise_first(lost)
        finally:
            over.set()
            renewal.join()
            self.give_back()

    def _renew(self, over: Event, lost: list[Exception]) -> None:
        """Renew until the block is over; ends before that only when the lease is lost."""
        while not over.wait(self.seconds / RENEWALS):
            try:
                self.take()
            except PASSING:
                continue
            except Exception as error:
                lost.append(error)
                return

    def take(self) -> None:
        """Take or renew the lease.

        Raises:
            SessionBusy: another driver holds it.
        """
        if not self._try(_now(self.engine)):
            raise SessionBusy(
                f"Another process drives session {self.session}. Wait for it, or try again in "
                f"{self.seconds:.0f} seconds if it died."
            )

    def _try(self, now: ColumnElement[float]) -> bool:
        mine = {"owner": self.owner, "until": now + self.seconds}
        free = or_(
            LEASES.c.owner == self.owner,
            LEASES.c.until < now,
            LEASES.c.until > now + FARTHEST,
            LEASES.c.owner == self._dead_owner(),
        )
        with writing(self.engine, self.session, lasting=False) as connection:
            if insert_once(connection, LEASES, session=self.session, **mine):
                return True
            taken = update(LEASES).where(and_(LEASES.c.session == self.session, free))
            return connection.execute(taken.values(**mine)).rowcount == 1

    def _dead_owner(self) -> str:
        """Return the owner if it was a process of this machine that is gone, else "".

        So a killed process is followed at once; for other machines only the clock can tell.
        """
        with self.engine.connect() as connection:
            where = LEASES.c.session == self.session
            owner = connection.scalars(select(LEASES.c.owner).where(where)).first() or ""
        return owner if _is_dead(owner) else ""

    def give_back(self) -> None:
        """Let the next driver in at once."""
        mine = and_(LEASES.c.session == self.session, LEASES.c.owner == self.owner)
        with writing(self.engine, self.session, lasting=False) as connection:
            connection.execute(delete(LEASES).where(mine))


def driven(engine: Engine, sessions: Collection[str]) -> set[str]:
    """Return which of these sessions somebody drives right now."""
    held = select(LEASES.c.session, LEASES.c.owner).where(
        LEASES.c.session.in_(sessions),
        LEASES.c.until >= _now(engine),
        LEASES.c.until <= _now(engine) + FARTHEST,
    )
    with engine.connect() as connection:
        return {session for session, owner in connection.execute(held) if not _is_dead(owner)}


def _is_dead(owner: str) -> bool:
    """Tell whether it was a process of this machine that is gone."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    return host == _machine() and rest.isdigit() and not _alive(int(rest))


def check_owner(connection: Connection, session: str, owner: str) -> None:
    """Check, in the transaction that writes, that the lease is still the writer's, and stays so.

    Raises:
        SessionBusy: another driver took it over; the transaction is to be rolled back.
    """
    # Whoever wants the lease waits until this transaction ends; on SQLite every writer does.
    lease = select(LEASES.c.owner).where(LEASES.c.session == session).with_for_update(read=True)
    holder = connection.scalar(lease)
    if holder != owner:
        raise SessionBusy(f"Another process took over session {session}; it goes on there.")


def _now(engine: Engine) -> ColumnElement[float]:
    """Return the time by the clock that all drivers share."""
    if engine.dialect.name == "sqlite":
        return literal(time.time())
    return cast(extract("epoch", func.clock_timestamp()), Float)


def _raise_first(lost: Sequence[Exception]) -> None:
    for error in lost:
        raise error


def _machine() -> str:
    """Return what process numbers count for: a machine, or a container that counts its own."""
    try:
        numbers = str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:  # not on Linux
        numbers = ""
    return f"{socket.gethostname()[:40]}/{numbers}"


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
