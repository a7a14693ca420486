"""From a decision record to a report. Everything shown comes from the record alone."""

from archpanel.domain import Ballot, DecisionRecord, Evidence, Flip, Wanted
from archpanel.report.drills import choose_drills
from archpanel.report.heat import heat_rows
from archpanel.report.model import Quote, Report, SeatBallot
from archpanel.report.turns import turn_rows
from archpanel.report.wording import depth, sentence


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
        reasons=tuple(sentence(reason) for reason in verdict.reasons),
        axes=verdict.axes,
        gates=tuple(g.model_copy(update={"reason": sentence(g.reason)}) for g in verdict.gates),
        vetoes=_vetoes(record),
        dissent=_dissent(record),
        agreement=verdict.agreement,
        confidence=round(sum(confidence) / len(confidence), 2) if confidence else 0.0,
        flips=_flips(record),
        wanted=_wanted(record),
        seats=tuple(p.name for p in record.personas),
        heat=heat_rows(record),
        ballots=_ballots(record),
        turns=turns,
        adaptability=tuple(t for t in turns if t.move == "twist"),
        drills=choose_drills(record, turns),
        head=str(record.seal.get("head", "")),
    )


def _headline(record: DecisionRecord) -> str:
    verdict = record.verdict
    if verdict.decision == "hire":
        return "Hire: " + _all_above([depth(axis.axis) for axis in verdict.axes])
    if verdict.decision == "hold":
        return "Hold: the panel needs to know more before it decides."
    below = [depth(axis.axis) for axis in verdict.axes if axis.state == "below"]
    above = [depth(axis.axis) for axis in verdict.axes if axis.state == "above"]
    if not below:
        return "No hire: " + (verdict.reasons or ("the rules of the role say so.",))[0]
    paid = f" {_capital(' and '.join(above))} depth does not pay for that." if above else ""
    short = f"{below[0]} depth is" if len(below) == 1 else f"{' and '.join(below)} depth are"
    return f"No hire: {short} below the bar.{paid}"


def _all_above(depths: list[str]) -> str:
    if len(depths) == 2:
        return f"both depths, {depths[0]} and {depths[1]}, stand above the bar."
    return f"{', '.join(depths)} above the bar."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


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


def _flips(record: DecisionRecord) -> tuple[Flip, ...]:
    names = _names(record)
    return tuple(
        flip.model_copy(
            update={
                "steps": tuple(
                    step.model_copy(update={"competency": names[step.competency]})
                    for step in flip.steps
                )
            }
        )
        for flip in record.verdict.flips
    )


def _wanted(record: DecisionRecord) -> tuple[Wanted, ...]:
    names = _names(record)
    return tuple(
        wanted.model_copy(
            update={
                "subject": names.get(wanted.subject, wanted.subject),
                "persona": names.get(wanted.persona, wanted.persona),
            }
        )
        for wanted in record.verdict.wanted
    )


def _names(record: DecisionRecord) -> dict[str, str]:
    """Return id -> name of every competency and every seat."""
    named = {competency.id: competency.name for competency in record.role.competencies}
    return named | {persona.id: persona.name for persona in record.personas}


def _dissent(record: DecisionRecord) -> tuple[str, ...]:
    names = _names(record)
    lines = []
    for dissent in record.verdict.dissent:
        about = names.get(dissent.subject, dissent.subject)
        own, panel = dissent.own.replace("_", " "), dissent.panel.replace("_", " ")
        lines.append(f"{names[dissent.persona]} on {about}: {own}, where the panel has {panel}.")
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
