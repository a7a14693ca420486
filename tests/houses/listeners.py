"""Somebody who listens to a stream: a request whose reply is read as it comes."""

import asyncio
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.types import Message

PATIENCE = 60.0
"""Seconds until a test gives up what does not come."""


class Listener:
    """One request; `async with` sends it, and leaves at the end."""

    def __init__(self, app: FastAPI, path: str, **headers: str) -> None:
        """Prepare it; `user_agent="x"` is the header `user-agent`."""
        self._app, (_, _, self._path, self._query, _) = app, urlsplit(path)
        self._headers = [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()]
        self._news, self._left = asyncio.Condition(), asyncio.Event()
        self.status, self.told = 0, ""
        self.head: dict[str, str] = {}
        self.takes = True
        """Whether it takes what it is sent."""

    async def __aenter__(self) -> Self:
        """Send the request, and wait for the head of the reply."""
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": self._path, "raw_path": self._path.encode(), "root_path": "",
            "query_string": self._query.encode(), "client": ("127.0.0.1", 50_000),
            "server": ("testserver", 80), "headers": [(b"host", b"testserver"), *self._headers],
        }  # fmt: skip
        self.task = asyncio.create_task(self._app(scope, self._receive, self._send))
        await self._until(lambda: bool(self.status))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        self.leaves()
        await asyncio.wait_for(self.task, PATIENCE)

    async def _receive(self) -> Message:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.head = {name.decode(): value.decode() for name, value in message["headers"]}
        elif not self.takes:
            await asyncio.Event().wait()
        else:
            self.told += message.get("body", b"").decode()
        async with self._news:
            self._news.notify_all()

    async def comes(self, text: str) -> None:
        """Wait for a text."""
        await self._until(lambda: text in self.told)

    async def _until(self, found: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(found)

    def leaves(self) -> None:
        """Hang up."""
        self._left.set()

    async def ends(self) -> None:
        """Wait until the server has ended the reply."""
        await asyncio.wait_for(asyncio.shield(self.task), PATIENCE)
