"""Answers with random damage: a reply or an error of the closed set, no warning, no hang."""

import copy
import json
import random
from contextlib import suppress
from typing import Any

import pytest
from calls import REQUEST, talking
from hostile import Behaviour, events, raw, stream

from archpanel.agents.engine import EngineError

ODD: tuple[Any, ...] = (
    None,
    0,
    -1,
    1e400,
    "",
    [],
    {},
    "x",
    True,
    [None],
    {"a": 1},
    10**30,
    "\ud800",
)

CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
COMPLETION: dict[str, Any] = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1,
    "model": "dated-model",
    "service_tier": "flex",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Fine.", "tool_calls": [CALL]},
            "finish_reason": "stop",
        }
    ],
    "usage": {
        "prompt_tokens": 9,
        "completion_tokens": 2,
        "prompt_tokens_details": {"cached_tokens": 3},
    },
}


def damaged(chance: random.Random, whole: Any) -> Any:
    """Replace, drop or repeat a few parts."""
    if chance.random() < 0.12:
        return copy.deepcopy(chance.choice(ODD))
    if isinstance(whole, dict):
        return {k: damaged(chance, v) for k, v in whole.items() if chance.random() > 0.05}
    if isinstance(whole, list):
        return [damaged(chance, v) for v in whole for _ in range(chance.choice((1, 1, 1, 0, 2)))]
    return whole


def scratched(chance: random.Random, data: bytes) -> bytes:
    """Change, cut or add a few bytes."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(out) + 1)
        out[place : place + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 4))
    return bytes(out)


def answer(chance: random.Random) -> Behaviour:
    whole = json.dumps(damaged(chance, COMPLETION)).encode()
    return raw(whole if chance.random() < 0.7 else scratched(chance, whole))


def streamed(chance: random.Random) -> Behaviour:
    *told, end = events(["How ", "are you?"])
    chunks = [json.loads(event.removeprefix(b"data: ")) for event in told]
    sent = [b"data: %s\n\n" % json.dumps(damaged(chance, chunk)).encode() for chunk in chunks]
    return stream(
        [event if chance.random() < 0.9 else scratched(chance, event) for event in [*sent, end]]
    )


@pytest.mark.parametrize("make", [answer, streamed])
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_else_gets_out(seed: int, make: Any) -> None:
    chance = random.Random(seed)
    many = [make(chance) for _ in range(30)]
    async with talking(*many, attempts=1, read=0.3) as (caller, server, time):
        for _ in many:
            time.now += 60  # The breaker is not what is tested here.
            with suppress(EngineError):
                reply = await caller.call(REQUEST, None if make is answer else lambda _: None)
                assert reply.text.strip()
                reply.text.encode()
        assert len(server.asked) == len(many)
