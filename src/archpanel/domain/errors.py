"""Errors that a person using the panel can act on.

PanelError
├── UnknownName        a persona, pack, round, form, question or session that is not there
├── BadFile            a file that cannot be read as what it should be; names file and place
├── BadRequest         settings that do not fit together, such as a round the pack does not have
│   └── WrongUsage     a value that no machine and no session could make right
├── AnswerConflict     a second, different answer to a question that has one
│   └── KeyReused      an idempotency key that came with something else before
├── SessionBusy        another process drives this session right now
├── SessionErased      somebody erased the session that an answer was meant for
├── ErasedWithRemains  a session is erased, and bytes of it are left in a file
├── PanelIncomplete    seats that a verdict needs are out of reach for now
└── RecordTampered     a decision record that does not recompute; names the first field
"""

from collections.abc import Collection
from difflib import get_close_matches


class PanelError(Exception):
    """Base of every error whose message is meant to be read by a user."""


class UnknownName(PanelError):
    """Nothing of this kind has the name that was asked for."""

    def __init__(self, kind: str, name: str, known: Collection[str]) -> None:
        """Say what was asked for, what there is, and the nearest name."""
        # Ids of sessions are random: the nearest one is another interview, maybe to be erased.
        near = [] if kind == "session" else get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        listed = f"Known: {', '.join(sorted(known)) or 'none'}."
        if kind == "session" and known:
            listed = "`archpanel sessions` lists them."
        super().__init__(f"No {kind} is called {name!r}.{hint} {listed}")
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(known))


class BadFile(PanelError):
    """A file that cannot be used; the message is one line with the place and the likely fix."""

    def __init__(self, file: str, problem: str) -> None:
        """Name the file first, as compilers do, so that an editor can jump to it."""
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem


class BadRequest(PanelError):
    """Settings that cannot be honoured together."""


class WrongUsage(BadRequest):
    """A value of an option that cannot be, whatever there is on this machine."""


class AnswerConflict(PanelError):
    """The question has an answer already, and this one is another."""


class KeyReused(AnswerConflict):
    """The idempotency key came with something else before; the text repeats nothing of either."""


class SessionBusy(PanelError):
    """Another process holds the lease of this session."""


class SessionErased(PanelError):
    """The session was erased while somebody sat before it."""

    def __init__(self, session: str) -> None:
        """Name the session, and say that nothing is left of it."""
        super().__init__(
            f"Session {session} was erased in the meantime, by another terminal. Nothing "
            "of it is left, and your last answer was not kept. `archpanel rehearse` starts anew."
        )
        self.session = session


class ErasedWithRemains(PanelError):
    """A session is erased, but bytes of it are left in a file."""

    def __init__(self, session: str, left: str) -> None:
        """Say where they are left and what removes them, to whoever runs the machine."""
        super().__init__(f"Session {session} is erased, but {left}.")
        self.session = session


class RecordTampered(PanelError):
    """A decision record whose contents do not agree with its seal or with each other."""

    def __init__(self, field: str, problem: str) -> None:
        """Name the first field that differs, as a path such as `answers/3/text`."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class PanelIncomplete(PanelError):
    """Seats that a verdict needs are out of reach; nothing is lost, and it can be reached later."""

    def __init__(self, message: str, seats: Collection[str] = ()) -> None:
        """Say why, to whoever runs the panel; `seats` are the ids of those who are missing."""
        super().__init__(message)
        self.seats = tuple(seats)
