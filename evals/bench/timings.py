"""When a candidate saw what. Seconds of `time.monotonic`, as in the stub's log."""

import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Turn:
    """One question, from the candidate's chair."""

    waits: float
    """From here on the candidate waits: the interview began, or the answer before was given."""

    first: float
    """The first words of the question could be seen; `complete` where nothing is streamed."""

    complete: float
    """All of it could be read."""

    answered: float
    """The answer was given."""


@dataclass(frozen=True)
class Timings:
    """One interview."""

    turns: tuple[Turn, ...]
    decided: float
    """The verdict was there."""

    @property
    def began(self) -> float:
        """When the interview began."""
        return self.turns[0].waits

    @property
    def last_answer(self) -> float:
        """When the last answer was given."""
        return self.turns[-1].answered

    @property
    def verdict(self) -> float:
        """Seconds from the last answer to the verdict."""
        return self.decided - self.last_answer

    def first_tokens(self) -> list[float]:
        """Return the seconds from each answer to the first words of the next question."""
        return [turn.first - turn.waits for turn in self.turns[1:]]

    def questions(self) -> list[float]:
        """Return the seconds from each answer to the whole of the next question."""
        return [turn.complete - turn.waits for turn in self.turns[1:]]


def read_timings(plain: dict[str, Any]) -> Timings:
    """Return timings from their JSON form."""
    return Timings(tuple(Turn(**turn) for turn in plain["turns"]), plain["decided"])


@dataclass
class Watch:
    """Takes the times of an interview; started when it is made."""

    _waits: float = field(default_factory=time.monotonic)
    _first: float = 0.0
    _complete: float = 0.0
    _turns: list[Turn] = field(default_factory=list)

    def first(self) -> None:
        """Words of the question can be seen; only the first call of a turn counts."""
        self._first = self._first or time.monotonic()

    def complete(self) -> None:
        """The question can be read."""
        self._complete = time.monotonic()
        self._first = self._first or self._complete

    def answered(self) -> None:
        """The answer is given."""
        now = time.monotonic()
        self._turns.append(Turn(self._waits, self._first, self._complete, now))
        self._waits, self._first, self._complete = now, 0.0, 0.0

    def decided(self) -> Timings:
        """Return everything; the verdict is there."""
        return Timings(tuple(self._turns), time.monotonic())
