"""A model server on this machine that behaves as badly as it is told to."""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

KEY = "test-key-7Yk2mQ"
BODY = "the-body-of-an-answer"
"""In every error a server sends here; must never be seen again."""

Behaviour = Callable[["Line"], Awaitable[None]]


@dataclass
class Asked:
    """One request, as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Line:
    """The way back to who asked."""

    writer: asyncio.StreamWriter
    asked: Asked

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hang(self) -> None:
        """Say nothing more, until the server is closed."""
        await asyncio.Event().wait()

    def hang_up(self) -> None:
        raise ConnectionAbortedError


@dataclass
class HostileServer:
    """Answers the n-th request with the n-th behaviour; the last one repeats."""

    behaviours: list[Behaviour] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    tls: ssl.SSLContext | None = None
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return f"https://localhost:{port}/v1" if self.tls else f"http://127.0.0.1:{port}/v1"

    def will(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours)

    async def idle(self) -> None:
        """Wait until every line is closed."""
        while self._tasks:
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                place = min(len(self.asked), len(self.behaviours)) - 1
                await self.behaviours[place](Line(writer, asked))
        except (ConnectionError, asyncio.CancelledError):
            pass  # Who asked has hung up, or the server is closed: both end the line.
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            self._tasks.discard(task)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    headers = {n.lower(): v.strip() for n, _, v in (h.partition(":") for h in head[1:]) if n}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(head[0].split()[1], headers, json.loads(body or b"{}"))


def raw(
    data: bytes,
    status: int = 200,
    kind: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """Answer with these very bytes."""
    fields = {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields.items())

    async def behave(line: Line) -> None:
        await line.send(head.encode() + b"\r\n" + data)

    return behave


def refusal(
    status: int, headers: Mapping[str, str] | None = None, **error: str | None
) -> Behaviour:
    """Answer with an error, as OpenAI words it."""
    said = {"message": f"{BODY} {KEY}", "type": "x", "param": None, "code": None, **error}
    return raw(json.dumps({"error": said}).encode(), status, headers=headers)


USAGE = {"prompt_tokens": 90, "completion_tokens": 7, "total_tokens": 97}


def completion(
    content: object = "Fine.",
    *,
    finish: str | None = "stop",
    usage: Mapping[str, Any] | None = USAGE,
    kind: str = "application/json",
    **message: object,
) -> Behaviour:
    """Answer with one chat completion."""
    said = {"role": "assistant", "content": content, **message}
    whole: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "dated-model",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
    }
    if usage is not None:
        whole["usage"] = usage
    return raw(json.dumps(whole).encode(), kind=kind)


def events(
    pieces: Sequence[str], *, finish: str | None = "stop", usage: Mapping[str, Any] | None = USAGE
) -> list[bytes]:
    """Return the server-sent events of a streamed answer."""
    deltas = [({"content": piece}, None) for piece in pieces]
    chunks: list[dict[str, Any]] = [_chunk(delta, end) for delta, end in deltas]
    chunks += [_chunk({}, finish)] if finish else []
    if usage is not None:
        chunks.append({**_chunk({}, None), "choices": [], "usage": usage})
    sent = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks]
    return [*sent, b"data: [DONE]\n\n"] if finish else sent


def stream(sent: Sequence[bytes], then: Behaviour | None = None) -> Behaviour:
    """Send events; `then` instead of ending the body properly."""

    async def behave(line: Line) -> None:
        await line.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for event in sent:
            await line.send(b"%x\r\n%s\r\n" % (len(event), event))
        if then is not None:
            await then(line)
        await line.send(b"0\r\n\r\n")

    return behave


async def hang(line: Line) -> None:
    """Read the request and say nothing."""
    await line.hang()


async def hang_up(line: Line) -> None:
    """Read the request and hang up."""
    line.hang_up()


async def slow_headers(line: Line) -> None:
    """Begin a status line, and stop."""
    await line.send(b"HTTP/1.1 20")
    await line.hang()


async def trickle(line: Line) -> None:
    """Send a body byte by byte, for ever: every read succeeds."""
    await line.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    await line.send(b"Content-Length: 1000000\r\n\r\n")
    while True:
        await line.send(b" ")
        await asyncio.sleep(0.02)


def _chunk(delta: Mapping[str, Any], finish: str | None) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "dated-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
