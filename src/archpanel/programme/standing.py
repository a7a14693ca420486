"""Where a programme stands: what was held, what is left, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archpanel.domain import Persona, RolePack
from archpanel.programme.calendar import days
from archpanel.programme.choosing import Choice, choose, weaknesses
from archpanel.programme.covering import cover
from archpanel.programme.held import Held
from archpanel.programme.order import from_easy_to_hard
from archpanel.programme.plan import Planned
from archpanel.programme.proof import Proof, prove
from archpanel.programme.store import Kept
from archpanel.programme.targets import aims_of, weak_spots

WEAKEST = 3
"""Competencies that a plan is made anew for."""

POOR = 0.25
"""Weakness from which a competency is one of them: half a level below the bar."""

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Standing:
    """A programme and what came of it so far."""

    kept: Kept
    held: tuple[Held, ...]
    """Finished sessions of the programme, oldest first."""

    places: Mapping[str, int]
    """Session -> its place in the plan, for all that were begun."""

    @property
    def remaining(self) -> tuple[Planned, ...]:
        """Places for which no session was finished, on the days that are left.

        What was held out of turn used up the first open day, and leaves its own to the others.
        """
        done = {self.places[one.session] for one in self.held if one.session in self.places}
        left = [place for place in self.kept.sessions if place.n not in done]
        all_days = sorted(place.day for place in self.kept.sessions)
        free = all_days[len(all_days) - len(left) :]
        return tuple(replace(place, day=day) for place, day in zip(left, free, strict=True))

    @property
    def dated(self) -> tuple[Planned, ...]:
        """All places in their order, those that are open on the days that are left."""
        left = {place.n: place for place in self.remaining}
        return tuple(left.get(place.n, place) for place in self.kept.sessions)

    @property
    def proof(self) -> Proof:
        """What the finished sessions cover."""
        return prove(self.kept.space, [one.sitting for one in self.held])

    @property
    def promised(self) -> Proof:
        """What finished and planned sessions cover together."""
        planned = [one.sitting for one in self.remaining]
        return prove(self.kept.space, [*(one.sitting for one in self.held), *planned])

    def weak(self, pack: RolePack) -> tuple[str, ...]:
        """Return the competencies in which one is weakest, the weakest first."""
        found = sorted(weaknesses(self.held, pack).items(), key=lambda one: (-one[1], one[0]))
        return tuple(name for name, weak in found if weak >= POOR)[:WEAKEST]

    def is_due_anew(self, pack: RolePack) -> bool:
        """Tell whether the open places are to be chosen anew.

        That is so where pairs would be missed in the end, since something else was held than was
        planned, and where other weak spots were found than the plan was made for.
        """
        if not self.remaining or len(self.held) == self.kept.after:
            return False
        return not self.promised.is_whole or self.weak(pack) != self.kept.weak

    def running(self, today: date) -> int:
        """Return how many sessions were held without a long gap, up to the last one.

        A gap is long where it is more than twice what the plan leaves between two sessions on
        average, and more than a fortnight. One that goes on until today ends the run: 0.
        """
        days = [*(one.day for one in self.held), today]
        longest = self._longest_gap
        many = 0
        for before, after in zip(reversed(days[:-1]), reversed(days), strict=False):
            if after - before > longest:
                break
            many += 1
        return many

    @property
    def _longest_gap(self) -> timedelta:
        planned = [place.day for place in self.kept.sessions]
        apart = (max(planned) - min(planned)) / max(len(planned) - 1, 1)
        return max(2 * apart, 2 * WEEK)

    def streak(self, today: date) -> int:
        """Return for how many weeks running something was finished, up to this or the last one."""
        weeks = {one.day - timedelta(days=one.day.weekday()) for one in self.held}
        week = today - timedelta(days=today.weekday())
        week = week if week in weeks else week - WEEK
        many = 0
        while week in weeks:
            many, week = many + 1, week - WEEK
        return many


def next_place(standing: Standing, pack: RolePack, today: date) -> tuple[Planned, Choice] | None:
    """Return the place of the plan that is best held next; None where all were held."""
    left = standing.remaining
    if not left:
        return None
    choice = choose([place.sitting for place in left], standing.held, pack, today)
    return next(place for place in left if place.sitting == choice.sitting), choice


def planned_anew(
    standing: Standing, pack: RolePack, personas: Sequence[Persona], today: date
) -> Kept:
    """Return the programme with its open places chosen anew, after what was held and found weak.

    The pairs that are still missing come first, then the jobs aimed at and the weak spots. Days go
    evenly from today, or from the first open day, to the last that was planned.
    """
    left = standing.remaining
    if not left:
        return standing.kept
    weak = standing.weak(pack)
    targets = [*standing.kept.targets, *([weak_spots(weak)] if weak else [])]
    aims = aims_of(targets, pack, personas) if targets else {}
    chosen = cover(
        standing.kept.space,
        len(left),
        held=[one.sitting for one in standing.held],
        aims=aims,
        seed=standing.kept.seed,
        rounds=standing.kept.rounds,
    )
    order = from_easy_to_hard(chosen, standing.kept.space, personas, aims)
    held_on = {standing.places[one.session]: one.day for one in standing.held}
    anew = {
        place.n: replace(place, day=held_on[place.n])
        for place in standing.kept.sessions
        if place.n in held_on
    } | {
        planned.n: Planned(planned.n, day, sitting)
        for planned, day, sitting in zip(left, _days(left, today), order, strict=True)
    }
    sessions = tuple(anew.get(planned.n, planned) for planned in standing.kept.sessions)
    return replace(standing.kept, sessions=sessions, weak=weak, after=len(standing.held))


def _days(left: Sequence[Planned], today: date) -> tuple[date, ...]:
    first = max(left[0].day, today)
    weeks = max((left[-1].day - first).days // 7 + 1, 1)
    return days(first, weeks, len(left))
