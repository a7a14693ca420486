"""Competencies by seats: who gave which level, and on which words it rests."""

from collections.abc import Container, Iterator
from dataclasses import replace

from archpanel.domain import Assessment, Concerned, DecisionRecord
from archpanel.domain.pack import ANY
from archpanel.report.challenges import counted
from archpanel.report.foremost import foremost, speaks_for
from archpanel.report.model import HeatRow, Quote
from archpanel.report.quotes import quote_of

QUOTES = 4
"""Quotes that a row shows; the transcript has them all."""


def heat_rows(record: DecisionRecord) -> tuple[HeatRow, ...]:
    """Return a row for every competency that was assessed or counts in this world and view."""
    rows, front = [], foremost(record.assessments)
    for competency in record.role.competencies:
        levels = tuple(_level(record, p.id, competency.id) for p in record.personas)
        importance = competency.importance_for(record.brief.world, record.brief.view)
        if importance == 0 and not any(levels):
            continue
        known = [level for level in levels if level is not None]
        spread = round(max(known) - min(known), 1) if known else 0.0
        rows.append(
            HeatRow(
                axis=competency.axis,
                competency=competency.id,
                name=competency.name,
                importance=importance,
                levels=levels,
                panel=record.verdict.levels.get(competency.id),
                disputed=spread > record.role.policy.spread,
                quotes=_quotes(record, competency.id, front),
            )
        )
    return tuple(sorted(rows, key=lambda r: (record.role.axes.index(r.axis), -r.importance)))


def _level(record: DecisionRecord, seat: str, competency: str) -> float | None:
    ballot = next((b for b in record.ballots if b.persona == seat), None)
    return ballot.levels.get(competency) if ballot else None


def _quotes(
    record: DecisionRecord, competency: str, front: Container[tuple[str, str]]
) -> tuple[Quote, ...]:
    found: dict[tuple[str, bool], Quote] = {}
    for assessment in record.assessments:
        for evidence_id, shows in _used(record, assessment, competency):
            quote = quote_of(assessment, evidence_id, shows)
            if quote and assessment.anchored:
                speaks = speaks_for(assessment, evidence_id, competency, record.role.top)
                quote = replace(quote, in_favour=speaks)
                quote = quote if (evidence_id, competency) in front else None
            if quote:
                found.setdefault((evidence_id, quote.in_favour), quote)
    return tuple(found.values())[:QUOTES]


def _used(
    record: DecisionRecord, assessment: Assessment, competency: str
) -> Iterator[tuple[str, str]]:
    """Yield what bears on a competency: id of the evidence, and what it shows."""
    for finding in assessment.findings:
        if finding.competency == competency and finding.evidence:
            yield finding.evidence, finding.point
    for concern in assessment.concerns:
        if concern.competency == competency and _counts(record, concern):
            yield concern.evidence, concern.flag
    for anchored in assessment.anchored:
        if anchored.competency == competency:
            yield from ((evidence, competency) for evidence in anchored.evidence)


def _counts(record: DecisionRecord, concern: Concerned) -> bool:
    """A weak claim that nobody foresaw is held against nobody who did not stand by it."""
    foreseen = not concern.flag.startswith(f"{ANY}/")
    return foreseen or concern.state == "withdrawn" or counted(record, concern.flag)
