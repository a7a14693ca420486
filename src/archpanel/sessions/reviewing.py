"""A finished interview judged by a panel that did not hold it. Nothing is stored.

The questions are not the bank's, so there are no key points: every seat reads the answers by the
pack's anchors. Votes, debrief and verdict follow the rules of a rehearsal; in the debrief a quote
speaks for the level that a peer read off it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archpanel.agents.answers import make_answer
from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import Engine
from archpanel.domain import (
    MAX_ANSWER,
    Answer,
    BadRequest,
    Brief,
    DecisionRecord,
    PanelIncomplete,
    Persona,
    Question,
    RolePack,
    canonical,
)
from archpanel.graphs import MemoryRecords, Panel, score_missing
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.verdict import record_of, seal_ballots, take_advice
from archpanel.sessions.assembling import LIMITS, Limits, assemble
from archpanel.transcripts import Exchange

MAX_EXCHANGES = 200
SESSION = "review"
"""What a record of a review is called; there is no session to go back to."""


async def judge_exchanges(
    pairs: Sequence[Exchange],
    brief: Brief,
    seated: Sequence[Persona],
    pack: RolePack,
    engines: Engine | Mapping[str, Engine],
    *,
    software: str,
    limits: Limits = LIMITS,
    calls: CallLog | None = None,
) -> DecisionRecord:
    """Judge an interview by the pack's anchors.

    Args:
        pairs: what was asked and answered.
        brief: world, view, level and seats.
        seated: who judges.
        pack: the role.
        engines: what each seat thinks with, by seat, or one for all.
        software: version to write into the decision record.
        limits: for engines that take their time.
        calls: the log of the engines' calls to models, to be put on record.

    Raises:
        BadRequest: more than `MAX_EXCHANGES` answers, or one that is longer than `MAX_ANSWER`.
        PanelIncomplete: no seat's model read anything; nothing is kept that could be gone on with.
    """
    _check_sizes(pairs)
    records = MemoryRecords()
    panel = assemble(
        brief, seated, pack, engines, records, software, from_bank=False, limits=limits
    )
    panel = replace(panel, calls=calls or panel.calls)
    for number, pair in enumerate(pairs, start=1):
        await records.put_question(_question(number, pair, seated, brief))
        records.accept(_answer(number, pair))
    await score_missing(panel)
    await _check_read(panel)
    await seal_ballots(panel, await take_advice(panel))
    await hold_debrief(SESSION, panel)
    await panel.keep_calls()
    return await record_of(SESSION, panel)


async def _check_read(panel: Panel) -> None:
    """Check that somebody read something; the embedded engine has its reasons where it did not."""
    made = (await panel.proceedings()).assessments
    if panel.setting.brief.engine == "llm" and made and all(a.abstained for a in made):
        why = "; ".join(dict.fromkeys(a.abstained for a in made))
        raise PanelIncomplete(f"No verdict: no seat read any answer. {why}")


def _check_sizes(pairs: Sequence[Exchange]) -> None:
    if len(pairs) > MAX_EXCHANGES:
        raise BadRequest(
            f"{len(pairs)} answers are more than {MAX_EXCHANGES}; split the transcript."
        )
    for number, pair in enumerate(pairs, start=1):
        if (length := len(canonical(pair.answer))) > MAX_ANSWER:
            raise BadRequest(
                f"Answer {number}, to {pair.question[:60]!r}, has {length} characters, at most "
                f"{MAX_ANSWER} are read. If others speak in between, check that the file names "
                "them; else part the answer by a line of the interviewer."
            )


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
    return make_answer(f"q{number}", pair.answer, key=f"transcript-{number}")
