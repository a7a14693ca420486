"""How a seat of the embedded engine reconsiders: by evidence it had not used, and only by that."""

from statistics import median

from archpanel.agents.engine import Case, Reconsidered
from archpanel.domain import to_tenths

CONVINCING = 0.6
"""Confidence from which a quote that somebody else read can move a seat."""

STEP = 1.0
"""The most that a seat moves; the policy may allow less, and code checks it."""


def reconsider(case: Case) -> Reconsidered | None:
    """Move towards the peers where a quote that the seat did not use speaks for it.

    A risk that others heard moves a seat down, a point that others heard moves it up; with both,
    the risk counts. Numbers of peers alone move nobody.
    """
    towards = median(case.peers) if case.peers else case.own
    convincing = [e for e in case.unused if e[2] >= CONVINCING]
    against = [e for e in convincing if not e[1]]
    in_favour = [e for e in convincing if e[1]]
    if against and towards < case.own:
        return _move(case, towards, against, "a risk that this seat had not weighed")
    if in_favour and towards > case.own:
        return _move(case, towards, in_favour, "a point that this seat had not credited")
    return None


def _move(
    case: Case, towards: float, quotes: list[tuple[str, bool, float]], why: str
) -> Reconsidered:
    change = max(-STEP, min(STEP, towards - case.own))
    best = max(quotes, key=lambda entry: (entry[2], entry[0]))
    return Reconsidered(
        competency=case.competency,
        to=to_tenths(case.own + change),
        evidence=best[0],
        reason=why,
    )
