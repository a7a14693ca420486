"""Durable sessions: an acknowledged answer is never lost, misapplied or judged twice."""

from archpanel.sessions.database import open_database
from archpanel.sessions.service import EngineFor, SessionRow, Sessions, assemble

__all__ = ["EngineFor", "SessionRow", "Sessions", "assemble", "open_database"]
