"""What leaves for a server, and how much may come back. Imported late: it loads httpx2."""

import json
import ssl
from collections.abc import AsyncIterator
from importlib.util import find_spec

import httpx2

from archpanel.agents.engine import UnusableReply
from archpanel.agents.llm.endpoint import Endpoint

AT_ONCE = 128
"""Connections of one endpoint: four calls each of 32 interviews."""

MOST_BYTES = 8 * 1024 * 1024
"""Longest answer; a hundred times what a model writes, and no danger to this machine's memory.

A token is at least one byte, so that no call has more tokens either.
"""

_PACKED = ("gzip", "deflate", "br", "zstd")
"""Encodings that httpx2 unpacks; others it leaves as they are."""

_SENT = frozenset(("host", "accept", "connection", "content-length", "content-type", "user-agent"))
"""Headers that pass as they are. Others come from the environment by way of the SDK, for whichever
server: OPENAI_CUSTOM_HEADERS may even name another key."""

_ACCOUNT = frozenset(("openai-organization", "openai-project"))
"""Taken from the environment as well; they say who pays, and go to OpenAI alone."""


def new_transport(endpoint: Endpoint, *, many: bool = False) -> "Guarded":
    """Return the way to a server for the running loop: no proxy, nothing from the environment.

    Args:
        endpoint: where; the authorities of `SSL_CERT_FILE` come with it, since nothing is read
            here.
        many: whether a great many calls run side by side; aiohttp takes less for each, where it
            is installed.
    """
    file = endpoint.authorities
    believed = ssl.create_default_context(cafile=file) if file else None
    if many and find_spec("aiohttp"):
        from archpanel.agents.llm.many import ManyTransport

        context = believed or httpx2.create_ssl_context(trust_env=False)
        return Guarded(ManyTransport(endpoint, context, AT_ONCE), endpoint)
    limits = httpx2.Limits(
        max_connections=AT_ONCE,
        max_keepalive_connections=AT_ONCE,
        keepalive_expiry=endpoint.keepalive,
    )
    inner = httpx2.AsyncHTTPTransport(verify=believed or True, limits=limits, trust_env=False)
    return Guarded(inner, endpoint)


def new_client(transport: "Guarded", endpoint: Endpoint) -> httpx2.AsyncClient:
    """Return a client on a transport; it follows no redirect."""
    return httpx2.AsyncClient(
        transport=transport,
        timeout=timeouts(endpoint),
        follow_redirects=False,
        trust_env=False,
    )


def timeouts(endpoint: Endpoint) -> httpx2.Timeout:
    """Return the limits of one attempt; waiting for a free connection may take a whole call."""
    return httpx2.Timeout(
        connect=endpoint.connect,
        read=endpoint.read,
        write=endpoint.read,
        pool=endpoint.deadline,
    )


class Refused(Exception):
    """The server answered with a status that is no success.

    Raised here, below the SDK, because the SDK and LangChain keep the body in their errors and
    print warnings over some of its words.
    """

    def __init__(self, status: int, headers: httpx2.Headers, body: object) -> None:
        """Keep what `faults.of_status` looks at; the message says no word of the body."""
        super().__init__(f"status {status}")
        self.status = status
        self.headers = headers
        self.body = body


class Guarded(httpx2.AsyncBaseTransport):
    """Sends no header of the environment's to strangers, and takes in no more than `MOST_BYTES`."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, endpoint: Endpoint) -> None:
        """Guard what goes through `inner`."""
        self.inner = inner
        self._endpoint = endpoint

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            Refused: any status but a success; redirects too.
            UnusableReply: the answer is compressed although that was ruled out; unpacked, a few
                bytes may be gigabytes.
        """
        response = await self.inner.handle_async_request(self._bare(request))
        if any(name in response.headers.get("content-encoding", "").lower() for name in _PACKED):
            await response.aclose()
            raise UnusableReply(f"{self._endpoint.url} compressed its answer unasked.")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream, self._endpoint.url)
        if not response.is_success:
            raise await _refused(response)
        return response

    def _bare(self, request: httpx2.Request) -> httpx2.Request:
        may_pass = _SENT | _ACCOUNT if self._endpoint.is_openai else _SENT
        headers = {n: value for n, value in request.headers.items() if n.lower() in may_pass}
        # Servers without keys ignore it; some insist on one.
        headers["Authorization"] = f"Bearer {self._endpoint.key or 'none'}"
        headers["Accept-Encoding"] = "identity"
        return httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self.inner.aclose()


async def _refused(response: httpx2.Response) -> Refused:
    try:
        text = await response.aread()
    finally:
        await response.aclose()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None  # HTML, as a proxy sends it: the status has to do.
    return Refused(response.status_code, response.headers, body)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, url: str) -> None:
        self._inner = inner
        self._url = url

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for piece in self._inner:
            taken += len(piece)
            if taken > MOST_BYTES:
                raise UnusableReply(f"{self._url} answered with more than {MOST_BYTES:,} bytes.")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
