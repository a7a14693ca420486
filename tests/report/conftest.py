"""Real records: the small pack, a scripted engine, the panel's own chair, votes and debrief."""

import asyncio
from collections.abc import Callable

import pytest
from finished import finished
from own_words import own_words

from archpanel.agents.answers import make_answer
from archpanel.agents.chair import next_plan
from archpanel.agents.engine import Engine
from archpanel.domain import Brief, DecisionRecord, PackRef, Question, RolePack, SurpriseCard
from archpanel.evals.small_pack import SEATS, small_pack, small_seats
from archpanel.graphs import MemoryRecords, Panel, score_missing
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.panel import conversation, question_of
from archpanel.graphs.verdict import record_of, seal_ballots
from archpanel.sessions import assemble
from archpanel.testing import ScriptedEngine

Say = Callable[[Question], str]
Hold = Callable[..., DecisionRecord]


def pack_with_surprise() -> RolePack:
    pack = small_pack()
    fields = pack.questions[1].model_dump(mode="json", include=set(SurpriseCard.model_fields))
    card = SurpriseCard.model_validate(
        {**fields, "id": "half-the-budget", "title": "Half the budget", "kind": "budget-cut"}
    )
    return pack.model_copy(update={"surprises": (card,)})


def one_axis_per_question(pack: RolePack) -> RolePack:
    """Let a question be about AI or about architecture, never about both."""
    axis = {c.id: c.axis for c in pack.competencies}
    questions = []
    for n, question in enumerate(pack.questions):
        mine = [c for c in axis if axis[c] == ("ai", "architecture")[n % 2]]
        points = tuple(
            p.model_copy(update={"competency": mine[k % 2]})
            for k, p in enumerate(question.key_points)
        )
        flags = tuple(f.model_copy(update={"competency": mine[0]}) for f in question.red_flags)
        changes = {"competencies": tuple(mine), "key_points": points, "red_flags": flags}
        questions.append(question.model_copy(update=changes))
    return pack.model_copy(update={"questions": tuple(questions)})


def with_blocking_flags(pack: RolePack) -> RolePack:
    questions = []
    for question in pack.questions:
        flags = tuple(f.model_copy(update={"concern": "blocking"}) for f in question.red_flags)
        questions.append(question.model_copy(update={"red_flags": flags}))
    return pack.model_copy(update={"questions": tuple(questions)})


def brief_for(pack: RolePack, **changes: object) -> Brief:
    fields: dict[str, object] = {
        "pack": PackRef(id=pack.id, version=pack.version, digest=pack.digest),
        "world": "startup",
        "view": "any",
        "rounds": ("plain",),
        "seats": SEATS,
        "turns": 6,
        "level": "senior",
        **changes,
    }
    return Brief.model_validate(fields)


async def interview(say: Say, engine: Engine, pack: RolePack, brief: Brief) -> DecisionRecord:
    records = MemoryRecords()
    seated = {persona.id: persona for persona in small_seats()}
    table = tuple(seated[name] for name in brief.seats)
    panel = assemble(brief, table, pack, engine, records, "0.0.test")
    while question := await ask_next(panel):
        records.accept(
            make_answer(question.id, own_words(say(question), question.id), key=question.id)
        )
        await score_missing(panel)
    await seal_ballots(panel)
    await hold_debrief("test-session", panel)
    return await record_of("20260101-abcd1234", panel)


async def ask_next(panel: Panel) -> Question | None:
    proceedings = await panel.proceedings()
    plan = next_plan(proceedings, panel.seated, panel.bank, panel.setting)
    if plan is None:
        return None
    item = panel.bank.item(plan.item)
    text = await panel.interviewers[plan.persona].ask(plan, item, conversation(proceedings))
    number = len(proceedings.questions) + 1
    return await panel.records.put_question(question_of(plan, item, text, number))


@pytest.fixture(scope="session")
def hold() -> Hold:
    """Hold an interview: what is said to each question, by which engine, with which brief."""

    def held(
        say: Say, engine: Engine | None = None, pack: RolePack | None = None, **changes: object
    ) -> DecisionRecord:
        role = pack or small_pack()
        mind = engine or ScriptedEngine()
        brief = brief_for(role, engine=mind.maker.engine, **changes)
        return asyncio.run(interview(say, mind, role, brief))

    return held


GOOD = (
    "I would say this first of all. [p0] Then I would say that as well. [p1] "
    "And one more thing belongs to it. [p2] Last of all comes this. [p3]"
)
HALF = "I would say this first of all. [p0] Then I would nearly say that as well. [p1?]"
VAGUE = "It depends on very many things, and one has to look at them. [p1?]"


@pytest.fixture(scope="session")
def hired(hold: Hold) -> DecisionRecord:
    return hold(lambda question: GOOD)


@pytest.fixture(scope="session")
def ai_only(hold: Hold) -> DecisionRecord:
    """Says all there is to say on one axis, and next to nothing on the other."""

    def say(question: Question) -> str:
        return GOOD if "alpha" in question.competencies else VAGUE

    return hold(say, pack=one_axis_per_question(small_pack()))


@pytest.fixture(scope="session")
def practice(hold: Hold) -> DecisionRecord:
    """One answer, read by an engine that says that it is the embedded one."""
    return hold(lambda q: HALF, ScriptedEngine(kind="embedded"), turns=1)


@pytest.fixture(scope="session")
def held_back(hold: Hold) -> DecisionRecord:
    """Strong on one side, weak and risky on the other, with one pass and a surprise."""

    def say(question: Question) -> str:
        if question.move == "twist":
            return "We would drop the nice parts. [p0] And tell the sponsor. [p1?]"
        if question.move == "close":
            return ""
        if "gamma" in question.competencies and question.move == "open":
            return f"{HALF} To be quick we skip the check here. [!question-2/risk]"
        return GOOD if "beta" in question.competencies else HALF

    return hold(say, pack=pack_with_surprise(), surprise=True, turns=8)


@pytest.fixture(scope="session")
def vetoed(hold: Hold) -> DecisionRecord:
    """Good answers, but a blocking risk that the candidate stands by."""

    def say(question: Question) -> str:
        risk = "To be quick we skip the check here. [!question-2/risk]"
        return f"{GOOD} {risk}" if question.item == "question-2" else GOOD

    return hold(say, pack=with_blocking_flags(small_pack()))


KINDS = ("hired", "ai_only", "practice", "held_back", "vetoed", "debated")


@pytest.fixture(scope="session", params=KINDS)
def record(request: pytest.FixtureRequest) -> DecisionRecord:
    """Each kind of record that a report is made of."""
    if request.param == "debated":
        return finished()
    kind: DecisionRecord = request.getfixturevalue(request.param)
    return kind
