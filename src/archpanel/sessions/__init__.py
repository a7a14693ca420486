"""Durable sessions: an acknowledged answer is never lost, misapplied or judged twice."""

from archpanel.sessions.assembling import Limits, assemble
from archpanel.sessions.database import open_database
from archpanel.sessions.guidance import Guidance
from archpanel.sessions.kept import SessionRow
from archpanel.sessions.listing import Progress
from archpanel.sessions.living import Engines, EnginesFor
from archpanel.sessions.service import Sessions

__all__ = [
    "Engines",
    "EnginesFor",
    "Guidance",
    "Limits",
    "Progress",
    "SessionRow",
    "Sessions",
    "assemble",
    "open_database",
]
