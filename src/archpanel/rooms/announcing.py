"""Puts a question into the event log while its words are being found."""

import asyncio
from collections.abc import Callable
from secrets import token_hex

from archpanel.agents.engine import Plan
from archpanel.domain import Item
from archpanel.rooms.events import Event

EVERY = 0.08
"""Seconds of words that go into one event: fewer would wake every page for a few letters."""

Tell = Callable[[str, Event], None]
"""Appends an event to a session's log and wakes who waits for it."""


class Announcer:
    """Hears one session's questions; lives in the loop in which the panel speaks."""

    def __init__(self, session: str, tell: Tell) -> None:
        """Bind a session to its log."""
        self._session = session
        self._tell = tell
        self._attempt = ""
        self._pieces: list[str] = []
        self._flush: asyncio.TimerHandle | None = None

    def begins(self, number: int, plan: Plan, item: Item) -> None:
        """Say who is about to speak. Another attempt begins again; its words replace the others."""
        self.ends()
        self._attempt = token_hex(4)
        body = {"attempt": self._attempt, "number": number, "persona": plan.persona}
        self._tell(self._session, Event("begins", body))

    def says(self, piece: str) -> None:
        """Keep a piece until there is enough for an event."""
        self._pieces.append(piece)
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(EVERY, self.flush)

    def takes_back(self) -> None:
        """Have the words of this attempt forgotten."""
        self.ends()
        if self._attempt:
            self._tell(self._session, Event("takes_back", {"attempt": self._attempt}))

    def flush(self) -> None:
        """Put what was said so far into the log."""
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        if self._pieces:
            body = {"attempt": self._attempt, "text": "".join(self._pieces)}
            self._pieces.clear()
            self._tell(self._session, Event("words", body))

    def ends(self) -> None:
        """Drop what was not put into the log; the whole question is, once it is on record."""
        self._pieces.clear()
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
