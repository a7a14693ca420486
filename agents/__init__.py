"""How a seat thinks, who speaks next, and how ballots become a verdict."""

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.engine import Engine
from archpanel.agents.interviewer import Interviewer
from archpanel.agents.verification import verify

__all__ = ["Engine", "Interviewer", "reach_verdict", "verify"]
