"""The search itself: applications, what became of them, and how well rehearsals foresaw it."""

from archpanel.funnel.application import (
    STAGES,
    Application,
    Event,
    Stage,
    name_of,
    note_of,
    one_line,
)
from archpanel.funnel.calibration import Calibration, Foreseen, calibration_of, forecast
from archpanel.funnel.figures import MENTOR, MENTOR_WHOLE, Needed, Share, needed
from archpanel.funnel.html import to_html
from archpanel.funnel.importing import Plan, day_of, plan_import, stage_of
from archpanel.funnel.sheet import Sheet, parse_sheet, read_sheet, to_csv
from archpanel.funnel.state import State, oddities, standing, state_of
from archpanel.funnel.store import Funnel, Funnels, open_funnels
from archpanel.funnel.summary import Summary, as_plain, foreseen, plain, summary_of

__all__ = [
    "MENTOR",
    "MENTOR_WHOLE",
    "STAGES",
    "Application",
    "Calibration",
    "Event",
    "Foreseen",
    "Funnel",
    "Funnels",
    "Needed",
    "Plan",
    "Share",
    "Sheet",
    "Stage",
    "State",
    "Summary",
    "as_plain",
    "calibration_of",
    "day_of",
    "forecast",
    "foreseen",
    "name_of",
    "needed",
    "note_of",
    "oddities",
    "one_line",
    "open_funnels",
    "parse_sheet",
    "plain",
    "plan_import",
    "read_sheet",
    "stage_of",
    "standing",
    "state_of",
    "summary_of",
    "to_csv",
    "to_html",
]
