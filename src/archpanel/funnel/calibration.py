"""How well verdicts foresaw what became of real applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

import numpy as np

from archpanel.domain import Decision, Verdict
from archpanel.evals.statistics import Estimate, brier, cluster_interval, wilson
from archpanel.funnel.application import Event
from archpanel.funnel.state import standing, state_of

FEWEST_LINKED = 10
"""Linked outcomes from which on anything is told. With fewer, one outcome moves the mean squared
error by more than most forecasts differ in it; both outcomes must occur, too."""

BANDS: dict[Decision, tuple[float, float]] = {
    "no_hire": (0.05, 0.35),
    "hold": (0.35, 0.65),
    "hire": (0.65, 0.95),
}
"""What a decision says about an offer: three equal bands. A verdict is no probability. It says
rather yes, rather no, or that too little is known; equal bands add nothing to that but an order.
They end at 5 % and 95 %, since no rehearsal makes sure of what a firm will do. They were set before
there was any outcome, and are never fitted to outcomes: only so can these prove them wrong."""

REACH = 1.0
"""Levels from the bar at which a band ends: one level is the step from one anchor to the next."""

LIMITS = (
    "A verdict is about your answers. An offer also depends on other candidates, on budgets and on "
    "luck, so even a perfect panel would be wrong here often.",
    "The chances are a convention that was set before any outcome: three equal bands for no hire, "
    "hold and hire, and within them the weaker depth's distance from its bar, up to one level.",
    "You chose what you linked. Processes that you linked because you remember them well tell "
    "about your memory, too.",
    "Applications that are linked to one rehearsal share its verdict. Intervals of the error take "
    "whole rehearsals; those in the table take applications one by one, and are rather too narrow.",
    "The base rate is that of these very outcomes, known only afterwards: a forecast that is no "
    "better than it may still have been of use.",
)


@dataclass(frozen=True)
class Foreseen:
    """A verdict that came before an outcome, and the outcome."""

    application: str
    session: str
    decision: Decision
    chance: float
    """What the verdict stands for as a chance of an offer; see `forecast`."""

    offer: bool


@dataclass(frozen=True)
class Row:
    """What became of the applications whose verdict was one decision."""

    decision: Decision
    n: int
    stated: float
    """Mean chance."""

    offers: int
    low: float
    high: float
    """95 % interval of the share of offers."""


@dataclass(frozen=True)
class Calibration:
    """How verdicts and outcomes agree; what is None cannot be said yet."""

    linked: int
    """Applications with a rehearsal, whatever is known of them."""

    outcomes: int
    """Those of them with a verdict that came before an outcome."""

    rehearsals: int
    """How many rehearsals these rest on."""

    missing: str
    """Why nothing can be said yet; "" where it can."""

    rows: tuple[Row, ...] = ()
    brier: float | None = None
    """Mean squared error of the chances, 0 best."""

    base: float | None = None
    """Share of offers; stating it each time would have an error of `base * (1 - base)`."""

    gain: Estimate | None = None
    """That error less the one of the verdicts, with its 95 % interval: above 0 they foresaw more
    than the base rate alone. None where all rest on one rehearsal."""


def forecast(decision: Decision, margin: float | None) -> float:
    """Return the chance of an offer that a verdict stands for.

    Args:
        decision: gives the band.
        margin: levels by which the weaker depth is above its bar, negative below; its place within
            the band. None, where a depth was not assessed, is the middle.
    """
    low, high = BANDS[decision]
    place = 0.0 if margin is None else max(-REACH, min(REACH, margin)) / REACH
    return low + (high - low) * (place + 1) / 2


def margin_of(verdict: Verdict) -> float | None:
    """Return by how many levels the weaker depth is above its bar: no other pays for it."""
    apart = [axis.level - axis.bar for axis in verdict.axes if axis.level is not None]
    return min(apart) if apart and len(apart) == len(verdict.axes) else None


def outcome_of(events: Sequence[Event]) -> tuple[date, bool] | None:
    """Return on which day a firm decided, and whether for an offer; None where it did not.

    A process that was turned down or fell silent had none. An application that was turned down
    before any process says nothing about interviews, and nothing is known of one that the candidate
    left, or that is open.
    """
    state, happened = state_of(events), standing(events)
    if state.reached("offer"):
        return next((e.day, True) for e in happened if e.stage in ("offer", "contract"))
    refused = state.now in ("rejected", "ghosted")
    return (state.since, False) if refused and state.reached("process") else None


def calibration_of(linked: int, found: Sequence[Foreseen]) -> Calibration:
    """Return how well verdicts foresaw outcomes; of too few, only how many there are.

    Args:
        linked: how many applications have a rehearsal.
        found: those with a verdict and an outcome, one each.
    """
    rehearsals = len({one.session for one in found})
    if missing := _missing(found):
        return Calibration(linked, len(found), rehearsals, missing)
    chances, offers = [one.chance for one in found], [float(one.offer) for one in found]
    rows = [_row(decision, [f for f in found if f.decision == decision]) for decision in BANDS]
    return Calibration(
        linked=linked,
        outcomes=len(found),
        rehearsals=rehearsals,
        missing="",
        rows=tuple(row for row in rows if row is not None),
        brier=brier(chances, offers),
        base=fmean(offers),
        gain=_gain([one.session for one in found], chances, offers) if rehearsals > 1 else None,
    )


def _missing(found: Sequence[Foreseen]) -> str:
    if len(found) < FEWEST_LINKED:
        return f"Too few to say: {len(found)} of at least {FEWEST_LINKED} linked outcomes."
    offers = sum(one.offer for one in found)
    if offers in (0, len(found)):
        kind = "with an offer" if offers else "without one"
        return f"Too few to say: all {len(found)} linked outcomes are {kind}; both must occur."
    return ""


def _row(decision: Decision, mine: Sequence[Foreseen]) -> Row | None:
    if not mine:
        return None
    offers = sum(one.offer for one in mine)
    low, high = wilson(offers, len(mine))
    return Row(decision, len(mine), fmean(one.chance for one in mine), offers, low, high)


def _gain(sessions: Sequence[str], chances: Sequence[float], offers: Sequence[float]) -> Estimate:
    stated, happened = np.asarray(chances), np.asarray(offers)

    def gained(rows: np.typing.NDArray[np.int64]) -> float:
        base = float(happened[rows].mean())
        return base * (1 - base) - brier(stated[rows], happened[rows])

    low, high = cluster_interval(sessions, gained)
    return Estimate(gained(np.arange(len(stated))), low, high)
