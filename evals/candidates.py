"""Candidates who reach the rooms over HTTP as a browser does: forms, and the stream with its ids.

Each comes in by the header of a trusted reverse proxy, so that a harness needs no passwords.
"""

import asyncio
import html
import random
import re
import time
from asyncio import StreamReader
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

HEADER = "X-Forwarded-User"
"""What the servers are told to trust."""

PATIENCE = 120.0
"""Seconds without anything new in a stream after which an interview counts as stuck."""

AGAIN = 0.3
"""Seconds before a browser connects again."""

FORM = {
    "world": "startup", "view": "developer-plus", "level": "senior", "rounds": "system-design",
    "seats": ("startup_cto", "enterprise_architect", "security_reviewer"),
}  # fmt: skip

SAID = (
    "For {question} I would put a queue between the services and retry with idempotency keys. "
    "We measured a p95 of 300 ms under 2,000 requests a second, and an outbox table held every "
    "order while the broker was away. {who} says so."
)


class Refused(Exception):
    """A server answered, and not as it should."""


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    text: str = ""


@dataclass
class Heard:
    """What came of one interview, as the candidate saw it."""

    who: str
    session: str = ""
    questions: dict[str, str] = field(default_factory=dict)
    """Id -> the words in the answer box, as often as it was drawn; they must not change."""

    answers: dict[str, str] = field(default_factory=dict)
    """Id of the question -> what was accepted as its answer."""

    faults: list[str] = field(default_factory=list)
    reconnected: int = 0
    asked_after: list[float] = field(default_factory=list)
    """Seconds from sending an answer to the next question or the verdict, for each answer."""

    record: str = ""
    finished: bool = False

    @property
    def ended(self) -> bool:
        """Tell whether nothing more comes."""
        return self.finished or bool(self.faults)


@dataclass
class Candidate:
    """Somebody in one room at a time."""

    port: int
    heard: Heard
    turns: int
    engine: str = "embedded"
    last: int = 0
    words: dict[str, str] = field(default_factory=dict)
    think: float = 0.0
    """Seconds before an answer is sent; drawn anew each time up to twice as many."""

    sent: float = 0.0
    """When the last answer was."""

    def __post_init__(self) -> None:
        """Draw the same pauses in every run."""
        self._draw = random.Random(self.heard.who)

    async def sit(self) -> None:
        """Open a room."""
        form = {**FORM, "turns": str(self.turns), "engine": self.engine}
        reply = await self._request("POST", "/start", form)
        if reply.status != 303:
            raise Refused(f"/start: {reply.status} {reply.text[:300]}")
        self.heard.session = reply.headers["location"].removeprefix("/rooms/")

    async def interview(self) -> None:
        """Answer what is asked until the verdict, and fetch the record."""
        page = await self._page(self._room)
        self.last = int(_found(r"events\?after=(\d+)", page) or 0)
        await self._see(page)
        while not self.heard.finished:
            try:
                await self._follow()
            except (ConnectionError, asyncio.IncompleteReadError, TimeoutError) as error:
                if isinstance(error, TimeoutError):
                    self.heard.faults.append(f"nothing came for {PATIENCE:.0f} s")
                    return
            if not self.heard.finished:
                self.heard.reconnected += 1
                await asyncio.sleep(AGAIN)
        self.heard.record = await self._page(f"/verdicts/{self.heard.session}/record.json")

    @property
    def waits(self) -> bool:
        """Tell whether the panel is to speak next."""
        return not self.heard.ended and set(self.heard.questions) == set(self.heard.answers)

    @property
    def _room(self) -> str:
        return f"/rooms/{self.heard.session}"

    async def _follow(self) -> None:
        async with self._open("GET", f"{self._room}/events?after={self.last}") as (reply, reader):
            if reply.status != 200:
                raise Refused(f"stream: {reply.status}")
            async with aclosing(_messages(reader)) as messages:
                while not self.heard.finished:
                    number, data = await asyncio.wait_for(anext(messages), PATIENCE)
                    if number <= self.last:
                        self.heard.faults.append(f"event {number} came after {self.last}")
                    self.last = number
                    await self._see(data)

    async def _see(self, part: str) -> None:
        """Take in what was drawn, and answer if somebody asks."""
        if "The panel has reached its verdict" in part:
            self.heard.finished = True
        if more := re.search(r'hx-target="#words-(\w+)"[^>]*>(.*?)</hx-partial>', part, re.DOTALL):
            self.words[more[1]] = self.words.get(more[1], "") + html.unescape(more[2])
        if drawn := re.search(r'<span id="words-(\w+)">(.*?)</span>', part, re.DOTALL):
            self.words[drawn[1]] = html.unescape(drawn[2])
        asked = _found(r'data-question="(\w+)"', part)
        if self.sent and (asked not in self.heard.answers if asked else self.heard.finished):
            self.heard.asked_after.append(time.monotonic() - self.sent)
        if not asked:
            return
        text = html.unescape(_found(r'id="asked">(.*?)</p>', part))
        if self.heard.questions.setdefault(asked, text) != text:
            self.heard.faults.append(f"{asked} changed its words")
        self._check_words(text)
        if asked not in self.heard.answers:
            await self._answer(asked)

    def _check_words(self, text: str) -> None:
        """What was said piece by piece must not repeat itself beside the whole question."""
        for said in self.words.values():
            if said and len(said) > 2 * len(text) + 200:
                self.heard.faults.append("words came twice")
        self.words.clear()

    async def _answer(self, question: str) -> None:
        said = SAID.format(question=question, who=self.heard.who)
        await asyncio.sleep(self.think * 2 * self._draw.random())
        self.sent = time.monotonic()
        form = {"question": question, "key": uuid4().hex, "said": said}
        while True:
            try:
                reply = await self._request("POST", f"{self._room}/answer", form)
            except (ConnectionError, asyncio.IncompleteReadError):
                await asyncio.sleep(AGAIN)
                continue  # the same key: it is one answer, however often it is sent
            break
        if reply.status not in (204, 303):
            raise Refused(f"answer to {question}: {reply.status} {reply.text[:300]}")
        self.heard.answers[question] = said

    async def _page(self, path: str) -> str:
        while True:
            try:
                reply = await self._request("GET", path)
            except (ConnectionError, asyncio.IncompleteReadError):
                await asyncio.sleep(AGAIN)
                continue
            if reply.status != 200:
                raise Refused(f"{path}: {reply.status} {reply.text[:300]}")
            return reply.text

    async def _request(
        self, method: str, path: str, form: Mapping[str, object] | None = None
    ) -> Reply:
        async with self._open(method, path, form) as (reply, reader):
            length = int(reply.headers.get("content-length", 0))
            body = await asyncio.wait_for(reader.readexactly(length), PATIENCE)
            return Reply(reply.status, reply.headers, body.decode())

    @asynccontextmanager
    async def _open(
        self, method: str, path: str, form: Mapping[str, object] | None = None
    ) -> AsyncIterator[tuple[Reply, StreamReader]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self._lines(method, path, form))
            await writer.drain()
            yield await asyncio.wait_for(_head(reader), PATIENCE), reader
        finally:
            writer.close()

    def _lines(self, method: str, path: str, form: Mapping[str, object] | None) -> bytes:
        body = urlencode(form or {}, doseq=True).encode()
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close",
            f"{HEADER}: {self.heard.who}", f"Content-Length: {len(body)}",
            "Content-Type: application/x-www-form-urlencoded", "", "",
        ]  # fmt: skip
        if self.last:
            lines.insert(1, f"Last-Event-ID: {self.last}")
        return "\r\n".join(lines).encode() + body


async def _head(reader: StreamReader) -> Reply:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    return Reply(int(first.split()[1]), {name.lower(): value for name, _, value in pairs})


async def _messages(reader: StreamReader) -> AsyncGenerator[tuple[int, str]]:
    """Yield number and data of each message; the chunks of the transfer are put together first."""
    number, data = 0, list[str]()
    async for line in _stream_lines(reader):
        name, _, value = line.partition(": ")
        if name == "id":
            number = int(value)
        elif name == "data":
            data.append(value)
        elif not line and data:
            yield number, "\n".join(data)
            data = []


async def _stream_lines(reader: StreamReader) -> AsyncIterator[str]:
    rest = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        rest += await reader.readexactly(size)
        await reader.readexactly(2)
        *whole, rest = rest.split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r").decode()
    raise ConnectionError("the stream ended")


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    return match[1] if match else ""
