"""Time is shared out: a stand-in has its own, and waiting for one's turn uses up nobody's."""

import asyncio

import pytest
from calls import REQUEST, talking
from hostile import Line, completion, refusal
from langchain_core.rate_limiters import BaseRateLimiter

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import EngineUnavailable
from archpanel.agents.llm.caller import Caller
from archpanel.agents.llm.desk import Desk, Task
from archpanel.agents.llm.strict import StrictReply
from archpanel.agents.patience import TooLong, off_the_clock, patient

SHORT = 1.0
"""Seconds that a model has: enough for what answers, and what hangs does so for ever."""


class Said(StrictReply):
    word: str


class Slow(BaseRateLimiter):
    """Lets attempts pass after waits that are longer together than the patience of a test."""

    def __init__(self, *waits: float) -> None:
        self.waits = list(waits)

    def acquire(self, *, blocking: bool = True) -> bool:
        raise AssertionError("blocks the loop")

    async def aacquire(self, *, blocking: bool = True) -> bool:
        await asyncio.sleep(self.waits.pop(0))
        return True


def any_word(said: Said) -> None:
    assert said.word


def desk(caller: Caller, log: CallLog, fallback: str = "spare") -> Desk:
    return Desk(caller, "cto", "small", fallback, log)


TASK = Task("assess", "a1", "assess@1", REQUEST)
GOOD = completion('{"word": "yes"}')


async def hang(line: Line) -> None:
    await line.hang()


async def test_a_bad_reply_whose_repair_hangs_leaves_the_stand_in_its_time() -> None:
    log = CallLog()
    replies = GOOD, completion("no form"), hang, GOOD
    async with talking(*replies, deadline=SHORT) as (caller, server, _):
        await caller.call(REQUEST)  # what is slow to load is loaded
        said, stand_in = await desk(caller, log).form(TASK, Said, any_word)
    assert (said.word, stand_in) == ("yes", "spare")
    assert [asked.body["model"] for asked in server.asked[1:]] == ["small", "small", "spare"]
    first, second = log.drain()
    assert "no usable reply within 1 s" in first.outcome
    assert second.outcome == "ok"


async def test_a_model_that_nobody_stands_in_for_may_repair_for_as_long_as_a_call_may_take() -> (
    None
):
    log = CallLog()
    async with talking(completion("no form"), GOOD) as (caller, _, _):
        said, stand_in = await desk(caller, log, "").form(TASK, Said, any_word)
    assert (said.word, stand_in) == ("yes", "")


async def test_a_server_that_hangs_still_counts_as_failing_where_another_stands_in() -> None:
    log = CallLog()
    async with talking(*[hang] * 5, GOOD, deadline=SHORT) as (caller, _, _):
        tries = (caller.call(REQUEST) for _ in range(5))
        failed = await asyncio.gather(*tries, return_exceptions=True)
        assert {type(error) for error in failed} == {EngineUnavailable}
        said, stand_in = await desk(caller, log).form(TASK, Said, any_word)
    assert (said.word, stand_in) == ("yes", "spare")
    assert [call.outcome for call in log.drain()] == ["ok"]  # the other was left alone


async def test_waiting_for_the_pace_uses_up_nobodys_time() -> None:
    log, slow = CallLog(), {"limiter": Slow(0, SHORT, SHORT)}
    async with talking(GOOD, refusal(500), GOOD, parts=slow, deadline=SHORT) as (caller, server, _):
        await caller.call(REQUEST)  # what is slow to load is loaded
        async with patient(1.5 * SHORT) as panel:
            said, stand_in = await desk(caller, log).form(TASK, Said, any_word)
    assert (said.word, stand_in, len(server.asked)) == ("yes", "", 3)
    (call,) = log.drain()
    assert call.paced >= 1.9 * SHORT
    assert call.paced <= panel.apart + 1e-3
    assert call.paced <= call.seconds


async def test_what_waits_within_an_allowance_is_ended_and_told_apart() -> None:
    with pytest.raises(TooLong):
        async with patient(0.01):
            await asyncio.Event().wait()
    with pytest.raises(TimeoutError) as other:
        async with patient(60):
            raise TimeoutError
    assert not isinstance(other.value, TooLong)


async def test_an_allowance_of_an_outer_one_runs_on_after_a_wait() -> None:
    seen: list[float] = []

    async def waits_and_hangs() -> None:
        async with patient(0.05) as outer, patient(None) as inner:
            with off_the_clock():
                await asyncio.sleep(0.1)
            assert not outer.used_up
            seen.extend((outer.apart, inner.apart))
            await asyncio.Event().wait()

    with pytest.raises(TooLong):
        await waits_and_hangs()
    assert seen[0] == seen[1] > 0
