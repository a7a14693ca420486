"""The question bank: what is asked, and what a good answer holds."""

from collections.abc import Collection, Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from archpanel.domain.base import Record
from archpanel.domain.errors import UnknownName
from archpanel.domain.seal import digest

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Phrase = Annotated[str, Field(min_length=8, max_length=400)]
Difficulty = Literal["warm-up", "core", "stretch"]
Concern = Literal["serious", "blocking"]
"""`serious` lowers the level of its competency; `blocking` can stop a hire by itself."""

SurpriseKind = Literal[
    "constraint-change",
    "budget-cut",
    "regulator",
    "hostile-panelist",
    "absent-panelist",
    "out-of-scope",
]


Phrases = tuple[Phrase, ...]
Slugs = tuple[Slug, ...]


class KeyPoint(Record):
    """One thing a good answer says."""

    id: Slug
    competency: Slug
    weight: int = Field(ge=1, le=3)
    point: Phrase
    """The point itself in the third person, as a scorecard would list it."""

    said_as: Phrases = Field(min_length=3, max_length=6)
    """How good candidates say it: first person, varied in words and in length."""

    wrong: Phrases = Field(min_length=2, max_length=4)
    """What the opposite, or a rejection of the point, sounds like."""

    probe: Phrase
    """What the panel asks when the point is missing; it must not give the point away."""


class Risk(Record):
    """Something that a candidate should not say, and how the panel challenges it."""

    id: Slug
    competency: Slug
    concern: Concern
    flag: Phrase
    challenge: Phrase
    """The question by which the seat that owns the concern challenges it; it gives nothing away."""


class RedFlag(Risk):
    """A risk that the author of a question foresaw, with ways in which candidates say it."""

    said_as: Phrases = Field(min_length=3, max_length=6)


class Example(Record):
    """An answer written to a known level, with the key points it meets."""

    text: str = Field(min_length=30, max_length=3000)
    meets: Slugs
    partly: Slugs = ()


class Examples(Record):
    """One answer at each of three levels."""

    weak: Example
    adequate: Example
    strong: Example


class Item(Record):
    """What questions and surprise cards share."""

    id: Slug
    version: int = Field(ge=1)
    title: str = Field(min_length=4, max_length=70)
    worlds: Slugs = Field(min_length=1)
    twins: Slugs = ()
    """Items with a like theme elsewhere; no session asks both."""

    competencies: Slugs = Field(min_length=1, max_length=4)
    """Those that the item gives evidence for, the main one first."""

    context: str = Field(default="", max_length=1500)
    text: str = Field(min_length=20, max_length=1500)
    clarify: str = Field(min_length=20, max_length=600)
    """What the panel answers when asked to clarify: facts and scope, never a key point."""

    key_points: tuple[KeyPoint, ...] = Field(min_length=3, max_length=7)
    red_flags: tuple[RedFlag, ...] = Field(min_length=1, max_length=4)
    examples: Examples

    @property
    def digest(self) -> str:
        """SHA-256 of the item's whole contents: equal only for the very same item."""
        return digest(self.model_dump(mode="json"))

    @model_validator(mode="after")
    def _ids_agree(self) -> Self:
        ids = [point.id for point in self.key_points] + [flag.id for flag in self.red_flags]
        if doubled := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"used twice as an id: {sorted(doubled)}")
        measured = {point.competency for point in self.key_points}
        measured |= {flag.competency for flag in self.red_flags}
        if stray := measured - set(self.competencies):
            raise ValueError(f"not among the item's competencies: {sorted(stray)}")
        if unmeasured := set(self.competencies) - {p.competency for p in self.key_points}:
            raise ValueError(f"no key point measures {sorted(unmeasured)}")
        points = {point.id for point in self.key_points}
        for example in (self.examples.weak, self.examples.adequate, self.examples.strong):
            if unknown := ({*example.meets, *example.partly}) - points:
                raise ValueError(f"an example names unknown key points: {sorted(unknown)}")
        return self

    def lacks(self, competencies: Collection[str]) -> str:
        """Say which of its competencies a role does not have, or "" where it has all."""
        return _unknown("competencies: ", "competency", self.competencies, competencies)


def _unknown(key: str, kind: str, names: Iterable[str], known: Collection[str]) -> str:
    wrong = next((name for name in names if name not in known), None)
    return "" if wrong is None else f"{key}{UnknownName(kind, wrong, known)}"


class BankQuestion(Item):
    """One question of the bank, as its author wrote it."""

    round: Slug
    difficulty: Difficulty
    minutes: int = Field(ge=2, le=45)


class SurpriseCard(Item):
    """One card of the surprise deck: it is laid on top of the question just discussed."""

    kind: SurpriseKind


class Form(Record):
    """A fixed list of questions in order, so that candidates can be compared point by point."""

    id: Slug
    version: int = Field(ge=1)
    title: str
    questions: Slugs = Field(min_length=1, max_length=60)
    seats: tuple[str, ...] = ()
    """Who asks, in the order of `questions`; empty: the seat with the greatest concern."""

    def lacks(self, questions: Collection[str]) -> str:
        """Say which of its questions a bank does not have, or "" where it has all."""
        return _unknown("questions: ", "question", self.questions, questions)
