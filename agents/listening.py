"""Who hears a question while its words are being found; and the words, once they are."""

from dataclasses import dataclass
from typing import Literal, Protocol

from archpanel.agents.engine import Plan, Say, nobody
from archpanel.domain import Item


@dataclass(frozen=True)
class Worded:
    """A question's words, and whose they are."""

    text: str
    by: Literal["bank", "engine"]


class Listener(Protocol):
    """Hears a question as it is put; the question itself is kept elsewhere, once it is whole."""

    def begins(self, number: int, plan: Plan, item: Item) -> None:
        """A seat is about to put question `number`; the same may begin again after a crash."""
        ...

    def says(self, piece: str) -> None:
        """Hear the next piece of its words."""
        ...

    def takes_back(self) -> None:
        """Forget the pieces; other words take their place. May come without any piece."""
        ...


class _Unheard:
    says: Say = staticmethod(nobody)

    def begins(self, number: int, plan: Plan, item: Item) -> None: ...

    def takes_back(self) -> None: ...


UNHEARD: Listener = _Unheard()
"""Where nobody listens."""
