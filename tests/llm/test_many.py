"""Where many calls run side by side, aiohttp sends them, and not one guard is gone."""

import asyncio
import sys
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from calls import REQUEST, OwnTime, endpoint, talking
from hostile import (
    KEY,
    Behaviour,
    HostileServer,
    Line,
    completion,
    events,
    hang,
    hang_up,
    raw,
    stream,
    trickle,
)

from archpanel.agents.engine import EngineError, EngineUnavailable, UnusableReply
from archpanel.agents.llm import Caller, Clients
from archpanel.agents.llm.transport import AT_ONCE, MOST_BYTES, Guarded

pytest.importorskip("aiohttp", reason="the extra `batch` is not installed")


Talk = AbstractAsyncContextManager[tuple[Caller, HostileServer, OwnTime]]


def talking_to_many(*behaviours: Behaviour, **other: Any) -> Talk:
    return talking(*behaviours, parts={"clients": Clients(many=True)}, **other)


def way_of(clients: Clients, server: HostileServer) -> Guarded:
    way = clients.http(endpoint(server))._transport
    assert isinstance(way, Guarded)
    return way


async def test_aiohttp_sends_what_many_ask() -> None:
    from archpanel.agents.llm.many import ManyTransport

    async with HostileServer() as server:
        for many, kind in ((True, ManyTransport), (False, httpx2.AsyncHTTPTransport)):
            clients = Clients(many=many)
            assert isinstance(way_of(clients, server).inner, kind)
            await clients.close()


async def test_without_aiohttp_many_go_the_usual_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    async with talking_to_many(completion()) as (caller, server, _):
        assert (await caller.call(REQUEST)).text == "Fine."
        assert isinstance(way_of(caller._clients, server).inner, httpx2.AsyncHTTPTransport)


async def test_whole_and_streamed_answers_come_over_one_connection() -> None:
    behaviours = completion(), stream(events(["Fi", "ne."])), completion()
    async with talking_to_many(*behaviours) as (caller, server, _):
        heard: list[str] = []
        whole = await caller.call(REQUEST)
        said = await caller.call(REQUEST, heard.append)
        await caller.call(replace(REQUEST, model="other"))
        assert (whole.text, said.text, "".join(heard)) == ("Fine.", "Fine.", "Fine.")
        assert (len(server.asked), server.connections) == (3, 1)


async def test_a_connection_that_the_server_closed_costs_no_attempt() -> None:
    async def once(line: Line) -> None:
        await completion()(line)
        line.hang_up()

    async with talking_to_many(once, completion()) as (caller, server, _):
        await caller.call(REQUEST)
        await server.idle()
        # httpx2 looks at a connection before it uses it; here the loop has to see the end of it.
        await asyncio.sleep(0.2)
        assert (await caller.call(REQUEST)).attempts == 1
        assert server.connections == 2


async def test_the_pool_is_as_wide_and_as_patient_as_the_usual_one() -> None:
    async with HostileServer() as server:
        clients = Clients(many=True)
        pool = way_of(clients, server).inner._session.connector  # type: ignore[attr-defined]
        assert (pool.limit, pool.limit_per_host, pool._keepalive_timeout) == (AT_ONCE, 0, 300)
        await clients.close()
        assert pool.closed


async def test_no_redirect_is_followed() -> None:
    moved = raw(b"{}", 307, headers={"Location": "/v1/elsewhere"})
    async with talking_to_many(moved, completion()) as (caller, server, _):
        with pytest.raises(EngineError):
            await caller.call(REQUEST)
        assert [asked.path for asked in server.asked] == ["/v1/chat/completions"]


async def test_a_trickle_ends_with_the_deadline() -> None:
    async with talking_to_many(trickle, deadline=0.5) as (caller, server, _):
        async with asyncio.timeout(10):  # or the test would end with whatever else is patient
            with pytest.raises(EngineUnavailable, match=r"0\.5 s"):
                await caller.call(REQUEST)
        await server.idle()  # it was hung up on


@pytest.mark.parametrize("behaviour", [hang, hang_up])
async def test_silence_and_a_cut_line_are_tried_again(behaviour: Behaviour) -> None:
    async with talking_to_many(behaviour, completion(), read=0.5) as (caller, server, _):
        assert (await caller.call(REQUEST)).attempts == len(server.asked) == 2


async def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    async with HostileServer() as server:
        gone = endpoint(server, attempts=1)
    caller = Caller(gone, clients=Clients(many=True))
    with pytest.raises(EngineUnavailable, match="reach"):
        await caller.call(REQUEST)
    await caller.close()


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless(line: Line) -> None:
        nonlocal sent
        await line.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        await line.send(b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            await line.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            sent += 0x10000

    async with talking_to_many(endless) as (caller, server, _):
        with pytest.raises(UnusableReply, match="bytes"):
            await caller.call(REQUEST)
        await server.idle()
    assert MOST_BYTES - 0x10000 < sent < 4 * MOST_BYTES


async def test_a_body_that_is_shorter_than_announced_is_no_answer() -> None:
    async def cut(line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}")
        line.hang_up()

    async with talking_to_many(cut, completion()) as (caller, server, _):
        assert (await caller.call(REQUEST)).attempts == len(server.asked) == 2


async def test_a_packed_answer_is_refused_and_not_unpacked() -> None:
    packed = raw(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    async with talking_to_many(packed) as (caller, _, _):
        with pytest.raises(UnusableReply, match="compressed"):
            await caller.call(REQUEST)


async def test_nothing_is_sent_but_what_we_mean_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Key: another-key")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with_cookie = raw(b"{}", 500, headers={"Set-Cookie": "a=b"})
    async with talking_to_many(with_cookie, completion()) as (caller, server, _):
        await caller.call(REQUEST)
    for asked in server.asked:
        assert set(asked.headers) == {
            "host", "accept", "content-type", "content-length", "authorization", "accept-encoding",
        }  # fmt: skip
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        assert asked.headers["accept-encoding"] == "identity"
