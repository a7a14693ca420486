"""The stub's doors: `/v1/models`, `/v1/chat/completions`, `/stats`, `/log`, `/config`, `/reset`.

An address may begin with `/j/JOB`: what comes under it is counted for that job.
"""

import asyncio
import time
import traceback
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from dataclasses import asdict, replace
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from archpanel.domain import PanelError
from archpanel.evals.bench.completions import Completions, Manners
from archpanel.evals.bench.journal import Entry, Journal
from archpanel.evals.bench.wire import BadCall, Request, read_request, send_json

MODELS = ("stub", "stub-mini")


class Server:
    """One stub server; `open` starts it in the running event loop."""

    def __init__(self, manners: Manners | None = None) -> None:
        """Bind its manners."""
        self.journal = Journal()
        self._completions = Completions(manners or Manners())
        self._connections = count(1)
        self._calls = count(1)

    async def open(self, port: int = 0) -> asyncio.Server:
        """Listen on the loopback; port 0 takes a free one."""
        return await asyncio.start_server(self._serve, "127.0.0.1", port, limit=2**20)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection, calls = next(self._connections), 0
        try:
            while request := await read_request(reader):
                chat = _split(request.path)[1] == "/v1/chat/completions"
                await self._answer(request, connection, chat and not calls, writer)
                calls += chat
        except BadCall as error:
            await send_json(writer, _problem(error), error.status, {"connection": "close"})
        except (ConnectionError, IncompleteReadError, LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, request: Request, connection: int, fresh: bool, writer: StreamWriter
    ) -> None:
        job, path, query = _split(request.path)
        try:
            if (request.method, path) == ("POST", "/v1/chat/completions"):
                entry = Entry(
                    next(self._calls), job, request.key, "", False, time.monotonic(),
                    connection, fresh,
                )  # fmt: skip
                self.journal.entries.append(entry)
                await self._complete(request, entry, writer)
            else:
                await send_json(writer, self._small(request, path, query))
        except BadCall as error:
            await send_json(writer, _problem(error), error.status)

    async def _complete(self, request: Request, entry: Entry, writer: StreamWriter) -> None:
        try:
            await self._completions.answer(request.json(), entry, writer)
        except BadCall as error:
            entry.status = error.status
            raise
        except (ConnectionError, asyncio.CancelledError):
            entry.status = 0
            raise
        except Exception as error:
            traceback.print_exc()
            entry.status = 500  # the reply function failed; to try again would not help
            told = _problem(BadCall(500, f"{type(error).__name__}: {error}"))
            await send_json(writer, told, 500, {"x-should-retry": "false"})
        finally:
            entry.end = entry.end or time.monotonic()

    def _small(self, request: Request, path: str, query: dict[str, str]) -> object:
        match request.method, path:
            case "GET", "/v1/models":
                models = [{"id": name, "object": "model", "created": 0, "owned_by": "stub"}
                          for name in MODELS]  # fmt: skip
                return {"object": "list", "data": models}
            case "GET", "/stats":
                return self.journal.stats()
            case "GET", "/log":
                return [asdict(entry) for entry in self.journal.of(query.get("job"))]
            case "GET", "/config":
                return asdict(self._completions.manners)
            case "POST", "/config":
                return asdict(self._behave(request.json()))
            case "POST", "/reset":
                self.journal.entries.clear()
                self._completions = Completions(self._completions.manners)
                return {"reset": True}
        raise BadCall(404, f"nothing is at {request.method} {path}")

    def _behave(self, changes: dict[str, Any]) -> Manners:
        try:
            manners = replace(self._completions.manners, **changes)
            self._completions = Completions(manners)
        except (TypeError, ValueError, PanelError) as error:
            raise BadCall(400, str(error)) from None
        return manners


def _split(address: str) -> tuple[str, str, dict[str, str]]:
    """Return job, path and query of an address."""
    parts = urlsplit(address)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.path.startswith("/j/"):
        job, _, path = parts.path.removeprefix("/j/").partition("/")
        return unquote(job), f"/{path}", query
    return "", parts.path, query


def _problem(error: BadCall) -> dict[str, Any]:
    return {"error": {"message": str(error), "type": "invalid_request_error", "code": None}}
