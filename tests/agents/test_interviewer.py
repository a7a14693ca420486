"""An engine proposes, code decides: what has no genuine quote is dropped before it counts."""

import asyncio
from dataclasses import dataclass, field

import pytest
from simulated import at, bank

from archpanel.agents.engine import AnchorReading, FlagReading, PointReading, Reading
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.domain import (
    Answer,
    Assessment,
    Competency,
    Item,
    Persona,
    PointState,
    Question,
    QuestionMove,
)
from archpanel.evals.small_pack import small_seats
from archpanel.testing import ScriptedEngine

ITEM = bank().questions[0]
SAID = "I would say this first of all. Then we share one admin key for all. That is everything."
FIRST, SECOND = (0, 30), (31, 67)
FIRST_SEAT, SECOND_SEAT, THIRD_SEAT = small_seats()


@dataclass
class Proposing(ScriptedEngine):
    """Proposes what a test gives it, genuine or not."""

    reading: Reading = field(default_factory=lambda: Reading("answered"))
    anchors: tuple[AnchorReading, ...] = ()

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        return self.reading

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        return self.anchors


def asked(move: QuestionMove = "open", target: str = "", item: Item = ITEM) -> Question:
    return Question(
        id="q1",
        persona="first_seat",
        move=move,
        item=item.id,
        item_digest="",
        round="plain",
        competencies=item.competencies,
        text=item.text,
        target=target,
        reason="r",
    )


def answered(text: str = SAID, flags: tuple[tuple[int, int], ...] = ()) -> Answer:
    return Answer(id="a1", question_id="q1", text=text, received="", flags=flags)


def assess(
    reading: Reading,
    *,
    seat: Persona = FIRST_SEAT,
    answer: Answer | None = None,
    question: Question | None = None,
    item: Item = ITEM,
) -> Assessment:
    interviewer = Interviewer(seat, Proposing(reading=reading), at())
    matter = Matter(item, bank().flags())
    return asyncio.run(interviewer.assess(question or asked(), answer or answered(), matter))


def point(
    name: str = "p0", span: tuple[int, int] = FIRST, state: PointState = "met", sure: float = 1.0
) -> Reading:
    return Reading("answered", (PointReading(name, state, *span, sure),), confidence=sure)


def flag(name: str = "question-0/risk", *, withdrawn: bool = False, sure: float = 0.9) -> Reading:
    return Reading("answered", flags=(FlagReading(name, withdrawn, *SECOND, sure),))


def states(made: Assessment) -> dict[str, str]:
    return {found.point: found.state for found in made.findings}


def test_a_point_with_a_genuine_quote_is_credited() -> None:
    made = assess(point())
    assert states(made) == {"p0": "met", "p1": "not_met", "p2": "not_met", "p3": "not_met"}
    assert [(e.id, e.quote) for e in made.evidence] == [("a1:0-30", SAID[:30])]
    assert made.levels == {"gamma": 3.0, "alpha": 1.0}
    assert (made.id, made.maker.engine) == ("a1/first_seat", "scripted")


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(point(span=(0, 0)), id="no span"),
        pytest.param(point(span=(0, 500)), id="a span beyond the answer"),
        pytest.param(point(span=(3, 30)), id="a span that begins inside a word"),
        pytest.param(point(span=(0, 7)), id="two words"),
        pytest.param(point(name="p9"), id="a point that the item does not have"),
        pytest.param(point(state="not_met"), id="a point that is not met"),
        pytest.param(Reading("off_topic", point().points), id="credit off the topic"),
        pytest.param(Reading("echo", point().points), id="credit for an echo"),
    ],
)
def test_what_is_not_proven_is_not_met(reading: Reading) -> None:
    made = assess(reading)
    assert set(states(made).values()) == {"not_met"}
    assert made.evidence == ()
    assert made.levels == {"gamma": 1.0, "alpha": 1.0}


def test_words_for_the_panel_and_the_question_itself_earn_nothing() -> None:
    flagged = assess(point(), answer=answered(flags=((5, 9),)))
    echo = assess(point(span=(0, len(ITEM.text))), answer=answered(ITEM.text))
    assert states(flagged)["p0"] == states(echo)["p0"] == "not_met"


def test_silence_is_a_pass_and_no_engine_is_asked() -> None:
    made = assess(point(), answer=answered(""))
    assert made.kind == "passed"
    assert set(states(made).values()) == {"not_met"}


def test_an_answer_in_a_language_that_is_not_read_is_abstained_on() -> None:
    made = assess(Reading("other_language", point().points))
    assert (made.kind, made.findings, made.confidence) == ("other_language", (), 0.0)
    assert made.levels == {"alpha": None, "gamma": None}
    assert "language" in made.abstained


@pytest.mark.parametrize(("sure", "state"), [(0.5, "met"), (0.49, "partly"), (0.1, "partly")])
def test_a_strict_seat_takes_a_faint_point_for_half_made(sure: float, state: str) -> None:
    policy = at().policy
    strict = policy.severity["strict"].model_copy(update={"sure": 0.5})
    severity = {**policy.severity, "strict": strict}
    setting = at()
    role = setting.role.model_copy(
        update={"policy": policy.model_copy(update={"severity": severity})}
    )
    engine = Proposing(reading=point(sure=sure))
    seat = Interviewer(THIRD_SEAT, engine, type(setting)(setting.brief, role))
    made = asyncio.run(seat.assess(asked(), answered(), Matter(ITEM, bank().flags())))
    assert states(made)["p0"] == state


@pytest.mark.parametrize(
    ("move", "target", "expected"),
    [
        ("probe", "p2", {"p0": "met", "p2": "not_met"}),
        ("cross-examine", "question-0/risk", {"p0": "met"}),
    ],
)
def test_after_a_follow_up_only_what_was_asked_for_can_be_missing(
    move: QuestionMove, target: str, expected: dict[str, str]
) -> None:
    assert states(assess(point(), question=asked(move, target))) == expected


OWN, OTHER = "question-0/risk", "question-4/risk"


@pytest.mark.parametrize(
    ("reading", "target", "state"),
    [
        pytest.param(flag(OWN), "", "raised", id="of its own item, beyond doubt"),
        pytest.param(flag(OWN, sure=0.89), "", "suspected", id="of its own item, in doubt"),
        pytest.param(flag(OTHER), "", "suspected", id="of another item"),
        pytest.param(flag(OTHER), OWN, "suspected", id="of another item, challenged on a third"),
        pytest.param(flag(OTHER, sure=0.5), OTHER, "raised", id="stood by when challenged"),
        pytest.param(flag(OWN, withdrawn=True), OWN, "withdrawn", id="taken back when challenged"),
        pytest.param(flag(OTHER, withdrawn=True), OTHER, "withdrawn", id="another's, taken back"),
    ],
)
def test_a_risk_is_raised_suspected_or_taken_back(
    reading: Reading, target: str, state: str
) -> None:
    made = assess(reading, question=asked("cross-examine", target) if target else asked())
    assert [(c.state, c.evidence) for c in made.concerns] == [(state, "a1:31-67")]
    stance = "for" if state == "withdrawn" else "against"
    assert [e.stance for e in made.evidence] == [stance]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(asked(), id="nobody asked"),
        pytest.param(asked("cross-examine", OTHER), id="another risk was challenged"),
        pytest.param(asked("probe", OWN), id="a probe is no challenge"),
    ],
)
def test_nothing_is_taken_back_that_was_not_challenged(question: Question) -> None:
    made = assess(flag(OWN, withdrawn=True), question=question)
    assert (made.concerns, made.evidence) == ((), ())


def test_a_suspicion_lowers_no_level() -> None:
    both = Reading("answered", point().points, flag("question-4/risk").flags)
    assert assess(both).levels == assess(point()).levels
    raised = Reading("answered", point("p1").points, flag().flags)
    assert assess(raised).levels["alpha"] == 2.5


def test_an_unknown_risk_and_one_without_a_quote_are_dropped() -> None:
    bare = Reading("answered", flags=(FlagReading("question-0/risk", False, 0, 3, 1.0),))
    assert assess(flag("question-9/risk")).concerns == ()
    assert assess(bare).concerns == ()


def test_a_seat_overhears_a_serious_risk_of_others_and_no_blocking_one() -> None:
    assert assess(flag(), seat=THIRD_SEAT).concerns == ()
    flags = bank().flags()
    grave = flags["question-0/risk"].model_copy(update={"concern": "blocking"})
    seat = Interviewer(THIRD_SEAT, Proposing(reading=flag()), at())
    matter = Matter(ITEM, {**flags, "question-0/risk": grave})
    made = asyncio.run(seat.assess(asked(), answered(), matter))
    assert [c.concern for c in made.concerns] == ["blocking"]


def test_a_surprise_card_is_read_apart() -> None:
    card = bank().surprises[0]
    made = assess(point(), question=asked("twist", item=card), item=card)
    assert made.apart
    assert not assess(point()).apart


def by_anchors(*readings: AnchorReading, text: str = SAID) -> Assessment:
    seat = Interviewer(FIRST_SEAT, Proposing(anchors=readings), at())
    return asyncio.run(seat.assess_anchors(asked(), answered(text)))


def anchor(
    name: str = "alpha", level: float = 3.5, weight: float = 0.8, span: tuple[int, int] = FIRST
) -> AnchorReading:
    return AnchorReading(name, level, weight, (span,))


def test_a_level_by_anchors_rests_on_a_quote() -> None:
    made = by_anchors(anchor())
    assert made.levels == {"alpha": 3.5}
    assert made.anchored[0].evidence == ("a1:0-30",)
    assert made.confidence == 0.8


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(anchor(span=(0, 3)), id="without a genuine quote"),
        pytest.param(AnchorReading("alpha", 3.0, 1.0, ()), id="without any quote"),
        pytest.param(anchor(weight=0.0), id="without weight"),
        pytest.param(anchor("zeta"), id="of a competency that the role does not have"),
    ],
)
def test_a_level_that_nothing_bears_out_is_dropped(reading: AnchorReading) -> None:
    made = by_anchors(reading, anchor("beta"))
    assert made.levels == {"beta": 3.5}


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(anchor(level=5.1), id="above the scale"),
        pytest.param(anchor(level=0.0), id="below the scale"),
        pytest.param(anchor(level=float("nan")), id="no number"),
        pytest.param(anchor(weight=1.5), id="with more than all weight"),
        pytest.param(anchor(weight=-0.1), id="with less than none"),
    ],
)
def test_levels_that_are_none_are_abstained_on(reading: AnchorReading) -> None:
    """To drop the one and keep the others would raise what they are pooled to."""
    made = by_anchors(reading, anchor("beta"))
    assert made.abstained.startswith("Unusable reply: ")
    assert made.levels == dict.fromkeys(("alpha", "beta", "delta", "gamma"))


def test_a_pass_is_not_read_by_anchors() -> None:
    made = by_anchors(anchor(), text="")
    assert (made.kind, made.levels) == ("passed", {})


def test_a_seat_votes_from_its_own_readings_alone() -> None:
    seat = Interviewer(FIRST_SEAT, Proposing(), at())
    mine = assess(point())
    others = assess(point("p1"), seat=SECOND_SEAT)
    assert seat.vote([mine, others], ["a1"]) == seat.vote([mine], ["a1"])
    assert seat.vote([mine], ["a1"]).persona == "first_seat"
