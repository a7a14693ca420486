"""The stub server talks to the real clients as the real API does, and counts what they do."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, BadRequestError, InternalServerError, RateLimitError
from pydantic import BaseModel

from archpanel.domain import PanelError
from archpanel.evals.bench.stub import Stub, with_stub

HELLO: Any = [{"role": "user", "content": "hello"}]
STREAM: Any = {"stream": True, "stream_options": {"include_usage": True}}


NUMBER: Any = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "number"}}}


class Score(BaseModel):
    level: int
    quotes: list[str]


async def test_openai_gets_a_reply_and_its_usage(client: AsyncOpenAI, stub: Stub) -> None:
    done = await client.chat.completions.create(model="stub", messages=HELLO)
    assert done.choices[0].finish_reason == "stop"
    assert done.choices[0].message.content
    assert done.usage is not None
    (entry,) = stub.log("job")
    assert (entry.prompt, entry.output) == (done.usage.prompt_tokens, done.usage.completion_tokens)
    assert [model.id async for model in client.models.list()] == ["stub", "stub-mini"]


async def test_openai_reads_the_stream(client: AsyncOpenAI, stub: Stub) -> None:
    stub.config(per_token=0.001)
    whole = await client.chat.completions.create(model="stub", messages=HELLO)
    chunks = [c async for c in await client.chat.completions.create(
        model="stub", messages=HELLO, **STREAM)]  # fmt: skip
    said = [c.choices[0].delta.content or "" for c in chunks if c.choices]
    assert "".join(said) == whole.choices[0].message.content
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage == whole.usage
    assert len(said) == 2 + stub.log("job")[1].output  # the role, each token, the end


async def test_a_stream_has_no_usage_unless_it_is_asked_for(client: AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(model="stub", messages=HELLO, stream=True)
    async for chunk in stream:
        assert chunk.usage is None
        assert chunk.choices


async def test_openai_parses_what_fits_a_schema(client: AsyncOpenAI, stub: Stub) -> None:
    done = await client.chat.completions.parse(model="stub", messages=HELLO, response_format=Score)
    assert isinstance(done.choices[0].message.parsed, Score)
    assert stub.log("job")[0].schema == "Score"


async def test_langchain_reads_stream_schema_and_usage(stub: Stub) -> None:
    async with httpx2.AsyncClient() as line:
        model = ChatOpenAI(
            model="stub", base_url=stub.base_url("lc"), api_key=lambda: "key",
            stream_usage=True, http_async_client=line, http_client=httpx2.Client(),
        )  # fmt: skip
        chunks = [chunk async for chunk in model.astream("hello")]
        score = await model.with_structured_output(Score).ainvoke("hello")
    used = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    first = stub.log("lc")[0]
    assert [(u["input_tokens"], u["output_tokens"]) for u in used] == [(first.prompt, first.output)]
    assert "".join(str(chunk.content) for chunk in chunks).endswith("?")
    assert isinstance(score, Score)


async def test_a_reply_function_is_given_a_part_to_play(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = "def parrot(messages, schema):\n    return messages[-1]['content'] * 2\n"
    (tmp_path / "played.py").write_text(lines)
    paths = [str(tmp_path), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    with with_stub(replies="played:parrot") as stub:
        async with AsyncOpenAI(base_url=stub.base_url(), api_key="key") as client:
            done = await client.chat.completions.create(model="stub", messages=HELLO)
    assert done.choices[0].message.content == "hellohello"


async def test_a_reply_function_that_fails_is_told_and_not_tried_again(
    client: AsyncOpenAI, stub: Stub
) -> None:
    stub.config(replies="operator:itemgetter")  # makes no text
    with pytest.raises(InternalServerError, match="TypeError"):
        await client.chat.completions.create(model="stub", messages=HELLO, response_format=NUMBER)
    assert [entry.status for entry in stub.log()] == [500]


async def test_calls_and_connections_are_counted_per_job_and_key(stub: Stub) -> None:
    for job, key, calls in (("a", "one", 2), ("b", "two", 1)):
        async with AsyncOpenAI(base_url=stub.base_url(job), api_key=key) as client:
            for _ in range(calls):
                await client.chat.completions.create(model="stub", messages=HELLO)
    stats = stub.stats()
    assert {job: sums["calls"] for job, sums in stats["jobs"].items()} == {"a": 2, "b": 1}
    assert {key: sums["connections"] for key, sums in stats["keys"].items()} == {"one": 1, "two": 1}
    assert stats["all"]["prompt"] == sum(entry.prompt for entry in stub.log())
    stub.reset()
    assert stub.stats()["all"]["calls"] == 0


async def test_each_key_has_a_cache_of_its_own(stub: Stub) -> None:
    long: Any = [{"role": "user", "content": "word " * 2000}]
    cached = []
    for key in ("one", "two", "one"):
        async with AsyncOpenAI(base_url=stub.base_url(), api_key=key) as client:
            done = await client.chat.completions.create(model="stub", messages=long)
        assert done.usage is not None
        assert done.usage.prompt_tokens_details is not None
        cached.append(done.usage.prompt_tokens_details.cached_tokens)
    assert cached == [0, 0, 1920]


async def test_failures_come_by_seed_and_are_counted(stub: Stub) -> None:
    async def statuses() -> list[int]:
        stub.config(errors={"429": 0.3, "500": 0.3}, seed=4)
        stub.reset()
        async with AsyncOpenAI(base_url=stub.base_url(), api_key="key", max_retries=0) as client:
            for _ in range(20):
                try:
                    await client.chat.completions.create(model="stub", messages=HELLO)
                except (RateLimitError, InternalServerError):
                    pass
        return [entry.status for entry in stub.log()]

    first = await statuses()
    assert set(first) == {200, 429, 500}
    assert await statuses() == first
    assert stub.stats()["all"]["failed"] == sum(status != 200 for status in first)


async def test_a_call_that_is_never_answered_is_cut_off(stub: Stub) -> None:
    stub.config(errors={"timeout": 1.0}, hang=0.01)
    async with httpx2.AsyncClient() as line:
        with pytest.raises(httpx2.RemoteProtocolError):
            await line.post(f"{stub.base_url()}/chat/completions", json={"messages": HELLO})
    assert [entry.status for entry in stub.log()] == [0]


@pytest.mark.parametrize(
    "body",
    [{}, {"messages": []}, {"messages": "hello"}, {"messages": [{"content": "x"}]},
     {"messages": HELLO, "response_format": {"type": "json_schema"}}],
)  # fmt: skip
async def test_what_is_no_request_is_refused(client: AsyncOpenAI, body: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        await client.post("/chat/completions", body=body, cast_to=object)


async def test_an_unknown_setting_is_refused(stub: Stub) -> None:
    async with httpx2.AsyncClient() as line:
        for wrong in ({"speed": 1}, {"errors": {"418": 1}}, {"replies": "nowhere:x"}):
            assert (await line.post(f"{stub.root}/config", json=wrong)).status_code == 400
        assert (await line.get(f"{stub.root}/nowhere")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v1/models HTTP/1.0\r\n\r\n", 505),
        (b"GET /v1/models HTTP/1.1\r\nno header\r\n\r\n", 400),
        (b"POST /config HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /config HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST /config HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST /config HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]", 400),
    ],
)
async def test_bad_http_is_refused(stub: Stub, sent: bytes, status: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stub.port)
    writer.write(sent)
    assert (await reader.readline()).startswith(f"HTTP/1.1 {status} ".encode())
    writer.close()
    await writer.wait_closed()


def test_the_server_is_gone_afterwards_even_when_the_body_fails() -> None:
    kept: list[Stub] = []

    def fail() -> None:
        with with_stub() as stub:
            kept.append(stub)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(ProcessLookupError):
        os.kill(kept[0].process, 0)


def test_the_server_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os\nfrom archpanel.evals.bench.stub import with_stub\n"
        "with with_stub() as stub:\n    print(stub.port, flush=True)\n    os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    for _ in range(100):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", int(done.stdout))):
                return
        time.sleep(0.05)
    pytest.fail("the server still listens")


def test_a_server_that_cannot_start_says_why() -> None:
    with pytest.raises(PanelError, match="nowhere"), with_stub(replies="nowhere:x"):
        pass
