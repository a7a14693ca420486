"""A finished interview judged by a panel that did not hold it. Nothing is stored.

The questions are not the bank's, so there are no key points: every seat reads the answers by the
pack's anchors. Votes, debrief and verdict are those of a rehearsal.
"""

from collections.abc import Sequence

from archpanel.agents.engine import Engine
from archpanel.agents.record import write_record
from archpanel.domain import (
    Answer,
    BadRequest,
    Brief,
    DecisionRecord,
    Persona,
    Question,
    RolePack,
    canonical,
)
from archpanel.domain.answer import MAX_ANSWER
from archpanel.graphs import MemoryRecords, Panel
from archpanel.graphs.debrief import hold_debrief
from archpanel.sessions.inbox import make_answer
from archpanel.sessions.service import assemble
from archpanel.transcripts import Exchange

MAX_EXCHANGES = 200


async def judge_exchanges(
    pairs: Sequence[Exchange],
    brief: Brief,
    seated: Sequence[Persona],
    pack: RolePack,
    engine: Engine,
    *,
    software: str,
) -> DecisionRecord:
    """Judge an interview by the pack's anchors.

    Raises:
        BadRequest: more than `MAX_EXCHANGES` answers; split the transcript.
    """
    if len(pairs) > MAX_EXCHANGES:
        raise BadRequest(
            f"{len(pairs)} answers are more than {MAX_EXCHANGES}; split the transcript."
        )
    records = MemoryRecords()
    panel = assemble(brief, seated, pack, engine, records, software)
    for number, pair in enumerate(pairs, start=1):
        await records.put_question(_question(number, pair, seated, brief))
        records.accept(_answer(number, pair))
    await _read_all(panel)
    return await _decide(panel)


def _question(number: int, pair: Exchange, seated: Sequence[Persona], brief: Brief) -> Question:
    names = {name.casefold(): p.id for p in seated for name in (p.id, p.name)}
    return Question(
        id=f"q{number}",
        persona=names.get(pair.speaker.casefold(), "interviewer"),
        move="open",
        item=f"transcript-{number}",
        item_digest="",
        round=brief.rounds[0],
        competencies=("transcript",),
        text=canonical(pair.question) or "(nothing was asked)",
        reason="Asked in the transcript.",
    )


def _answer(number: int, pair: Exchange) -> Answer:
    return make_answer(f"q{number}", pair.answer[:MAX_ANSWER], key=f"transcript-{number}")


async def _read_all(panel: Panel) -> None:
    protocol = await panel.protocol()
    for question, answer in zip(protocol.questions, protocol.answers, strict=True):
        for seat in panel.interviewers.values():
            await panel.records.put_assessment(await seat.assess_anchors(question, answer), "")


async def _decide(panel: Panel) -> DecisionRecord:
    protocol = await panel.protocol()
    for seat in panel.interviewers.values():
        await panel.records.put_ballot(seat.vote(protocol.assessments))
    await hold_debrief("review", panel)
    return write_record(
        session="review",
        software=panel.software,
        setting=panel.setting,
        personas=panel.seated,
        items=(),
        flags={},
        protocol=protocol,
        sealed=tuple(await panel.records.ballots()),
        moves=tuple(await panel.records.moves()),
    )
