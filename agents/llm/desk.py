"""One seat's desk: jobs go out as requests, and come back as words or checked forms.

What cannot be used is asked for once more, with the reason; then the seat abstains. Where another
model may stand in, it does the whole job anew; the first one has, with its repair, as much time as
one call may take, which is half of the panel's patience: the other half is the stand-in's. Every
job is put on the log, however it ended, if something of it left this machine.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TypeVar

from archpanel.agents.call_log import SENT, CallLog
from archpanel.agents.engine import EngineError, EngineUnavailable, UnusableReply
from archpanel.agents.llm.budget import OverBudget, completed
from archpanel.agents.llm.caller import Caller
from archpanel.agents.llm.prompts import prompt
from archpanel.agents.llm.request import NotAsked, Reply, Request, UnfitReply, Usage
from archpanel.agents.llm.sayable import Gate
from archpanel.agents.llm.strict import BadReply, StrictReply, read_reply
from archpanel.agents.patience import Allowance, TooLong, patient
from archpanel.domain import LONGEST_REASON, Call, Job

_Form = TypeVar("_Form", bound=StrictReply)
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Task:
    """One job, whichever model does it."""

    job: Job
    about: str
    """Id of the question or answer that it is about, or ""."""

    prompt: str
    """Labels of the prompts that say what to do."""

    request: Request
    """Its model is set by the desk."""


@dataclass
class _Spent:
    """What one model takes for one job."""

    task: Task
    request: Request
    time: Allowance
    began: float = field(default_factory=monotonic)
    requests: int = 0
    usage: Usage = field(default_factory=lambda: Usage(input=0, cached=0, output=0))
    estimated: bool = False
    model: str = ""
    repair: str = ""
    """Label of the prompt of the repair, where one was asked for."""

    def add(self, reply: Reply) -> None:
        """Count one answer."""
        full, guessed = completed(self.request, reply.usage, reply.text)
        self.model = reply.model
        self.requests += reply.attempts
        self.estimated = self.estimated or bool(guessed)
        self.usage = Usage(
            input=(self.usage.input or 0) + (full.input or 0),
            cached=(self.usage.cached or 0) + (full.cached or 0),
            output=(self.usage.output or 0) + (full.output or 0),
        )


class Desk:
    """Does the jobs of one seat with its model, or with the one that may stand in."""

    def __init__(
        self,
        caller: Caller,
        seat: str,
        model: str,
        fallback: str,
        log: CallLog,
        watch: Callable[[Request], None] | None = None,
    ) -> None:
        """Take what the seat thinks with.

        Args:
            caller: the endpoint, with its budget.
            seat: whose jobs these are.
            model: the seat's own.
            fallback: stands in when it fails; "" for nobody.
            log: takes every job.
            watch: sees each request before it is sent.
        """
        self._caller = caller
        self._seat = seat
        self._models = (model, *([fallback] if fallback not in ("", model) else []))
        self._log = log
        self._watch = watch or (lambda request: None)

    async def words(
        self,
        task: Task,
        new_gate: Callable[[], Gate],
        check: Callable[[str], str] = lambda whole: whole,
    ) -> str:
        """Do a job whose result is spoken; nobody stands in once a word was heard.

        Args:
            task: the job.
            new_gate: makes what the words have to pass; a new one for each model.
            check: returns the whole of the words as they are to be used, or raises.

        Raises:
            EngineError: there is no result, or none that may be said.
        """
        gate = new_gate()

        async def speak(model: str) -> str:
            nonlocal gate
            gate = new_gate()
            async with self._on_log(task, model) as spent:
                self._watch(spent.request)
                if gate.is_heard:
                    await self._listen(spent, gate)
                else:  # a stream takes three times the processor time of a whole answer
                    reply = await self._caller.call(spent.request)
                    spent.add(reply)
                    gate(reply.text)
                return check(gate.close())

        made, _ = await self._in_turn(speak, lambda: not (gate.is_heard and gate.was_heard))
        return made

    async def _listen(self, spent: _Spent, gate: Gate) -> None:
        """Let words through as they come; what breaks off was paid for as well."""
        try:
            spent.add(await self._caller.call(spent.request, gate))
        except EngineError as error:
            if gate.text and not isinstance(error, UnfitReply):
                spent.add(Reply(gate.text, spent.request.model, Usage(), 1, 0.0))
            raise

    async def form(
        self, task: Task, shape: type[_Form], check: Callable[[_Form], None]
    ) -> tuple[_Form, str]:
        """Do a job whose result is a form.

        Args:
            task: the job.
            shape: what the reply must be.
            check: raises `BadReply` where ids or numbers are none of what was given.

        Returns:
            The form, and the model that stood in, or "".

        Raises:
            EngineError: there is no result.
        """

        async def fill(model: str) -> _Form:
            async with self._on_log(task, model) as spent:
                try:
                    return await self._once(spent, shape, check)
                except BadReply as bad:
                    return await self._repaired(spent, shape, check, str(bad))

        return await self._in_turn(fill, lambda: True)

    async def _in_turn(
        self, do: Callable[[str], Awaitable[_Result]], may_go_on: Callable[[], bool]
    ) -> tuple[_Result, str]:
        """Let the models try one after the other; the last one's failure is the seat's."""
        for model in self._models[:-1]:
            try:
                return await do(model), ""
            except EngineError:
                if not may_go_on():
                    raise
        last = self._models[-1]
        return await do(last), last if len(self._models) > 1 else ""

    async def _once(
        self, spent: _Spent, shape: type[_Form], check: Callable[[_Form], None]
    ) -> _Form:
        self._watch(spent.request)
        reply = await self._caller.call(spent.request)
        spent.add(reply)
        made = read_reply(reply.text, shape)
        check(made)
        return made

    async def _repaired(
        self, spent: _Spent, shape: type[_Form], check: Callable[[_Form], None], problem: str
    ) -> _Form:
        """Ask once more, with what was wrong; the bad reply itself is not shown again."""
        repair = prompt("repair")
        more, spent.repair = repair.fill(problem=problem), repair.label
        spent.request = replace(spent.request, user=(*spent.request.user, more))
        try:
            async with patient(self._left(spent)):
                return await self._once(spent, shape, check)
        except BadReply as bad:
            raise UnusableReply(f"Unusable reply, twice: {bad}.") from None
        except TooLong:
            share, other = self._caller.endpoint.deadline, self._models[-1]
            raise EngineUnavailable(
                f"{spent.request.model} gave no usable reply within {share:g} s; the rest of the "
                f"time is for {other}."
            ) from None

    def _left(self, spent: _Spent) -> float | None:
        """Return the seconds that a model has left to mend its reply; None: nobody waits for it."""
        if spent.request.model == self._models[-1]:
            return None
        used = monotonic() - spent.began - spent.time.apart
        return self._caller.endpoint.deadline - used

    @asynccontextmanager
    async def _on_log(self, task: Task, model: str) -> AsyncIterator[_Spent]:
        """Put a job on the log when it has ended, unless nothing of it left this machine."""
        async with patient(None) as whole:
            spent = _Spent(task, replace(task.request, model=model, seat=self._seat), whole)
            place = self._reserved(spent)
            outcome, asked = "it was called off", True
            try:
                yield spent
                outcome = "ok"
            except EngineError as error:
                asked = bool(spent.requests) or not isinstance(error, NotAsked)
                if isinstance(error, UnfitReply):
                    spent.add(error.reply)
                outcome = str(error)[:LONGEST_REASON]
                raise
            finally:
                if asked or place:  # a place on record says otherwise that it was asked
                    self._log.keep(self._call(spent, outcome), place)

    def _reserved(self, spent: _Spent) -> int:
        """Put a job on record that is about to be sent; one over the budget will not be."""
        request = spent.request
        try:
            self._caller.ledger.check(request.model)
        except OverBudget:
            return 0

        def sent() -> Call:
            full, _ = completed(request, Usage(), "")
            return self._call(replace(spent, requests=1, usage=full, estimated=True), SENT)

        return self._log.reserve(sent)

    def _call(self, spent: _Spent, outcome: str) -> Call:
        asked, prices = spent.request.model, self._caller.ledger.prices
        money = prices[asked].cost(spent.usage) if asked in prices else None
        return Call(
            job=spent.task.job,
            seat=self._seat,
            about=spent.task.about,
            model=spent.model or asked,
            prompt=f"{spent.task.prompt} {spent.repair}".rstrip(),
            requests=spent.requests,
            input=spent.usage.input,
            cached=spent.usage.cached,
            output=spent.usage.output,
            money=money,
            currency=self._caller.ledger.currency if money is not None else "",
            estimated=spent.estimated,
            seconds=round(monotonic() - spent.began, 3),
            paced=round(spent.time.apart, 3),
            outcome=outcome,
        )
