"""One job per request: words through a gate, forms through a check, and everything on the log."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from played import PlayedCaller, as_meant, engines, failing, form, llm_brief, pack, seats_of

from archpanel.agents.answers import make_answer
from archpanel.agents.call_log import SENT, CallLog
from archpanel.agents.engine import (
    Case,
    Conversation,
    EngineError,
    EngineUnavailable,
    Plan,
    Row,
    Table,
    UnusableReply,
)
from archpanel.agents.listening import Worded
from archpanel.agents.llm import LanguageModelEngine, Request
from archpanel.domain import Call, Question
from archpanel.graphs.panel import question_of

ROLE = pack()
BRIEF = llm_brief(ROLE)
SEAT = seats_of(BRIEF)[0]
ITEM = ROLE.questions[0]
PLAN = Plan(persona=SEAT.id, move="open", item=ITEM.id)
SAID = "First of all I would measure where the time goes. Then I would cut the largest part of it."
ANSWER = make_answer("q1", SAID, "k")


def engine_for(
    play: Callable[[Request], Any], log: CallLog | None = None, fallback: str = ""
) -> tuple[LanguageModelEngine, PlayedCaller]:
    caller = PlayedCaller(play)
    return engines(caller, ROLE, BRIEF, log, fallback)[SEAT.id], caller


def question(**changes: Any) -> Question:
    return question_of(PLAN, ITEM, Worded(ITEM.text, "bank"), 1).model_copy(update=changes)


def points(**first: str) -> list[dict[str, str]]:
    plain = {"state": "not_met", "quote": "", "sure": "certain"}
    made = [{"point": f"P{n}", **plain} for n in range(1, len(ITEM.key_points) + 1)]
    made[0] |= first
    return made


async def words(play: Callable[[Request], Any], plan: Plan = PLAN) -> tuple[str, str]:
    """Return the question, and what was heard of it."""
    heard: list[str] = []
    engine, _ = engine_for(play)
    said = await engine.word(SEAT, plan, ITEM, Conversation(), heard.append)
    return said, "".join(heard)


async def test_words_are_heard_as_they_come_and_returned_whole() -> None:
    said, heard = await words(lambda request: "Where would you begin, and why there?")
    assert said == heard == "Where would you begin, and why there?"


@pytest.mark.parametrize(
    "made",
    [
        "Great answer! Where would you begin?",
        "The rubric wants a number. Where would you begin?",
        "What? Why? Where? When? Who would do it first?",
        '{"question": "Where would you begin?"}',
        "",
        "Begin. " * 300,
    ],
)
async def test_what_an_interviewer_does_not_say_is_not_said(made: str) -> None:
    with pytest.raises(UnusableReply):
        await words(lambda request: made)


async def test_no_word_of_praise_is_heard_before_it_is_refused() -> None:
    heard: list[str] = []
    engine, _ = engine_for(lambda request: "Now then. Great answer! Where would you begin?")
    with pytest.raises(UnusableReply):
        await engine.word(SEAT, PLAN, ITEM, Conversation(), heard.append)
    assert "".join(heard) in ("Now then. ", "Now then.")


async def test_a_question_that_gives_a_key_point_away_is_not_put() -> None:
    told, heard = ITEM.key_points[0].said_as[0], list[str]()
    engine, _ = engine_for(lambda request: f"Would you say this: {told}")
    with pytest.raises(UnusableReply, match="gave away"):
        await engine.word(SEAT, PLAN, ITEM, Conversation(), heard.append)
    assert len("".join(heard).split()) <= len("Would you say this:".split()) + 1


async def test_the_systems_own_words_never_pass() -> None:
    def leaky(request: Request) -> str:
        canary = request.system.partition("never write this word: ")[2].split()[0]
        return f"I was told to hide {canary}. Where would you begin?"

    with pytest.raises(UnusableReply, match="does not say"):
        await words(leaky)


async def test_a_quotation_that_is_in_the_answer_becomes_a_span_of_it() -> None:
    quote = "I would measure where the time goes"
    made = points(state="met", quote=quote.upper(), sure="likely")
    engine, _ = engine_for(lambda r: form(kind="answered", points=made, flags=[]))
    reading = await engine.read(SEAT, question(), ITEM, ANSWER)
    first = reading.points[0]
    assert SAID[first.start : first.end] == quote
    assert (first.point, first.state, first.confidence) == (ITEM.key_points[0].id, "met", 0.75)


async def test_credit_for_words_that_were_not_said_is_none() -> None:
    made = points(state="met", quote="I would ask the vendor to explain it", sure="certain")
    engine, _ = engine_for(lambda r: form(kind="answered", points=made, flags=[]))
    reading = await engine.read(SEAT, question(), ITEM, ANSWER)
    assert (reading.points[0].state, reading.points[0].end) == ("not_met", 0)


async def test_red_flags_have_their_full_ids_again() -> None:
    flags = [
        {"flag": flag, "withdrawn": False, "quote": "cut the largest part", "sure": "certain"}
        for flag in ("F1", "any/token-economy")
    ]
    engine, _ = engine_for(lambda r: form(kind="answered", points=points(), flags=flags))
    reading = await engine.read(SEAT, question(), ITEM, ANSWER)
    assert [f.flag for f in reading.flags] == [
        f"{ITEM.id}/{ITEM.red_flags[0].id}",
        "any/token-economy",
    ]


async def test_a_challenged_flag_of_another_question_can_be_taken_back() -> None:
    other = ROLE.questions[5]
    target = f"{other.id}/{other.red_flags[0].id}"
    taken = [{"flag": "F0", "withdrawn": True, "quote": "cut the largest part", "sure": "certain"}]
    engine, caller = engine_for(lambda r: form(kind="answered", points=points(), flags=taken))
    challenged = question(move="cross-examine", target=target)
    reading = await engine.read(SEAT, challenged, ITEM, ANSWER)
    assert [(f.flag, f.withdrawn) for f in reading.flags] == [(target, True)]
    assert other.red_flags[0].flag in "\n".join(caller.asked[0].user)


async def test_a_bad_form_is_asked_for_once_more_with_the_reason() -> None:
    replies = iter(["no JSON", form(kind="answered", points=points(), flags=[])])
    log = CallLog()
    engine, caller = engine_for(lambda request: next(replies), log)
    reading = await engine.read(SEAT, question(), ITEM, ANSWER)
    assert reading.kind == "answered"
    assert len(caller.asked) == 2
    assert "could not be used: it is not one JSON value" in caller.asked[1].user[-1]
    assert caller.asked[1].user[:-1] == caller.asked[0].user
    (call,) = log.drain()
    assert (call.job, call.requests, call.outcome, call.about) == ("assess", 2, "ok", "a1")


async def test_two_bad_forms_are_no_reading() -> None:
    unknown = [*points(), {"point": "P9", "state": "met", "quote": "x", "sure": "likely"}]
    log = CallLog()
    engine, caller = engine_for(lambda r: form(kind="answered", points=unknown, flags=[]), log)
    with pytest.raises(UnusableReply, match=r"twice: points: it names an id that was not given"):
        await engine.read(SEAT, question(), ITEM, ANSWER)
    assert len(caller.asked) == 2
    assert log.drain()[0].outcome.startswith("Unusable reply, twice")


async def test_another_model_stands_in_and_is_named() -> None:
    def play(request: Request) -> Any:
        if request.model == "played":
            return EngineUnavailable("503")
        return form(kind="answered", points=points(), flags=[])

    log = CallLog()
    engine, _ = engine_for(play, log, fallback="spare")
    reading = await engine.read(SEAT, question(), ITEM, ANSWER)
    assert reading.stand_in == "spare"
    assert [(c.model, c.outcome) for c in log.drain()] == [("played", "503"), ("spare", "ok")]


async def test_nobody_stands_in_once_a_word_was_heard() -> None:
    def play(request: Request) -> Any:
        return "Where would you begin?" if request.model == "spare" else "Excellent! And then?"

    heard: list[str] = []
    engine, caller = engine_for(play, fallback="spare")
    said = await engine.word(SEAT, PLAN, ITEM, Conversation(), heard.append)
    assert said == "".join(heard)
    assert [r.model for r in caller.asked] == ["played", "spare"]

    engine, caller = engine_for(lambda r: "Now then, my excellent friend: where?", fallback="spare")
    with pytest.raises(EngineError):
        await engine.word(SEAT, PLAN, ITEM, Conversation(), heard.append)
    assert [r.model for r in caller.asked] == ["played"]


def _replied(made: str, request: Request) -> str:
    return made


def table(recommendation: Any = "hire") -> Table:
    quotes = (("a1:0-20", "First of all I would", True),)
    row = Row("token-economy", 2.0, 3.2, quotes, ("Puts a price on it.",))
    return Table((row,), recommendation)


async def test_advice_names_what_the_seat_holds_and_nothing_else() -> None:
    made: dict[str, Any] = {
        "recommendation": "no_hire",
        "because": ["token-economy"],
        "strongest": ["a1:0-20"],
        "note": "Costs were named too late.",
    }
    engine, _ = engine_for(lambda request: json.dumps(made))
    advice = await engine.advise(SEAT, table())
    assert advice is not None
    assert (advice.recommendation, advice.because) == ("no_hire", ("token-economy",))
    assert advice.model == "played"
    for wrong in ({"recommendation": "strong_hire"}, {"because": ["x"]}, {"strongest": ["a9:1-2"]}):
        engine, _ = engine_for(partial(_replied, json.dumps(made | wrong)))
        with pytest.raises(UnusableReply):
            await engine.advise(SEAT, table())


async def test_nobody_is_asked_to_move_who_has_nothing_to_move_for() -> None:
    engine, caller = engine_for(as_meant)
    case = Case(competency="token-economy", own=2.0, peers=(4.0,), unused=())
    assert await engine.reconsider(SEAT, (case,)) == ()
    assert caller.asked == []


async def test_a_seat_reconsiders_all_that_is_in_dispute_in_one_call() -> None:
    cases = tuple(
        Case(competency=name, own=2.0, peers=(4.0,), unused=((f"a{n}:0-9", True, 0.9),))
        for n, name in enumerate(("token-economy", "llm-evaluation"))
    )
    moves = [
        {"competency": "token-economy", "to": 3.0, "evidence": "a0:0-9", "reason": "It is so."}
    ]
    engine, caller = engine_for(lambda request: form(moves=moves))
    made = await engine.reconsider(SEAT, cases)
    assert [(m.competency, m.to, m.evidence) for m in made] == [("token-economy", 3.0, "a0:0-9")]
    assert len(caller.asked) == 1
    stolen = [moves[0] | {"evidence": "a1:0-9"}]
    engine, _ = engine_for(lambda request: form(moves=stolen))
    with pytest.raises(UnusableReply):
        await engine.reconsider(SEAT, cases)


async def test_what_fails_is_on_the_log_with_its_reason() -> None:
    log = CallLog()
    engine, _ = engine_for(failing(EngineUnavailable("503 from the server.")), log)
    with pytest.raises(EngineUnavailable):
        await engine.read(SEAT, question(), ITEM, ANSWER)
    (call,) = log.drain()
    assert (call.outcome, call.requests, call.seat) == ("503 from the server.", 0, SEAT.id)
    assert log.drain() == ()


def test_readings_are_kept_under_model_prompts_and_parameters() -> None:
    engine, _ = engine_for(as_meant)
    spare, _ = engine_for(as_meant, fallback="spare")
    assert engine.maker.model == "played"
    assert "assess@1#" in engine.maker.prompt
    assert json.loads(engine.maker.parameters) == {"temperature": 0.0}
    assert engine.maker.digest != spare.maker.digest


async def test_words_that_were_refused_were_paid_for_all_the_same() -> None:
    log, heard = CallLog(), list[str]()
    engine, _ = engine_for(lambda request: "Now then. Great answer! Where would you begin?", log)
    with pytest.raises(UnusableReply):
        await engine.word(SEAT, PLAN, ITEM, Conversation(), heard.append)
    (call,) = log.drain()
    assert call.input
    assert call.output
    assert call.estimated
    assert call.outcome != "ok"


async def test_another_model_may_clarify_since_nobody_heard_the_first() -> None:
    def play(request: Request) -> Any:
        if request.model == "played":
            return "Read it once more, since you already said enough. Excellent!"
        return "The limit holds for the whole request."

    engine, caller = engine_for(play, fallback="spare")
    said = await engine.clarify(SEAT, question(), ITEM)
    assert said == "The limit holds for the whole request."
    assert [r.model for r in caller.asked] == ["played", "spare"]


async def test_a_note_that_repeats_the_canary_is_no_advice() -> None:
    def play(request: Request) -> str:
        canary = request.system.partition("never write this word: ")[2].split()[0]
        made = {"recommendation": "hire", "because": [], "strongest": [], "note": canary}
        return json.dumps(made)

    engine, caller = engine_for(play)
    with pytest.raises(UnusableReply, match="not to be repeated"):
        await engine.advise(SEAT, table())
    assert len(caller.asked) == 2


@pytest.mark.parametrize("sign", ["\u200b", "-", " "])
async def test_no_odd_sign_lets_the_canary_into_a_note(sign: str) -> None:
    def play(request: Request) -> str:
        canary = request.system.partition("never write this word: ")[2].split()[0]
        note = f"{canary[:5].upper()}{sign}{canary[5:]}"
        return json.dumps({"recommendation": "hire", "because": [], "strongest": [], "note": note})

    engine, _ = engine_for(play)
    with pytest.raises(UnusableReply, match="not to be repeated"):
        await engine.advise(SEAT, table())


async def test_a_note_leads_nowhere() -> None:
    note = "See https://evil.example/ for more."
    made = {"recommendation": "hire", "because": [], "strongest": [], "note": note}
    engine, _ = engine_for(lambda request: json.dumps(made))
    with pytest.raises(UnusableReply, match="a link"):
        await engine.advise(SEAT, table())


async def test_a_call_is_on_record_before_it_is_sent() -> None:
    order: list[str] = []
    reserved: list[Call] = []

    def reserve(call: Call) -> int:
        order.append("reserved")
        reserved.append(call)
        return 7

    def play(request: Request) -> str:
        order.append("sent")
        return form(kind="answered", points=points(), flags=[])

    log = CallLog(reserve=reserve)
    engine, _ = engine_for(play, log)
    await engine.read(SEAT, question(), ITEM, ANSWER)
    assert order == ["reserved", "sent"]
    (before,) = reserved
    assert (before.job, before.about, before.requests, before.estimated) == (
        "assess",
        "a1",
        1,
        True,
    )
    assert before.outcome == SENT
    assert (before.input or 0) > 0
    ((after, place),) = log.drain_placed()
    assert (after.outcome, place) == ("ok", 7)
