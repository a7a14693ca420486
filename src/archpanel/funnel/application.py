"""An application for a job, and what has happened to it: each thing with its day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from archpanel.domain import BadRequest, Paper, canonical

Stage = Literal[
    "applied", "process", "round", "offer", "contract", "rejected", "withdrawn", "ghosted"
]
"""What can happen. `process`: the firm begins to look at you, by a call or an invitation; `round`:
one interview of it; `withdrawn`: you stepped back; `ghosted`: they fell silent."""

STAGES: tuple[Stage, ...] = get_args(Stage)
ENDS: frozenset[Stage] = frozenset({"rejected", "withdrawn", "ghosted"})
"""After these an application goes no further; only one that fell silent may come back."""

LONGEST_NAME, LONGEST_ROUND, LONGEST_NOTE = 120, 40, 2000
"""Characters of a company, role or source; of the kind of a round; of a note."""


@dataclass(frozen=True)
class Event:
    """One thing that happened, or the taking back of one. Never changed once it is noted."""

    n: int
    """From 1 within an application, in the order in which things were noted down."""

    stage: Stage | Literal["struck"]
    day: date
    """When it happened, which may be long before it was noted."""

    round: str = ""
    """Kind of the interview, such as `technical`; of rounds alone."""

    note: str = ""
    strikes: int = 0
    """Number of the event that this one takes back; 0: none."""

    noted: str = ""
    """When it was noted, in UTC; "" while it is not kept yet."""


@dataclass(frozen=True)
class Application:
    """One application with its events, in the order in which they were noted."""

    id: str
    """`a1`, `a2`, ... for each owner."""

    company: str
    role: str
    source: str = ""
    jd: Paper | None = None
    events: tuple[Event, ...] = ()
    sessions: tuple[str, ...] = ()
    """Ids of the rehearsals that it is linked to."""

    @property
    def named(self) -> str:
        """Return it as people call it."""
        return f"{self.company}, {self.role}"


def one_line(given: str, what: str, most: int = LONGEST_NAME) -> str:
    """Return a text of one line as it is kept: without what nobody sees.

    Raises:
        BadRequest: it is too long; says by how much.
    """
    kept = " ".join(canonical(given).split())
    if len(kept) > most:
        raise BadRequest(f"The {what} has {len(kept)} characters; at most {most} are kept.")
    return kept


def name_of(given: str, what: str) -> str:
    """Return a company or a role as it is kept.

    Raises:
        BadRequest: it is empty or too long.
    """
    if kept := one_line(given, what):
        return kept
    raise BadRequest(f"The {what} is empty; give its name.")


def note_of(given: str) -> str:
    """Return a note as it is kept.

    Raises:
        BadRequest: it is too long.
    """
    kept = canonical(given)
    if len(kept) > LONGEST_NOTE:
        raise BadRequest(f"A note of {len(kept)} characters; at most {LONGEST_NOTE} are kept.")
    return kept
