"""Who sits on a seat."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from archpanel.domain.bank import Difficulty, Slugs
from archpanel.domain.base import Record

Severity = Literal["lenient", "even", "strict"]
"""How much a half-made point and a serious concern weigh for this persona."""

Line = Annotated[str, Field(min_length=8, max_length=240)]


Lines = tuple[Line, ...]


Share = Annotated[float, Field(gt=0, le=1)]


class LeadIns(Record):
    """How this persona begins, by the move it makes; one is chosen per question, none praises."""

    open: Lines = Field(min_length=3, max_length=8)
    probe: Lines = Field(min_length=3, max_length=8)
    cross_examine: Lines = Field(min_length=3, max_length=8)
    twist: Lines = Field(min_length=2, max_length=8)
    close: Lines = Field(min_length=2, max_length=8)


class Preferences(Record):
    """Which of the bank's questions the persona likes to ask."""

    rounds: Slugs = ()
    difficulty: Difficulty = "core"


class Persona(Record):
    """One interviewer: what they care about, how they speak, what they never accept."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$", max_length=40)
    version: int = Field(ge=1)
    """Raised when the meaning changes, so that old sessions and evals stay comparable."""

    name: str = Field(min_length=3, max_length=60)
    role: str = Field(min_length=3, max_length=80)
    background: str = Field(min_length=40, max_length=800)
    voice: str = Field(min_length=40, max_length=800)
    concerns: dict[str, Share] = Field(min_length=2)
    """Competency -> share of this persona's attention; the shares add up to 1."""

    owns: Slugs = ()
    """Must-have competencies that may not be judged while this seat is empty."""

    severity: Severity
    probes: Lines = Field(min_length=3, max_length=10)
    never_accepts: Lines = Field(min_length=2, max_length=10)
    lead_ins: LeadIns
    prefers: Preferences = Preferences()

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        total = sum(self.concerns.values())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"concerns add up to {total:.3f}, not to 1")
        if stray := set(self.owns) - set(self.concerns):
            raise ValueError(f"owns {sorted(stray)} without a concern for it")
        return self

    def concern_for(self, competencies: tuple[str, ...]) -> float:
        """Return the share of attention that goes to these competencies together (0 to 1)."""
        return sum(self.concerns.get(competency, 0.0) for competency in competencies)
