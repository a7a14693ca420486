"""What a session's calls to models took so far: the budget reads it, the records keep it.

A call is put on record before it is sent, where somebody keeps records at once: a process that is
killed has spent what it asked for.
"""

from collections.abc import Callable, Iterable

from archpanel.domain import Call

SENT = "It was asked, and the process ended before an answer was kept."
"""The outcome of a call that is on record from before it was sent."""

Placed = tuple[Call, int]
"""A call, and the place that is reserved for it on record; 0: none is."""

Reserve = Callable[[Call], int]
"""Puts a call on record and returns its place, from 1 on."""


class CallLog:
    """Calls of one session: those on record, and new ones until `drain` takes them away."""

    def __init__(self, kept: Iterable[Call] = (), reserve: Reserve | None = None) -> None:
        """Begin with the calls that are on record.

        Args:
            kept: those calls.
            reserve: puts a call on record that is about to be sent; None: nobody does.
        """
        self._new: list[Placed] = []
        self._reserve = reserve
        self.renew(kept)

    def renew(self, kept: Iterable[Call]) -> None:
        """Count anew by what is on record now: other processes may have asked models as well."""
        placed = sum(place > 0 for _, place in self._new)
        # A new call counts for itself, and not for the place that is reserved for it as well.
        known = list(kept)
        sent = [call for call in known if call.outcome == SENT]
        known = [call for call in known if call.outcome != SENT] + sent[placed:]
        self._tokens = 0
        self._money = 0.0
        self._currencies: set[str] = set()
        for call in (*known, *(call for call, _ in self._new)):
            self._count(call)

    @property
    def tokens(self) -> int:
        """Tokens spent, in and out, cached ones in full."""
        return self._tokens

    @property
    def money(self) -> float:
        """Money spent, in the currency of the configured prices; calls without a price add none."""
        return self._money

    @property
    def currencies(self) -> tuple[str, ...]:
        """In which the money was spent; older records do not tell."""
        return tuple(sorted(self._currencies))

    def reserve(self, call: Callable[[], Call]) -> int:
        """Put a call on record before it is sent; return its place, or 0 where nobody keeps it."""
        return self._reserve(call()) if self._reserve else 0

    def keep(self, call: Call, place: int = 0) -> None:
        """Add a call; it takes the place that was reserved for it."""
        self._new.append((call, place))
        self._count(call)

    def drain(self) -> tuple[Call, ...]:
        """Return the new calls, once."""
        return tuple(call for call, _ in self.drain_placed())

    def drain_placed(self) -> tuple[Placed, ...]:
        """Return the new calls with the places that are reserved for them, once."""
        new, self._new = tuple(self._new), []
        return new

    def give_back(self, calls: Iterable[Placed]) -> None:
        """Take calls back that could not be kept; they are counted already."""
        self._new = [*calls, *self._new]

    def _count(self, call: Call) -> None:
        self._tokens += (call.input or 0) + (call.output or 0)
        self._money += call.money or 0.0
        self._currencies.update({call.currency} - {""})
