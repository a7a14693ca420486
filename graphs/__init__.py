"""How an interview runs: the LangGraph graphs."""

from archpanel.graphs import environment as _environment  # isort: skip  (before langgraph)
from archpanel.graphs.beside import Beside
from archpanel.graphs.debrief import build_debrief
from archpanel.graphs.interview import InterviewGraph, build_interview
from archpanel.graphs.panel import Panel
from archpanel.graphs.records import MemoryRecords, Records
from archpanel.graphs.scoring import PanelContext, build_scoring, score_missing
from archpanel.graphs.state import InterviewState, new_interview

_environment.prepare()

__all__ = [
    "Beside",
    "InterviewGraph",
    "InterviewState",
    "MemoryRecords",
    "Panel",
    "PanelContext",
    "Records",
    "build_debrief",
    "build_interview",
    "build_scoring",
    "new_interview",
    "score_missing",
]
