"""Chat completions: what is answered, when, and what it costs."""

import asyncio
import json
import time
from asyncio import StreamWriter
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from archpanel.agents.llm.trial import SCHEMA_NAME
from archpanel.evals.bench.caches import BreakpointCache, ClassicCache
from archpanel.evals.bench.journal import Entry
from archpanel.evals.bench.prompts import Body, read_prompt
from archpanel.evals.bench.replies import Reply, by_name, made_up
from archpanel.evals.bench.tokens import tokens_of
from archpanel.evals.bench.wire import BadCall, begin_events, send_events, send_json

SOON = {"retry-after-ms": "20"}
"""What a refused client is told; the official SDK obeys it."""


@dataclass
class Manners:
    """How the stub behaves; `/config` changes single fields."""

    first_token: float = 0.0
    """Seconds to the first token."""

    per_token: float = 0.0
    """Seconds per token of the answer."""

    replies: str = ""
    """`package.module:name` of a `Reply`; "": made up."""

    errors: dict[str, float] = field(default_factory=dict)
    """Share of calls that fail: "429", "500", "timeout" (never answered)."""

    seed: int = 0
    """Of the errors; begins anew with every `/config` and `/reset`."""

    hang: float = 600.0
    """Seconds after which a call that is never answered is cut off."""

    record: bool = False
    """Keep the bodies of requests."""

    breakpoints: bool = False
    """Report the cache of breakpoints in `usage`, not the classic one."""

    @property
    def reply(self) -> Reply:
        """What answers."""
        named: Reply = by_name(self.replies) if self.replies else made_up
        return named


@dataclass
class Caches:
    """Both caches of each API key: parties that share a server share nothing else."""

    classic: dict[str, ClassicCache] = field(default_factory=lambda: defaultdict(ClassicCache))
    marked: dict[str, BreakpointCache] = field(default_factory=lambda: defaultdict(BreakpointCache))


class Completions:
    """The endpoint `/v1/chat/completions`."""

    def __init__(self, manners: Manners) -> None:
        """Begin with cold caches.

        Raises:
            PanelError: the replies cannot be loaded.
            ValueError: an unknown kind of error is to be made.
        """
        if unknown := set(manners.errors) - {"429", "500", "timeout"}:
            raise ValueError(f"no such errors: {sorted(unknown)}; known: 429, 500, timeout")
        self.manners = manners
        self._reply = manners.reply
        self._caches = Caches()
        self._draw = Random(manners.seed)

    async def answer(self, body: Body, entry: Entry, writer: StreamWriter) -> None:
        """Answer one call and note what it cost.

        Raises:
            BadCall: the request is not one.
        """
        schema = _schema_of(body)
        entry.schema, entry.streamed = _name_of(body), bool(body.get("stream"))
        if self.manners.record:
            entry.body = body
        if await self._fails(entry, writer):
            return
        # Whoever plays a part knows the panel's jobs, and this is none of them.
        reply = made_up if entry.schema == SCHEMA_NAME else self._reply
        tokens, reason = _shortened(reply(body["messages"], schema), body)
        self._count(body, entry, tokens)
        if entry.streamed:
            await self._stream(body, entry, tokens, reason, writer)
        else:
            await _until(entry.first + len(tokens) * self.manners.per_token)
            entry.end = time.monotonic()
            await send_json(writer, _whole(body, entry, tokens, reason, self._usage(entry)))

    async def _fails(self, entry: Entry, writer: StreamWriter) -> bool:
        point, failure = self._draw.random(), ""
        for kind, share in self.manners.errors.items():
            if 0 <= point < share:
                failure = kind
            point -= share
        if not failure:
            return False
        entry.status = int(failure) if failure.isdecimal() else 0
        await _until(
            entry.start + (self.manners.first_token if entry.status else self.manners.hang)
        )
        if not entry.status:
            raise ConnectionAbortedError("cut off on purpose")
        await send_json(writer, _error(f"made to fail: {failure}"), entry.status, SOON)
        return True

    def _count(self, body: Body, entry: Entry, tokens: tuple[str, ...]) -> None:
        prompt = read_prompt(body)
        read = prompt.tokens
        entry.first = entry.start + self.manners.first_token
        entry.prompt, entry.output = len(read), len(tokens)
        entry.cached = self._caches.classic[entry.key].use(read, entry.start, entry.first)
        marked = self._caches.marked[entry.key]
        entry.read, entry.written = marked.use(prompt, entry.start, entry.first)

    async def _stream(
        self, body: Body, entry: Entry, tokens: tuple[str, ...], reason: str, writer: StreamWriter
    ) -> None:
        wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        before, after = _frame(body, entry, usage=wants_usage)
        await _until(entry.first)
        await begin_events(writer)
        due = [before + json.dumps({"role": "assistant", "content": ""}) + after]
        sent = 0
        while sent < len(tokens):
            ready = self._ready(entry, len(tokens))
            due += [f"{before}{_content(token)}{after}" for token in tokens[sent:ready]]
            await send_events(writer, due)
            due, sent = [], ready
            await _until(entry.first + sent * self.manners.per_token)
        due = [
            f"{before}{{}}{after}".replace('"finish_reason":null', f'"finish_reason":"{reason}"')
        ]
        if wants_usage:
            due.append(json.dumps({**_envelope(body, entry, "chat.completion.chunk"),
                                   "choices": [], "usage": self._usage(entry)}))  # fmt: skip
        entry.end = time.monotonic()
        await send_events(writer, [*due, "[DONE]"], last=True)

    def _ready(self, entry: Entry, most: int) -> int:
        if not self.manners.per_token:
            return most
        return min(most, 1 + int((time.monotonic() - entry.first) / self.manners.per_token + 1e-6))

    def _usage(self, entry: Entry) -> dict[str, Any]:
        marked = self.manners.breakpoints
        details = {"cached_tokens": entry.read if marked else entry.cached, "audio_tokens": 0}
        if marked:
            details["cache_write_tokens"] = entry.written
        return {
            "prompt_tokens": entry.prompt,
            "completion_tokens": entry.output,
            "total_tokens": entry.prompt + entry.output,
            "prompt_tokens_details": details,
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        }


async def _until(moment: float) -> None:
    if (left := moment - time.monotonic()) > 0:
        await asyncio.sleep(left)


def _schema_of(body: Body) -> Mapping[str, Any] | None:
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        raise BadCall(400, "messages must be a list of objects")
    if not messages or not all(m.get("role") for m in messages):
        raise BadCall(400, "messages must not be empty, and each has a role")
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_object":
        return {"type": "object"}
    if wanted.get("type") != "json_schema":
        return None
    try:
        found: Mapping[str, Any] = wanted["json_schema"]["schema"]
    except (KeyError, TypeError):
        raise BadCall(400, "response_format.json_schema.schema is missing") from None
    return found


def _name_of(body: Body) -> str:
    wanted = body.get("response_format") or {}
    return str((wanted.get("json_schema") or {}).get("name", "")) or (
        "json_object" if wanted.get("type") == "json_object" else ""
    )


def _shortened(text: str, body: Body) -> tuple[tuple[str, ...], str]:
    tokens = tokens_of(text)
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    if most and len(tokens) > most:
        return tokens[:most], "length"
    return tokens, "stop"


def _envelope(body: Body, entry: Entry, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{entry.number}",
        "object": kind,
        "created": int(time.time()),
        "model": body.get("model", "stub"),
        "service_tier": "default",
        "system_fingerprint": "stub",
    }


def _whole(
    body: Body, entry: Entry, tokens: tuple[str, ...], reason: str, usage: dict[str, Any]
) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(tokens), "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    return {**_envelope(body, entry, "chat.completion"), "choices": [choice], "usage": usage}


def _frame(body: Body, entry: Entry, *, usage: bool) -> tuple[str, str]:
    """Return what stands before and after the `delta` of every chunk."""
    head = json.dumps(_envelope(body, entry, "chat.completion.chunk"))[:-1]
    tail = ',"logprobs":null,"finish_reason":null}]' + (',"usage":null}' if usage else "}")
    return head + ', "choices":[{"index":0,"delta":', tail


def _content(token: str) -> str:
    return json.dumps({"content": token})


def _error(problem: str) -> dict[str, Any]:
    return {"error": {"message": problem, "type": "stub", "param": None, "code": None}}
