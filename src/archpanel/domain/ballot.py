"""A persona's vote, sealed before any other is opened, and its changes in the debrief."""

from collections.abc import Iterable
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


LONGEST_NOTE = 600
"""Characters of what a seat says about its vote in its own words."""

MOST_STRONGEST = 6
"""How many quotes a ballot puts in front: the strongest for and against."""


class Advice(Record):
    """What an engine proposes for a ballot. It moves no level; `agents.advice` says what counts."""

    recommendation: Recommendation
    because: Ids = Field(default=(), max_length=MOST_STRONGEST)
    """Competencies that speak against a hire."""

    strongest: Ids = Field(default=(), max_length=MOST_STRONGEST)
    """Ids of evidence to put in front."""

    note: str = Field(default="", max_length=LONGEST_NOTE)
    """For people to read; no rule reads it."""

    model: str = ""
    """The model that wrote it."""


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
    """False when the seat did not read every answer; it is then no full vote."""

    maker: str = ""
    """Digest of the `Maker` of the assessments that it rests on: what is read anew after the vote,
    by another engine, does not count. Empty in records of the first format."""

    models: Ids = ()
    """The models, or else engines, that read for this seat or advised it; in a final ballot those
    that stood in when it reconsidered, too. Empty in records before the third format, as is
    `advice`; before the fifth whoever only advised was not counted."""

    advice: Advice | None = None
    """What the seat's engine proposed for this ballot; None where votes are cast by rules alone."""

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
    stand_in: str = ""
    """The model that reconsidered in place of the seat's own, which had failed."""


def of_one_mind(ballots: Iterable[Ballot]) -> list[list[Ballot]]:
    """Put votes together whose seats have a model in common, directly or by way of others."""
    groups: list[list[Ballot]] = []
    for ballot in ballots:
        mine = [g for g in groups if any(set(ballot.models) & set(b.models) for b in g)]
        groups = [g for g in groups if g not in mine]
        groups.append([*(b for g in mine for b in g), ballot])
    return groups
