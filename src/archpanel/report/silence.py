"""Interviews that nobody read: there is a verdict, a hold, and hardly anything to report."""

from archpanel.domain import DecisionRecord

SILENT = "Nobody voted: no seat read any answer."


def nobody_read(record: DecisionRecord) -> bool:
    """Tell whether no seat read any answer; a pass is read by whoever notices it."""
    return bool(record.assessments) and all(a.abstained for a in record.assessments)


def why_unread(record: DecisionRecord) -> str:
    """Return the reasons that seats gave for not reading, each once."""
    reasons = dict.fromkeys(a.abstained.rstrip(".") for a in record.assessments if a.abstained)
    return "".join(f" {reason}." for reason in reasons)
