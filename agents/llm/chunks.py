"""Pieces of a streamed answer as the dicts that they are on the wire.

The SDK would make a model of each piece, and LangChain dump it again: that takes more processor
time than all else in a call, and pydantic prints a warning over each piece that is not quite as
OpenAI's: with the words of the answer in it, on the terminal.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from archpanel.agents.engine import UnusableReply

if TYPE_CHECKING:
    import httpx2

Chunk = dict[str, Any]

_BETWEEN: Final = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_LONGEST_BETWEEN: Final = 4
_DONE: Final = b"[DONE]"

MOST_EVENT: Final = 1024 * 1024
"""Bytes of one event; it holds a few words of an answer."""

_GRACE: Final = 0.5
"""Seconds for the end of a body to arrive after the answer's own end."""


class PlainStream:
    """A stream of dicts; closed by leaving its context."""

    def __init__(self, response: "httpx2.Response") -> None:
        """Take over an open response."""
        self._response = response

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._response.aclose()

    async def __aiter__(self) -> AsyncIterator[Chunk]:
        events, body = Events(), self._response.aiter_bytes()
        async for read in body:
            known = [data for event in events.fed(read) if (data := _data(event))]
            for chunk in joined(self._parsed(known)):
                yield chunk
            if any(data.startswith(_DONE) for data in known):
                break
        await _to_the_end(body)

    def _parsed(self, events: Iterable[bytes]) -> Iterator[Chunk]:
        for data in events:
            if data.startswith(_DONE):
                return
            chunk = json.loads(data)
            if isinstance(chunk, dict) and chunk.get("error"):
                from openai import APIError

                raise APIError("the server broke off", self._response.request, body=None)
            yield first_choice(chunk)


async def _to_the_end(body: AsyncIterator[bytes]) -> None:
    """Read what is left, or the connection could not be used again; but do not wait for it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            async for _ in body:
                pass


class Events:
    """Cuts a body into events; each byte is looked at once, however it arrives."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._rest = bytearray()
        self._seen = 0

    @property
    def unseen(self) -> int:
        """How many bytes the next look begins with."""
        return len(self._rest) - self._seen

    def fed(self, read: bytes) -> list[bytes]:
        """Return the events that these bytes complete.

        Raises:
            UnusableReply: an event has no end.
        """
        self._rest += read
        whole, start = [], 0
        for match in list(_BETWEEN.finditer(self._rest, self._seen)):
            whole.append(bytes(self._rest[start : match.start()]))
            start = match.end()
        del self._rest[:start]
        if len(self._rest) > MOST_EVENT:
            raise UnusableReply(f"An event of the stream has more than {MOST_EVENT:,} bytes.")
        self._seen = max(0, len(self._rest) - _LONGEST_BETWEEN + 1)
        return whole


def first_choice(answer: Any) -> Any:
    """Return an answer, or a piece of one, without choices other than the first by number."""
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or not any(map(_is_other, choices)):
        return answer
    return {**answer, "choices": [choice for choice in choices if not _is_other(choice)]}


def _is_other(choice: object) -> bool:
    return isinstance(choice, dict) and choice.get("index") not in (0, None)


def _data(event: bytes) -> bytes:
    lines = (line for line in event.splitlines() if line.startswith(b"data:"))
    return b"\n".join(line[5:].removeprefix(b" ") for line in lines)


def joined(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Yield chunks that arrived together, with words that follow each other made into one piece.

    Nothing is held back: what is joined was read from the connection at once.
    """
    last: Chunk | None = None
    for chunk in chunks:
        if last is not None and _is_words(last) and _is_words(chunk):
            last["choices"][0]["delta"]["content"] += chunk["choices"][0]["delta"]["content"]
            continue
        if last is not None:
            yield last
        last = chunk
    if last is not None:
        yield last


def _is_words(chunk: Any) -> bool:
    """Tell whether a chunk adds words to the answer, and says nothing else."""
    match chunk:
        case {"choices": [{"delta": {"content": str()} as delta} as choice]}:
            rest = {name: value for name, value in choice.items() if name != "delta"}
            return (
                not chunk.get("usage")
                and delta.keys() <= {"content", "role"}
                and not any(rest.values())
            )
    return False
