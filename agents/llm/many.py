"""How many interviews at once reach a server: through aiohttp, behind the same guards.

httpx2 looks at every connection it keeps before and after every request, and parses answers in
Python: in a batch that is a third of the processor time. What aiohttp would do on its own is
switched off here: redirects, cookies, unpacking, proxies, whatever the environment says. What it
fails with is told in httpx2's words, so that nobody above has to know. Imported late, and only
where aiohttp is installed: see docs/decisions/0012-aiohttp-for-batches.md.
"""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import aiohttp
import httpx2
from yarl import URL

from archpanel.agents.llm.endpoint import Endpoint


class ManyTransport(httpx2.AsyncBaseTransport):
    """Sends requests over one pool of connections, within one event loop."""

    def __init__(self, endpoint: Endpoint, believed: ssl.SSLContext, at_once: int) -> None:
        """Open the pool.

        Args:
            endpoint: how patient we are with it; its address is not looked at.
            believed: checks the certificates of servers.
            at_once: connections, at most; further requests wait for one.
        """
        connector = aiohttp.TCPConnector(
            limit=at_once, keepalive_timeout=endpoint.keepalive, ssl=believed
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=_timeouts(endpoint),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            auto_decompress=False,
            trust_env=False,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the body of what is returned is still to be read.

        Raises:
            httpx2.TransportError: there is no answer.
        """
        sent = await request.aread()
        headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
        with _in_httpx2s_words():
            answer = await self._session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=headers,
                data=sent,
                allow_redirects=False,
            )
        return httpx2.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._session.close()


class _Body(httpx2.AsyncByteStream):
    """What a server sends, piece by piece as it comes in."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx2s_words():
            async for piece in self._answer.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        # To release it with a body unread would keep what is left for the next request to find.
        self._answer.close()


def _timeouts(endpoint: Endpoint) -> aiohttp.ClientTimeout:
    """Return the limits of one attempt; the whole call has a deadline above this."""
    return aiohttp.ClientTimeout(
        total=None,  # `Caller` has a deadline for the whole call
        connect=endpoint.deadline,  # with the wait for a free connection
        sock_connect=endpoint.connect,
        sock_read=endpoint.read,
    )


@contextmanager
def _in_httpx2s_words() -> Iterator[None]:
    """Raise as httpx2 does.

    Raises:
        httpx2.TransportError: whatever aiohttp failed with; it is the cause.
    """
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx2.ConnectTimeout("no connection in time") from error
    except TimeoutError as error:
        raise httpx2.ReadTimeout("no answer in time") from error
    except aiohttp.ClientConnectionError as error:
        raise httpx2.NetworkError(type(error).__name__) from error
    except aiohttp.ClientError as error:  # its words may hold headers, and the key with them
        raise httpx2.RemoteProtocolError(type(error).__name__) from error
