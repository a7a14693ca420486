"""What a reply of no use has cost is on record."""

from dataclasses import replace

import pytest
from calls import REQUEST, talking
from hostile import completion, events, stream

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import UnusableReply
from archpanel.agents.llm.desk import Desk, Task
from archpanel.agents.llm.sayable import Gate
from archpanel.agents.llm.strict import StrictReply


class Anything(StrictReply):
    """A form that no reply here fills."""


async def test_tokens_of_words_that_were_cut_off_are_counted() -> None:
    async with talking(stream(events(["Half"], finish="length"))) as (caller, _, _):
        log = CallLog()
        desk = Desk(caller, "cto", "small", "", log)
        prose = Task("ask", "q1", "panel@1", replace(REQUEST, schema=None, schema_name=""))
        with pytest.raises(UnusableReply, match="cut off"):
            await desk.words(prose, lambda: Gate(lambda piece: None))
    (call,) = log.drain()
    assert (call.requests, call.input, call.output) == (1, 90, 7)
    assert "cut off" in call.outcome


async def test_so_are_those_of_a_form_and_of_its_repair() -> None:
    async with talking(completion("Prose."), completion("{", finish="length")) as (caller, _, _):
        log = CallLog()
        desk = Desk(caller, "cto", "small", "", log)
        with pytest.raises(UnusableReply, match="cut off"):
            await desk.form(Task("assess", "a1", "panel@1", REQUEST), Anything, lambda form: None)
    (call,) = log.drain()
    assert (call.requests, call.input, call.output) == (2, 180, 14)
