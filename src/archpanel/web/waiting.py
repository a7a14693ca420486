"""Ends connections that keep the server waiting: by sending nothing, or a request drop by drop.

Each holds one of the few files that a process may have open. Uvicorn waits for a head or a body as
long as it takes, so that a thousand connections, from anybody, would keep all others out.
"""

import logging
import time
from typing import Any
from weakref import WeakKeyDictionary

import uvicorn

_LOG = logging.getLogger(__name__)

HEAD_WITHIN = 20.0
"""Seconds from a connection, or the reply before, until a request's head is whole."""

BODY_WITHIN = 120.0
"""Seconds until its body is: two papers at their limits, over a slow line."""

MOST_FILES = 65_536
"""Open files, of which each connection is one; a process is often granted 1,024 at first."""

TICKS = 10
"""Of a tenth of a second, between two looks."""


class Server(uvicorn.Server):
    """Uvicorn, with an eye on who lets it wait."""

    def __init__(self, config: uvicorn.Config) -> None:
        """Serve as configured."""
        super().__init__(config)
        self._since: WeakKeyDictionary[Any, tuple[object, float]] = WeakKeyDictionary()

    async def on_tick(self, counter: int) -> bool:
        """Look at the connections once a second; return whether to end."""
        if counter % TICKS == 0:
            self._look(time.monotonic())
        return await super().on_tick(counter)

    def _look(self, now: float) -> None:
        for connection in list(self.server_state.connections):
            waits = awaited(connection)
            state, since = self._since.get(connection, (None, now))
            if state != waits:
                since = now
            self._since[connection] = waits, since
            if waits and now - since > waits[1]:
                _LOG.info("archpanel: a connection was ended that sent no whole %s", waits[0])
                connection.transport.abort()


def raise_files() -> None:
    """Take as many files as the system grants, up to `MOST_FILES`; Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def awaited(connection: Any) -> tuple[str, float, int] | None:
    """Return what a connection keeps the server waiting for, the most seconds, and of what request.

    None where the server is at work for it, be it a stream that has lasted for hours.

    Args:
        connection: one of Uvicorn's protocols; of another kind, none is waited for.
    """
    if not hasattr(connection, "cycle"):
        return None
    cycle = connection.cycle
    if cycle is None or cycle.response_complete:
        return "head", HEAD_WITHIN, id(cycle)
    return ("body", BODY_WITHIN, id(cycle)) if cycle.more_body else None
