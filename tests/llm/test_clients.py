"""Connections are shared within a loop, kept while people think, and never outlive their loop."""

import asyncio
import gc
import logging
import subprocess
import sys
import warnings
from dataclasses import replace

import httpx2
import pytest
from calls import REQUEST, endpoint, talking
from hostile import BODY, KEY, HostileServer, Line, completion, events, refusal, stream
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tracers.context import collect_runs
from langsmith import utils as langsmith_utils

from archpanel.agents.engine import EngineError
from archpanel.agents.llm import Caller, Clients, Endpoint
from archpanel.agents.llm.transport import AT_ONCE, Guarded


async def test_a_second_call_uses_the_same_connection() -> None:
    async with talking(completion(), stream(events(["Fine."])), completion()) as (
        caller,
        server,
        _,
    ):
        await caller.call(REQUEST)
        await caller.call(REQUEST, lambda _: None)
        await caller.call(replace(REQUEST, model="other"))
        assert (len(server.asked), server.connections) == (3, 1)


async def test_a_failed_call_does_not_cost_its_connection() -> None:
    async with talking(refusal(500), completion()) as (caller, server, _):
        await caller.call(REQUEST)
        assert (len(server.asked), server.connections) == (2, 1)


async def test_a_connection_that_the_server_closed_costs_no_attempt() -> None:
    async def once(line: Line) -> None:
        await completion()(line)
        line.hang_up()

    async with talking(once, completion()) as (caller, server, _):
        await caller.call(REQUEST)
        await server.idle()
        assert (await caller.call(REQUEST)).attempts == 1
        assert server.connections == 2


async def test_the_pool_is_made_for_people_who_think() -> None:
    clients, asked = Clients(), Endpoint(connect=1, read=2, deadline=3)
    http = clients.http(asked)
    assert clients.http(asked) is http
    assert clients.http(replace(asked, read=9)) is not http
    assert not http.follow_redirects
    assert not http.trust_env
    assert http.timeout == httpx2.Timeout(connect=1, read=2, write=2, pool=3)
    assert isinstance(http._transport, Guarded)
    assert isinstance(http._transport.inner, httpx2.AsyncHTTPTransport)
    pool = http._transport.inner._pool
    assert pool._keepalive_expiry == 300
    assert pool._max_connections == pool._max_keepalive_connections == AT_ONCE
    await clients.close()
    assert http.is_closed
    assert not clients.http(asked).is_closed
    await clients.close()


async def test_a_model_leaves_trying_again_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/v1")
    monkeypatch.setenv("LANGSMITH_GATEWAY", "true")
    clients = Clients()
    whole = clients.chat(Endpoint(key=KEY), "small", streamed=False)
    pieces = clients.chat(Endpoint(key=KEY), "small", streamed=True)
    assert clients.chat(Endpoint(key=KEY), "small", streamed=False) is whole
    assert str(whole.root_async_client.base_url) == "https://api.openai.com/v1/"
    assert whole.max_retries == whole.root_async_client.max_retries == 0
    assert whole.root_client is None
    assert (whole.store, whole.use_responses_api, whole.stream_usage) == (False, False, True)
    assert (whole.disable_streaming, pieces.disable_streaming) == (True, False)
    assert pieces.stream_chunk_timeout is None
    assert KEY not in f"{whole!r} {whole.model_dump()!r}"
    await clients.close()


def test_one_caller_serves_one_loop_after_another() -> None:
    clients = Clients()

    async def one_interview() -> str:
        async with HostileServer() as server:
            server.will(completion())
            caller = Caller(endpoint(server), clients=clients)
            reply = await caller.call(REQUEST)
            assert server.connections == 1
            await caller.close()
            return reply.text

    assert [asyncio.run(one_interview()) for _ in range(3)] == ["Fine."] * 3


def test_a_loop_that_ended_unclosed_does_not_harm_the_next() -> None:
    clients = Clients()
    left: list[httpx2.AsyncClient] = []

    async def forgetful() -> None:
        async with HostileServer() as server:
            server.will(completion())
            await Caller(endpoint(server), clients=clients).call(REQUEST)
            left.append(clients.http(endpoint(server)))

    async def tidy() -> None:
        async with HostileServer() as server:
            server.will(completion())
            await Caller(endpoint(server), clients=clients).call(REQUEST)
        assert len(clients._by_loop) == 1
        await clients.close()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # It did not close; that is the point.
        asyncio.run(forgetful())
        left.clear()
        asyncio.run(tidy())
        gc.collect()


async def test_many_calls_share_one_pool() -> None:
    async with talking(completion()) as (caller, server, _):
        replies = await asyncio.gather(*(caller.call(REQUEST) for _ in range(40)))
        assert len(replies) == len(server.asked) == 40
        assert server.connections <= 40


async def test_nothing_is_traced_even_when_the_environment_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget = getattr(langsmith_utils.get_env_var, "cache_clear")  # noqa: B009  typed without it
    traced: list[object] = []
    async with talking(stream(events(["Fine."]))) as (caller, server, _):
        for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", server.url)
        forget()
        assert langsmith_utils.tracing_is_enabled()
        await caller.call(
            REQUEST, lambda _: traced.append(bool(langsmith_utils.tracing_is_enabled()))
        )
        assert {asked.path for asked in server.asked} == {"/v1/chat/completions"}
    forget()
    assert traced == [False]


@pytest.mark.parametrize("traced", [False, True])
async def test_a_whole_answer_is_traced_where_somebody_asked_for_it_alone(traced: bool) -> None:
    async with talking(completion(), parts={"traced": traced}) as (caller, _, _):
        with collect_runs() as seen:
            assert (await caller.call(REQUEST)).model == "dated-model"
    assert len(seen.traced_runs) == traced


async def test_a_graph_around_a_call_hears_nothing_of_it() -> None:
    heard: list[str] = []

    class Listening(AsyncCallbackHandler):
        async def on_chat_model_start(self, *_: object, **__: object) -> None:
            heard.append("start")

        async def on_llm_new_token(self, *_: object, **__: object) -> None:
            heard.append("token")

    async with talking(completion()) as (caller, server, _):

        async def node(_: object) -> str:
            return (await caller.call(REQUEST)).text

        listening: RunnableConfig = {"callbacks": [Listening()]}
        assert await RunnableLambda(node).ainvoke(0, listening) == "Fine."
        assert server.asked[0].body["stream"] is False
    assert heard == []


async def test_the_key_and_the_answer_are_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with talking(refusal(500), refusal(401)) as (caller, _, _):
        with pytest.raises(EngineError):
            await caller.call(REQUEST)
        assert KEY not in f"{caller!r} {caller.endpoint!r}"
    logged = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in caplog.records)
    assert "HTTP" in logged
    assert KEY not in logged
    assert BODY not in logged
    assert REQUEST.user[1] not in logged


def test_the_sdk_is_loaded_by_the_first_call_only() -> None:
    look = (
        "import sys, archpanel.agents.llm as llm; llm.Caller(llm.Endpoint(key='k')); "
        "print([name for name in ('openai', 'httpx2', 'langchain_core', 'langsmith')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
