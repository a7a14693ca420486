"""How long to wait before asking again."""

import asyncio
import random
import time
from typing import Protocol

BASE = 0.5
"""Seconds: longest pause before the second attempt; doubled before each further one."""

CAP = 20.0
"""Seconds: no pause of our own choice is longer."""

LONGEST_ASKED = 60.0
"""Seconds: a server that wants a longer pause has no answer for an interview that is going on."""


class Pauses(Protocol):
    """Time and chance, so that a test can own both."""

    def clock(self) -> float:
        """Seconds that never go back."""
        ...

    def luck(self) -> float:
        """From 0 to 1, evenly spread."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class RealPauses:
    """This machine's clock and chance."""

    def clock(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def luck(self) -> float:
        """From 0 to 1, evenly spread."""
        return random.random()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running loop."""
        await asyncio.sleep(seconds)


def pause_after(attempt: int, luck: float, asked: float | None) -> float | None:
    """Return the seconds to wait after the `attempt`-th attempt (from 1) failed, or None: give up.

    Full jitter: anything from 0 to a limit that doubles, or calls that failed together would come
    back together. What the server asked for comes on top. Source: AWS Architecture Blog,
    "Exponential Backoff And Jitter".
    """
    if asked is not None and asked > LONGEST_ASKED:
        return None
    # 2.0 ** 1024 is an OverflowError, and the cap is reached long before.
    return (asked or 0.0) + luck * min(CAP, BASE * 2.0 ** min(attempt - 1, 10))
