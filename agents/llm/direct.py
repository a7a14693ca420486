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

if TYPE_CHECKING:
    from archpanel.agents.llm.endpoint import Endpoint


class Direct:
    """Stands in for the SDK's completions in a `ChatOpenAI`."""

    def __init__(
        self, http: httpx2.AsyncClient, endpoint: "Endpoint", account: Mapping[str, str]
    ) -> None:
        """Ask through an HTTP client.

        Args:
            http: the client, with all its guards.
            endpoint: address and key.
            account: headers that say who pays, for OpenAI's own servers.
        """
        self._http = http
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
        response = await self._http.send(self._request(sent), stream=bool(sent.get("stream")))
        return PlainStream(response) if sent.get("stream") else json.loads(response.content)

    def _request(self, sent: Mapping[str, Any]) -> httpx2.Request:
        plain = {name: value for name, value in sent.items() if name != "extra_body"}
        body = plain | (sent.get("extra_body") or {})
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return self._http.build_request(
            "POST", self._url, content=text.encode(), headers=self._headers
        )


def account_of(organization: str | None, project: str | None) -> dict[str, str]:
    """Return the headers that say whose account a call is for."""
    given = {"OpenAI-Organization": organization, "OpenAI-Project": project}
    return {name: value for name, value in given.items() if value}
