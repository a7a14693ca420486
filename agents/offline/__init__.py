"""The embedded engine: reads answers by sentence vectors, with no key and no network."""

from archpanel.agents.offline.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
