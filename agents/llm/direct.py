"""Requests straight to the HTTP client, past the SDK.

The SDK walks through every field of every message to see what it has to rename, wraps what comes
back in models, and LangChain dumps those again: more processor time than all else in a call, and
nothing here has to be renamed or wrapped. LangChain sees messages and answer as ever, so traces
are complete; where messages have parts, it sees their text, since it inspects each part's type at
a great expense, and the parts come as `extra_body`.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx2

from archpanel.agents.llm.chunks import PlainStream
from archpanel.agents.llm.transport import Guarded, timeouts

if TYPE_CHECKING:
    from archpanel.agents.llm.endpoint import Endpoint


class Direct:
    """Stands in for the SDK's completions in a `ChatOpenAI`."""

    def __init__(self, way: Guarded, endpoint: "Endpoint", account: Mapping[str, str]) -> None:
        """Ask through a transport: a client around it would only look for redirects and cookies.

        Args:
            way: the transport, with all its guards.
            endpoint: address and key.
            account: headers that say who pays, for OpenAI's own servers.
        """
        self._way = way
        self._extensions = {"timeout": timeouts(endpoint).as_dict()}
        self._url = httpx2.URL(f"{endpoint.url}/chat/completions")
        self._headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            # Servers without keys ignore it; some insist on one.
            "Authorization": f"Bearer {endpoint.key or 'none'}",
            **account,
        }

    async def create(self, **sent: Any) -> Any:
        """Ask; return the whole answer as the JSON that it is, or what is streamed."""
        request = self._request(sent)
        response = await self._way.handle_async_request(request)
        if not sent.get("stream"):
            return json.loads(await _whole(response))
        response.request = request
        return PlainStream(response)

    def _request(self, sent: Mapping[str, Any]) -> httpx2.Request:
        plain = {name: value for name, value in sent.items() if name != "extra_body"}
        body = plain | (sent.get("extra_body") or {})
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return httpx2.Request(
            "POST",
            self._url,
            headers=self._headers,
            content=text.encode(),
            extensions=self._extensions,
        )


async def _whole(response: httpx2.Response) -> bytes:
    """Read a body to its end, and let the connection go."""
    try:
        return b"".join([piece async for piece in _stream_of(response)])
    finally:
        await _stream_of(response).aclose()


def _stream_of(response: httpx2.Response) -> httpx2.AsyncByteStream:
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    return response.stream


def account_of(organization: str | None, project: str | None) -> dict[str, str]:
    """Return the headers that say whose account a call is for."""
    given = {"OpenAI-Organization": organization, "OpenAI-Project": project}
    return {name: value for name, value in given.items() if value}
