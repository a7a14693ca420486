"""A persona's vote, sealed before any other is opened, and its changes in the debrief."""

from typing import Annotated, Literal

from pydantic import Field

from archpanel.domain.base import Record
from archpanel.domain.levels import Level, Recommendation

Ids = tuple[str, ...]
Share = Annotated[float, Field(ge=0, le=1)]


class Blocking(Record):
    """A concern that stands against a hire by itself."""

    flag: str
    competency: str
    evidence: str


class Ballot(Record):
    """One seat's vote."""

    persona: str
    phase: Literal["sealed", "final"]
    levels: dict[str, Level | None]
    recommendation: Recommendation
    strongest: Ids
    """Ids of the evidence that weighs most, for and against, at most six."""

    cited: Ids
    """Ids of all evidence that the levels rest on; the debrief may only add to it."""

    blocking: tuple[Blocking, ...] = ()
    confidence: Share
    complete: bool
    """False when an assessment of this seat is missing; it is then no full vote."""

    seal: str
    """SHA-256 of the ballot's other fields in canonical JSON."""


class Move(Record):
    """A change of one seat's level in the debrief."""

    persona: str
    competency: str
    origin: Level
    to: Level
    evidence: str
    """Id of the quote that caused it; the seat's sealed ballot did not cite it."""

    round: int = Field(ge=1, le=2)
    reason: str
