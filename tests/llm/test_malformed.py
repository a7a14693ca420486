"""Replies of every wrong kind: none is believed, none ends a session, one repair is asked for."""

import asyncio
import json
import random
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from malformed import Given, damaged, is_valid

from archpanel.agents.answers import make_answer
from archpanel.agents.engine import Case, Row, Table, UnusableReply
from archpanel.agents.llm import LanguageModelEngine
from archpanel.evals.obedient import ids_under, in_obedience
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import PlayedCaller, Theatre, ask, by_seat
from archpanel.packs import load_pack

SEED = 20261126
EACH = 300
"""Pairs of replies per form: the first one, and the one to the repair request."""

PACK = load_pack("ai-architect")
THEATRE = Theatre(PACK)
ITEM = PACK.question(PACK.form("demo").questions[0])
SEAT = CORE_SEATS[0]
ANSWER = make_answer(
    "q1", "I would look the number up in an index of its own first. Then rank.", "k"
)
COMPETENCIES = PACK.competencies[:3]
NAMES = [c.id for c in COMPETENCIES]
TABLE = Table(
    rows=(
        Row(NAMES[0], 2.4, 3.0, (("a1:0-20", "I would look the num", True),), ("A point.",)),
        Row(NAMES[1], None, 3.0, (), ()),
    ),
    recommendation="hire",
)
CASES = (
    Case(NAMES[0], 2.0, (4.0, 3.0), (("a1:0-20", True, 0.9), ("a1:30-50", False, 0.7))),
    Case(NAMES[1], 3.0, (1.0,), (("a1:21-29", True, 0.5),)),
)


@dataclass(frozen=True)
class Form:
    """One of the four jobs that are answered with a form."""

    name: str
    do: Callable[[LanguageModelEngine], Awaitable[Any]]

    def engine(self, replies: Iterator[str]) -> tuple[LanguageModelEngine, PlayedCaller]:
        caller = PlayedCaller(lambda request: next(replies))
        return THEATRE.engines(caller)[SEAT], caller


PERSONA = next(p for p in THEATRE.seated() if p.id == SEAT)
QUESTION = ask(ITEM, 1, SEAT)
FORMS = [
    Form("assess", lambda e: e.read(PERSONA, QUESTION, ITEM, ANSWER)),
    Form("anchors", lambda e: e.read_anchors(PERSONA, COMPETENCIES, ITEM.text, ANSWER)),
    Form("ballot", lambda e: e.advise(PERSONA, TABLE)),
    Form("debrief", lambda e: e.reconsider(PERSONA, CASES)),
]
forms = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)


async def honest_reply(form: Form) -> tuple[str, Given]:
    """Return a valid reply, and what may be named in it as the prompt tells: ids by one helper."""
    seen: list[str] = []

    def note(messages: Any, schema: Any) -> str:
        seen.append(messages[-1]["content"])
        return in_obedience(messages, schema, up=True)

    caller = PlayedCaller(by_seat({SEAT: note}))
    await form.do(THEATRE.engines(caller)[SEAT])
    text = seen[0]
    system = caller.asked[0].system
    known = re.findall(r"^Competencies: (.*)$", system, re.MULTILINE)[0].split(", ")
    given = Given(
        points=ids_under(text, "Key points:"),
        flags=[*ids_under(text, "Red flags:"), *(f"any/{c}" for c in known)],
        competencies=NAMES if form.name != "ballot" else [row.competency for row in TABLE.rows],
        choices=["hire", "no_hire"],
        evidence=[i for row in TABLE.rows for i, _, _ in row.quotes],
        unused={case.competency: [i for i, _, _ in case.unused] for case in CASES},
        top=PACK.top,
    )
    return caller_reply(note, caller), given


def caller_reply(note: Any, caller: PlayedCaller) -> str:
    request = caller.asked[0]
    return str(note([{"content": "\n\n".join(request.user)}], None))


async def outcome(form: Form, replies: list[str]) -> tuple[bool, int]:
    """Return whether a reply was believed, and how many were asked for."""
    engine, caller = form.engine(iter(replies))
    try:
        await form.do(engine)
    except UnusableReply:
        return False, len(caller.asked)
    return True, len(caller.asked)


@forms
async def test_only_what_is_valid_is_believed_and_one_repair_is_asked_for(form: Form) -> None:
    sys.stdout.write(f"seed {SEED}\n")
    good, given = await honest_reply(form)
    draw = random.Random(f"{SEED}/{form.name}")
    seen = {True: 0, False: 0}
    for number in range(EACH):
        kinds, replies = zip(*(damaged(good, draw) for _ in range(2)), strict=True)
        valid = [is_valid(form.name, reply, given) for reply in replies]
        expected = (any(valid), 1 if valid[0] else 2)
        assert await outcome(form, list(replies)) == expected, (
            number,
            kinds,
            [r[:2000] for r in replies],
        )
        seen[valid[0]] += 1
    assert seen[False] > EACH / 2, "hardly anything was damaged"
    assert seen[True] > 0, "nothing valid was among it"


@forms
async def test_a_good_reply_is_believed_at_once_alone_or_in_one_fence(form: Form) -> None:
    good, given = await honest_reply(form)
    for reply in (
        good,
        f"```json\n{good}\n```",
        f"\n```\n{json.dumps(json.loads(good), indent=2)}\n```",
    ):
        assert is_valid(form.name, reply, given)
        assert await outcome(form, [reply]) == (True, 1)


@forms
@pytest.mark.parametrize(
    "wrap", ["Here it is: {}", "{}\nI hope this helps.", "```json\n{}\n```\nDone.", "{} {}", "[{}]"]
)
async def test_a_good_reply_with_anything_around_it_is_none(form: Form, wrap: str) -> None:
    good, _ = await honest_reply(form)
    assert await outcome(form, [wrap.replace("{}", good)] * 2) == (False, 2)


@forms
async def test_nothing_of_a_bad_reply_is_in_the_reason_that_is_kept(form: Form) -> None:
    good, _ = await honest_reply(form)
    draw, secret = random.Random(SEED), "Confidential-" * 3
    for _ in range(50):
        reply = damaged(good, draw)[1]
        reply = reply.replace('"', f'"{secret}', 1) if '"' in reply else secret + reply
        engine, _ = form.engine(iter([reply, reply]))
        with pytest.raises(UnusableReply) as raised:
            await form.do(engine)
        assert secret not in str(raised.value)
        assert len(str(raised.value)) < 400


def test_the_forms_are_all_there_are() -> None:
    assert len(FORMS) * EACH >= 1000
    assert asyncio.iscoroutinefunction(LanguageModelEngine.read)
