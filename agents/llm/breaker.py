"""A server that keeps failing is left alone for a while."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST = 5
"""Failures within `WINDOW` that open the breaker."""

WINDOW = 30.0
"""Seconds; older failures are forgotten."""

REST = 30.0
"""Seconds without a call, before one may probe."""


class Breaker:
    """Closed: calls pass. Open: none does. Half-open, after `REST`: one at a time, as a probe."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds that never go back."""
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=MOST)
        self._opened: float | None = None
        self._probing = False
        self.why = ""
        """What the last failure was."""

    def admit(self) -> "Entry | None":
        """Let a call through, or None while the server is left alone."""
        if self._opened is None:
            return Entry(self, probe=False)
        if self._probing or self.rest() > 0:
            return None
        self._probing = True
        return Entry(self, probe=True)

    def rest(self) -> float:
        """Seconds until a probe is allowed; 0 when closed or half-open."""
        return 0.0 if self._opened is None else max(0.0, self._opened + REST - self._clock())

    def close(self) -> None:
        """Let calls through again: the server answered."""
        self._failures.clear()
        self._opened = None

    def count(self, probe: bool, why: str = "") -> None:
        """Count a failure, and open when it was the probe's or one too many."""
        now, self.why = self._clock(), why or self.why
        self._failures.append(now)
        recent = len(self._failures) == MOST and now - self._failures[0] <= WINDOW
        # A call that was let in before it opened tells nothing new, and must not prolong the rest.
        if probe or (recent and self._opened is None):
            self._opened = now

    def end_probe(self) -> None:
        """Let another call probe."""
        self._probing = False


@dataclass
class Entry:
    """One call that was let through. `leave` ends it; a cancelled one is not judged before."""

    breaker: Breaker
    probe: bool

    def worked(self) -> None:
        """The server answered; whether it was content with the request does not matter here."""
        self.breaker.close()

    def failed(self, why: str = "") -> None:
        """The server was out of reach, out of order, or silent for too long."""
        self.breaker.count(self.probe, why)

    def leave(self) -> None:
        """The call is over."""
        if self.probe:
            self.breaker.end_probe()


class Breakers:
    """One breaker per server and model: a model that is overloaded leaves others usable."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds that never go back."""
        self._clock = clock
        self._known: dict[tuple[str, str], Breaker] = {}

    def of(self, url: str, model: str) -> Breaker:
        """Return the breaker of this server and model, always the same one."""
        return self._known.setdefault((url, model), Breaker(self._clock))
