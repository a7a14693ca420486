"""From what somebody wishes for to a brief, its engines and open sessions; for every way in."""

from archpanel.opening.briefs import (
    TURNS,
    Wishes,
    find_form,
    make_brief,
    papers_line,
    read_jd,
    take_seats,
)
from archpanel.opening.documents import FORMATS, render, report_of
from archpanel.opening.doors import (
    WISHES,
    database_kind,
    hang_up,
    make_coach,
    make_engines,
    open_sessions,
    read_limits,
    read_ways,
    shown_url,
    switchboard,
)
from archpanel.opening.model_wishes import ModelWishes, choose_models, other_models
from archpanel.opening.notes import calls_for_notes, kept_note, write_note
from archpanel.opening.preflight import NOTHING_STARTED, check_models, check_settings

__all__ = [
    "FORMATS",
    "NOTHING_STARTED",
    "TURNS",
    "WISHES",
    "ModelWishes",
    "Wishes",
    "calls_for_notes",
    "check_models",
    "check_settings",
    "choose_models",
    "database_kind",
    "find_form",
    "hang_up",
    "kept_note",
    "make_brief",
    "make_coach",
    "make_engines",
    "open_sessions",
    "other_models",
    "papers_line",
    "read_jd",
    "read_limits",
    "read_ways",
    "render",
    "report_of",
    "shown_url",
    "switchboard",
    "take_seats",
    "write_note",
]
