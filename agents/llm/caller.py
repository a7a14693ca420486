"""Calls to a model: one layer that waits, tries again, gives up in time and says why."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, aclosing, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archpanel.agents.llm import faults
from archpanel.agents.llm.breaker import Breakers, Entry
from archpanel.agents.llm.budget import Ledger
from archpanel.agents.llm.clients import Clients
from archpanel.agents.llm.endpoint import Endpoint
from archpanel.agents.llm.pauses import Pauses, RealPauses, pause_after
from archpanel.agents.llm.request import Reply, Request, UnfitReply
from archpanel.agents.patience import Allowance, TooLong, off_the_clock, patient

if TYPE_CHECKING:  # Two seconds of imports, needed by the first call only.
    from langchain_core.rate_limiters import BaseRateLimiter

    from archpanel.agents.llm.wire import Heard

Say = Callable[[str], None]


@dataclass
class _Call:
    request: Request
    say: Say | None
    started: float
    time: Allowance
    spoken: bool = False
    """A piece was handed on. Nothing is tried again then: it would be said twice."""


class Caller:
    """Asks models of one endpoint. Any number of calls may run side by side, on any loop.

    How many do is for the caller to bound. `clients`, `breakers` and `ledger` may be shared with
    other callers; `limiter` paces attempts (for batches); `traced` leaves LangChain's tracing as
    the environment has it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clients: Clients | None = None,
        breakers: Breakers | None = None,
        ledger: Ledger | None = None,
        limiter: "BaseRateLimiter | None" = None,
        pauses: Pauses | None = None,
        traced: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.ledger = ledger if ledger is not None else Ledger()
        self._clients = clients or Clients()
        self._pauses = pauses or RealPauses()
        self._breakers = breakers or Breakers(self._pauses.clock)
        self._limiter = limiter
        self._traced = traced

    async def call(self, request: Request, say: Say | None = None) -> Reply:
        """Ask, and return the complete answer.

        With `say` the answer is streamed: each piece is handed on as it arrives, and once one was,
        a failure is final. What `say` raises is raised. Waiting for the limiter uses up nobody's
        time: neither that of this call nor that of whatever it is made for.

        Raises:
            OverBudget: nothing was asked.
            EngineUnavailable: out of reach, overloaded or too slow; tried as often as allowed.
            UnusableReply: refused, empty, cut off, or no completion at all; not tried again.
            EngineError: the server does not want this request, key or model.
        """
        from archpanel.agents.llm import wire  # noqa: F401  # slow to load: before the clock runs

        self.ledger.check(request.model)
        await self._pass_limiter()
        started = self._pauses.clock()
        with self._tracing(streamed=say is not None):
            try:
                async with patient(self.endpoint.deadline) as time:
                    return await self._try(_Call(request, say, started, time))
            except TooLong:
                raise faults.past_deadline(self.endpoint) from None

    async def close(self) -> None:
        """Close the running loop's connections; a later call opens new ones."""
        await self._clients.close()

    def _tracing(self, *, streamed: bool) -> AbstractContextManager[None]:
        """Send an answer to the model and nowhere else, unless somebody asked for traces."""
        from langsmith.run_helpers import tracing_context

        if not (streamed or self._traced):
            return nullcontext()  # it is asked for past all that could trace it
        return tracing_context(enabled=None if self._traced else False)

    async def _try(self, call: _Call) -> Reply:
        """Make attempts until one succeeds, or no further one makes sense."""
        from archpanel.agents.llm.wire import Heard

        attempt, fault = 0, None
        while True:
            entry = self._enter(call.request, fault)
            attempt, heard = attempt + 1, Heard()
            fault = await self._attempt(call, entry, heard)
            if fault is None:
                return self._reply(heard, call, attempt)
            pause = self._pause(call, attempt, fault)
            if pause is None:
                raise fault.error
            await self._pauses.sleep(pause)
            call.started += await self._pass_limiter()

    def _enter(self, request: Request, last: faults.Fault | None) -> Entry:
        breaker = self._breakers.of(self.endpoint.url, request.model)
        entry = breaker.admit()
        if entry is not None:
            return entry
        # The breaker opened while we paused: what happened to us says more than that.
        raise last.error if last else faults.resting(self.endpoint, request, breaker)

    async def _attempt(self, call: _Call, entry: Entry, heard: "Heard") -> faults.Fault | None:
        """Make one attempt; what comes back, complete or not, is in `heard`."""
        try:
            fault = await (self._ask if call.say is None else self._listen)(call, heard)
        except asyncio.CancelledError:
            if call.time.used_up:
                entry.failed(str(faults.past_deadline(self.endpoint)))
            raise
        finally:
            entry.leave()
            self._count(call.request, heard)
        if fault is not None and fault.down:
            entry.failed(str(fault.error))
        else:
            entry.worked()
        return fault

    async def _ask(self, call: _Call, heard: "Heard") -> faults.Fault | None:
        from archpanel.agents.llm import wire

        chat = self._clients.chat(self.endpoint, call.request.model, streamed=False)
        said = wire.messages(call.request)
        sent = wire.options(self.endpoint, call.request)
        try:
            await wire.ask(chat, said, sent, heard, traced=self._traced)
        except wire.REPORTED as error:
            return wire.fault_of(error, self.endpoint, call.request)
        return None

    async def _listen(self, call: _Call, heard: "Heard") -> faults.Fault | None:
        from archpanel.agents.llm import wire

        chat = self._clients.chat(self.endpoint, call.request.model, streamed=True)
        said = wire.messages(call.request)
        sent = wire.options(self.endpoint, call.request)
        async with aclosing(wire.listen(chat, said, sent, heard)) as pieces:
            while True:
                # Only this line is guarded: what `say` raises is no fault of the server.
                try:
                    piece = await anext(pieces, None)
                except wire.REPORTED as error:
                    fault = wire.fault_of(error, self.endpoint, call.request)
                    # The answer had ended; only the count of its tokens was still to come.
                    return None if heard.finish and fault.again else fault
                if piece is None:
                    return None if heard.finish else faults.cut_off(self.endpoint)
                self._hand_on(call, piece)

    def _hand_on(self, call: _Call, piece: str) -> None:
        assert call.say is not None
        call.spoken = True
        call.say(piece)

    def _count(self, request: Request, heard: "Heard") -> None:
        if heard.text or heard.finish:
            self.ledger.add(request, heard.usage, heard.text)

    def _pause(self, call: _Call, attempt: int, fault: faults.Fault) -> float | None:
        """Return the seconds until the next attempt, or None: there is none."""
        if not fault.again or call.spoken or attempt >= self.endpoint.attempts:
            return None
        pause = pause_after(attempt, self._pauses.luck(), fault.pause)
        left = self.endpoint.deadline - (self._pauses.clock() - call.started)
        return pause if pause is not None and pause < left else None

    def _reply(self, heard: "Heard", call: _Call, attempts: int) -> Reply:
        request = call.request
        seconds = self._pauses.clock() - call.started
        reply = Reply(heard.text, heard.model or request.model, heard.usage, attempts, seconds)
        if problem := faults.unfit(heard.finish, heard.refused, heard.text, request):
            raise UnfitReply(problem, reply)
        return reply

    async def _pass_limiter(self) -> float:
        """Wait until the limiter lets an attempt pass; return the seconds that this took."""
        if self._limiter is None:
            return 0.0
        began = self._pauses.clock()
        with off_the_clock():
            await self._limiter.aacquire()
        return self._pauses.clock() - began
