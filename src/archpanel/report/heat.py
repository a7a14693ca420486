"""Competencies by seats: who gave which level, and on which words it rests."""

from archpanel.domain import DecisionRecord
from archpanel.report.model import HeatRow, Quote

QUOTES = 4
"""Quotes that a row shows; the transcript has them all."""


def heat_rows(record: DecisionRecord) -> tuple[HeatRow, ...]:
    """Return a row for every competency that was assessed or counts in this world and view."""
    rows = []
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
                quotes=_quotes(record, competency.id),
            )
        )
    return tuple(sorted(rows, key=lambda r: (record.role.axes.index(r.axis), -r.importance)))


def _level(record: DecisionRecord, seat: str, competency: str) -> float | None:
    ballot = next((b for b in record.ballots if b.persona == seat), None)
    return ballot.levels.get(competency) if ballot else None


def _quotes(record: DecisionRecord, competency: str) -> tuple[Quote, ...]:
    found: dict[str, Quote] = {}
    for assessment in record.assessments:
        kept = {e.id: e for e in assessment.evidence}
        used = [
            (f.evidence, f.point)
            for f in assessment.findings
            if f.competency == competency and f.evidence
        ]
        used += [(c.evidence, c.flag) for c in assessment.concerns if c.competency == competency]
        used += [
            (e, competency)
            for a in assessment.anchored
            if a.competency == competency
            for e in a.evidence
        ]
        for evidence_id, shows in used:
            if evidence_id in kept:
                e = kept[evidence_id]
                found.setdefault(e.id, Quote(e.answer_id, e.quote, shows, e.stance == "for"))
    return tuple(found.values())[:QUOTES]
