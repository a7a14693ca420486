"""Where an application stands: derived from its events each time, never kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from archpanel.funnel.application import ENDS, Event, Stage

Step = Literal["applied", "process", "offer", "contract"]
STEPS: tuple[Step, ...] = ("applied", "process", "offer", "contract")
"""The funnel, from wide to narrow. A round is a part of the process."""

_STEP_OF: dict[str, Step] = {**{step: step for step in STEPS}, "round": "process"}
_ORDER: dict[str, int] = {"applied": 0, "process": 1, "round": 2, "offer": 3, "contract": 4}
_FINAL = (ENDS - {"ghosted"}) | {"contract"}
"""What ends an application for good. One that fell silent may come back."""

_LAST = 5
"""Ends come last of what happened on one day."""


@dataclass(frozen=True)
class State:
    """What follows from the events that stand."""

    applied: date
    furthest: Step
    """How far it came, whatever became of it then. An offer stands for a process before it."""

    now: Stage
    """What happened last."""

    since: date
    ended: bool
    """Whether nothing more is to come: it was turned down, given up or forgotten, or signed."""

    entered: dict[Step, date]
    """The first day of each step that was noted; a step that only follows from another is not."""

    left: date | None
    """When it ended; None while it is open."""

    def reached(self, step: Step) -> bool:
        """Tell whether it came at least so far."""
        return STEPS.index(self.furthest) >= STEPS.index(step)

    def settled(self, step: Step) -> bool:
        """Tell whether it is known if it got beyond a step that it reached."""
        return self.reached(step) and (self.ended or self.furthest != step)


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events that count, in the order in which they happened.

    What was struck does not count. Of several applications the one that was noted last does: that
    is how its day is corrected. Things of one day are taken in the order of the funnel, so that it
    does not matter in which order they were noted.
    """
    struck = {event.strikes for event in events if event.stage == "struck"}
    left = [e for e in events if e.stage != "struck" and e.n not in struck]
    applied = [e for e in left if e.stage == "applied"]
    rest = [e for e in left if e.stage != "applied"]
    last = [max(applied, key=lambda e: e.n)] if applied else []
    return tuple(sorted([*last, *rest], key=lambda e: (e.day, _rank(e), e.n)))


def state_of(events: Sequence[Event]) -> State:
    """Return the state of an application.

    Raises:
        ValueError: no event that counts is an application.
    """
    happened = standing(events)
    applied = next((e.day for e in happened if e.stage == "applied"), None)
    if applied is None:
        raise ValueError("no event says when one applied")
    last = happened[-1]
    now = cast(Stage, last.stage)
    ended = now in ENDS or now == "contract"
    entered: dict[Step, date] = {}
    for event in happened:
        if step := _STEP_OF.get(event.stage):
            entered.setdefault(step, event.day)
    furthest = max(entered, key=STEPS.index)
    return State(applied, furthest, now, last.day, ended, entered, last.day if ended else None)


def oddities(events: Sequence[Event]) -> tuple[tuple[Event, str], ...]:
    """Return what cannot have happened in this order: each event with a sentence about it."""
    happened = standing(events)
    found: list[tuple[Event, str]] = []
    end: Event | None = None
    furthest: Event | None = None
    for at, event in enumerate(happened):
        if event.stage == "applied" and at:
            first = happened[0]
            found.append((first, f"{_said(first)} is before the application of {event.day}"))
        elif before := end or (furthest if _is_back(event, furthest) else None):
            found.append((event, f"{_said(event)} is after {_said(before)}"))
        end = end or (event if event.stage in _FINAL else None)
        furthest = furthest if event.stage not in _ORDER or _is_back(event, furthest) else event
    return tuple(found)


def _is_back(event: Event, furthest: Event | None) -> bool:
    """Tell whether an event is of an earlier step than one that came before it."""
    return furthest is not None and _rank(event) < _rank(furthest)


def _said(event: Event) -> str:
    kind = f" ({event.round})" if event.round else ""
    return f"{event.stage}{kind} on {event.day}"


def _rank(event: Event) -> int:
    return _ORDER.get(event.stage, _LAST)
