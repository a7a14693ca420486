"""Every model that shaped a vote counts among the minds of the panel, whichever job it did."""

import json

from archpanel.agents.engine import EngineUnavailable
from archpanel.agents.llm.request import Request
from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord, Question
from archpanel.evals.actors import Messages, Schema, honest, job_of, seat_of
from archpanel.evals.bench.replies import Reply as Part
from archpanel.evals.obedient import in_obedience
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import Play, PlayedCaller, Theatre, as_messages, judge, talk
from archpanel.graphs import MemoryRecords
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.report import build_report

PACK = load_pack("ai-architect")
LOST = CORE_SEATS[2]
NAME = seat_panel([LOST])[0].name


def without(job: str, part: Part) -> Play:
    """Play a part for all seats, of which one's own model does not do one job."""

    def play(request: Request) -> str | EngineUnavailable:
        if (request.job, request.seat, request.model) == (job, LOST, "played"):
            return EngineUnavailable("503.")
        return part(as_messages(request), request.schema)

    return play


def stand_ins(record: DecisionRecord) -> list[str]:
    told = build_report(record).reading
    assert told is not None
    return list(told.stand_ins)


def says(question: Question) -> str:
    item = next(i for i in (*PACK.questions, *PACK.surprises) if i.id == question.item)
    return "\n".join(f"I would say this: {p.point}" for p in item.key_points[:2])


async def held(job: str, part: Part = honest) -> DecisionRecord:
    """Return the record of a panel with a stand-in for one job of one seat."""
    caller = PlayedCaller(without(job, part))
    panel = Theatre(PACK, fallback="spare").panel(caller, MemoryRecords())
    await talk(panel, says)
    return await judge(panel)


def talked_round(messages: Messages, schema: Schema | None) -> str:
    """Have one seat credit little, and be talked round in the debrief by a little."""
    reply, mute = honest(messages, schema), seat_of(messages) == LOST
    if mute and job_of(messages) == "DEBRIEF":
        moves = json.loads(in_obedience(messages, schema, up=True))["reply"]["moves"]
        return json.dumps({"moves": [move | {"to": round(move["to"] - 0.7, 1)} for move in moves]})
    return reply.replace('"met"', '"not_met"').replace('"partly"', '"not_met"') if mute else reply


async def test_a_stand_in_that_only_advised_is_counted_and_recomputed() -> None:
    record = await held("ballot")
    models = {b.persona: b.models for b in record.sealed_ballots}
    assert models == {s: ("played", "spare") if s == LOST else ("played",) for s in CORE_SEATS}
    assert {a.stand_in for a in record.assessments} == {""}
    assert stand_ins(record) == [f"{NAME}: spare advised on the vote for played, which had failed."]
    assert record.verdict.diversity is not None
    assert record.verdict.diversity.models == ("played", "spare")
    assert verify(record.model_dump_json()) == record


async def test_a_stand_in_that_only_reconsidered_is_counted_in_the_final_vote() -> None:
    record = await held("debrief", talked_round)
    moved = {move.persona: move.stand_in for move in record.moves}
    assert moved.pop(LOST) == "spare"
    assert set(moved.values()) <= {""}
    assert stand_ins(record) == [f"{NAME}: spare reconsidered for played, which had failed."]
    assert {b.models for b in record.sealed_ballots} == {("played",)}
    final = {b.persona: b.models for b in record.ballots}
    assert final[LOST] == ("played", "spare")
    assert record.verdict.diversity is not None
    assert record.verdict.diversity.models == ("played", "spare")
    assert verify(record.model_dump_json()) == record
