"""A whole interview with played models: same graph, same records, and what it costs."""

from math import log
from pathlib import Path

import pytest
from played import CORE_SEATS, PlayedCaller, engines, failing, llm_brief, pack, seats_of

from archpanel.agents.engine import EngineUnavailable
from archpanel.agents.llm import Request
from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord, PanelIncomplete
from archpanel.evals.actors import divided
from archpanel.evals.bench.answers import scripted_answers
from archpanel.evals.bench.tokens import count_tokens
from archpanel.sessions import Sessions, open_database

ROLE = pack()
SEATS = len(CORE_SEATS)


def sessions_with(folder: Path, caller: PlayedCaller) -> Sessions:
    return Sessions(
        open_database(str(folder / "sessions.sqlite")),
        folder / "checkpoints.sqlite",
        lambda brief, role, seated, log: engines(caller, role, brief, log),
        "test",
        lambda name: ROLE,
    )


async def held(folder: Path, caller: PlayedCaller, turns: int) -> DecisionRecord:
    sessions = sessions_with(folder, caller)
    brief = llm_brief(ROLE, turns=turns)
    session = sessions.open(brief, seats_of(brief))
    answers = iter(scripted_answers(turns))
    while question := await sessions.advance(session):
        sessions.answer(session, question.id, next(answers))
    await sessions.pause(session)
    record = sessions.record(session)
    sessions.close()
    return record


async def answered(sessions: Sessions, turns: int) -> str:
    """Open a session and answer all of its questions; the verdict is still to come."""
    brief = llm_brief(ROLE, turns=turns)
    session = sessions.open(brief, seats_of(brief))
    for said in scripted_answers(turns):
        question = await sessions.advance(session)
        assert question is not None
        sessions.answer(session, question.id, said)
    return session


async def test_an_interview_by_models_verifies_and_says_who_thought(tmp_path: Path) -> None:
    caller = PlayedCaller()
    record = await held(tmp_path, caller, 5)
    assert verify(record.model_dump_json()) == record
    assert record.verdict.diversity is not None
    assert (record.verdict.diversity.models, record.verdict.diversity.independent) == (
        ("played",),
        1,
    )
    assert not record.verdict.practice
    assert {q.wording for q in record.questions} == {"engine"}
    assert {b.advice.model for b in record.ballots if b.advice} == {"played"}
    assert len(record.calls) == len(caller.asked) == 4 * 5 + SEATS
    assert {c.outcome for c in record.calls} == {"ok"}


async def test_where_ballots_differ_seats_are_asked_once_per_round(tmp_path: Path) -> None:
    def play(request: Request) -> str:
        return divided([{"role": "user", "content": "\n\n".join(request.user)}], request.schema)

    caller = PlayedCaller(play)
    record = await held(tmp_path, caller, 4)
    debriefs = [r for r in caller.asked if r.job == "debrief"]
    assert 1 <= len(debriefs) <= SEATS
    assert len(caller.asked) <= 4 * 4 + SEATS + SEATS * 1
    verify(record.model_dump_json())


async def test_cost_grows_with_the_interview_and_not_with_its_square(tmp_path: Path) -> None:
    sizes, prompts = (4, 8, 16, 32), []
    for turns in sizes:
        caller = PlayedCaller()
        await held(tmp_path / str(turns), caller, turns)
        assert len(caller.asked) <= 4 * turns + SEATS + SEATS
        assert len({r.system for r in caller.asked}) == 1
        prompts.append(sum(count_tokens("\n\n".join((r.system, *r.user))) for r in caller.asked))
    grown = log(prompts[-1] / prompts[0]) / log(sizes[-1] / sizes[0])
    assert grown <= 1.10


async def test_words_come_from_the_bank_where_a_model_finds_none(tmp_path: Path) -> None:
    record = await held(tmp_path, PlayedCaller(failing(EngineUnavailable("503"), ["ask"])), 3)
    assert {q.wording for q in record.questions} == {"bank"}
    assert all(b.complete for b in record.ballots)


async def test_without_a_model_there_is_no_verdict_until_it_is_back(tmp_path: Path) -> None:
    caller = PlayedCaller(failing(EngineUnavailable("503"), ["assess"]))
    sessions = sessions_with(tmp_path, caller)
    session = await answered(sessions, turns=2)
    with pytest.raises(PanelIncomplete, match="503"):
        await sessions.advance(session)
    assert sessions.find(session).status == "open"

    caller.play = PlayedCaller().play
    assert await sessions.advance(session) is None
    record = sessions.record(session)
    assert all(b.complete for b in record.ballots)
    sessions.close()


async def test_a_panel_that_stays_incomplete_may_be_taken_as_it_is(tmp_path: Path) -> None:
    caller = PlayedCaller(failing(EngineUnavailable("503"), ["assess"]))
    sessions = sessions_with(tmp_path, caller)
    session = await answered(sessions, turns=2)
    assert await sessions.advance(session, as_is=True) is None
    record = sessions.record(session)
    assert (record.verdict.decision, record.verdict.provisional) == ("hold", True)
    assert {a.abstained for a in record.assessments} == {"503"}
    verify(record.model_dump_json())
    sessions.close()


async def test_what_a_paused_interview_spent_is_on_record(tmp_path: Path) -> None:
    sessions = sessions_with(tmp_path, PlayedCaller())
    brief = llm_brief(ROLE, turns=3)
    session = sessions.open(brief, seats_of(brief))
    question = await sessions.advance(session)
    assert question is not None
    await sessions.pause(session)
    assert [call.job for call in sessions.records(session).calls_kept()] == ["ask"]
    sessions.close()
