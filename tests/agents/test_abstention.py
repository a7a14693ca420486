"""What a seat did not read may delay a verdict; it never raises one. The cases are drawn."""

import asyncio
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from finished import Json, caught_at, derived_anew, parts, sealed_again
from hypothesis import given
from hypothesis import strategies as st
from simulated import Talk, at, bank
from simulated import held as talked

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.engine import (
    Abstained,
    AnchorReading,
    EngineUnavailable,
    FlagReading,
    PointReading,
    Reading,
    UnusableReply,
)
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.agents.verification import verify
from archpanel.agents.voting import cast_ballot
from archpanel.domain import Answer, Assessment, Competency, Item, Persona, Question, Verdict
from archpanel.evals.small_pack import SEATS, small_seats
from archpanel.graphs.panel import conversation
from archpanel.testing import ScriptedEngine

SEATED = small_seats()
RANK = {"no_hire": 0, "hold": 1, "hire": 2}
MARKS = st.sets(st.sampled_from(["p0", "p1", "p2", "p3", "p0?", "p2?"]))
RISKS = st.sets(st.sampled_from(["question-1/risk", "question-2/risk", "question-3/risk"]))


@st.composite
def said(draw: st.DrawFn) -> str:
    sentences = [f"I would say this of it here. [{mark}]" for mark in sorted(draw(MARKS))]
    if draw(st.integers(0, 3)) == 0:
        sentences += [f"And there we skip the check. [!{risk}]" for risk in sorted(draw(RISKS))]
    return " ".join(sentences)


def verdict_on(talk: Talk, readings: list[Assessment]) -> Verdict:
    answers = [a.id for a in talk.answers]
    ballots = [
        cast_ballot(p, [a for a in readings if a.persona == p.id], talk.setting, answers)
        for p in SEATED
    ]
    return reach_verdict(ballots, SEATED, talk.setting)


def abstaining(talk: Talk, made: Assessment) -> Assessment:
    """The same seat's abstention on the same answer."""
    seat = Interviewer(
        next(p for p in SEATED if p.id == made.persona), ScriptedEngine(), talk.setting
    )
    question = next(q for q in talk.questions if q.id == made.question_id)
    answer = next(a for a in talk.answers if a.id == made.answer_id)
    matter = Matter(talk.bank.item(question.item), talk.bank.flags())
    return seat.abstain(question, answer, Abstained("Out of reach."), matter)


def without(talk: Talk, unread: set[int]) -> list[Assessment]:
    return [
        abstaining(talk, made) if at in unread else made for at, made in enumerate(talk.assessments)
    ]


ANSWERS = st.lists(said(), min_size=5, max_size=9)


def talk_of(answers: list[str]) -> Talk:
    words = iter(answers)
    return talked(lambda q: next(words, "That is all I have to say."), turns=9, surprise=True)


@given(ANSWERS, st.data())
def test_no_reading_that_is_missing_makes_a_hire(answers: list[str], data: st.DataObject) -> None:
    talk = talk_of(answers)
    pool = [n for n, made in enumerate(talk.assessments) if made.kind != "passed"]
    unread = data.draw(st.sets(st.sampled_from(pool), min_size=1))
    before = verdict_on(talk, talk.assessments)
    after = verdict_on(talk, without(talk, unread))

    assert after.decision != "hire"
    assert after.provisional
    assert RANK[after.decision] <= max(RANK[before.decision], RANK["hold"])


@given(ANSWERS, st.data())
def test_one_missing_reading_lifts_a_level_only_where_its_seat_had_the_lowest_of_a_dispute(
    answers: list[str], data: st.DataObject
) -> None:
    """Decision 2: of ballots of 2, 3 and 4 the lowest counts; without its seat 3 is the lowest."""
    talk = talk_of(answers)
    pool = [n for n, made in enumerate(talk.assessments) if made.kind != "passed"]
    one = data.draw(st.sampled_from(pool))
    seat = talk.assessments[one].persona
    before = verdict_on(talk, talk.assessments)
    after = verdict_on(talk, without(talk, {one}))

    lowest = {d.subject for d in before.dissent} - {
        d.subject for d in before.dissent if d.persona == seat
    }
    at_stake = set(abstaining(talk, talk.assessments[one]).levels)
    for competency, level in after.levels.items():
        known = before.levels[competency]
        if competency not in at_stake:
            assert level == known
        elif competency not in lowest:
            assert level is None or known is None or level <= known
    if not lowest & at_stake:
        for was, now in zip(before.axes, after.axes, strict=True):
            gone = [c for c in at_stake if after.levels[c] is None]
            assert gone or now.level is None or was.level is None or now.level <= was.level


def test_a_quorum_needs_two_seats_that_read_everything() -> None:
    talk = talk_of(["I would half say this of it. [p0?]"] * 9)
    weak = verdict_on(talk, talk.assessments)
    assert weak.decision == "no_hire"
    one_seat = {n for n, made in enumerate(talk.assessments) if made.persona == SEATS[0]}
    assert verdict_on(talk, without(talk, one_seat)).decision == "no_hire"
    two = {n for n, made in enumerate(talk.assessments) if made.persona != SEATS[0]}
    assert verdict_on(talk, without(talk, {min(two), max(two)})).decision == "hold"


@dataclass
class Replying(ScriptedEngine):
    """Replies what a test gives it; what is an error is raised."""

    reply: Any = None

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Any:
        return self._replied()

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> Any:
        return self._replied()

    async def word(self, *args: Any) -> Any:
        return self._replied()

    async def clarify(self, *args: Any) -> Any:
        return self._replied()

    async def advise(self, *args: Any) -> Any:
        return self._replied()

    async def reconsider(self, *args: Any) -> Any:
        return self._replied()

    def _replied(self) -> Any:
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


TEXT = "I would say this first of all. Then we share one admin key for all."
ITEM = bank().questions[0]


def seat_with(reply: Any) -> Interviewer:
    return Interviewer(SEATED[0], Replying(reply=reply), at())


def question() -> Question:
    return talk_of([TEXT]).questions[0].model_copy(update={"item": ITEM.id})


def answer() -> Answer:
    return Answer(id="a1", question_id="q1", text=TEXT, received="")


def read(reply: Any) -> Assessment:
    matter = Matter(ITEM, bank().flags())
    return asyncio.run(seat_with(reply).assess(question(), answer(), matter))


def met(state: Any = "met", confidence: Any = 1.0, start: Any = 0) -> Reading:
    points = (PointReading("p0", state, start, 30, confidence),)
    return Reading("answered", points, confidence=1.0)


UNUSABLE: list[Any] = [
    pytest.param(Reading("great"), "'great'", id="a kind that there is not"),  # type: ignore[arg-type]
    pytest.param(Reading("unread"), "'unread'", id="a kind that is not an engine's to give"),
    pytest.param(Reading("answered", confidence=1.2), "1.2", id="more than sure"),
    pytest.param(Reading("answered", confidence=float("nan")), "nan", id="no number"),
    pytest.param(Reading("answered", confidence=True), "True", id="a bool"),
    pytest.param(met("great"), "'great'", id="a state that there is not"),
    pytest.param(met(confidence=-0.1), "-0.1", id="less than unsure of a point"),
    pytest.param(met(start="0"), "'0'", id="a span of words"),
    pytest.param(
        Reading("answered", flags=(FlagReading("question-0/risk", False, 0, 30, 7.0),)),
        "7.0",
        id="too sure of a risk",
    ),
]


@pytest.mark.parametrize(("reply", "named"), UNUSABLE)
def test_a_reply_that_cannot_be_used_is_an_abstention_that_says_why(
    reply: Reading, named: str
) -> None:
    made = read(reply)
    assert made.abstained.startswith("Unusable reply: ")
    assert named in made.abstained
    assert (made.kind, made.findings, made.evidence, made.bid) == ("unread", (), (), None)
    assert made.levels == {"alpha": None, "gamma": None}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Abstained("I cannot tell.\n"), "I cannot tell."),
        (Abstained(""), "No reason was given."),
        (Abstained("x" * 999), "x" * 200),
    ],
)
def test_an_engine_that_cannot_tell_abstains(reply: Any, reason: str) -> None:
    assert read(reply).abstained == reason


@pytest.mark.parametrize("failure", [EngineUnavailable("503"), TimeoutError(), ConnectionError()])
def test_what_may_be_over_in_a_while_is_told_apart(failure: Exception) -> None:
    with pytest.raises(EngineUnavailable):
        read(failure)


def test_a_reply_of_no_use_is_no_abstention_yet() -> None:
    with pytest.raises(UnusableReply, match="No JSON"):
        read(UnusableReply("No JSON after one repair."))


def test_a_mistake_in_a_program_is_no_abstention() -> None:
    with pytest.raises(TypeError):
        read(TypeError("not callable"))


def test_no_engine_is_waited_for_without_end() -> None:
    @dataclass
    class Slow(ScriptedEngine):
        async def read(self, *args: Any) -> Reading:
            await asyncio.sleep(60)
            raise AssertionError

    seat = Interviewer(SEATED[0], Slow(), at(), patience=0.01)
    with pytest.raises(EngineUnavailable, match=r"did not answer within 0\.01 seconds"):
        asyncio.run(seat.assess(question(), answer(), Matter(ITEM, bank().flags())))


def test_by_anchors_an_abstention_leaves_no_level_at_all() -> None:
    for reply in (Abstained("Too short."), (AnchorReading("alpha", 9.0, 1.0, ((0, 30),)),)):
        made = asyncio.run(seat_with(reply).assess_anchors(question(), answer()))
        assert made.abstained
        assert made.levels == dict.fromkeys(("alpha", "beta", "delta", "gamma"))


@pytest.mark.parametrize("reply", ["", " \n", None, UnusableReply("x"), TimeoutError()])
def test_where_words_are_missing_the_bank_has_its_own(reply: Any) -> None:
    talk = talk_of([TEXT])
    seat = seat_with(reply)
    nothing = conversation(Talk().proceedings)
    asked = asyncio.run(seat.ask(talk.plans[0], ITEM, nothing))
    assert asked.text.endswith(ITEM.text)
    assert asked.by == "bank"
    assert asyncio.run(seat.clarify(question(), ITEM)) == ITEM.clarify


@cache
def unread_parts() -> str:
    """A record in which one seat abstained on the half-said answer, honestly derived."""
    data = parts()
    made = reading(data)
    empty: dict[str, Any] = {"findings": [], "concerns": [], "evidence": [], "bid": None}
    levels = dict.fromkeys(sorted(made["levels"]))
    made.update(**empty, kind="unread", abstained="Out of reach.", confidence=0.0, levels=levels)
    data["moves"] = []
    return sealed_again(derived_anew(data))


def reading(data: Json) -> Json:
    found: Json = next(a for a in data["assessments"] if a["id"] == "a2/first_seat")
    return found


def test_an_abstention_is_recorded_and_verifies() -> None:
    record = verify(unread_parts())
    assert [b.complete for b in record.sealed_ballots] == [False, True, True]
    assert record.verdict.provisional
    assert record.verdict.decision == "hold"  # the same interview, fully read, is a hire


FORGED: list[tuple[str, Json, str]] = [
    ("no reason", {"abstained": ""}, "abstained"),
    ("a reason for what was read", {"kind": "answered"}, "abstained"),
    ("sure of nothing", {"confidence": 0.5}, "confidence"),
    ("a level", {"levels": {"beta": 5.0, "delta": None}}, "levels/beta"),
    ("less at stake", {"levels": {"beta": None}}, "levels/delta"),
]


@pytest.mark.parametrize(("change", "named"), [f[1:] for f in FORGED], ids=[f[0] for f in FORGED])
def test_a_forged_abstention_is_found(change: Json, named: str) -> None:
    data: Json = json.loads(unread_parts())
    data.pop("seal")
    at = data["assessments"].index(reading(data))
    data["assessments"][at].update(change)
    assert caught_at(derived_anew(data)) == f"assessments/{at}/{named}"
