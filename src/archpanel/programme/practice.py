"""When a drill comes back, and which one is next. Pure.

The rule is that of Leitner's boxes: every time the bar is met a drill moves to the next gap of
`GAPS`, and a miss puts it back to the first. Who practises ahead of the day and meets the bar
stays in the box, since what was looked at yesterday is easily said today; who misses then has
missed. A reading that came to nothing changes no day.

Source: S. Leitner, So lernt man lernen (1972), for the boxes; N. Cepeda and others, Distributed
practice in verbal recall tasks, Psychological Bulletin 132 (2006), for gaps that grow with how long
something is to be kept. Which numbers are best for interview answers nobody has measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

GAPS = (1, 3, 7, 16, 35)
"""Days until a drill comes back: after a miss, after the bar was met once, twice, and so on. Each
is a little more than twice the one before; the last is five weeks, a quarter of a programme."""

UNKNOWN = 0.5
"""Levels below the bar that count where no level is known."""


@dataclass(frozen=True)
class Task:
    """Something to practise: one competency by one question of the study part."""

    question: str
    competency: str
    since: date
    """When it came onto the list."""

    bar: float
    """The level that its competency's axis must reach on average, where it comes from."""

    level: float | None = None
    """The panel's, in the newest verdict it comes from; None: that says nothing of it."""

    sessions: tuple[str, ...] = ()
    """Sessions whose verdicts put it there, the newest last; none for one that was drawn."""

    asked: str = ""
    """What the session asked instead, where that is kept for rehearsals."""

    missed: tuple[str, ...] = ()
    """Key points of this competency that nobody heard there; none where another was asked."""

    world: str = ""
    view: str = ""
    sought: str = ""
    """The level sought."""


@dataclass(frozen=True)
class Try:
    """One drill that was done."""

    id: str
    question: str
    competency: str
    """What it was drilled for; its answer may tell of others as well."""

    day: date
    levels: Mapping[str, float | None]
    """Competency -> level of this answer alone; None, or missing: it was not read for it."""

    bar: float
    """Of `competency`."""

    met: int
    partly: int
    of: int
    """Key points."""

    session: str = ""
    """The session whose verdict asked for it; it goes with that."""

    @property
    def level(self) -> float | None:
        """The level of the competency that it was drilled for."""
        return self.levels.get(self.competency)


@dataclass(frozen=True)
class Comeback:
    """When something comes back, and why then."""

    due: date
    gap: int
    """Days from the last try to it; 0 for what was never tried."""

    running: int
    """How often the bar was met since the last miss, each on its day."""

    why: str


@dataclass(frozen=True)
class Card:
    """One task with its history."""

    task: Task
    tries: tuple[Try, ...]
    """Those that say something about its competency, the oldest first."""

    back: Comeback

    @property
    def level(self) -> float | None:
        """The newest that is known, of a drill or else of the verdict."""
        read = [at for one in self.tries if (at := _level(one, self.task)) is not None]
        return read[-1] if read else self.task.level

    @property
    def short(self) -> float:
        """Levels below the bar; below 0 for what is above it."""
        return UNKNOWN if self.level is None else self.task.bar - self.level

    def is_due(self, today: date) -> bool:
        """Tell whether its day has come."""
        return self.back.due <= today


def deck(tasks: Sequence[Task], tries: Sequence[Try]) -> list[Card]:
    """Return every task with its history.

    Args:
        tasks: each question and competency once.
        tries: all of them, the oldest first; a try counts for every task of its question whose
            competency its answer was read for.
    """
    return [_card(task, [one for one in tries if one.question == task.question]) for task in tasks]


def _card(task: Task, tries: Sequence[Try]) -> Card:
    told = tuple(one for one in tries if task.competency in one.levels)
    return Card(task, told, comeback(task, told))


def comeback(task: Task, tries: Sequence[Try]) -> Comeback:
    """Return when a task comes back; see above for the rule.

    Args:
        task: the task.
        tries: those that were read for its competency, the oldest first.
    """
    back = Comeback(task.since, 0, 0, "it was not drilled yet")
    for one in tries:
        if (level := _level(one, task)) is not None:
            back = _after(back, one.day, level, task.bar)
    return back


def _after(back: Comeback, day: date, level: float, bar: float) -> Comeback:
    ahead = day < back.due
    met = level >= bar
    running = 0 if not met else back.running + (not ahead)
    gap = GAPS[min(running, len(GAPS) - 1)]
    return Comeback(day + timedelta(days=gap), gap, running, _why(level, bar, running, ahead))


def _why(level: float, bar: float, running: int, ahead: bool) -> str:
    if level < bar:
        return f"the answer was at {level:.1f}, below the bar of {bar:.1f}"
    if ahead:
        return "the bar was met ahead of the day, so the gap does not grow"
    times = {1: "once", 2: "twice"}.get(running, f"{running} times")
    return f"the bar of {bar:.1f} was met {times}{' running' if running > 1 else ''}"


def _level(one: Try, task: Task) -> float | None:
    return one.levels.get(task.competency)


def in_order(cards: Sequence[Card], today: date) -> list[Card]:
    """Return the cards as they are drilled: the longest overdue first, of these the weakest.

    What is still to come follows by its day, so that the first of them is the next to come.
    """

    def key(card: Card) -> tuple[int, float, str, str]:
        waits = (card.back.due - today).days
        return waits, -card.short, card.task.competency, card.task.question

    return sorted(cards, key=key)


def next_of(cards: Sequence[Card], today: date, last: str = "") -> Card | None:
    """Return the card that is drilled now; None where none is due.

    Args:
        cards: the deck.
        today: the day.
        last: the question that was drilled last, which is not asked again at once while another
            one is due.
    """
    due = in_order([card for card in cards if card.is_due(today)], today)
    others = [card for card in due if card.task.question != last]
    return next(iter(others or due), None)


def ahead_of(cards: Sequence[Card], last: str = "") -> Card | None:
    """Return the card that comes next, though its day has not come; None for an empty deck."""
    waiting = sorted(cards, key=lambda card: (card.back.due, -card.short, card.task.competency))
    others = [card for card in waiting if card.task.question != last]
    return next(iter(others or waiting), None)
