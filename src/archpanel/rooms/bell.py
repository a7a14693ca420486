"""Wakes who waits for a room's next event: at once in this process, soon for other replicas."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from archpanel.rooms.events import EventLog
from archpanel.rooms.limits import TooOften

_LOG = logging.getLogger(__name__)

EVERY = 0.25
"""Seconds between looks for what other replicas wrote."""

MOST = 20
"""Streams and waits of one account at a time, on each server: a browser has one for each tab."""

AGAIN = 30
"""Seconds after which somebody who listens too often may try again."""


class Bell:
    """The bell of one process; its waiters live in one event loop."""

    def __init__(self, log: EventLog) -> None:
        """Bind the log that others write to as well."""
        self._log = log
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._seen: dict[str, int] = {}
        self._of: Counter[str] = Counter()

    def ring(self, session: str) -> None:
        """Wake who waits for a session; from any thread, and without effect where nobody does."""
        if (loop := self._loop) is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._ring, session)

    def _ring(self, session: str) -> None:
        for event in self._waiting.get(session, ()):
            event.set()

    @contextmanager
    def listening(self, session: str) -> Iterator[asyncio.Event]:
        """Yield what is set when the session has something new; to be cleared before each look."""
        event = asyncio.Event()
        self._waiting[session].add(event)
        try:
            yield event
        finally:
            self._waiting[session].discard(event)
            if not self._waiting[session]:
                del self._waiting[session]
                self._seen.pop(session, None)

    @contextmanager
    def admits(self, account: str) -> Iterator[None]:
        """Count one more who listens for an account, while the block lasts.

        Raises:
            TooOften: there are as many as there may be.
        """
        if self._of[account] >= MOST:
            raise TooOften(AGAIN, f"{MOST} pages or programs of yours listen already; close some.")
        self._of[account] += 1
        try:
            yield
        finally:
            self._of[account] -= 1
            if not self._of[account]:
                del self._of[account]

    async def watch(self) -> None:
        """Look for what other replicas wrote, until cancelled; one query for all who wait."""
        self._loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._look()
            except SQLAlchemyError as error:  # a database that is gone now comes back
                _LOG.warning("archpanel: no look at the rooms of other replicas (%s)", error)

    async def _look(self) -> None:
        if not self._waiting:
            return
        newest = await asyncio.to_thread(self._log.newest, list(self._waiting))
        for session, n in newest.items():
            if self._seen.get(session) != n:
                self._seen[session] = n
                self._ring(session)
