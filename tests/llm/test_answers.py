"""Whatever a server does, a call ends in time, with a reply or an error out of a closed set."""

import gzip
import json
import time
from typing import Any

import pytest
from calls import REQUEST, talking
from hostile import (
    BODY,
    KEY,
    USAGE,
    Behaviour,
    Line,
    completion,
    hang,
    hang_up,
    raw,
    refusal,
    slow_headers,
    trickle,
)

from archpanel.agents.engine import EngineError, EngineUnavailable, UnusableReply
from archpanel.agents.llm import Usage

FENCED = '```json\n{"level": 3}\n```'


async def failure(*behaviours: Behaviour, **other: Any) -> tuple[EngineError, int]:
    """Return what a call ends with, and how often the server was asked."""
    async with talking(*behaviours, **other) as (caller, server, _):
        with pytest.raises(EngineError) as raised:
            await caller.call(REQUEST)
        text = f"{raised.value} {raised.value!r} {raised.value.__context__!r}"
        assert KEY not in text
        assert BODY not in text
        assert "\n" not in str(raised.value)
        return raised.value, len(server.asked)


async def test_a_good_answer_is_returned_with_what_it_took() -> None:
    usage = {**USAGE, "prompt_tokens_details": {"cached_tokens": 64}}
    async with talking(completion(usage=usage)) as (caller, _, _):
        reply = await caller.call(REQUEST)
    assert (reply.text, reply.model, reply.attempts) == ("Fine.", "dated-model", 1)
    assert reply.usage == Usage(input=90, cached=64, output=7)


@pytest.mark.parametrize("content", [FENCED, '{"level": 3}', "{not JSON", "x" * 1_000_000], ids=len)
async def test_text_passes_through_as_it_is(content: str) -> None:
    async with talking(completion(content)) as (caller, _, _):
        assert (await caller.call(REQUEST)).text == content


async def test_a_completion_under_a_wrong_content_type_is_one() -> None:
    async with talking(completion(kind="text/plain")) as (caller, _, _):
        assert (await caller.call(REQUEST)).text == "Fine."


@pytest.mark.parametrize("said", [None, {}, {"prompt_tokens": None, "completion_tokens": None}])
async def test_a_silent_server_gets_no_invented_numbers(said: dict[str, object] | None) -> None:
    async with talking(completion(usage=said)) as (caller, _, _):
        assert (await caller.call(REQUEST)).usage == Usage(None, None, None)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
async def test_trouble_that_may_pass_is_tried_again_and_then_named(status: int) -> None:
    error, asked = await failure(refusal(status))
    assert isinstance(error, EngineUnavailable)
    assert asked == 3
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (400, "refused the request for model 'small' (400)"),
        (401, "refused the key"),
        (403, "choose another model or key"),
        (404, "knows no model"),
        (413, "too long"),
        (422, "refused the request"),
    ],
)
async def test_what_will_not_heal_is_not_tried_again(status: int, hint: str) -> None:
    error, asked = await failure(refusal(status))
    assert type(error) is EngineError
    assert asked == 1
    assert hint in str(error)


@pytest.mark.parametrize(
    ("behaviour", "hint"),
    [
        (
            refusal(400, param="temperature", code="unsupported_value"),
            "set ARCHPANEL_TEMPERATURE=none",
        ),
        (refusal(400, code="context_length_exceeded"), "longer than model 'small' can read"),
        (refusal(429, code="insufficient_quota"), "no credit left"),
        (raw(b'{"message": "x", "code": 7}', 400), "refused the request"),
        (refusal(400, message="Invalid schema for response_format"), "refused the request"),
        (refusal(400, param="response_format"), "cannot keep to a JSON schema"),
        (raw(b"[]", 400), "refused the request"),
        (raw(b"[" * 100_000, 400), "refused the request"),
        (raw(b"<html>", 404, "text/html"), "knows no model 'small'"),
    ],
)
async def test_known_complaints_are_explained(behaviour: Behaviour, hint: str) -> None:
    error, asked = await failure(behaviour)
    assert type(error) is EngineError
    assert asked == 1
    assert hint in str(error)


async def test_a_missing_key_is_called_that() -> None:
    async with talking(refusal(401), key="") as (caller, _, _):
        with pytest.raises(EngineError, match=r"wants a key \(401\), and none was given"):
            await caller.call(REQUEST)


@pytest.mark.parametrize(
    ("behaviour", "hint"),
    [
        (completion(None, refusal=BODY), "refused to answer"),
        (completion(None), "empty answer"),
        (completion(" \n"), "empty answer"),
        (completion("Half a", finish="length"), "cut off (limit: 800 tokens)"),
        (completion("", finish="content_filter"), "content filter"),
        (completion(None, finish="tool_calls"), "empty answer"),
    ],
)
async def test_an_answer_without_use_says_why(behaviour: Behaviour, hint: str) -> None:
    error, asked = await failure(behaviour)
    assert isinstance(error, UnusableReply)
    assert asked == 1
    assert hint in str(error)


@pytest.mark.parametrize(
    "behaviour",
    [
        raw(b'{"choices": []}'),
        raw(b'{"choices": null}'),
        raw(b"{}"),
        raw(b"[]"),
        raw(b"null"),
        raw(b""),
        raw(b'{"choices": [{"message": null}]}'),
        raw(b'{"choices": [7]}'),
        raw(json.dumps({"error": {"message": BODY}}).encode()),
        raw(f"<html>{BODY}</html>".encode(), kind="text/html"),
        raw(f"<html>{BODY}</html>".encode()),
        raw(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'),
        raw(b"[" * 100_000),
        completion({"text": BODY}),
        completion(7),
        completion(usage={"prompt_tokens": "many"}),
    ],
    ids=range(16),
)
async def test_something_else_than_a_completion_is_no_reply(behaviour: Behaviour) -> None:
    error, asked = await failure(behaviour)
    assert isinstance(error, UnusableReply)
    assert asked == 1


async def test_an_endless_or_packed_answer_is_not_taken_in() -> None:
    error, _ = await failure(raw(b" " * 9_000_000))
    assert "more than 8,388,608 bytes" in str(error)
    packed = gzip.compress(b" " * 1_000_000)
    error, _ = await failure(raw(packed, headers={"Content-Encoding": "gzip"}))
    assert "compressed its answer unasked" in str(error)


@pytest.mark.parametrize("behaviour", [hang, slow_headers])
async def test_silence_is_cut_short_and_tried_again(behaviour: Behaviour) -> None:
    error, asked = await failure(behaviour, read=0.2)
    assert isinstance(error, EngineUnavailable)
    assert asked == 3
    assert "silence 0.2 s" in str(error)


@pytest.mark.parametrize("behaviour", [hang, trickle])
async def test_a_call_ends_at_its_deadline(behaviour: Behaviour) -> None:
    began = time.monotonic()
    error, asked = await failure(behaviour, deadline=0.3)
    assert isinstance(error, EngineUnavailable)
    assert asked == 1
    assert "within 0.3 s" in str(error)
    assert time.monotonic() - began < 10


async def test_a_line_that_breaks_is_tried_again() -> None:
    async def half(line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        line.hang_up()

    error, asked = await failure(hang_up)
    assert isinstance(error, EngineUnavailable)
    assert asked == 3
    error, asked = await failure(half)
    assert isinstance(error, EngineUnavailable)
    assert asked == 3


async def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    async with talking(completion()) as (caller, server, _):
        await server.__aexit__()
        with pytest.raises(EngineUnavailable, match="is the server running"):
            await caller.call(REQUEST)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with talking(completion()) as (_, elsewhere, _):
        goal = {"Location": f"{elsewhere.url}/chat/completions"}
        error, asked = await failure(raw(b"", status, headers=goal))
        assert type(error) is EngineError
        assert asked == 1
        assert "not followed" in str(error)
        assert elsewhere.asked == []
