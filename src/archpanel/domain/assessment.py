"""One persona's reading of one answer."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from archpanel.domain.answer import Evidence
from archpanel.domain.bank import Concern
from archpanel.domain.base import Record, as_float
from archpanel.domain.levels import Level

PointState = Literal["met", "partly", "not_met"]

AnswerKind = Literal[
    "answered", "passed", "dont_know", "refused", "off_topic", "echo", "other_language"
]
"""What an answer is before its contents are weighed. Only `answered` can earn credit."""


Share = Annotated[float, BeforeValidator(as_float), Field(ge=0, le=1)]


class Finding(Record):
    """Whether the answer makes one key point."""

    point: str
    competency: str
    weight: int
    state: PointState
    evidence: str = ""
    """Id of the quote that shows it; empty when not met."""

    confidence: Share


class Concerned(Record):
    """A red flag found in, or taken back by, an answer."""

    flag: str
    """`item/flag`: which red flag of which item of the bank."""

    competency: str
    concern: Concern
    state: Literal["suspected", "raised", "withdrawn"]
    """`suspected` only earns a challenge; `raised` counts; `withdrawn`: taken back when asked."""

    evidence: str
    confidence: Share


class Anchored(Record):
    """A level read off the pack's anchors, where the question is not one of the bank."""

    competency: str
    level: Level
    weight: Share
    """How much the answer says about the competency."""

    evidence: tuple[str, ...]


class Bid(Record):
    """A seat's wish to follow up."""

    strength: Share
    move: Literal["probe", "cross-examine"]
    target: str
    """Key point to probe, or red flag to challenge."""

    reason: str


class Maker(Record):
    """Who read the answer: engine, its version and, for a model, prompt and parameters."""

    engine: str
    version: str
    prompt: str = ""
    model: str = ""


class Assessment(Record):
    """One persona's reading of one answer; levels follow from findings and concerns by code."""

    id: str
    """`a1/security_reviewer`."""

    question_id: str
    answer_id: str
    persona: str
    item: str
    kind: AnswerKind
    apart: bool = False
    """True for a surprise card: its points are reported as adaptability and move no level."""

    findings: tuple[Finding, ...] = ()
    anchored: tuple[Anchored, ...] = ()
    concerns: tuple[Concerned, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    levels: dict[str, Level | None]
    """Competency -> level by this answer alone; `None` is "not assessed"."""

    confidence: Share
    bid: Bid | None = None
    maker: Maker
