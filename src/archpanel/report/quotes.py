"""Quotes as a report shows them: one span may make a point and raise a risk as well."""

from collections.abc import Sequence
from dataclasses import replace

from archpanel.domain import Assessment, Evidence
from archpanel.report.foremost import speaks_for
from archpanel.report.model import Quote


def quote_of(assessment: Assessment, evidence_id: str, shows: str) -> Quote | None:
    """Return a quote with what it shows, or None where the assessment has no such evidence."""
    same = [e for e in assessment.evidence if e.id == evidence_id]
    found = next((e for e in same if e.shows == shows), None)
    # A span that carries the levels of two competencies is kept once, under one of them.
    found = found or (same[0] if same and assessment.anchored else None)
    return _quote(found) if found else None


def strongest_quotes(ids: Sequence[str], own: Sequence[Assessment], top: int) -> tuple[Quote, ...]:
    """Return what a ballot puts in front, with what its own seat heard in it.

    Args:
        ids: the ballot's strongest evidence.
        own: the seat's assessments in the order of the answers.
        top: the highest level of the scale.
    """
    counted = _counted(own)
    shown = (
        replace(_quote(evidence), in_favour=speaks_for(assessment, i, "", top))
        if assessment.anchored
        else _quote(evidence)
        for i in ids
        for assessment in own
        for evidence in assessment.evidence
        if evidence.id == i and (evidence.shows in counted or assessment.anchored)
    )
    once = {(quote.answer, quote.text, quote.in_favour): quote for quote in shown}
    return tuple(once.values())


def _counted(own: Sequence[Assessment]) -> set[str]:
    """Return the points that were made, and the risks that stood at the end."""
    made = {f.point for a in own for f in a.findings if f.state == "met"}
    states = {c.flag: c.state for a in own for c in a.concerns if c.state != "suspected"}
    return made | {flag for flag, state in states.items() if state == "raised"}


def _quote(evidence: Evidence) -> Quote:
    return Quote(evidence.answer_id, evidence.quote, evidence.shows, evidence.stance == "for")
