"""Models that fail, one seat or all, early or late: a verdict may wait or be held, never rise."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain, combinations, cycle

import pytest

from archpanel.agents.engine import EngineError, EngineUnavailable, Say, UnusableReply
from archpanel.agents.gates import lacking
from archpanel.agents.llm import Budget, Ledger, OverBudget, Reply, Request
from archpanel.agents.verification import verify
from archpanel.domain import PanelIncomplete, Question
from archpanel.evals.actors import Messages, Schema, honest, job_of
from archpanel.evals.bench.replies import Reply as Part
from archpanel.evals.hearings import answer_to, stern
from archpanel.evals.obedient import in_obedience
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import PlayedCaller, Theatre, by_seat, judge, set_down, talk
from archpanel.graphs import MemoryRecords
from archpanel.packs import load_pack
from archpanel.report import build_report, to_html, to_markdown, to_terminal
from archpanel.sessions import Limits

PACK = load_pack("ai-architect")
THEATRE = Theatre(PACK)
ITEMS = [PACK.question(q) for q in PACK.form("demo").questions]
MADE = {"no_hire": 1, "hold": 2, "hire": 4}
"""Decision -> how many key points each answer makes."""

PARTS = dict(zip(CORE_SEATS, (honest, stern, honest), strict=True))
SUBSETS = [set(s) for s in chain(*(combinations(CORE_SEATS, n) for n in range(4)))]
WHEN = ("before", "during", "after")
FORMS = ("assess", "ballot", "debrief")
Fault = Callable[[Request, int], EngineError | float | None]
"""What a call comes to: an error, seconds of silence, or a good reply."""


class Failing(PlayedCaller):
    """Fails where it is told to."""

    def __init__(self, fault: Fault, ledger: Ledger | None = None) -> None:
        super().__init__(by_seat(PARTS), ledger)
        self.fault = fault
        self.tried: list[Request] = []

    async def call(self, request: Request, say: Say | None = None) -> Reply:
        self.tried.append(request)
        match self.fault(request, len(self.tried)):
            case EngineError() as error:
                raise error
            case float() as seconds:
                await asyncio.sleep(seconds)
        return await super().call(request, say)


async def records_of(decision: str) -> MemoryRecords:
    records = MemoryRecords()
    made = MADE[decision]
    await set_down(records, ITEMS, {item.id: answer_to(item, made) for item in ITEMS})
    return records


def failing(seats: set[str], when: str, error: EngineError) -> Fault:
    """Seats that are out of order from the first call, from the middle on, or once all was read."""

    def fault(request: Request, number: int) -> EngineError | None:
        late = {"before": 0, "during": 20, "after": 36}[when]
        return error if request.seat in seats and number > late else None

    return fault


ERRORS = (EngineUnavailable("503."), UnusableReply("No form."), EngineError("Refused the key."))


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("decision", MADE)
async def test_every_pattern_of_outages_is_judged_by_the_rules_of_the_quorum(
    decision: str, when: str
) -> None:
    errors: Iterator[EngineError] = cycle(ERRORS)
    for lost in SUBSETS:
        caller = Failing(failing(lost, when, next(errors)))
        panel = THEATRE.panel(caller, await records_of(decision))
        record = await judge(panel)

        full = {b.persona for b in record.sealed_ballots if b.complete}
        if when == "before":
            assert full == {*CORE_SEATS} - lost
        if when == "after" or not lost:
            assert full == {*CORE_SEATS}
            assert record.verdict.decision == decision
        missing = {*CORE_SEATS} - full
        assert record.verdict.provisional == bool(missing)
        if lacking(full, panel.seated, panel.setting):
            assert record.verdict.decision == "hold"
        elif missing:
            assert record.verdict.decision != "hire"
            assert decision != "no_hire" or record.verdict.decision == "no_hire"
        if len(lost) == 1:  # every verdict could be verified; each takes its time
            assert verify(record.model_dump_json()) == record


@pytest.mark.parametrize("when", ["before", "during"])
async def test_a_panel_that_may_wait_does_and_loses_nothing(when: str) -> None:
    whole = await judge(
        THEATRE.panel(Failing(lambda request, number: None), await records_of("hire"))
    )
    waited = 0
    for lost in SUBSETS:
        caller = Failing(failing(lost, when, EngineUnavailable("503.")))
        panel = THEATRE.panel(caller, await records_of("hire"), as_is=False)
        here = {*CORE_SEATS} - lost
        if not (lost and lacking(here, panel.seated, panel.setting)):
            record = await judge(panel)
            assert record.verdict.decision == ("hold" if lost else "hire")
            continue
        with pytest.raises(PanelIncomplete, match="503"):
            await judge(panel)
        assert list(await panel.records.ballots()) == []
        waited += 1

        caller.fault = lambda request, number: None
        again = await judge(panel)
        assert (again.verdict.decision, again.verdict.levels) == ("hire", whole.verdict.levels)
        assert not again.verdict.provisional
    assert waited >= 4  # two or three seats lost, or one that alone owns a must-have


@pytest.mark.parametrize("error", ERRORS[1:], ids=str)
async def test_what_only_the_user_can_mend_is_waited_for_and_mended(error: EngineError) -> None:
    caller = Failing(failing({*CORE_SEATS}, "before", error))
    panel = THEATRE.panel(caller, await records_of("hire"), as_is=False)
    with pytest.raises(PanelIncomplete, match=f"Not read by .*{error}"):
        await judge(panel)
    assert list(await panel.records.ballots()) == []

    caller.fault = lambda request, number: None
    assert (await judge(panel)).verdict.decision == "hire"


async def test_where_the_panel_is_not_to_wait_what_failed_is_abstained_on() -> None:
    caller = Failing(failing({*CORE_SEATS}, "before", EngineError("Refused the key.")))
    record = await judge(THEATRE.panel(caller, await records_of("hire")))
    assert record.verdict.decision == "hold"
    assert {a.abstained for a in record.assessments} == {"Refused the key."}
    assert set(record.verdict.levels.values()) == {None}  # no neutral score is made up


async def test_models_that_fail_every_second_time_end_in_a_record_that_verifies() -> None:
    for error in ERRORS:
        caller = Failing(lambda request, number, e=error: e if number % 2 else None)  # type: ignore[misc]
        record = await judge(THEATRE.panel(caller, await records_of("hire")))
        assert record.verdict.decision == "hold"
        assert not any(b.complete for b in record.sealed_ballots)
        assert verify(record.model_dump_json()) == record


async def test_a_model_that_is_too_slow_is_out_of_reach() -> None:
    slow = CORE_SEATS[0]
    caller = Failing(lambda request, number: 60.0 if request.seat == slow else None)
    panel = THEATRE.panel(caller, await records_of("hire"), Limits(patience=0.5))
    record = await asyncio.wait_for(judge(panel), timeout=60)
    votes = {b.persona: b.complete for b in record.sealed_ballots}
    assert votes == {seat: seat != slow for seat in CORE_SEATS}
    assert record.verdict.decision == "hold"
    assert all("0.5 seconds" in a.abstained for a in record.assessments if a.persona == slow)


async def test_who_stands_in_is_named_and_does_the_whole_job() -> None:
    theatre = Theatre(PACK, fallback="stand-in")
    lost = CORE_SEATS[2]

    def fault(request: Request, number: int) -> EngineError | None:
        down = request.seat == lost and request.model == "played"
        return EngineUnavailable("503.") if down else None

    record = await judge(theatre.panel(Failing(fault), await records_of("hire")))

    stood_in = {(a.persona, a.stand_in) for a in record.assessments}
    assert stood_in == {(seat, "stand-in" if seat == lost else "") for seat in CORE_SEATS}
    models = {b.persona: b.models for b in record.sealed_ballots}
    assert models == {seat: ("stand-in" if seat == lost else "played",) for seat in CORE_SEATS}
    assert (record.verdict.decision, record.verdict.provisional) == ("hire", False)


@pytest.mark.parametrize("tokens", [1, 2_000, 4_000])
async def test_once_the_budget_is_spent_seats_abstain(tokens: int) -> None:
    ledger = Ledger(Budget(tokens=tokens))
    caller = Failing(lambda request, number: None, ledger)
    with pytest.raises(PanelIncomplete, match="ARCHPANEL_BUDGET_TOKENS"):
        await judge(THEATRE.panel(caller, await records_of("hire"), as_is=False))
    record = await judge(THEATRE.panel(caller, await records_of("hire"), as_is=True))

    most = max(len(r.system) + sum(map(len, r.user)) for r in caller.asked)
    assert tokens <= ledger.tokens < tokens + most
    assert record.verdict.decision == "hold"
    assert any("budget is spent" in a.abstained.lower() for a in record.assessments)
    with pytest.raises(OverBudget):
        ledger.check("played")


def says(question: Question) -> str:
    item = next(i for i in (*PACK.questions, *PACK.surprises) if i.id == question.item)
    return "\n".join(f"I would say this: {p.point}" for p in item.key_points[:2])


def credits_nothing(messages: Messages, schema: Schema | None) -> str:
    reply = honest(messages, schema)
    return reply.replace('"met"', '"not_met"').replace('"partly"', '"not_met"')


def talked_round(messages: Messages, schema: Schema | None) -> str:
    """Credit nothing, and be talked round in the debrief: by little, so as to go on for long."""
    if job_of(messages) == "DEBRIEF":
        moves = json.loads(in_obedience(messages, schema, up=True))["reply"]["moves"]
        return json.dumps({"moves": [move | {"to": round(move["to"] - 0.7, 1)} for move in moves]})
    return credits_nothing(messages, schema)


def without_forms(messages: Messages, schema: Schema | None) -> str:
    return "no form" if schema else honest(messages, schema)


PLAYED: dict[str, dict[str, Part]] = {
    "apart": {CORE_SEATS[2]: credits_nothing},
    "persuaded": {CORE_SEATS[2]: talked_round},
    "bad forms": dict.fromkeys(CORE_SEATS, without_forms),
}
"""Who plays another part than `honest`."""


@pytest.mark.parametrize("model", ["good", "apart", "persuaded", "bad forms", "down", "half down"])
async def test_calls_are_bounded_by_the_turns(model: str) -> None:
    faults: dict[str, Fault] = {
        "down": lambda request, number: ERRORS[0],
        "half down": lambda request, number: ERRORS[0] if number % 2 else None,
    }
    caller = Failing(faults.get(model, lambda request, number: None))
    caller.play = by_seat(dict.fromkeys(CORE_SEATS, honest) | PLAYED.get(model, {}))
    panel = THEATRE.panel(caller, MemoryRecords())
    turns = await talk(panel, says)
    record = await judge(panel)

    jobs = [request.job for request in caller.tried]
    rounds = await panel.records.rounds_held()
    once = {"ask": turns, "assess": 3 * turns, "ballot": 3, "debrief": 3 * rounds}
    again = 2 if model in ("bad forms", "down", "half down") else 1
    sys.stdout.write(f"{model}: {turns} turns, {rounds} rounds, {len(jobs)} calls\n")
    assert turns <= panel.setting.brief.turns
    assert rounds <= PACK.policy.debrief_rounds
    assert {job: jobs.count(job) for job in once if jobs.count(job) > again * once[job]} == {}
    assert jobs.count("ask") == turns  # nobody waits for a second try at words
    assert set(jobs) <= set(once)
    assert rounds == {"apart": 1, "persuaded": 2}.get(model, 0)
    if model == "good":
        assert len(jobs) == 4 * turns + 3
    assert verify(record.model_dump_json()) == record


@pytest.mark.parametrize("points", [22, 28, 33])
async def test_a_seat_that_is_taken_away_never_makes_a_hire(points: int) -> None:
    """Of interviews near the bar, each seat that fails in the middle."""
    made, more = divmod(points, len(ITEMS))
    answers = {i.id: answer_to(i, made + (n < more)) for n, i in enumerate(ITEMS)}
    whole = MemoryRecords()
    await set_down(whole, ITEMS, answers)
    before = (await judge(THEATRE.panel(Failing(lambda r, n: None), whole))).verdict
    for lost in SUBSETS[1:4]:
        records = MemoryRecords()
        await set_down(records, ITEMS, answers)
        caller = Failing(failing(lost, "during", ERRORS[0]))
        after = (await judge(THEATRE.panel(caller, records))).verdict
        assert after.decision != "hire"
        assert after.provisional
        assert {c for c, level in after.levels.items() if level is not None} <= {
            c for c, level in before.levels.items() if level is not None
        }


async def test_what_never_left_this_machine_is_no_call() -> None:
    theatre = Theatre(PACK)
    caller = Failing(lambda request, number: None, Ledger(Budget(tokens=1)))
    await judge(theatre.panel(caller, await records_of("hire")))
    calls = theatre.log.drain()
    assert len(calls) == len(caller.asked)
    assert not [call for call in calls if "budget" in call.outcome]


async def test_a_report_of_an_interview_that_nobody_read_says_so_first_and_nothing_else() -> None:
    caller = Failing(failing({*CORE_SEATS}, "before", EngineError("Refused the key.")))
    record = await judge(THEATRE.panel(caller, await records_of("hire")))
    report = build_report(record)
    assert report.headline == "Hold: no seat read any answer. Refused the key."
    for told in (to_markdown(report), to_terminal(report), to_html(report)):
        assert "Nobody voted: no seat read any answer." in told
        assert "opinion" not in told
        assert "onfidence of their readings" not in told
        assert "(Without a full vote" not in told
    assert "| Competency | Panel |" not in to_markdown(report)
    assert "### Evidence" not in to_markdown(report)
