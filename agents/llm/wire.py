"""One attempt at one call, by way of langchain-openai. Imported late: it loads the SDK."""

import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import openai
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langchain_openai import ChatOpenAI

from archpanel.agents.engine import EngineError
from archpanel.agents.llm import faults
from archpanel.agents.llm.chat import Chat
from archpanel.agents.llm.endpoint import Endpoint
from archpanel.agents.llm.request import Request, Usage
from archpanel.agents.llm.transport import MOST_BYTES, Refused
from archpanel.domain import model_name

REPORTED: Final = (
    EngineError,
    Refused,
    openai.APIError,
    httpx2.HTTPError,
    OSError,
    # What SDK and LangChain raise over a body that is no completion. ValidationError and
    # UnicodeDecodeError are ValueErrors; `choices: []` raises IndexError, deep JSON RecursionError.
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
)
"""What an attempt may fail with; anything else is a mistake in a program."""

_ALONE: RunnableConfig = {"callbacks": []}
"""No callback of the graph around us: they would be handed the key's traffic and every token."""


@dataclass
class Heard:
    """What came back from one attempt."""

    text: str = ""
    model: str = ""
    finish: str = ""
    refused: bool = False
    usage: Usage = field(default_factory=Usage)


def messages(request: Request) -> list[BaseMessage]:
    """Return the system message and the one user message."""
    system: list[BaseMessage] = [SystemMessage(request.system)] if request.system else []
    return [*system, HumanMessage("\n\n".join(request.user))]


def _in_parts(request: Request) -> list[dict[str, Any]]:
    """Return the same messages with breakpoints, as they are sent; see `direct`."""
    *stable, last = request.user or ("",)
    marked = [_part(text + "\n\n") | _MARK for text in stable]
    user = {"role": "user", "content": [*marked, _part(last)]}
    if not request.system:
        return [user]
    return [{"role": "system", "content": [_part(request.system) | _MARK]}, user]


_MARK = {"prompt_cache_breakpoint": {"mode": "explicit"}}


def options(endpoint: Endpoint, request: Request) -> dict[str, Any]:
    """Return what goes with the messages.

    The schema travels in `extra_body`: as `response_format`, LangChain would parse the answer
    itself, which costs as much again and raises with the answer in the message.
    """
    body: dict[str, Any] = {}
    sent: dict[str, Any] = {}
    if (name := endpoint.tokens_name_for(request.model)) == "max_tokens":
        body[name] = request.most_tokens  # LangChain would rename it
    else:
        sent[name] = request.most_tokens
    # Servers that know no such parameter may refuse the request for it.
    if request.cache_key and (endpoint.is_openai or endpoint.breakpoints):
        sent["prompt_cache_key"] = request.cache_key
    if endpoint.breakpoints:
        # Without this the end of each prompt is written as well, which nothing ever reads.
        body["prompt_cache_options"] = {"mode": "explicit"}
        body["messages"] = _in_parts(request)
    if request.schema is not None:
        body["response_format"] = _response_format(request.schema, request.schema_name)
    return sent | ({"extra_body": body} if body else {})


async def ask(
    chat: Chat,
    said: list[BaseMessage],
    sent: Mapping[str, Any],
    heard: Heard,
    *,
    traced: bool = False,
) -> None:
    """Ask, wait for the whole answer, and fill `heard` with it.

    Args:
        chat: the model.
        said: the messages.
        sent: what goes with them.
        heard: is filled.
        traced: whether LangChain's tracing may see it, as far as it is on.
    """
    message = await (chat.ainvoke(said, _ALONE, **sent) if traced else chat.answer(said, **sent))
    heard.text = _sound(message)
    _note(heard, message)


async def listen(
    chat: ChatOpenAI, said: list[BaseMessage], sent: Mapping[str, Any], heard: Heard
) -> AsyncGenerator[str]:
    """Ask, and yield the answer piece by piece; `heard` grows with it."""
    async with aclosing(chat.astream(said, _ALONE, **sent)) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            _note(heard, chunk)
            if piece := _sound(chunk):
                heard.text += piece
                yield piece


def fault_of(error: BaseException, endpoint: Endpoint, request: Request) -> faults.Fault:
    """Return what one of `REPORTED` means."""
    if isinstance(error, EngineError):
        return faults.Fault(error)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return faults.too_slow(endpoint)
    if _has_cause(error, ssl.SSLCertVerificationError):
        return faults.not_believed(endpoint)
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError | OSError):
        return faults.out_of_reach(endpoint)
    if isinstance(error, Refused):
        return faults.of_status(error.status, error.body, error.headers, endpoint, request)
    if isinstance(error, openai.APIError) and not isinstance(
        error, openai.APIResponseValidationError
    ):
        return faults.in_stream(endpoint)
    return faults.no_completion(endpoint)


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _part(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _response_format(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    named = {"name": name or "answer", "strict": True, "schema": dict(schema)}
    return {"type": "json_schema", "json_schema": named}


def _sound(message: AIMessage) -> str:
    """Return the text; half a character, as JSON can spell it, becomes `?`: no file takes it."""
    return str(message.text).encode("utf-8", "replace").decode("utf-8")


def _note(heard: Heard, message: AIMessage) -> None:
    """Keep what this message, or piece of one, says about the answer; later pieces win.

    Whatever a server says beside the answer enters here: cleaned, and cut where it has no end.
    """
    about = message.response_metadata
    heard.model = model_name(about.get("model_name")) or heard.model
    heard.finish = model_name(about.get("finish_reason")) or heard.finish
    heard.refused = heard.refused or bool(message.additional_kwargs.get("refusal"))
    if message.usage_metadata:
        heard.usage = _usage(message.usage_metadata)


def _usage(said: Mapping[str, Any]) -> Usage:
    """Return the server's count. LangChain writes 0 where it was silent; nothing costs 0 tokens."""
    into, out = (_count(said.get(name)) or None for name in ("input_tokens", "output_tokens"))
    details: Mapping[str, Any] = said.get("input_token_details") or {}
    # Prefixed with the service tier where there is one: `flex_cache_read`.
    cached = next((n for name, n in details.items() if name.endswith("cache_read")), None)
    cached = _count(cached)
    return Usage(into, cached if cached is None or into is None else min(cached, into), out)


def _count(told: object) -> int | None:
    """Return a count of tokens, or None for what is none: `true`, -5, or more than can be."""
    if not isinstance(told, int) or isinstance(told, bool):
        return None
    return told if 0 <= told <= MOST_BYTES else None
