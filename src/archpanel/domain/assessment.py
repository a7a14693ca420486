"""One persona's reading of one answer."""

from typing import Annotated, Literal

from pydantic import Field

from archpanel.domain.answer import Evidence
from archpanel.domain.bank import Concern
from archpanel.domain.base import Record
from archpanel.domain.levels import Level
from archpanel.domain.seal import digest

PointState = Literal["met", "partly", "not_met"]

AnswerKind = Literal[
    "answered", "passed", "dont_know", "refused", "off_topic", "echo", "other_language", "unread"
]
"""What an answer is before its contents are weighed. Only `answered` can earn credit. The last two
are abstentions: this engine does not read the language, or could not read at all."""

UNREAD: frozenset[AnswerKind] = frozenset({"other_language", "unread"})
"""Kinds of answers that the seat abstained on: they say nothing, neither good nor bad."""

LONGEST_REASON = 200
"""Characters of the reason why a seat abstained."""

Share = Annotated[float, Field(ge=0, le=1)]


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
    """Who read the answer: engine, its version and, for a model, prompts and parameters."""

    engine: str
    """The kind of engine: `embedded`, `llm` or `scripted`."""

    version: str
    prompt: str = ""
    """`id@version#digest` of every prompt that readings depend on."""

    model: str = ""
    parameters: str = ""
    """What was set on the model, such as temperature and seed, as canonical JSON."""

    @property
    def digest(self) -> str:
        """SHA-256 over all that is set; ledgers and ballots know a maker by it."""
        return digest(self.model_dump(mode="json", exclude_defaults=True))


class Assessment(Record):
    """One persona's reading of one answer; levels follow from findings and concerns by code."""

    id: str
    """`a1/security_reviewer`."""

    question_id: str
    answer_id: str
    persona: str
    item: str
    kind: AnswerKind
    abstained: str = Field(default="", max_length=LONGEST_REASON)
    """Why the seat did not read the answer, written by code; "" where it did. An abstention finds
    nothing and credits nothing, and the seat gives no level on what the answer was about."""

    apart: bool = False
    """True for a surprise card: its points are reported as adaptability and move no level."""

    findings: tuple[Finding, ...] = ()
    anchored: tuple[Anchored, ...] = ()
    concerns: tuple[Concerned, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    levels: dict[str, Level | None]
    """Competency -> level by this answer alone; `None` is "not assessed". An abstention names all
    that the answer may have been about, each with `None`."""

    confidence: Share
    bid: Bid | None = None
    maker: Maker
    stand_in: str = ""
    """The model that read in place of the maker's own, which had failed; empty: none did."""
