"""What the API gives back about programmes."""

from typing import Literal

from pydantic import Field

from archpanel.rooms.candidates_compared import Apart, Difference, Part
from archpanel.rooms.programme_seen import PlaceState
from archpanel.web.api.replies import EXAMPLE, Given


class PlannedSession(Given):
    """One place of a programme."""

    n: int
    day: str = Field(examples=["2027-01-11"])
    world: str
    view: str
    rounds: list[str]
    seats: list[str]
    level: str
    surprise: bool
    state: PlaceState
    session: str = Field(description="Empty where none was begun.", examples=[EXAMPLE])
    decision: str = Field(description="Empty where there is none, or you have to rate it first.")
    rate_first: bool = Field(description="Whether you have to rate it before you see more.")


class CommentSeen(Given):
    """A coach's comment."""

    id: str
    session: int = Field(description="Number in the programme; 0 is the programme as a whole.")
    by: str = Field(description="Who wrote it.")
    text: str
    at: float = Field(description="Seconds since the epoch.")
    mine: bool


class EarlierProgramme(Given):
    """A programme that is not in force."""

    number: int
    made: str
    assigned_by: str
    sessions: int
    begun: int


class NextPlace(Given):
    """The place that comes next."""

    n: int
    why: list[str]


class Programme(Given):
    """The programme in force."""

    number: int
    made: str = Field(description="When, as ISO 8601.")
    assigned_by: str = Field(description="Name of the coach who assigned it; empty: its owner.")
    replaced: int | None = Field(
        description="Number of the assigned programme in whose place its owner put this one."
    )
    targets: list[str] = Field(description="What it aims at.")
    sessions: list[PlannedSession]
    waiting: str = Field(description="A session that is to be finished first, or empty.")
    next: NextPlace | None = Field(description="For its owner; null where all are held.")
    comments: list[CommentSeen]
    earlier: list[EarlierProgramme]


class BegunSession(Given):
    """The session that a programme goes on with."""

    session: str = Field(examples=[EXAMPLE])
    new: bool = Field(description="Whether it was opened just now; else it waited.")


class CommentKept(Given):
    """A comment that was kept."""

    id: str


class ComparedCandidate(Given):
    """One of the candidates that stand side by side."""

    id: str
    name: str
    unrated: int = Field(description="Interviews that are left out until you rate them.")


class CandidateComparison(Given):
    """Candidates side by side; places in lists are those of `candidates`."""

    candidates: list[ComparedCandidate]
    parts: tuple[Part, ...] = Field(description="What can be compared; null: not assessed.")
    differences: tuple[Difference, ...] = Field(
        description="Over the parts that both sat in; null where there are too few."
    )
    apart: tuple[Apart, ...] = Field(description="What cannot be compared, and why.")


class EntrySeen(Given):
    """What happened with a link of yours."""

    kind: Literal["invited", "renewed", "entered"]
    at: float = Field(description="Seconds since the epoch.")
    link: str = Field(description="What it begins with.")
    peer: str
    browser: str


class EntryList(Given):
    """Links that were made for you and used, the newest first."""

    entries: list[EntrySeen]
