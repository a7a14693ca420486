"""What a server is sent, and what it is not."""

from dataclasses import replace
from typing import Any

import pytest
from calls import REQUEST, talking
from hostile import KEY, completion, events, refusal, stream

from archpanel.agents.engine import EngineError
from archpanel.agents.llm import Clients, Endpoint, wire
from archpanel.agents.llm.request import Request

PROSE = replace(REQUEST, schema=None, schema_name="")


async def sent(request: Request = REQUEST, **other: Any) -> dict[str, Any]:
    """Return the body that a server of our own gets."""
    async with talking(completion(), **other) as (caller, server, _):
        await caller.call(request)
        return server.asked[0].body


async def test_a_server_of_ones_own_gets_this_and_nothing_else() -> None:
    assert await sent() == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "You read answers."},
            {"role": "user", "content": "The rubric.\n\nThe answer of the candidate."},
        ],
        "temperature": 0.0,
        "max_tokens": 800,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reading", "strict": True, "schema": {"type": "object"}},
        },
    }


async def test_prose_has_no_schema_and_an_unwanted_temperature_is_not_sent() -> None:
    body = await sent(replace(PROSE, system=""), temperature=None)
    assert body.keys() == {"model", "messages", "max_tokens", "stream"}
    assert [message["role"] for message in body["messages"]] == ["user"]


async def test_breakpoints_mark_every_part_but_the_last() -> None:
    body = await sent(replace(PROSE, cache_key="interview-1"), breakpoints=True)
    mark = {"prompt_cache_breakpoint": {"mode": "explicit"}}
    assert body["messages"][1]["content"] == [
        {"type": "text", "text": "The rubric.\n\n"} | mark,
        {"type": "text", "text": "The answer of the candidate."},
    ]
    assert body["prompt_cache_key"] == "interview-1"


@pytest.mark.parametrize("user", [(), ("only",)])
async def test_breakpoints_with_nothing_stable_mark_nothing(user: tuple[str, ...]) -> None:
    body = await sent(replace(PROSE, user=user), breakpoints=True)
    assert body["messages"][1]["content"] == [{"type": "text", "text": "".join(user)}]


async def test_a_cache_key_goes_to_servers_that_know_it() -> None:
    keyed = replace(PROSE, cache_key="interview-1")
    assert "prompt_cache_key" not in await sent(keyed)
    assert wire.options(Endpoint(), keyed)["prompt_cache_key"] == "interview-1"


def test_openai_gets_its_own_name_for_the_longest_answer() -> None:
    assert wire.options(Endpoint(), PROSE) == {"max_completion_tokens": 800}
    assert wire.options(Endpoint("http://[::1]:1/v1"), PROSE) == {"extra_body": {"max_tokens": 800}}


async def test_the_key_goes_in_one_header_and_the_account_goes_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another-key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-mine")
    async with talking(completion()) as (caller, server, _):
        await caller.call(REQUEST)
    headers = server.asked[0].headers
    assert server.asked[0].path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["accept-encoding"] == "identity"
    everything = str(headers)
    assert everything.count(KEY) == 1
    assert "of-mine" not in everything
    assert "another-key" not in everything


async def test_openai_is_told_whose_account_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    monkeypatch.delenv("OPENAI_PROJECT_ID", raising=False)
    clients = Clients()
    chat = clients.chat(Endpoint(key=KEY), "small", streamed=False)
    request = chat.async_client._request({"model": "small", "messages": []})
    assert str(request.url) == "https://api.openai.com/v1/chat/completions"
    assert request.headers["OpenAI-Organization"] == "org-of-mine"
    assert "OpenAI-Project" not in request.headers
    await clients.close()


async def test_without_a_key_none_is_sent() -> None:
    async with talking(completion(), key="") as (caller, server, _):
        await caller.call(REQUEST)
    assert server.asked[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize("model", ["gpt-5-pro", "codex-mini", "gpt-6", "o1", "qwen3:8b"])
async def test_every_model_is_asked_by_chat_completions(model: str) -> None:
    async with talking(completion()) as (caller, server, _):
        await caller.call(replace(REQUEST, model=model))
    assert server.asked[0].path == "/v1/chat/completions"
    assert server.asked[0].body["model"] == model


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "nonsense"])
async def test_no_proxy_of_the_environment_is_asked(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("OPENAI_PROXY", proxy)
    for behaviour, say in ((completion(), None), (stream(events(["Fine."])), lambda piece: None)):
        async with talking(behaviour) as (caller, _, _):
            assert (await caller.call(REQUEST, say)).text == "Fine."


async def test_no_header_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS", "x-evil: 1\nAuthorization: Bearer another\nX-Stainless-Lang: evil"
    )
    async with talking(completion()) as (caller, server, _):
        await caller.call(REQUEST)
    headers = server.asked[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "evil" not in str(headers)
    assert set(headers) <= {
        "host", "accept", "accept-encoding", "authorization", "connection", "content-length",
        "content-type", "user-agent",
    }  # fmt: skip


async def test_a_server_that_wants_a_key_hears_why_there_is_none() -> None:
    async with talking(refusal(401), key="", keyless="It stays at home.") as (caller, _, _):
        with pytest.raises(EngineError, match=r"none was given\. It stays at home\."):
            await caller.call(REQUEST)
