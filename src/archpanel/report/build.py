"""From a decision record to a report. Everything shown comes from the record alone."""

from archpanel.domain import Ballot, DecisionRecord, Evidence
from archpanel.report.drills import choose_drills
from archpanel.report.heat import heat_rows
from archpanel.report.model import Quote, Report, SeatBallot
from archpanel.report.turns import turn_rows

_HEADLINES = {
    "hire": "Hire: both depths stand above the bar.",
    "no_hire": "No hire.",
    "hold": "Hold: the panel needs to know more before it decides.",
}


def build_report(record: DecisionRecord) -> Report:
    """Build the report of a finished interview."""
    verdict, brief = record.verdict, record.brief
    turns = turn_rows(record)
    confidence = [b.confidence for b in record.ballots]
    return Report(
        session=record.session,
        created=record.created,
        software=record.software,
        role=record.role.name,
        world=brief.world,
        view=brief.view,
        level=brief.level,
        rounds=brief.rounds,
        engine=brief.engine,
        top=record.role.top,
        practice=verdict.practice,
        decision=verdict.decision,
        headline=_headline(record),
        provisional=verdict.provisional,
        reasons=verdict.reasons,
        axes=verdict.axes,
        gates=verdict.gates,
        vetoes=_vetoes(record),
        dissent=_dissent(record),
        agreement=verdict.agreement,
        confidence=round(sum(confidence) / len(confidence), 2) if confidence else 0.0,
        flips=verdict.flips,
        wanted=verdict.wanted,
        seats=tuple(p.id for p in record.personas),
        heat=heat_rows(record),
        ballots=_ballots(record),
        turns=turns,
        adaptability=tuple(t for t in turns if t.move == "twist"),
        drills=choose_drills(record, turns),
        head=str(record.seal.get("head", "")),
    )


def _headline(record: DecisionRecord) -> str:
    verdict = record.verdict
    below = [axis.axis for axis in verdict.axes if axis.state == "below"]
    if verdict.decision != "no_hire" or not below:
        return _HEADLINES[verdict.decision]
    above = [axis.axis for axis in verdict.axes if axis.state == "above"]
    paid = f" Its {' and '.join(above)} depth does not pay for that." if above else ""
    return f"No hire: {' and '.join(below)} depth is below the bar.{paid}"


def _vetoes(record: DecisionRecord) -> tuple[str, ...]:
    flags = {flag.id: flag for flag in record.flags}
    seats = {p.id: p.name for p in record.personas}
    quotes = _evidence(record)
    told: dict[str, list[str]] = {}
    for veto in record.verdict.vetoes:
        flag, quote = flags[veto.concern.flag], quotes.get(veto.concern.evidence)
        said = f' ("{quote.quote}", {quote.answer_id})' if quote else ""
        told.setdefault(f"{flag.flag}{said}", []).append(seats[veto.persona])
    return tuple(f"{what} Raised by {', '.join(who)}." for what, who in told.items())


def _dissent(record: DecisionRecord) -> tuple[str, ...]:
    seats = {p.id: p.name for p in record.personas}
    names = {c.id: c.name for c in record.role.competencies}
    lines = []
    for dissent in record.verdict.dissent:
        about = names.get(dissent.subject, dissent.subject)
        own, panel = dissent.own.replace("_", " "), dissent.panel.replace("_", " ")
        lines.append(f"{seats[dissent.persona]} on {about}: {own}, where the panel has {panel}.")
    return tuple(lines)


def _evidence(record: DecisionRecord) -> dict[str, Evidence]:
    return {e.id: e for a in record.assessments for e in a.evidence}


def _ballots(record: DecisionRecord) -> tuple[SeatBallot, ...]:
    sealed = {b.persona: b for b in record.sealed_ballots}
    return tuple(_ballot(record, sealed[b.persona], b) for b in record.ballots)


def _ballot(record: DecisionRecord, sealed: Ballot, final: Ballot) -> SeatBallot:
    persona = next(p for p in record.personas if p.id == final.persona)
    flags = {flag.id: flag.flag for flag in record.flags}
    quotes = _evidence(record)
    moves = [m for m in record.moves if m.persona == final.persona]
    return SeatBallot(
        persona=persona.id,
        name=persona.name,
        role=persona.role,
        sealed=sealed.recommendation,
        final=final.recommendation,
        changes=tuple(
            f"{m.competency} {m.origin:.1f} to {m.to:.1f}: {m.reason}, "
            f'by "{quotes[m.evidence].quote}" ({quotes[m.evidence].answer_id})'
            for m in moves
        ),
        strongest=tuple(_quote(quotes[i]) for i in final.strongest if i in quotes),
        blocking=tuple(flags[b.flag] for b in final.blocking),
        seal=sealed.seal,
    )


def _quote(evidence: Evidence) -> Quote:
    return Quote(evidence.answer_id, evidence.quote, evidence.shows, evidence.stance == "for")
