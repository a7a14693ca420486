"""Single attempts at a server, for whoever examines it: nothing is tried again, all is told."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from archpanel.agents.engine import EngineError
from archpanel.agents.llm import faults
from archpanel.agents.llm.clients import Clients
from archpanel.agents.llm.endpoint import Endpoint
from archpanel.agents.llm.request import Request, Usage

if TYPE_CHECKING:
    from archpanel.agents.llm.wire import Heard


@dataclass(frozen=True)
class Listed:
    """What a server says about a model that it has."""

    id: str
    context: int | None = None
    """Tokens that it can read, where that is told."""


@dataclass
class Attempt:
    """One request and what came of it."""

    text: str = ""
    finish: str = ""
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    error: EngineError | None = None
    status: int = 0
    """HTTP status of a refusal."""

    parameter: str = ""
    """What the refusal names."""

    pieces: int = 0
    first: float = 0.0
    """Seconds to the first piece."""


class Probe:
    """Makes single attempts; used within one event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Bind the endpoint; its `attempts` do not matter."""
        self.endpoint = endpoint
        self.calls = 0
        """Requests to a model so far, refused ones included."""

        self.tokens = [0, 0]
        """In and out, as far as the server counted them."""

        self._clients = Clients()

    async def models(self) -> tuple[list[Listed], Attempt]:
        """Return the server's models, which asks no model; an empty list where it names none."""
        from archpanel.agents.llm import wire

        asked, found = Request("probe", "", "", "", ()), Attempt()
        headers = {"Authorization": f"Bearer {self.endpoint.key or 'none'}"}
        try:
            async with asyncio.timeout(self.endpoint.deadline):
                http = self._clients.http(self.endpoint)
                reply = await http.get(f"{self.endpoint.url}/models", headers=headers)
                return _listed(reply.json()), found
        except TimeoutError:
            found.error = faults.past_deadline(self.endpoint)
        except wire.REPORTED as error:
            self._note(error, asked, found)
        return [], found

    async def ask(self, request: Request, *, streamed: bool = False) -> Attempt:
        """Make one request."""
        from langsmith.run_helpers import tracing_context

        from archpanel.agents.llm import wire

        self.calls += 1
        heard, made = wire.Heard(), Attempt()
        try:
            with tracing_context(enabled=False):
                async with asyncio.timeout(self.endpoint.deadline):
                    await self._hear(request, heard, made, streamed)
        except TimeoutError:
            made.error = faults.past_deadline(self.endpoint)
        except wire.REPORTED as error:
            self._note(error, request, made)
        made.text, made.finish = heard.text, heard.finish
        made.model, made.usage = heard.model, heard.usage
        self.tokens[0] += heard.usage.input or 0
        self.tokens[1] += heard.usage.output or 0
        return made

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    async def _hear(self, request: Request, heard: "Heard", made: Attempt, streamed: bool) -> None:
        from archpanel.agents.llm import wire

        chat = self._clients.chat(self.endpoint, request.model, streamed)
        said = wire.messages(request)
        sent = wire.options(self.endpoint, request)
        began = monotonic()
        if not streamed:
            await wire.ask(chat, said, sent, heard)
            return
        async for _ in wire.listen(chat, said, sent, heard):
            made.first = made.first or monotonic() - began
            made.pieces += 1

    def _note(self, error: BaseException, request: Request, made: Attempt) -> None:
        from archpanel.agents.llm import wire
        from archpanel.agents.llm.transport import Refused

        made.error = wire.fault_of(error, self.endpoint, request).error
        if isinstance(error, Refused):
            made.status = error.status
            made.parameter = faults.named(error.body)[1]


def _listed(body: Any) -> list[Listed]:
    models = body.get("data") if isinstance(body, dict) else None
    if not isinstance(models, list):
        return []
    return [
        Listed(model["id"], _context(model))
        for model in models
        if isinstance(model, dict) and isinstance(model.get("id"), str)
    ]


def _context(model: dict[str, Any]) -> int | None:
    """Return the length that vLLM, gateways or llama.cpp give."""
    meta = model.get("meta")
    told = [model.get(name) for name in ("max_model_len", "context_length", "max_context_length")]
    told.append(meta.get("n_ctx") if isinstance(meta, dict) else None)
    return next((n for n in told if isinstance(n, int) and n > 0), None)
