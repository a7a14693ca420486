"""`archpanel doctor` with a model: what will not work, and the setting that mends it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hostile import (
    KEY,
    Behaviour,
    HostileServer,
    Line,
    completion,
    events,
    hang_up,
    raw,
    refusal,
    stream,
)

from archpanel.agents.llm import Endpoint
from archpanel.cli.findings import Finding
from archpanel.cli.model_doctor import examine_model, examined
from archpanel.domain import BadRequest, ModelChoice
from archpanel.evals.bench.stub import Stub, with_stub
from archpanel.opening import ModelWishes

SEATS = "startup_cto,enterprise_architect,security_reviewer"
GREEN = completion('{"colour": "green"}', usage={"prompt_tokens": 4000, "completion_tokens": 5})
SPOKEN = stream(events(["The panel ", "is ready."]))


def models(*names: str, **about: Any) -> Behaviour:
    listed = [{"id": name, "object": "model", **about} for name in names]
    return raw(json.dumps({"object": "list", "data": listed}).encode())


LIST = models("small", "smaller")


async def found(
    *behaviours: Behaviour, model: str = "small", **other: Any
) -> tuple[dict[str, Finding], HostileServer]:
    """Return the findings about a server with these behaviours."""
    async with HostileServer(list(behaviours)) as server:
        patient: dict[str, Any] = {"key": KEY, "read": 10.0, "deadline": 20.0}
        endpoint = Endpoint(server.url, **patient | other)
        findings = await examined(endpoint, ModelChoice(model=model, base_url=server.url), SEATS)
        assert not [f for f in findings if KEY in f.detail]
        return {finding.what: finding for finding in findings}, server


def calls(server: HostileServer) -> int:
    return sum(asked.path.endswith("/chat/completions") for asked in server.asked)


async def test_a_sound_server_is_sound_at_three_calls() -> None:
    told, server = await found(LIST, SPOKEN, GREEN)
    assert [f for f in told.values() if not f.ok] == []
    assert calls(server) == 3
    assert told["cost of the check"].detail.startswith("3 calls of at most 5; 8090 tokens in")
    assert told["streaming"].detail.startswith("2 pieces, first words after")
    assert told["temperature"].detail == "0 is taken"
    assert told["token counts"].detail.endswith("tokens from the cache: not told")


async def test_the_long_call_has_the_real_system_message() -> None:
    _, server = await found(LIST, SPOKEN, GREEN)
    assert server.asked[-1].body["messages"][0]["content"].startswith("You work for an interview")


async def test_a_server_that_is_not_there_is_the_only_finding() -> None:
    told, server = await found(hang_up)
    assert list(told) == ["model server"]
    assert "out of reach" in told["model server"].detail
    assert calls(server) == 0


@pytest.mark.parametrize("key", [KEY, ""])
async def test_a_refused_or_missing_key_names_its_setting(key: str) -> None:
    told, _ = await found(refusal(401), key=key)
    assert list(told) == ["model server"]
    assert "(401)" in told["model server"].detail
    assert "set ARCHPANEL_API_KEY, or OPENAI_API_KEY" in told["model server"].detail


def test_without_a_key_openai_is_not_even_asked() -> None:
    with pytest.raises(BadRequest, match=r"No key is set, and https://api\.openai\.com/v1"):
        examine_model(ModelWishes("gpt-5-mini"), SEATS)


async def test_an_address_that_ends_in_a_call_is_named_as_it_should_be() -> None:
    async with HostileServer([refusal(404)]) as server:
        root = server.url.removesuffix("/v1")
        for given in (root, f"{server.url}/chat/completions"):
            found_ = await examined(
                Endpoint(given), ModelChoice(model="small", base_url=given), SEATS
            )
            told = {finding.what: finding.detail for finding in found_}
            assert told["language model"].endswith(f"(404); try {server.url} instead.")


async def test_a_server_that_lists_nothing_may_be_sound() -> None:
    told, _ = await found(refusal(404), SPOKEN, GREEN)
    assert told["model server"].detail.endswith("it lists no models (404)")
    assert told["language model"].ok


async def test_an_unknown_model_gets_the_nearest_names() -> None:
    told, server = await found(models("llama3.1:8b", "qwen3"), refusal(404), model="lama3.1")
    assert told["language model"].detail.endswith("Nearest: llama3.1:8b.")
    assert "streaming" not in told
    assert calls(server) == 1


async def test_a_model_that_is_not_listed_may_answer_all_the_same() -> None:
    told, _ = await found(models("other"), SPOKEN, GREEN)
    assert told["language model"].mark == "note"
    assert told["language model"].detail.endswith("not on the server's list. It has: other.")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (completion("Green, I think."), "the reply is no JSON"),
        (completion('{"colour": "mauve"}'), "not of the schema"),
        (completion('{"colour": "red", "why": "x"}'), "not of the schema"),
        (completion('{"colour": ' + " " * 90, finish="length"), "did not end"),
        (refusal(400, param="response_format"), "cannot keep to a JSON schema"),
    ],
)
async def test_a_schema_that_is_not_honoured_is_fatal(reply: Behaviour, words: str) -> None:
    told, _ = await found(LIST, SPOKEN, reply, GREEN)
    schema = told["JSON schema"]
    assert (schema.ok, schema.fatal) == (False, True)
    assert words in schema.detail
    assert "structured output" in schema.detail


async def test_tokens_that_are_not_counted_are_a_notice() -> None:
    mute = completion('{"colour": "red"}', usage=None)
    told, _ = await found(LIST, stream(events(["a", "b"], usage=None)), mute)
    counts = told["token counts"]
    assert (counts.ok, counts.fatal) == (False, False)
    assert counts.detail.startswith("not counted for streams and plain calls")


async def test_an_answer_in_one_piece_is_a_notice() -> None:
    told, _ = await found(LIST, stream(events(["The panel is ready."])), GREEN)
    assert (told["streaming"].ok, told["streaming"].fatal) == (False, False)
    assert "the candidate waits" in told["streaming"].detail


@pytest.mark.parametrize("parameter", ["temperature", None])
async def test_a_refused_temperature_names_its_setting(parameter: str | None) -> None:
    told, server = await found(LIST, refusal(400, param=parameter), SPOKEN, GREEN)
    assert told["temperature"].detail == "0 is refused: set ARCHPANEL_TEMPERATURE=none"
    assert told["JSON schema"].ok
    assert "temperature" not in server.asked[-1].body


async def test_both_parameters_may_be_refused_at_five_calls() -> None:
    told, server = await found(
        LIST, refusal(400, param="max_tokens"), refusal(400, param="temperature"), SPOKEN, GREEN
    )
    mend = "set ARCHPANEL_MAX_TOKENS_NAME=max_completion_tokens"
    assert told["longest answer"].detail.endswith(mend)
    assert not told["temperature"].ok
    assert calls(server) == 5
    assert "max_completion_tokens" in server.asked[-1].body


async def test_what_is_refused_for_another_reason_is_not_blamed_on_the_temperature() -> None:
    told, server = await found(LIST, refusal(400))
    assert not told["language model"].ok
    assert "temperature" not in told
    assert calls(server) == 2


@pytest.mark.parametrize(
    "reply",
    [
        refusal(400, code="context_length_exceeded"),
        refusal(400, code=None, type="exceed_context_size_error"),
        completion('{"colour": "red"}', usage={"prompt_tokens": 1024, "completion_tokens": 5}),
    ],
)
async def test_a_context_that_is_too_short_names_the_settings(reply: Behaviour) -> None:
    told, _ = await found(LIST, SPOKEN, GREEN, reply)
    context = told["context"]
    assert (context.ok, context.fatal) == (False, True)
    assert "OLLAMA_CONTEXT_LENGTH" in context.detail


async def test_a_context_that_is_told_to_be_short_is_a_notice() -> None:
    told, _ = await found(models("small", max_model_len=6000), SPOKEN, GREEN)
    assert (told["context"].ok, told["context"].fatal) == (False, False)
    assert told["context"].detail.startswith("6000 tokens: the end of a long interview")


async def test_a_body_that_is_no_list_is_no_crash() -> None:
    async def page(line: Line) -> None:
        await raw(b"<html>", kind="text/html")(line)

    told, _ = await found(page)
    assert "something other than a chat completion" in told["model server"].detail


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    with with_stub() as server:
        yield server


def told_by(done: Any) -> dict[str, dict[str, Any]]:
    return {finding["what"]: finding for finding in done.json["findings"]}


def test_the_command_examines_the_model_of_its_options(run: Any, stub: Stub) -> None:
    done = run("doctor", "--model", "stub", "--base-url", stub.base_url("doctor"), "--json")
    told = told_by(done)
    assert done.code == 0, done.out
    assert told["language model"]["detail"] == "stub answers"
    assert told["JSON schema"]["ok"]
    assert told["token counts"]["detail"].endswith("tokens from the cache: told")
    assert stub.stats()["jobs"]["doctor"]["calls"] == 3


def test_an_address_without_a_model_gets_the_list_of_models(run: Any, stub: Stub) -> None:
    done = run("doctor", "--base-url", stub.base_url(), "--json")
    assert done.code == 1
    assert told_by(done)["language model"]["detail"].endswith("has: stub, stub-mini")


def test_without_a_model_one_line_says_so(run: Any) -> None:
    lines = [line for line in run("doctor").out.splitlines() if "  language model:" in line]
    assert len(lines) == 1
    assert "none is configured" in lines[0]


def test_an_address_that_cannot_be_used_is_a_finding(run: Any) -> None:
    done = run("doctor", "--model", "x", "--base-url", "http://llm.example.org/v1", "--json")
    assert done.code == 1
    assert "in clear" in told_by(done)["language model"]["detail"]
