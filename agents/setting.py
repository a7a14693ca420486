"""What every rule of the panel knows of a session: its brief, and the role that decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from archpanel.domain import Brief, Policy, RoleKept


@dataclass(frozen=True)
class Setting:
    """What every rule of the panel needs to know of the session."""

    brief: Brief
    role: RoleKept

    @property
    def policy(self) -> Policy:
        """The role's rules of decision."""
        return self.role.policy

    def name_of(self, competency: str) -> str:
        """Return what people call a competency; its id where the role has none of this id."""
        return self._names.get(competency, competency)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {competency.id: competency.name for competency in self.role.competencies}

    def weight(self, competency: str) -> float:
        """Return a competency's weight in the mean of its axis, in this world and view."""
        return self._weights.get(competency, 0.0)

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        """Looked up thousands of times in the search for the smallest flip."""
        world, view = self.brief.world, self.brief.view
        return {
            competency.id: self.policy.importance_weights[competency.importance_for(world, view)]
            for competency in self.role.competencies
        }

    def on_axis(self, axis: str) -> tuple[str, ...]:
        """Return the axis' competencies that count in this world and view, in the pack's order."""
        return self._by_axis.get(axis, ())

    @cached_property
    def _by_axis(self) -> Mapping[str, tuple[str, ...]]:
        counting = [c for c in self.role.competencies if self._weights[c.id] > 0]
        return {
            axis: tuple(c.id for c in counting if c.axis == axis)
            for axis in {c.axis for c in counting}
        }

    def bar(self, axis: str) -> float:
        """Return the mean level that the axis must reach for the level sought."""
        return self._bars[axis]

    @cached_property
    def _bars(self) -> Mapping[str, float]:
        """As often looked up as weights are."""
        shift = self.policy.world_shift.get(self.brief.world, {})
        bars = self.policy.bars[self.brief.level]
        return {axis: round(bar + shift.get(axis, 0.0), 2) for axis, bar in bars.items()}
