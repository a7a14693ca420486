"""A request as the model reads it: blocks of tokens in the order in which a cache sees them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archpanel.evals.bench.tokens import tokens_of

Body = dict[str, Any]
"""The JSON of one request to `/v1/chat/completions`."""


_BETWEEN = ("<|end|>", "<|start|>")
"""Stands between two messages; about four tokens per message, as OpenAI counts them."""


@dataclass(frozen=True)
class Block:
    """One content part, or what stands between two."""

    tokens: tuple[str, ...]
    marked: bool = False
    """An explicit cache breakpoint stands at its end."""

    closes_user: bool = False
    """It is the last part of a user message."""


@dataclass(frozen=True)
class Prompt:
    """Everything that is counted as input."""

    blocks: tuple[Block, ...]
    implicit: bool
    """Whether the latest user message is a breakpoint too."""

    @property
    def tokens(self) -> list[str]:
        """All tokens in order."""
        return [token for block in self.blocks for token in block.tokens]


def read_prompt(body: Mapping[str, Any]) -> Prompt:
    """Render a request.

    Tools and the schema of the reply stand before the messages, as OpenAI documents, so that every
    schema has a cache of its own.
    """
    options = body.get("prompt_cache_options") or {}
    return Prompt(tuple(_blocks(body)), implicit=options.get("mode") != "explicit")


def _blocks(body: Mapping[str, Any]) -> Iterator[Block]:
    for name in ("tools", "response_format"):
        if given := body.get(name):
            yield Block(tokens_of(json.dumps(given)))
    for number, message in enumerate(body["messages"]):
        yield Block((*_BETWEEN[not number :], message["role"], "<|message|>"))
        yield from _parts(message)
    yield Block((*_BETWEEN, "assistant"))


def _parts(message: Mapping[str, Any]) -> Iterator[Block]:
    content = message.get("content") or ""
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    for number, part in enumerate(parts, 1):
        yield Block(
            tokens_of(str(part.get("text", part.get("type", "")))),
            marked="prompt_cache_breakpoint" in part,
            closes_user=message["role"] == "user" and number == len(parts),
        )
    if calls := message.get("tool_calls"):
        yield Block(tokens_of(json.dumps(calls)))
