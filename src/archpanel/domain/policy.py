"""How a role pack turns ballots into a verdict: numbers only, the rules are in `agents`."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from archpanel.domain.bank import Slug, Slugs
from archpanel.domain.base import Record, as_float
from archpanel.domain.persona import Severity

Number = Annotated[float, BeforeValidator(as_float), Field(ge=0, le=9)]
Share = Annotated[float, BeforeValidator(as_float), Field(ge=0, le=1)]


class MustHave(Record):
    """A competency that no other can pay for."""

    competency: Slug
    worlds: Slugs = ()
    """Where it is a must; empty means everywhere."""

    at_least: Number
    """Panel level below which nobody is hired."""


class Coverage(Record):
    """How much of an axis must be known before it can be judged."""

    competencies: int = Field(ge=1)
    """At least this many competencies of the axis are assessed."""

    importance: Share
    """At least this share of the axis' importance in the world and view is assessed."""


class SeverityRule(Record):
    """What a persona's severity means in numbers."""

    partly: Share
    """Credit for a key point that is made in part."""

    serious: Number
    """Levels that a serious concern takes from its competency."""

    sure: Share = 0.0
    """A point that was made is only half made for this seat below this confidence."""


class Policy(Record):
    """One role's rules of decision, versioned, stored whole with each verdict."""

    version: int = Field(ge=1)
    bars: dict[str, dict[str, Number]]
    """Level sought (such as `senior`) -> axis -> the mean level from which a hire is possible."""

    default_level: str
    world_shift: dict[str, dict[str, Annotated[float, BeforeValidator(as_float)]]] = Field(
        default_factory=dict
    )
    """World -> axis -> what is added to the bar there."""

    borderline: Number
    """Distance from a bar, on both sides, within which the panel holds instead of deciding."""

    strong_margin: Number
    """Distance above (below) the bar from which a recommendation is strong."""

    must_haves: tuple[MustHave, ...] = ()
    coverage: Coverage
    spread: Number
    """Ballots further apart than this on a competency count as a disagreement."""

    quorum: Share
    """Share of the invited seats that must have voted, rounded up."""

    importance_weights: tuple[Number, ...]
    """Weight of importance 0, 1, 2 and 3 in the mean of an axis."""

    severity: dict[Severity, SeverityRule]
    blocking_cap: Number
    """A competency with an upheld blocking concern cannot be above this level on that ballot."""

    blocking: Literal["veto", "hold"] = "veto"
    """What one seat's upheld blocking concern does: stops the hire, or asks for more."""

    debrief_rounds: int = Field(ge=0, le=2)
    debrief_step: Number
    """The most that one seat may move on one competency in one debrief."""
