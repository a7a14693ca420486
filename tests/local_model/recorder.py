"""A small proxy between the panel and a model server: it notes what goes over the wire.

It lowers `max_tokens`, as gateways do: a model of 135M parameters seldom ends before a limit, and
the panel's own limits would cost minutes each.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 300.0
"""Seconds of silence that the model's server is granted."""

_DATA = b"data: "


@dataclass
class Exchange:
    """One request and what came back."""

    path: str
    schema: str = ""
    """Name of the JSON schema that was asked for."""

    streamed: bool = False
    status: int = 0
    pieces: int = 0
    """Pieces of text that a stream came in."""

    text: str = ""
    finish: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    hung_up: bool = False
    """The panel had heard enough, as of a question that no interviewer may ask."""


@dataclass
class Recorder:
    """A running proxy."""

    base_url: str
    exchanges: list[Exchange]


@contextmanager
def recording(port: int, longest_reply: int) -> Iterator[Recorder]:
    """Stand between a client and the server on a port of the loopback."""
    exchanges: list[Exchange] = []
    kind = type("Between", (_Between,), {"port": port, "longest": longest_reply, "log": exchanges})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Recorder(f"http://127.0.0.1:{server.server_port}/v1", exchanges)
        finally:
            server.shutdown()


class _Between(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    port: int
    longest: int
    log: list[Exchange]

    def do_GET(self) -> None:
        self._pass_on(None, Exchange(self.path))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wanted = (body.get("response_format") or {}).get("json_schema") or {}
        exchange = Exchange(self.path, wanted.get("name", ""), bool(body.get("stream")))
        self.log.append(exchange)
        for name in ("max_tokens", "max_completion_tokens"):
            if name in body:
                body[name] = min(body[name], self.longest)
        self._pass_on(json.dumps(body).encode(), exchange)

    def _pass_on(self, body: bytes | None, exchange: Exchange) -> None:
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        events: list[bytes] = []
        try:
            line.request(self.command, self.path, body, {"Content-Type": "application/json"})
            reply = line.getresponse()
            exchange.status = reply.status
            self._begin(reply)
            for event in iter(reply.readline, b""):
                events.append(event)
                self._hand_on(event)
            self.wfile.write(b"0\r\n\r\n")
        except ConnectionError:
            exchange.hung_up = self.close_connection = True
        finally:
            line.close()
            exchange.seconds = time.monotonic() - began
        _note(events, exchange)

    def _begin(self, reply: http.client.HTTPResponse) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.headers.get("Content-Type", "application/json"))
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _hand_on(self, event: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _note(events: list[bytes], exchange: Exchange) -> None:
    if exchange.hung_up and not exchange.streamed:
        return
    if not exchange.streamed or exchange.status != 200:
        whole = json.loads(b"".join(events) or b"{}")
        _note_part(whole, exchange, "message")
        return
    for event in events:
        if event.startswith(_DATA) and not event.startswith(_DATA + b"[DONE]"):
            _note_part(json.loads(event[len(_DATA) :]), exchange, "delta")


def _note_part(part: dict[str, Any], exchange: Exchange, name: str) -> None:
    for choice in part.get("choices") or ():
        text = (choice.get(name) or {}).get("content") or ""
        exchange.text += text
        exchange.pieces += bool(text)
        exchange.finish = choice.get("finish_reason") or exchange.finish
    exchange.usage = part.get("usage") or exchange.usage
