"""What the role asks for, as observable behaviour per level."""

from typing import Annotated

from pydantic import Field

from archpanel.domain.base import Record

Importance = Annotated[int, Field(ge=0, le=3)]
"""0 not asked for, 1 nice to have, 2 needed, 3 central."""

IMPORTANCES = 4
"""How many there are; a policy gives each a weight."""


class Competency(Record):
    """One skill of the role's matrix."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)
    name: str = Field(min_length=2, max_length=80)
    axis: str
    """Which depth it belongs to: `ai` or `architecture` in the shipped pack."""

    summary: str = ""
    challenge: str = Field(default="", max_length=240)
    """What the panel asks about a weak claim in this matter; neutral, it gives nothing away."""

    anchors: tuple[str, ...] = Field(min_length=2, max_length=9)
    """What one observes at level 1, 2, ... of the pack's scale; specific to this competency."""

    importance: dict[str, dict[str, Importance]] = Field(default_factory=dict)
    """World -> role view -> importance; a pair that is not listed counts as 1."""

    def importance_for(self, world: str, view: str) -> int:
        """Return the importance in one world and view."""
        return self.importance.get(world, {}).get(view, 1)
