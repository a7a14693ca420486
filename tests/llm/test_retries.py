"""When a call is tried again, after which pause, and when it is left at that."""

import asyncio
from dataclasses import replace

import pytest
from calls import REQUEST, OwnTime, talking
from hostile import completion, hang_up, refusal
from langchain_core.rate_limiters import BaseRateLimiter

from archpanel.agents.engine import EngineUnavailable
from archpanel.agents.llm.pauses import CAP, RealPauses, pause_after

AT = "Thu, 26 Nov 2026 12:00:00 GMT"
LATER = "Thu, 26 Nov 2026 12:00:07 GMT"


class Counting(BaseRateLimiter):
    """Lets everything pass, and counts it."""

    passed = 0

    def acquire(self, *, blocking: bool = True) -> bool:
        raise AssertionError("blocks the loop")

    async def aacquire(self, *, blocking: bool = True) -> bool:
        self.passed += 1
        return True


async def test_pauses_double_and_the_third_attempt_may_succeed() -> None:
    async with talking(refusal(500), hang_up, completion()) as (caller, server, time):
        reply = await caller.call(REQUEST)
    assert time.slept == [0.5, 1.0]
    assert (reply.attempts, len(server.asked)) == (3, 3)
    assert reply.seconds == 1.5


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, 7.5),
        ({"Retry-After": "0"}, 0.5),
        ({"retry-after-ms": "250"}, 0.75),
        ({"Retry-After": LATER, "Date": AT}, 7.5),
        ({"Retry-After": AT, "Date": LATER}, 0.5),
        ({"Retry-After": LATER}, 0.5),
        ({"Retry-After": "soon"}, 0.5),
        ({"Retry-After": "-5"}, 0.5),
        ({"Retry-After": "nan"}, 0.5),
        ({}, 0.5),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_the_server_is_given_the_pause_it_asks_for(
    status: int, headers: dict[str, str], pause: float
) -> None:
    async with talking(refusal(status, headers), completion()) as (caller, _, time):
        assert (await caller.call(REQUEST)).attempts == 2
    assert time.slept == [pause]


@pytest.mark.parametrize("asked", ["61", "9" * 19, "21"])
async def test_a_pause_that_cannot_be_waited_for_ends_the_call_at_once(asked: str) -> None:
    busy = refusal(429, {"Retry-After": asked})
    async with talking(busy, completion()) as (caller, server, time):
        with pytest.raises(EngineUnavailable, match="it wants a pause of"):
            await caller.call(REQUEST)
    assert (time.slept, len(server.asked)) == ([], 1)


async def test_a_pause_of_our_own_ends_with_the_deadline_too() -> None:
    async with talking(refusal(500), attempts=9, deadline=3.0) as (caller, server, time):
        with pytest.raises(EngineUnavailable):
            await caller.call(REQUEST)
    assert time.slept == [0.5, 1.0]
    assert len(server.asked) == 3


def test_pauses_are_spread_and_capped() -> None:
    assert pause_after(1, 0.0, None) == 0
    assert pause_after(3, 0.25, None) == 0.5
    assert pause_after(5000, 1.0, None) == CAP
    assert pause_after(1, 1.0, 60.0) == 60.5
    assert pause_after(1, 1.0, 60.1) is None


async def test_the_real_clock_runs() -> None:
    pauses = RealPauses()
    before = pauses.clock()
    await pauses.sleep(0)
    assert pauses.clock() >= before
    assert 0 <= pauses.luck() <= 1


async def test_every_attempt_passes_the_limiter() -> None:
    limiter = Counting()
    async with talking(refusal(500), completion(), parts={"limiter": limiter}) as (caller, _, _):
        await caller.call(REQUEST)
    assert limiter.passed == 2


async def test_a_server_that_keeps_failing_is_left_alone_and_then_probed() -> None:
    async with talking(*[refusal(500)] * 5, completion()) as (caller, server, time):
        with pytest.raises(EngineUnavailable, match=r"in trouble \(500\)"):
            await caller.call(REQUEST)
        with pytest.raises(EngineUnavailable, match=r"in trouble \(500\)"):
            await caller.call(REQUEST)  # Opens after the second attempt of this call.
        with pytest.raises(EngineUnavailable, match=r"in trouble \(500\).* left alone"):
            await caller.call(REQUEST)
        assert len(server.asked) == 5
        await caller.call(replace(REQUEST, model="other"))
        time.now += 30
        await caller.call(REQUEST)
        assert len(server.asked) == 7


@pytest.mark.parametrize("status", [429, 409, 400])
async def test_a_server_that_answers_is_never_left_alone(status: int) -> None:
    async with talking(*[refusal(status)] * 12, completion(), attempts=1) as (caller, _, _):
        for _ in range(12):
            with pytest.raises(Exception, match=str(status)):
                await caller.call(REQUEST)
        await caller.call(REQUEST)


async def test_calls_that_miss_their_deadline_count_as_failures() -> None:
    async def never(_: object) -> None:
        await asyncio.Event().wait()

    async with talking(never, deadline=0.05) as (caller, _, _):
        for _ in range(5):
            with pytest.raises(EngineUnavailable, match=r"within 0\.05 s"):
                await caller.call(REQUEST)
        with pytest.raises(EngineUnavailable, match=r"within 0\.05 s.* left alone"):
            await caller.call(REQUEST)


async def test_own_time_needs_no_real_time() -> None:
    time = OwnTime()
    await time.sleep(3600)
    assert time.clock() == 3600
