"""How a role pack turns ballots into a verdict: numbers only, the rules are in `agents`."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field

from archpanel.domain.bank import Slug, Slugs
from archpanel.domain.base import Record
from archpanel.domain.competency import IMPORTANCES
from archpanel.domain.persona import Severity

Number = Annotated[float, Field(ge=0, le=9)]
Share = Annotated[float, Field(ge=0, le=1)]


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
    world_shift: dict[str, dict[str, float]] = Field(default_factory=dict)
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

    def lacks(self, axes: Iterable[str]) -> str:
        """Say what the panel would look up in vain for a role with these axes, or ""."""
        return next(self._lacking(tuple(axes)), "")

    def _lacking(self, axes: tuple[str, ...]) -> Iterator[str]:
        for severity in get_args(Severity):
            if severity not in self.severity:
                yield f"severity: has no rule for {severity!r}, which a persona may have; add one."
        if len(self.importance_weights) < IMPORTANCES:
            given, needed = len(self.importance_weights), IMPORTANCES
            yield f"importance_weights: has {given} numbers; give {needed}, for importance 0 to 3."
        if self.default_level not in self.bars:
            known = ", ".join(self.bars) or "none"
            yield f"default_level: {self.default_level!r} has no bars; those that have: {known}."
        for level, bars in self.bars.items():
            for axis in axes:
                if axis not in bars:
                    yield f"bars.{level}: has no number for the axis {axis!r}; add one."
