"""What was asked of a model counts against the budget, also when the process is killed."""

from pathlib import Path

from interviews import new_session, sessions_in

from archpanel.agents.call_log import SENT, CallLog
from archpanel.domain import Call


def call(**changes: object) -> Call:
    told = {"job": "assess", "seat": "first_seat", "about": "a1", "model": "m", "requests": 1}
    return Call.model_validate({**told, "input": 700, "seconds": 0.0, "outcome": SENT, **changes})


async def test_a_call_that_nobody_saw_the_end_of_stays_on_record_and_counts(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    records = sessions.records(new_session(sessions))
    CallLog(records.calls_kept(), records.reserve_call).reserve(call)  # and then it was killed

    again = CallLog(records.calls_kept())
    assert again.tokens == 700
    assert [kept.outcome for kept in records.calls_kept()] == [SENT]


async def test_what_a_call_took_stands_in_the_place_that_was_reserved_for_it(
    tmp_path: Path,
) -> None:
    sessions = sessions_in(tmp_path)
    records = sessions.records(new_session(sessions))
    log = CallLog((), records.reserve_call)
    first, second = log.reserve(call), log.reserve(lambda: call(about="a2"))
    log.keep(call(about="a2", input=900, outcome="ok"), second)
    log.keep(call(input=800, outcome="ok"), first)
    log.keep(call(about="a3", outcome="ok"))
    await records.put_calls(log.drain_placed())

    kept = [(one.about, one.input, one.outcome) for one in records.calls_kept()]
    assert kept == [("a1", 800, "ok"), ("a2", 900, "ok"), ("a3", 700, "ok")]
