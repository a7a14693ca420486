"""The floor: the bare `openai` client, making the same calls in the best order there is.

The question comes first, streamed where the product streams it; the scores run behind it; the last
scores and all ballots run together; then one wave per round of debrief. Nothing else is done: no
graph, no store, no check of what comes back. Everything is as the SDK has it by default.
"""

import asyncio
import inspect
from collections.abc import Sequence
from functools import cache
from typing import Any

from openai import AsyncOpenAI
from openai.resources.chat import AsyncCompletions

from archpanel.evals.bench.plans import CallPlan
from archpanel.evals.bench.prompts import Body
from archpanel.evals.bench.timings import Timings, Watch


class Floor:
    """A `Product` that follows a plan and pays no heed to the answers."""

    def __init__(self, plan: CallPlan) -> None:
        """Bind the calls to make."""
        self._plan = plan
        self._clients: dict[tuple[str, str], AsyncOpenAI] = {}

    def script(self, rounds: int) -> str:
        """Any answer will do."""
        return ""

    def debriefs(self, sent: Body) -> bool:
        """Tell it by the plan."""
        return any(sent in wave for wave in self._plan.waves[1:])

    def crowd(self) -> None:
        """Nothing to prepare."""

    async def interview(
        self, base_url: str, key: str, answers: Sequence[str], think: float
    ) -> Timings:
        """Make the calls of the plan."""
        client, watch = self._client(base_url, key), Watch()
        beside: list[asyncio.Task[None]] = []
        for turn in self._plan.turns:
            await ask(client, turn.question, watch)
            await asyncio.sleep(think)
            watch.answered()
            # A task begins when this one first waits: the next question is on its way by then.
            beside += [asyncio.create_task(call(client, body)) for body in turn.beside]
        for wave in self._plan.waves or ((),):
            await asyncio.gather(*beside, *(call(client, body) for body in wave))
            beside = []
        return watch.decided()

    async def close(self) -> None:
        """End the connections."""
        for client in self._clients.values():
            await client.close()

    def _client(self, base_url: str, key: str) -> AsyncOpenAI:
        at = base_url, key
        if at not in self._clients:
            self._clients[at] = AsyncOpenAI(base_url=base_url, api_key=key)
        return self._clients[at]


async def ask(client: AsyncOpenAI, body: Body, watch: Watch) -> None:
    """Ask a question; streamed, where the body says so."""
    if not body.get("stream"):
        await call(client, body)
    else:
        async for chunk in await client.chat.completions.create(**_arguments(body)):
            if chunk.choices and chunk.choices[0].delta.content:
                watch.first()
    watch.complete()


async def call(client: AsyncOpenAI, body: Body) -> None:
    """Make a call that nobody watches."""
    await client.chat.completions.create(**_arguments(body))


def _arguments(body: Body) -> dict[str, Any]:
    """Return a body as the SDK takes it; what it does not know goes along as it is."""
    known = {name: value for name, value in body.items() if name in _known()}
    extra = {name: value for name, value in body.items() if name not in _known()}
    return {**known, "extra_body": extra} if extra else known


@cache
def _known() -> frozenset[str]:
    return frozenset(inspect.signature(AsyncCompletions.create).parameters)
