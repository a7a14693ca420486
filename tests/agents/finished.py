"""A finished interview on the small pack, with everything in it that a record can hold."""

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from own_words import own_words

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.engine import Reconsidered
from archpanel.agents.moves import finals
from archpanel.agents.setting import Setting
from archpanel.agents.verification import verify
from archpanel.agents.voting import cast_ballot
from archpanel.domain import (
    Answer,
    Brief,
    DecisionRecord,
    PackRef,
    Question,
    RecordTampered,
    RolePack,
    SurpriseCard,
)
from archpanel.domain.seal import seal
from archpanel.evals.small_pack import SEATS, small_pack, small_seats
from archpanel.graphs import MemoryRecords, PanelContext, build_interview, new_interview
from archpanel.sessions import assemble
from archpanel.testing import ScriptedEngine

Json = dict[str, Any]

TURNS = 10
FULL = "I would say this first of all. [p0] Then I would say that as well. [p1] "
MORE = "And one more thing belongs to it. [p2] Last of all comes this one. [p3]"
HALF = "I would half say this, more or less. [p0?] Then I would say that. [p1]"
RISK = "To be quick we skip the check here. [!question-2/risk]"
BACK = "No, I was wrong to skip it there. [-question-1/risk]"


def says(question: Question) -> str:
    """One risk that is taken back, one that stays, one answer by halves, one pass."""
    if question.move == "cross-examine":
        stand = f"I stand by all that I have said. [!{question.target}]"
        return BACK if question.target == "question-1/risk" else stand
    if question.move == "probe":
        return "Now that you ask, I would say this. [p2]"
    told = {
        "question-1": FULL + "For speed we share one key. [!question-1/risk]",
        "question-2": FULL + MORE + " " + RISK,
        "question-3": HALF,
        "question-4": "",
    }
    return own_words(told.get(question.item, FULL + MORE), question.id)


def pack() -> RolePack:
    """The small pack with one blocking red flag, and with a deck of one surprise card."""
    data = small_pack().model_dump(mode="json")
    card = {k: v for k, v in data["questions"][0].items() if k in SurpriseCard.model_fields}
    data["surprises"] = [{**card, "id": "card", "kind": "regulator"}]
    data["questions"][1]["red_flags"][0]["concern"] = "blocking"
    return RolePack.model_validate(data)


def brief(role: RolePack, **changes: Any) -> Brief:
    return Brief.model_validate(
        {
            "pack": PackRef(id=role.id, version=role.version, digest=role.digest),
            "world": "startup",
            "view": "any",
            "rounds": ["plain"],
            "seats": list(SEATS),
            "turns": TURNS,
            "level": "senior",
            "surprise": True,
            "engine": "scripted",
            **changes,
        }
    )


async def hold(changes: Mapping[tuple[str, str], Reconsidered]) -> DecisionRecord:
    """Hold the interview to its verdict, through the graph."""
    records, role = MemoryRecords(), pack()
    engine = ScriptedEngine(changes=changes)
    panel = assemble(brief(role), small_seats(), role, engine, records, "test")
    graph = build_interview(InMemorySaver())
    config = RunnableConfig(configurable={"thread_id": "t"}, recursion_limit=100)
    start: Any = new_interview("t", panel.setting.brief.model_dump(mode="json"))
    while records.verdict is None:
        await graph.ainvoke(start, config, context=PanelContext(panel))
        asked, answered = await records.questions(), await records.answers()
        for question in asked[len(answered) :]:
            records.accept(
                Answer(
                    id=f"a{question.id[1:]}",
                    question_id=question.id,
                    text=says(question),
                    received="2026-01-13T10:00:00+00:00",
                )
            )
        start = Command(resume=True)
    return records.verdict


@cache
def finished() -> DecisionRecord:
    """The interview in which the first seat, shown the risk it overheard, moves on `gamma`."""
    before = asyncio.run(hold({}))
    risk = next(
        e.id for a in before.assessments for e in a.evidence if e.shows == "question-2/risk"
    )
    level = next(b.levels["gamma"] for b in before.sealed_ballots if b.persona == "first_seat")
    assert level is not None
    moved = Reconsidered(round(level - 0.8, 1), risk, "that risk weighs")
    return asyncio.run(hold({("first_seat", "gamma"): moved}))


def parts() -> Json:
    """The record as JSON without its seal; a copy that a test may change."""
    found: Json = json.loads(finished().model_dump_json(exclude={"seal"}))
    return found


def sealed_again(changed: Json) -> str:
    """The record with a fresh seal, as a forger would write it."""
    return json.dumps({**changed, "seal": seal(changed)})


def caught_at(data: Json) -> str:
    """Seal the parts as a forger would, and return the field that verification names."""
    with pytest.raises(RecordTampered) as caught:
        verify(sealed_again(data))
    return caught.value.field


def derived_anew(data: Json, *, from_votes: bool = True) -> Json:
    """Cast the ballots, apply the moves and reach the verdict by the panel's own rules."""
    record = DecisionRecord.model_validate_json(json.dumps({**data, "seal": {}}))
    setting = Setting(record.brief, record.role)
    votes = record.sealed_ballots
    if from_votes:
        votes = tuple(
            cast_ballot(
                p,
                [a for a in record.assessments if a.persona == p.id],
                setting,
                [a.id for a in record.answers],
            )
            for p in record.personas
        )
    ballots = finals(votes, record.moves, record.personas, setting)
    fresh = record.model_copy(
        update={
            "sealed_ballots": votes,
            "ballots": ballots,
            "verdict": reach_verdict(ballots, record.personas, setting),
        }
    )
    found: Json = json.loads(fresh.model_dump_json(exclude={"seal"}))
    return found
