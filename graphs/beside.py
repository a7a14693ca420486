"""Readings that run beside the conversation, so that nobody waits for them."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Beside:
    """One session's readings under way; whoever drives the session keeps this, and ends it.

    They need no lease: what they write is first-write-wins, and a reading that was paid for is
    worth keeping, whoever drives.
    """

    def __init__(self) -> None:
        """Start with nothing under way."""
        self.begun: set[tuple[str, str]] = set()
        """(question, seat) of each reading that was begun: until the vote each is tried once, so
        that an engine that is down is not asked again with every answer."""

        self.lost: dict[tuple[str, str], str] = {}
        """(question, seat) -> why an engine that was there made no reading. It is not asked again
        before the vote; whoever goes on with the session asks once more."""

        self.hurried = asyncio.Event()
        """Set once the last answer is given: nothing waits for anything but its own engine then."""

        self._running: set[asyncio.Task[None]] = set()
        self._failed: list[Exception] = []

    def start(self, readings: Coroutine[Any, Any, None]) -> None:
        """Let readings run until `collect` waits for them, or `stop` ends them."""
        task = asyncio.create_task(readings)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Let go of what has ended, and keep what it failed with until somebody comes for it."""
        self._running.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._failed.append(error)

    async def collect(self) -> None:
        """Wait for everything under way.

        Raises:
            Exception: what one of them failed with; the others went on to their end.
        """
        self.hurried.set()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.sleep(0)  # for the callbacks of what has just ended
        self.begun.clear()
        failed, self._failed = self._failed, []
        for error in failed:
            raise error

    async def stop(self) -> None:
        """End everything under way; what was not read yet is missing, and will be read later."""
        self.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()

    def cancel(self) -> None:
        """Ask everything under way to end."""
        for task in self._running:
            if not task.done():
                task.cancel()
