"""HTTP/1.1 as far as an API client needs it: keep-alive, bodies of known length, chunks back."""

import json
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

MOST = 16 * 2**20
"""Bytes that a body may have."""


class BadCall(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, problem: str) -> None:
        """Keep the status to answer with."""
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body, which must be a JSON object.

        Raises:
            BadCall: it is none.
        """
        try:
            read = json.loads(self.body or b"{}")
        except ValueError:
            raise BadCall(400, "the body is not JSON") from None
        if not isinstance(read, dict):
            raise BadCall(400, "the body is not a JSON object")
        return read

    @property
    def key(self) -> str:
        """The API key."""
        return self.headers.get("authorization", "").removeprefix("Bearer ").strip()


async def read_request(reader: StreamReader) -> Request | None:
    """Read the next request of a connection; None when the client has closed it.

    Raises:
        BadCall: what came is no request that this server takes.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, _, rest = first.partition(" ")
    path, _, version = rest.partition(" ")
    if version != "HTTP/1.1":
        raise BadCall(505, "only HTTP/1.1 is spoken here")
    headers = dict(map(_header, lines))
    return Request(method, path, headers, await reader.readexactly(_length(headers)))


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise BadCall(400, f"{line!r} is no header")
    return name.lower(), value.strip()


def _length(headers: Mapping[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise BadCall(411, "send a content-length")
    given = headers.get("content-length", "0")
    if not given.isdecimal():
        raise BadCall(400, f"{given!r} is no length")
    if int(given) > MOST:
        raise BadCall(413, f"a body has at most {MOST} bytes")
    return int(given)


async def send_json(
    writer: StreamWriter, value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> None:
    """Send a whole reply."""
    body = json.dumps(value).encode()
    head = {"content-type": "application/json", "content-length": str(len(body)), **(headers or {})}
    writer.write(_head(status, head) + body)
    await writer.drain()


async def begin_events(writer: StreamWriter) -> None:
    """Begin a reply of server-sent events."""
    head = {"content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked"}
    writer.write(_head(200, head))
    await writer.drain()


async def send_events(writer: StreamWriter, events: list[str], *, last: bool = False) -> None:
    """Send events, each as a chunk of its own, as a server that types does."""
    chunks = [f"data: {event}\n\n".encode() for event in events]
    sent = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    writer.write(sent + (b"0\r\n\r\n" if last else b""))
    await writer.drain()


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{lines}\r\n".encode("latin-1")
