"""The host: drives the rooms of this replica, in a thread with an event loop of its own.

Pages are served by another loop, which is not to stand still while an answer is read. Who drives a
session holds its lease, so that several replicas can try; one that dies is followed by another,
since every host looks now and then for rooms in which something is left to do.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from secrets import token_hex
from typing import Any, TypeVar

from archpanel.domain import PanelError, PanelIncomplete, Question, SessionBusy, UnknownName
from archpanel.rooms.announcing import Announcer
from archpanel.rooms.bell import Bell
from archpanel.rooms.events import Event, EventLog
from archpanel.rooms.rehearing import Rehearings
from archpanel.rooms.rooms import Rooms
from archpanel.rooms.troubles import told_of
from archpanel.sessions import Sessions

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")

LOOKS_EVERY = 2.0
"""Seconds between looks for rooms that another host left."""

FIRST_WAIT, LONGEST_WAIT = 4.0, 600.0
"""Seconds before a room is tried again in which the panel could not go on; doubled each time."""

BUSY_WAIT = 0.2
"""Seconds before a room is tried again that another host drives just now."""

LETTING_GO = 0.2
"""Seconds in which threads of the checkpoints report to the loop, after a step was called off."""

IDLE = 900.0
"""Seconds after which what a room has in memory is let go; it comes back with the next answer."""


class Host:
    """Drives rooms until it is stopped."""

    def __init__(
        self,
        sessions: Sessions,
        rooms: Rooms,
        log: EventLog,
        bell: Bell,
        rehearings: Rehearings,
        farewell: Callable[[], Awaitable[None]],
    ) -> None:
        """Bind what the rooms are kept in.

        Args:
            sessions: the sessions.
            rooms: which of them are reached over the page.
            log: what happened in each.
            bell: wakes the pages.
            rehearings: gives old answers in rooms where a turn is answered anew.
            farewell: ends what the engines hold open, in the loop in which they ran.
        """
        self._sessions, self._rooms, self._log, self._bell = sessions, rooms, log, bell
        self._rehearings, self._farewell = rehearings, farewell
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="panel", daemon=True)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._as_is: set[str] = set()
        self._ending = False
        self._used: dict[str, float] = {}
        self._wait: dict[str, tuple[float, float]] = {}

    def start(self) -> None:
        """Begin to drive."""
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        looking = self._loop.create_task(self._look())
        self._loop.run_forever()
        left = {looking, *asyncio.all_tasks(self._loop)}
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        # A look that is under way has a connection, which it gives back before the pool is closed.
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def stop(self, grace: float) -> None:
        """Let every room go where it stands, within so many seconds; nothing said is lost."""
        if not self._thread.is_alive():
            self._loop.close()
            return
        ended = asyncio.run_coroutine_threadsafe(self._leave(grace / 3), self._loop)
        with suppress(TimeoutError):
            ended.result(grace)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(grace)

    async def _leave(self, patience: float) -> None:
        """Wait for steps that end by themselves, and call off the others."""
        self._ending = True
        if tasks := set(self._tasks.values()):
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if late:
                await asyncio.sleep(LETTING_GO)
        for session in list(self._used):
            await self._release(session)
        await self._farewell()

    def wake(self, session: str, *, as_is: bool = False) -> None:
        """Have the panel go on in a room; from any thread. Twice is as good as once.

        Args:
            session: the session's id.
            as_is: without seats that are out of reach; holds until the panel has come on.
        """
        self._loop.call_soon_threadsafe(self._wake, session, as_is)

    def ask(
        self,
        work: Coroutine[Any, Any, _Result],
        patience: float,
        *,
        about: str = "",
        called_off: bool = True,
    ) -> _Result:
        """Do something in the panel's loop, and wait for it; from any other thread.

        Args:
            work: what to do.
            patience: seconds to wait.
            about: the session whose engines it uses; they are let go when nobody uses them.
            called_off: whether it ends with the patience; else it goes on, and is not waited for.

        Raises:
            TimeoutError: it takes longer than that.
        """
        if about:
            self._loop.call_soon_threadsafe(self._note_use, about)
        asked = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return asked.result(patience)
        except TimeoutError:
            if called_off:
                asked.cancel()
            raise

    def tell(self, session: str, event: Event) -> None:
        """Put an event into a room's log, and wake its pages."""
        self._log.append(session, event)
        self._bell.ring(session)

    def forget(self, session: str) -> None:
        """Note that a session was erased; from any thread."""
        self._loop.call_soon_threadsafe(self._forget, session)

    def _wake(self, session: str, as_is: bool = False) -> None:
        self._wait.pop(session, None)
        if as_is:
            self._as_is.add(session)  # a try that is under way may end before it knows
        self._go(session)

    def _go(self, session: str) -> None:
        if self._ending:
            return
        if self._drives(session):
            self._again.add(session)
        else:
            self._tasks[session] = task = self._loop.create_task(self._drive(session))
            task.add_done_callback(lambda ended: self._ended(session, ended))

    def _drives(self, session: str) -> bool:
        """Tell whether a task looks once more before it ends; one that is done does not."""
        return session in self._tasks and not self._tasks[session].done()

    def _ended(self, session: str, task: "asyncio.Task[None]") -> None:
        if self._tasks.get(session) is task:  # else another has begun in the meantime
            del self._tasks[session]

    async def _drive(self, session: str) -> None:
        """Go on until the candidate is waited for, or the verdict is reached."""
        while True:
            self._again.discard(session)
            self._note_use(session)
            try:
                await self._step(session)
            except SessionBusy:
                await asyncio.sleep(BUSY_WAIT)
                if await asyncio.to_thread(self._has_come_on, session):
                    self._as_is.discard(session)
                else:
                    self._again.add(session)
            if session not in self._again or self._ending:
                return

    async def _step(self, session: str) -> None:
        announcer = Announcer(session, self.tell)
        try:
            prepared = await self._rehearings.prepare(session)
            question = await self._sessions.advance(
                session,
                as_is=session in self._as_is,
                nobody_waits=prepared,
                listener=announcer,
            )
            answered = question and await self._rehearings.answer(session, question)
        except SessionBusy:
            raise
        except PanelError as error:
            await self._cannot(session, error)
        except Exception as error:
            what = "Something failed on the server"
            self._trouble(session, _in_the_log(session, error, what))
        else:
            await self._has_stepped(session, question, bool(answered))
        finally:
            announcer.ends()

    async def _has_stepped(self, session: str, question: Question | None, answered: bool) -> None:
        """Tell what a step has come to; one that gave an old answer is followed by another."""
        self._wait.pop(session, None)
        self._as_is.discard(session)
        if question is None:
            self.tell(session, Event("verdict"))
            await self._release(session)
        elif answered:
            self.tell(session, Event("answered", {"question": question.id}))
            self._again.add(session)
        else:
            self.tell(session, Event("question", {"question": question.id}))

    async def _cannot(self, session: str, error: PanelError) -> None:
        """Tell why a step ended; with a session that was erased there is nobody to tell."""
        if isinstance(error, UnknownName) and error.kind in ("session", "question"):
            await self._release(session)
            return
        told = told_of(error, self._names(session))
        if told is None:
            what = "The panel cannot go on as this house is set up"
            told = _in_the_log(session, error, what)
        elif isinstance(error, PanelIncomplete):
            _LOG.warning("archpanel: room %s waits: %s", session, error)
        self._trouble(session, told)

    def _names(self, session: str) -> dict[str, str]:
        """Return what the personas of a session are called."""
        rows = self._sessions.rows([session]).values()
        return {p.id: p.name for row in rows if not row.problem for p in row.personas}

    def _has_come_on(self, session: str) -> bool:
        """Tell whether another host, which drives the room, has nothing left to do in it."""
        return session not in self._rooms.due(session)

    def _trouble(self, session: str, text: str) -> None:
        """Try again ever later; tell so wherever the room looks as if the panel were at work."""
        _, waited = self._wait.get(session, (0.0, FIRST_WAIT / 2))
        wait = min(2 * waited, LONGEST_WAIT)
        self._wait[session] = (time.monotonic() + wait, wait)
        newest = self._log.turning_point(session)
        if newest is None or newest.kind != "trouble":
            self.tell(session, Event("trouble", {"text": text}))

    def _note_use(self, session: str) -> None:
        self._used[session] = time.monotonic()

    def _forget(self, session: str) -> None:
        self._used.pop(session, None)
        self._wait.pop(session, None)
        self._as_is.discard(session)

    async def _release(self, session: str) -> None:
        """Let go of what a room has in memory, be it that the room is gone."""
        self._forget(session)
        with suppress(PanelError):
            await self._sessions.pause(session)

    async def _look(self) -> None:
        """Take over what another host left, and let go of what nobody uses; until cancelled."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            try:
                for session in await asyncio.to_thread(self._rooms.left):
                    self._take_over(session)
                await self._let_go()
            except Exception:
                _LOG.exception("archpanel: the host could not look for rooms")

    def _take_over(self, session: str) -> None:
        not_before, _ = self._wait.get(session, (0.0, 0.0))
        if not self._drives(session) and time.monotonic() >= not_before:
            self._go(session)

    async def _let_go(self) -> None:
        idle = time.monotonic() - IDLE
        for session, used in list(self._used.items()):
            if used < idle and not self._drives(session):
                await self._release(session)


def _in_the_log(session: str, error: Exception, what: str) -> str:
    """Log an error, and return what is told of it: the number by which it is found there."""
    number = token_hex(4)
    _LOG.error("archpanel: room %s cannot go on (error %s)", session, number, exc_info=error)
    return f"{what} (error {number})."
