"""Streams of a room: batch by batch what has happened since, to whoever may still see it.

Pages and the API only say how a batch is told.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import Header, Query
from sse_starlette import EventSourceResponse
from sse_starlette.sse import SendTimeoutError
from starlette.types import Receive, Scope, Send

from archpanel.rooms.events import AT_ONCE, Kept
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours
from archpanel.web.entering import Visitor

PING = 15
"""Seconds: proxies close what is silent for a minute."""

PATIENCE = 20.0
"""Seconds without a ring after which the log is looked at anyway, and the right to see it again."""

TAKEN_WITHIN = 30.0
"""Seconds in which a client takes what it is sent; who reads nothing is left."""

HIGHEST = 1_000_000_000
"""Number of an event that no room ever has; databases know no number of 30 digits."""

After = Annotated[int, Query(ge=0, le=HIGHEST, description="Number of the last event you have.")]
LastEventId = Annotated[str, Header(pattern="^[0-9]{0,9}$")]
"""Where a stream begins; a browser that comes back sends the second, which counts then."""


class Stream(EventSourceResponse):
    """Server-sent events; while they last, they are one of what their account listens to."""

    def __init__(self, house: House, who: Visitor, told: AsyncIterator[Mapping[str, str]]) -> None:
        """Take what is told, each event as its fields; `who` listens."""
        super().__init__(told, ping=PING, send_timeout=TAKEN_WITHIN)
        self._bell, self._account = house.bell, who.account.id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it all.

        Raises:
            TooOften: before anything is sent, where the account listens enough already.
        """
        with self._bell.admits(self._account), suppress(SendTimeoutError):
            await super().__call__(scope, receive, send)


async def batches(
    house: House, who: Visitor, session: str, n: int
) -> AsyncGenerator[Sequence[Kept], None]:
    """Yield what happens after event number `n`, until the room is gone or the right to see it.

    To be closed by who leaves early: `async with aclosing(batches(...))`.
    """
    with house.bell.listening(session) as rung:
        while True:
            rung.clear()
            events = await asyncio.to_thread(house.log.after, session, n)
            # Asked last: what was written after a right ended is read before that is noticed.
            if not await asyncio.to_thread(may_look, house, who, session):
                return
            if events:
                n = events[-1].n
                yield events
            if len(events) < AT_ONCE:
                await ring(rung, PATIENCE)


async def ring(rung: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, but no longer than so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await rung.wait()


def may_look(house: House, who: Visitor, session: str) -> bool:
    """Tell whether the room is still there and theirs, and what let them in still good."""
    try:
        house.rooms.find(who.account, session)
    except NotYours:
        return False
    is_in = not who.grant or house.tokens.lives(who.grant)
    return is_in and house.accounts.find(who.account.id) is not None
