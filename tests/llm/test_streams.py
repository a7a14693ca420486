"""A streamed answer is handed on piece by piece, and never twice."""

import asyncio
import gc
import json
from typing import Any

import pytest
from calls import REQUEST, talking
from hostile import (
    BODY,
    KEY,
    Behaviour,
    Line,
    completion,
    events,
    hang,
    hang_up,
    raw,
    refusal,
    stream,
)

from archpanel.agents.engine import EngineError, EngineUnavailable, UnusableReply
from archpanel.agents.llm import Usage

PIECES = ["How ", "would you ", "roll back?"]


async def hung_up(line: Line) -> None:
    line.hang_up()


async def failed(behaviour: Behaviour, **other: Any) -> tuple[EngineError, list[str], int]:
    """Return what a streamed call ends with, what was said, and how often the server was asked."""
    said: list[str] = []
    async with talking(behaviour, **other) as (caller, server, _):
        with pytest.raises(EngineError) as raised:
            await caller.call(REQUEST, said.append)
        assert BODY not in f"{raised.value!r} {raised.value.__context__!r}"
        assert KEY not in f"{raised.value!r} {raised.value.__context__!r}"
        return raised.value, said, len(server.asked)


async def test_pieces_are_handed_on_as_they_arrive() -> None:
    said: list[str] = []
    first = asyncio.Event()

    async def wait(line: Line) -> None:
        await first.wait()  # Nothing more is sent before the first pieces have been heard.
        for event in events([PIECES[2]]):
            await line.send(b"%x\r\n%s\r\n" % (len(event), event))

    def say(piece: str) -> None:
        said.append(piece)
        if len(said) == 2:
            first.set()

    async with talking(stream(events(PIECES[:2], finish=None), wait)) as (caller, server, _):
        reply = await caller.call(REQUEST, say)
    assert said == PIECES
    assert reply.text == "".join(PIECES)
    assert (reply.model, reply.usage) == ("dated-model", Usage(90, None, 7))
    assert server.asked[0].body["stream_options"] == {"include_usage": True}


async def test_a_stream_without_a_count_has_none() -> None:
    async with talking(stream(events(PIECES, usage=None))) as (caller, _, _):
        reply = await caller.call(REQUEST, lambda _: None)
    assert reply.usage == Usage(None, None, None)


@pytest.mark.parametrize("behaviour", [hang_up, refusal(503), stream([], hung_up)])
async def test_before_the_first_piece_a_failure_is_tried_again(behaviour: Behaviour) -> None:
    said: list[str] = []
    async with talking(behaviour, stream(events(PIECES))) as (caller, server, _):
        reply = await caller.call(REQUEST, said.append)
    assert (reply.attempts, len(server.asked)) == (2, 2)
    assert said == PIECES


async def test_once_a_piece_was_heard_a_broken_line_is_final() -> None:
    error, said, asked = await failed(stream(events(PIECES[:1], finish=None), hung_up))
    assert isinstance(error, EngineUnavailable)
    assert (said, asked) == (PIECES[:1], 1)


async def test_an_answer_that_ends_without_saying_so_is_cut_off() -> None:
    error, said, asked = await failed(stream(events(PIECES[:2], finish=None)))
    assert "broke off in the middle" in str(error)
    assert (said, asked) == (PIECES[:2], 1)


@pytest.mark.parametrize("then", [hung_up, hang])
async def test_a_line_that_breaks_after_the_end_takes_nothing_away(then: Behaviour) -> None:
    ended = events(PIECES, usage=None)[:-1]
    async with talking(stream(ended, then), read=0.5) as (caller, server, _):
        reply = await caller.call(REQUEST, lambda _: None)
    assert (reply.text, reply.attempts, len(server.asked)) == ("".join(PIECES), 1, 1)


async def test_silence_in_the_middle_ends_the_call() -> None:
    error, said, asked = await failed(stream(events(PIECES[:1], finish=None), hang), read=0.5)
    assert isinstance(error, EngineUnavailable)
    assert (said, asked) == (PIECES[:1], 1)


async def test_a_stream_ends_at_the_deadline() -> None:
    error, said, asked = await failed(stream(events(PIECES[:1], finish=None), hang), deadline=1.0)
    assert "within 1 s" in str(error)
    assert (said, asked) == (PIECES[:1], 1)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ([f"data: {json.dumps({'error': {'message': BODY}})}\n\n".encode()], EngineUnavailable),
        ([b"data: {not json}\n\n"], UnusableReply),
        ([b"data: \xff\xfe\n\n"], UnusableReply),
        ([b"data: 7\n\n"], UnusableReply),
        ([b'data: {"choices": [{}]}\n\n'], UnusableReply),
        (events([], finish="stop"), UnusableReply),
        (events(["Half"], finish="length"), UnusableReply),
        (events(["Half"], finish="content_filter"), UnusableReply),
    ],
    ids=range(8),
)
async def test_a_stream_without_an_answer_says_why(
    sent: list[bytes], kind: type[EngineError]
) -> None:
    error, _, _ = await failed(stream(sent))
    assert isinstance(error, kind)


@pytest.mark.parametrize(
    "behaviour",
    [
        raw(f"<html>{BODY}</html>".encode(), kind="text/html"),
        raw(b"", kind="text/html"),
        completion("Not a stream."),
        stream([]),
    ],
    ids=["html", "nothing", "unstreamed", "no events"],
)
async def test_an_answer_that_is_no_stream_is_no_answer(behaviour: Behaviour) -> None:
    error, said, _ = await failed(behaviour)
    assert isinstance(error, EngineError)
    assert said == []


@pytest.mark.parametrize("mistake", [ValueError, TimeoutError, ConnectionError])
async def test_what_the_listener_raises_is_raised(mistake: type[Exception]) -> None:
    def say(piece: str) -> None:
        raise mistake("mine")

    async with talking(stream(events(PIECES))) as (caller, server, _):
        with pytest.raises(mistake, match="mine"):
            await caller.call(REQUEST, say)
        assert len(server.asked) == 1
        gc.collect()


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_cancelled_call_is_cancelled(streamed: bool) -> None:
    async with talking(stream(events(PIECES[:1], finish=None), hang)) as (caller, server, _):
        say = (lambda _: None) if streamed else None
        call = asyncio.create_task(caller.call(REQUEST, say))
        while not server.asked:
            await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
