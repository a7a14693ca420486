"""What an odd or a bad server says about an answer wedges nothing, costs nothing, and ends."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from calls import REQUEST, talking
from hostile import USAGE, Behaviour, Line, completion, events, raw, stream
from played import PlayedCaller

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import Say, UnusableReply, nobody
from archpanel.agents.llm import Budget, Ledger, Prices, Reply, Request, Usage
from archpanel.agents.llm.budget import UNSEEN_TOKENS
from archpanel.agents.llm.chunks import MOST_EVENT, Events
from archpanel.agents.llm.desk import Desk, Task
from archpanel.agents.llm.sayable import Gate
from archpanel.agents.llm.transport import MOST_BYTES
from archpanel.domain import LONGEST_MODEL, Call
from archpanel.sessions.kept import load_kept


def naming(model: object, finish: str = "stop", **usage: object) -> Behaviour:
    """Answer well, as a model of this name with these counts."""
    said = {"role": "assistant", "content": "Fine."}
    choice = {"index": 0, "message": said, "finish_reason": finish}
    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": model}
    return raw(json.dumps({**whole, "choices": [choice], "usage": {**USAGE, **usage}}).encode())


def streaming(model: object) -> Behaviour:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": model}
    choice = {"index": 0, "delta": {"content": "What?"}, "finish_reason": "stop"}
    return stream([f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode()])


ODD_NAMES = ["m\ud800", "\x1b]0;pwned\x07evil\u202e", "M" * 1_000_000, "m\u200b\n\nx"]


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_a_models_name_is_kept_clean_and_short(name: str) -> None:
    for behaviour, say in ((naming(name), None), (streaming(name), lambda piece: None)):
        async with talking(behaviour) as (caller, _, _):
            reply = await caller.call(REQUEST, say)
        assert 0 < len(reply.model) <= LONGEST_MODEL
        assert reply.model.isprintable()
        call = _call(reply.model)
        assert Call.model_validate_json(call.model_dump_json()) == call


async def test_a_name_of_nothing_that_can_be_seen_is_the_one_that_was_asked_for() -> None:
    async with talking(naming("\u200b\x07")) as (caller, _, _):
        assert (await caller.call(REQUEST)).model == REQUEST.model


def _call(model: str) -> Call:
    return Call(job="ask", seat="s", model=model, requests=1, seconds=1.0)


def test_a_call_that_was_kept_with_half_a_character_is_read() -> None:
    kept = json.loads(_call("m").model_dump_json()) | {"model": "m\ud800"}
    assert load_kept(Call, kept, "s1").model == "m?"


@pytest.mark.parametrize("count", [10**400, 10**30, -5, 0, True, False, 1.5, "7", None, [1]])
async def test_a_count_that_cannot_be_is_none(count: Any) -> None:
    ledger = Ledger(Budget(tokens=10**6, money=5.0), {"small": Prices(1.0, 2.0)})
    behaviour = naming("m", prompt_tokens=count, completion_tokens=count, total_tokens=count)
    async with talking(behaviour, parts={"ledger": ledger}) as (caller, _, _):
        with suppress(UnusableReply):  # no completion at all, to some
            assert (await caller.call(REQUEST)).usage == Usage()
    assert 0 <= ledger.tokens < 1000
    assert ledger.estimated == ledger.tokens


@pytest.mark.parametrize("cached", [10**9, -(10**9), True])
async def test_no_more_can_be_cached_than_was_read(cached: object) -> None:
    behaviour = naming("m", prompt_tokens_details={"cached_tokens": cached})
    async with talking(behaviour) as (caller, _, _):
        assert (await caller.call(REQUEST)).usage.cached in (None, USAGE["prompt_tokens"])


@pytest.mark.parametrize("finish", ["error", "tool_calls", "function_call", "abort"])
async def test_an_answer_that_ended_in_trouble_is_not_complete(finish: str) -> None:
    streamed = stream(events(["What?"], finish=finish))
    for behaviour, say in ((completion(finish=finish), None), (streamed, lambda piece: None)):
        async with talking(behaviour) as (caller, _, _):
            with pytest.raises(UnusableReply, match="did not end"):
                await caller.call(REQUEST, say)


async def test_a_second_choice_is_not_mixed_in() -> None:
    other = {"index": 1, "delta": {"content": "SECOND"}, "finish_reason": None}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    mixed = f"data: {json.dumps({**chunk, 'choices': [other]})}\n\n".encode()
    heard: list[str] = []
    async with talking(stream([mixed, *events(["What?"])])) as (caller, _, _):
        assert (await caller.call(REQUEST, heard.append)).text == "What?"
    assert "".join(heard) == "What?"


async def test_of_several_choices_the_first_by_number_is_taken() -> None:
    def choice(index: int, words: str) -> dict[str, Any]:
        said = {"role": "assistant", "content": words}
        return {"index": index, "message": said, "finish_reason": "stop"}

    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "usage": USAGE}
    both = {**whole, "choices": [choice(1, "SECOND"), choice(0, "First.")]}
    async with talking(raw(json.dumps(both).encode())) as (caller, _, _):
        assert (await caller.call(REQUEST)).text == "First."


async def test_what_trickles_in_after_the_end_is_not_waited_for() -> None:
    async def trickle(line: Line) -> None:
        while True:
            await line.send(b"4\r\n: x\n\r\n")
            await asyncio.sleep(0.02)

    async with talking(stream(events(["What ", "now?"]), trickle)) as (caller, _, _):
        assert (await caller.call(REQUEST, lambda piece: None)).text == "What now?"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 4096])
@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r"])
def test_events_are_cut_however_they_arrive(size: int, end: bytes) -> None:
    body = end.join([b"data: one", b": note", b"data: two\ndata: three", b"rest"])
    cut = Events()
    found = [e for at in range(0, len(body), size) for e in cut.fed(body[at : at + size])]
    assert found == [b"data: one", b": note", b"data: two\ndata: three"]


def test_each_byte_of_an_event_is_looked_at_once() -> None:
    cut = Events()
    for _ in range(1000):
        assert cut.fed(b"data: xxxxxxxxxx") == []
        assert cut.unseen <= 16 + 3


async def test_an_event_without_an_end_is_given_up() -> None:
    async def endless(line: Line) -> None:
        while True:
            await line.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    async with talking(stream([], endless)) as (caller, _, _):
        with pytest.raises(UnusableReply, match=f"{MOST_EVENT:,}"):
            await caller.call(REQUEST, lambda piece: None)


LONG = replace(REQUEST, user=("A long rubric. " * 400, "What the candidate said. " * 40))
ASKED = -(-sum(map(len, (LONG.system, *LONG.user))) // 4)


@pytest.mark.parametrize("told", [1, ASKED // 5])
async def test_a_count_far_below_what_was_sent_is_not_believed(told: int) -> None:
    ledger = Ledger(Budget(tokens=10**6))
    text = "A long reply of many words. " * 20
    whole = completion(text, usage={"prompt_tokens": told, "completion_tokens": 1})
    async with talking(whole, parts={"ledger": ledger}) as (caller, _, _):
        reply = await caller.call(LONG)
    assert (reply.usage.input, reply.usage.output) == (told, 1)  # as it was told
    assert ledger.tokens == ASKED + len(text) // 4
    assert ledger.estimated == ledger.tokens


@pytest.mark.parametrize("share", [0.3, 1.0, 2.0])
async def test_a_count_that_may_be_is_believed(share: float) -> None:
    ledger = Ledger()
    told = round(ASKED * share)
    whole = completion("Fine.", usage={"prompt_tokens": told, "completion_tokens": 2})
    async with talking(whole, parts={"ledger": ledger}) as (caller, _, _):
        await caller.call(LONG)
    assert (ledger.tokens, ledger.estimated) == (told + 2, 0)


@pytest.mark.parametrize("told", [MOST_BYTES, UNSEEN_TOKENS + 10**5])
async def test_a_count_of_more_than_one_request_can_hold_is_not_believed(told: int) -> None:
    ledger = Ledger(Budget(tokens=UNSEEN_TOKENS))
    whole = completion("Fine.", usage={"prompt_tokens": told, "completion_tokens": told})
    async with talking(whole, parts={"ledger": ledger}) as (caller, _, _):
        await caller.call(LONG)
        await caller.call(LONG)  # nothing was spent for good
    assert ledger.tokens < 5000


async def test_what_a_job_took_is_kept_as_it_was_charged() -> None:
    log = CallLog()

    class Telling(PlayedCaller):
        async def call(self, request: Request, say: Say | None = None) -> Reply:
            return replace(await super().call(request, say), usage=Usage(1, 0, 1))

    caller = Telling(lambda request: "x" * 400)
    task = Task("ask", "q1", "ask@1", LONG)
    await Desk(caller, "cto", "small", "", log).words(task, lambda: Gate(nobody))
    (call,) = log.drain()
    assert (call.input, call.output, call.estimated) == (ASKED, 100, True)
    assert CallLog([call]).tokens == ASKED + 100  # so that a session goes on with the same
