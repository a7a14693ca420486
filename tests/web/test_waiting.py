"""Whoever sends nothing, or a request drop by drop, is not waited for; streams last."""

import asyncio
import importlib.util
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from archpanel.web import waiting

PATIENCE = 15.0
"""Seconds until a test gives up."""

KINDS = [name for name in ("h11", "httptools") if importlib.util.find_spec(name)]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body; then answer in two parts, the second one after a while if that is wanted."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    if scope["path"] == "/long":
        await asyncio.sleep(3.0)
    await send({"type": "http.response.body", "body": b"ended"})


@contextmanager
def served(kind: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(app, http=kind, lifespan="off", log_level="critical")
        server = waiting.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(params=KINDS)
def port(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(waiting, "HEAD_WITHIN", 0.5)
    monkeypatch.setattr(waiting, "BODY_WITHIN", 0.5)
    with served(request.param) as number:
        yield number


def heard(port: int, *said: bytes) -> bytes:
    """Return all that comes back until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        for piece in said:
            line.sendall(piece)
        found = b""
        try:
            while piece := line.recv(4096):
                found += piece
        except ConnectionResetError:
            pass
        return found


POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX-Dri", id="half a head"),
        pytest.param(POST + b"12345", id="half a body"),
        pytest.param(POST, id="no body"),
    ],
)
def test_who_sends_no_whole_request_is_not_waited_for(port: int, said: bytes) -> None:
    assert b"200" not in heard(port, said)


def drip(line: socket.socket) -> None:
    """Send a head line by line, as long as anybody listens."""
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        line.sendall(b"X-A: b\r\n")
        time.sleep(0.1)


def test_who_drips_is_not_waited_for_either(port: int) -> None:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line,
        pytest.raises(ConnectionError),
    ):
        drip(line)


def test_a_reply_that_takes_long_is_not_cut_off(port: int) -> None:
    long = b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert b"ended" in heard(port, long)
