"""Errors that a person using the panel can act on.

PanelError
├── UnknownName        a persona, pack, round, form, question or session that is not there
├── BadFile            a file that cannot be read as what it should be; names file and place
├── BadRequest         settings that do not fit together, such as a round the pack does not have
├── AnswerConflict     a second, different answer to a question that has one
├── SessionBusy        another process drives this session right now
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
        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        listed = ", ".join(sorted(known)) or "none"
        super().__init__(f"No {kind} is called {name!r}.{hint} Known: {listed}.")
        self.kind = kind
        self.name = name


class BadFile(PanelError):
    """A file that cannot be used; the message is one line with the place and the likely fix."""

    def __init__(self, file: str, problem: str) -> None:
        """Name the file first, as compilers do, so that an editor can jump to it."""
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem


class BadRequest(PanelError):
    """Settings that cannot be honoured together."""


class AnswerConflict(PanelError):
    """The question has an answer already, and this one is another."""


class SessionBusy(PanelError):
    """Another process holds the lease of this session."""


class RecordTampered(PanelError):
    """A decision record whose contents do not agree with its seal or with each other."""

    def __init__(self, field: str, problem: str) -> None:
        """Name the first field that differs, as a path such as `answers/3/text`."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
