"""Connections to servers, shared by all calls of one event loop."""

import asyncio
import gc
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from archpanel.agents.llm.endpoint import Endpoint

if TYPE_CHECKING:  # Two seconds of imports, needed by the first call only.
    import httpx2

    from archpanel.agents.llm.chat import Chat
    from archpanel.agents.llm.transport import Guarded


@dataclass
class _Kept:
    ways: "dict[Endpoint, Guarded]" = field(default_factory=dict)
    https: "dict[Endpoint, httpx2.AsyncClient]" = field(default_factory=dict)
    chats: "dict[tuple[Endpoint, str, bool], Chat]" = field(default_factory=dict)


class Clients:
    """One HTTP client per running loop and endpoint, one model per name on top of it.

    A connection belongs to the loop that opened it: used from another one, it fails with "Event
    loop is closed". That is why nothing here is global. Nobody tells when a loop ends, so `close`
    is for whoever runs it; what a closed loop left behind is dropped at the next use.
    """

    def __init__(self, *, many: bool = False) -> None:
        """Open nothing yet.

        Args:
            many: whether a great many calls run side by side; see `transport.new_transport`.
        """
        self._many = many
        self._by_loop: dict[asyncio.AbstractEventLoop, _Kept] = {}

    def http(self, endpoint: Endpoint) -> "httpx2.AsyncClient":
        """Return the running loop's HTTP client for this endpoint, always the same one."""
        from archpanel.agents.llm.transport import new_client

        https = self._kept().https
        if endpoint not in https:
            https[endpoint] = new_client(self._way(endpoint), endpoint)
        return https[endpoint]

    def _way(self, endpoint: Endpoint) -> "Guarded":
        """Return the transport of the running loop's HTTP client."""
        from archpanel.agents.llm.transport import new_transport

        ways = self._kept().ways
        if endpoint not in ways:
            ways[endpoint] = new_transport(endpoint, many=self._many)
        return ways[endpoint]

    def chat(self, endpoint: Endpoint, model: str, streamed: bool) -> "Chat":
        """Return the running loop's model of this name; `streamed` for use with `astream` only."""
        chats, name = self._kept().chats, (endpoint, model, streamed)
        if name not in chats:
            http, way = self.http(endpoint), self._way(endpoint)
            chats[name] = _new_chat(endpoint, model, streamed, http, way)
            if self._many:
                _settle()
        return chats[name]

    async def close(self) -> None:
        """Close the running loop's connections; a later call opens new ones."""
        kept = self._by_loop.pop(asyncio.get_running_loop(), _Kept())
        for http in kept.https.values():
            await http.aclose()

    def _kept(self) -> _Kept:
        for loop in [loop for loop in self._by_loop if loop.is_closed()]:
            del self._by_loop[loop]
        return self._by_loop.setdefault(asyncio.get_running_loop(), _Kept())


@cache
def _settle() -> None:
    """Let the garbage collector pass over all that was loaded so far, once per process.

    Some 200,000 objects, most of SDK and LangChain, stay for good, and each full collection
    would look at every one of them; more calls side by side mean more collections.
    """
    gc.collect()
    gc.freeze()


def _new_chat(
    endpoint: Endpoint, model: str, streamed: bool, http: "httpx2.AsyncClient", way: "Guarded"
) -> "Chat":
    from archpanel.agents.llm.chat import Chat
    from archpanel.agents.llm.direct import Direct, account_of
    from archpanel.agents.llm.transport import timeouts

    async def key() -> str:
        return endpoint.key or "none"  # The SDK insists on one; servers without keys ignore it.

    chat = Chat(
        model=model,
        base_url=endpoint.url,
        # A coroutine: no second, synchronous client is built, and no key is kept in the model.
        api_key=key,
        http_async_client=http,
        http_socket_options=(),
        openai_proxy="",  # None would let OPENAI_PROXY decide
        timeout=timeouts(endpoint),
        max_retries=0,  # `Caller` is the only layer that tries again.
        temperature=endpoint.temperature,
        store=False if endpoint.is_openai else None,
        # Under LangGraph's "messages" mode every call would be streamed otherwise.
        disable_streaming=not streamed,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
        output_version="v0",
        cache=False,
    )
    sdk = chat.root_async_client
    chat.async_client = Direct(way, endpoint, account_of(sdk.organization, sdk.project))
    return chat
