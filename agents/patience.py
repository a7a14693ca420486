"""How long something may take, by a clock that stands still while its turn has not come.

Whoever waits for a limit of our own making (`off_the_clock`) does not use up the time of those it
works for: the panel's patience, a model's share of it, the deadline of one call.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class TooLong(TimeoutError):
    """It took longer than it may."""


@dataclass
class Allowance:
    """The time that something may take."""

    limit: asyncio.Timeout
    apart: float = 0.0
    """Seconds that did not count so far."""

    @property
    def used_up(self) -> bool:
        """Tell whether the time is over."""
        return self.limit.expired()


_ALL: ContextVar[tuple[Allowance, ...]] = ContextVar("allowances", default=())
"""Those that run here, the outermost first."""


@asynccontextmanager
async def patient(seconds: float | None) -> AsyncIterator[Allowance]:
    """Allow what is done within so many seconds; None: any number.

    Raises:
        TooLong: it was ended, because its time was over.
    """
    allowance = Allowance(asyncio.timeout(seconds))
    token = _ALL.set((*_ALL.get(), allowance))
    try:
        async with allowance.limit:
            yield allowance
    except TimeoutError as error:
        if allowance.used_up:
            raise TooLong from error
        raise
    finally:
        _ALL.reset(token)


@contextmanager
def off_the_clock() -> Iterator[None]:
    """Let no allowance run while something is waited for."""
    clock = asyncio.get_running_loop().time
    began = clock()
    paused = [(each, each.limit.when()) for each in _ALL.get() if not each.used_up]
    for each, _ in paused:
        each.limit.reschedule(None)
    try:
        yield
    finally:
        waited = clock() - began
        for each, end in paused:
            each.apart += waited
            each.limit.reschedule(None if end is None else end + waited)
