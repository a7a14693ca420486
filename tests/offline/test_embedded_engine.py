"""The embedded engine as the panel sees it."""

import asyncio

import pytest

from archpanel.agents.offline import EmbeddedEngine
from archpanel.agents.offline.reader import Reader
from archpanel.domain import Answer, Question
from archpanel.packs import load_pack
from archpanel.personas import seat_panel


@pytest.mark.usefixtures("reader")  # where there is no encoder, that says so
async def test_the_event_loop_goes_on_while_it_reads() -> None:
    pack = load_pack("ai-architect")
    engine, seat, item = EmbeddedEngine(pack), seat_panel(["startup_cto"])[0], pack.questions[0]
    text = item.examples.strong.text
    question = Question(
        id="q1",
        persona=seat.id,
        move="open",
        item=item.id,
        item_digest=item.digest,
        round=item.round,
        competencies=item.competencies,
        text=item.text,
        reason="Asked by the test.",
    )
    answer = Answer(id="a1", question_id="q1", text=text, received="")
    reading = asyncio.create_task(engine.read(seat, question, item, answer))
    ticks = 0
    while not reading.done():
        await asyncio.sleep(0)
        ticks += 1

    assert ticks > 10
    assert await reading == await engine.read(seat, question, item, answer)


def test_its_maker_says_that_it_is_practice_and_by_which_weights() -> None:
    engine = EmbeddedEngine(load_pack("ai-architect"))

    assert engine.reads_first
    assert (engine.maker.engine, engine.maker.version) == ("embedded", engine.version)
    assert Reader.open().version in engine.version
