"""The laboratory: works on coaches' comparisons one after the other, in a thread of its own.

Rooms are driven by another thread, whose candidates are not to wait for a comparison.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from secrets import token_hex

from archpanel.domain import PanelError
from archpanel.rooms.labs import MOST_TRIES, Lab, Labs

_LOG = logging.getLogger(__name__)

LOOKS_EVERY = 5.0
"""Seconds between looks for comparisons that were asked for elsewhere, or left."""

Told = Callable[[int, int], None]
Work = Callable[[Lab, Told], Awaitable[Mapping[str, str]]]
"""Compares, telling how far it is; returns the report by format."""


class _NotNow(BaseException):
    """The work is to end: the server stops, or nobody wants it any more. No error of the work."""


class Laboratory:
    """Works until it is stopped."""

    def __init__(self, labs: Labs, work: Work) -> None:
        """Bind where comparisons are kept, and how one is made."""
        self._labs, self._work = labs, work
        self._ending, self._woken = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="laboratory", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Have it look at once; from any thread."""
        self._woken.set()

    def stop(self, grace: float) -> None:
        """End after the sitting that is under way; what is left is taken up by whoever is next."""
        self._ending.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(grace)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._woken.clear()
            try:
                lab = self._labs.take()
            except Exception:  # a database that is gone now comes back
                _LOG.exception("archpanel: the laboratory could not look for comparisons")
                lab = None
            if lab is None:
                self._woken.wait(LOOKS_EVERY)
            else:
                self._make(lab)

    def _make(self, lab: Lab) -> None:
        """Make one comparison; whatever goes wrong is its end, and not that of the thread."""
        if lab.tries >= MOST_TRIES:
            self._labs.fail(lab.id, "It was begun several times and never came to an end.")
            return
        began = time.monotonic()
        try:
            texts = asyncio.run(self._made(lab))
            self._labs.finish(lab.id, texts)
            _LOG.info("archpanel: %s took %.0f s", lab.id, time.monotonic() - began)
        except _NotNow:
            self._labs.give_back(lab.id)
        except PanelError as error:
            self._labs.fail(lab.id, str(error))
        except Exception as error:
            number = token_hex(4)
            _LOG.error("archpanel: %s failed (error %s)", lab.id, number, exc_info=error)
            self._labs.fail(lab.id, f"Something failed on the server (error {number}).")

    async def _made(self, lab: Lab) -> Mapping[str, str]:
        def told(done: int, total: int) -> None:
            if self._ending.is_set() or not self._labs.beat(lab.id, done, total):
                raise _NotNow

        return await self._work(lab, told)
