"""What a search came to so far: shares with intervals, days, and how many applications it takes."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from archpanel.evals.statistics import wilson
from archpanel.funnel.application import Application
from archpanel.funnel.state import STEPS, State, Step, state_of

FEWEST_GROUP = 10
"""Settled applications from which on a source or a role has a share. The interval of 5 in 10 goes
from 24 % to 76 %: of fewer nearly any share could be true."""

FEWEST_DAYS = 6
"""Cases from which on a median of days is told: the smallest sample whose lowest and highest value
hold the median in 95 of 100 cases (1 - 2 / 2^6 = 97 %)."""

SURE = 0.9
"""How sure one may want to be of a contract: nine searches in ten."""


@dataclass(frozen=True)
class Share:
    """How many got from one step to another."""

    origin: Step
    to: Step
    reached: int
    """How many came to the first step."""

    settled: int
    """Those of them of which it is known: they got on, ended there, or were given up."""

    passed: int

    @property
    def open(self) -> int:
        """Return of how many nobody knows yet; they are in no share."""
        return self.reached - self.settled

    @property
    def share(self) -> float | None:
        """Return the share of those settled; None where none is."""
        return self.passed / self.settled if self.settled else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return its 95 % interval; None where none is settled. Source: see `wilson`."""
        return wilson(self.passed, self.settled) if self.settled else None


MENTOR = (
    Share("applied", "process", 50, 50, 14),
    Share("process", "offer", 14, 14, 2),
    Share("offer", "contract", 2, 2, 1),
)
MENTOR_WHOLE = Share("applied", "contract", 50, 50, 1)
"""The search of the mentor whose method this is: 50 applications, 14 processes (28 %), 2 offers
(14 %), 1 contract (50 %). One person's figures, in one market, at one time."""


@dataclass(frozen=True)
class Needed:
    """How many applications one contract takes, should the next ones go like those settled."""

    applications: float | None
    """On average; None as long as there is no contract."""

    low: float
    high: float | None
    """95 % interval of that average; None: it has no upper end."""

    sure: int | None
    """With so many, nine searches in ten would have a contract; None without one so far."""


@dataclass(frozen=True)
class Group:
    """The applications by one source, or for one role."""

    name: str
    share: Share
    """From application to process."""

    @property
    def tells(self) -> bool:
        """Tell whether there are enough for a share."""
        return self.share.settled >= FEWEST_GROUP


@dataclass(frozen=True)
class Days:
    """How long applications stayed in a step, in days."""

    step: Step
    done: int
    """How many left it, by getting on or by an end."""

    median: float | None
    """None where there are fewer than `FEWEST_DAYS`."""

    low: float | None
    high: float | None
    """95 % interval of the median."""

    waiting: int
    """How many are in it now; they are not in the median, so it is rather too short."""

    longest: int | None
    """Days since the last news, of the one that waits longest."""


def share_of(states: Sequence[State], origin: Step, to: Step) -> Share:
    """Return how many got from one step to a later one."""
    here = [state for state in states if state.reached(origin)]
    settled = [state for state in here if state.ended or state.reached(to)]
    return Share(origin, to, len(here), len(settled), sum(state.reached(to) for state in settled))


def shares(states: Sequence[State]) -> tuple[Share, ...]:
    """Return the three shares of the funnel."""
    return tuple(share_of(states, origin, to) for origin, to in pairwise(STEPS))


def needed(whole: Share) -> Needed | None:
    """Return how many applications one contract takes; None where none is settled.

    The average is one in so many as the share of contracts is; its interval is that of the share,
    turned over. Source for `sure`: of n independent tries at chance p all fail at (1 - p)^n.

    Args:
        whole: from application to contract.
    """
    if (interval := whole.interval) is None:
        return None
    low, high = interval
    share = whole.passed / whole.settled
    return Needed(
        applications=1 / share if share else None,
        low=1 / high,
        high=1 / low if low > 1e-9 else None,
        sure=_tries(share) if share else None,
    )


def _tries(share: float) -> int:
    return 1 if share >= 1 else math.ceil(math.log(1 - SURE) / math.log(1 - share) - 1e-9)


def groups(
    applications: Iterable[Application], name: Callable[[Application], str]
) -> tuple[Group, ...]:
    """Return applications by what they have in common, the largest group first.

    Args:
        applications: all of them.
        name: what a group is called; "" belongs to none. Capitals make no difference.
    """
    by: dict[str, list[Application]] = {}
    for application in applications:
        if called := name(application):
            by.setdefault(called.casefold(), []).append(application)
    found = [
        Group(name(mine[0]), share_of([state_of(a.events) for a in mine], "applied", "process"))
        for mine in by.values()
    ]
    return tuple(sorted(found, key=lambda group: (-group.share.reached, group.name.casefold())))


def days(states: Sequence[State], today: date) -> tuple[Days, ...]:
    """Return how long each step took before it was left, of those that are to be left."""
    return tuple(_days(states, step, today) for step in STEPS[:-1])


def _days(states: Sequence[State], step: Step, today: date) -> Days:
    took = [stay for state in states if (stay := stay_in(state, step)) is not None]
    waits = [(today - s.since).days for s in states if s.furthest == step and not s.ended]
    middle = median(took) if len(took) >= FEWEST_DAYS else None
    low, high = median_interval(took) if len(took) >= FEWEST_DAYS else (None, None)
    return Days(step, len(took), middle, low, high, len(waits), max(waits, default=None))


def stay_in(state: State, step: Step) -> int | None:
    """Return the days from a step to the next that was noted, or to the end; None while it is open.

    A step that was not noted has no days. One that is in no order in time has none either.
    """
    since = state.entered.get(step)
    if since is None:
        return None
    later = [state.entered[s] for s in STEPS[STEPS.index(step) + 1 :] if s in state.entered]
    until = min(later) if later else state.left
    return (until - since).days if until is not None and until >= since else None


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % interval of a median, from the ranked values alone.

    Raises:
        ValueError: fewer than `FEWEST_DAYS` values; no interval of their own holds it so often.

    Source: David & Nagaraja (2003), Order Statistics, 3rd edition, section 7.1.
    """
    ranked, n = sorted(values), len(values)
    if n < FEWEST_DAYS:
        raise ValueError(f"{n} values; an interval of a median takes at least {FEWEST_DAYS}")
    outside, rank = 0.0, 0
    while (outside := outside + math.comb(n, rank) / 2**n) <= 0.025:
        rank += 1
    return ranked[rank - 1], ranked[n - rank]
