"""What calls to language models took: by seat and job, and in all."""

from collections.abc import Sequence
from typing import get_args

from archpanel.domain import Call, DecisionRecord, Job
from archpanel.report.model import Usage, UsageRow

_JOBS = get_args(Job)


def usage_of(record: DecisionRecord, later: Sequence[Call] = ()) -> Usage | None:
    """Add the calls up; None where no model was called.

    Args:
        record: holds the calls up to its verdict.
        later: those after it, for notes.
    """
    calls = (*record.calls, *later)
    if not calls:
        return None
    names = {persona.id: persona.name for persona in record.personas}
    by_job: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        by_job.setdefault((call.seat, call.job), []).append(call)
    order = {seat: at for at, seat in enumerate(names)}
    kept = sorted(
        by_job.items(), key=lambda e: (order.get(e[0][0], len(order)), _JOBS.index(e[0][1]))
    )
    return Usage(
        rows=tuple(_row(names.get(seat, seat), job, calls) for (seat, job), calls in kept),
        total=_row("", "", calls),
        failures=_failures(calls),
    )


def _row(seat: str, job: str, calls: Sequence[Call]) -> UsageRow:
    priced = [call.money for call in calls if call.money is not None]
    return UsageRow(
        seat=seat,
        job=job,
        calls=len(calls),
        input=sum(call.input or 0 for call in calls),
        cached=sum(call.cached or 0 for call in calls),
        output=sum(call.output or 0 for call in calls),
        money=sum(priced) if priced else None,
        currency=" and ".join(sorted({call.currency for call in calls} - {""})),
        unpriced=len(calls) - len(priced),
        again=sum(call.requests > 1 for call in calls),
        failed=sum(call.outcome != "ok" for call in calls),
        estimated=any(call.estimated for call in calls),
    )


def _failures(calls: Sequence[Call]) -> tuple[str, ...]:
    """Return why jobs came to nothing, each reason once, with how often."""
    why = [call.outcome for call in calls if call.outcome != "ok"]
    return tuple(
        f"{n} times: {reason}" if (n := why.count(reason)) > 1 else reason
        for reason in dict.fromkeys(why)
    )
