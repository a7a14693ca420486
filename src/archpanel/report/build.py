"""From a decision record to a report. All shown comes from the record, but for notes.

Notes are written after the verdict; what they say and what they took stands beside the record.
"""

from collections.abc import Mapping, Sequence

from archpanel.domain import Ballot, Call, DecisionRecord, Evidence, Flip, Note, Wanted
from archpanel.report.advising import advised
from archpanel.report.drills import choose_drills
from archpanel.report.heat import heat_rows
from archpanel.report.left_out import not_asked
from archpanel.report.minds import how_read
from archpanel.report.model import About, Coaching, Report, SeatBallot
from archpanel.report.pulls import pulls_of
from archpanel.report.quotes import strongest_quotes
from archpanel.report.silence import nobody_read, why_unread
from archpanel.report.tailoring import tailoring_of
from archpanel.report.turns import turn_rows
from archpanel.report.unasked import unasked_risks
from archpanel.report.usage import usage_of
from archpanel.report.wording import capital, depth, sentence

NOTHING: Mapping[str, str] = {}


def build_report(
    record: DecisionRecord,
    *,
    computed: Mapping[str, str] = NOTHING,
    note: Note | None = None,
    later: Sequence[Call] = (),
    replay_of: str = "",
) -> Report:
    """Build the report of a finished interview.

    Args:
        record: all that happened.
        computed: seat -> the recommendation that follows from its levels without any advice.
        note: a model's note to the candidate, written after the verdict.
        later: calls to models after the verdict.
        replay_of: session of which a turn was answered anew in this one.
    """
    verdict, turns, names = record.verdict, turn_rows(record), _names(record)
    return Report(
        **vars(_about(record)),
        practice=verdict.practice,
        decision=verdict.decision,
        headline=_headline(record),
        provisional=verdict.provisional,
        reasons=tuple(sentence(reason, names) for reason in verdict.reasons),
        axes=verdict.axes,
        gates=tuple(
            g.model_copy(update={"reason": sentence(g.reason, names)}) for g in verdict.gates
        ),
        pulls=pulls_of(record),
        vetoes=_vetoes(record),
        dissent=_dissent(record),
        agreement=verdict.agreement,
        confidence=_confidence(record),
        unread=nobody_read(record),
        flips=_flips(record),
        not_asked=not_asked(record),
        wanted=_wanted(record),
        seats=tuple(p.name for p in record.personas),
        heat=heat_rows(record),
        ballots=_ballots(record, computed),
        turns=turns,
        unasked=unasked_risks(record),
        adaptability=tuple(t for t in turns if t.move == "twist"),
        drills=choose_drills(record, turns),
        tailoring=tailoring_of(record),
        form=record.brief.form.id if record.brief.form else "",
        reading=how_read(record),
        usage=usage_of(record, later),
        coaching=Coaching(note.model, note.created, note.text) if note else None,
        replay_of=replay_of,
    )


def _about(record: DecisionRecord) -> About:
    brief = record.brief
    return About(
        session=record.session,
        created=record.created,
        software=record.software,
        role=record.role.name,
        world=brief.world,
        view=brief.view,
        level=brief.level,
        rounds=brief.rounds,
        reviewed=brief.purpose == "review",
        engine=brief.engine,
        top=record.role.top,
        head=str(record.seal.get("head", "")),
    )


def _confidence(record: DecisionRecord) -> float:
    sure = [ballot.confidence for ballot in record.ballots]
    return round(sum(sure) / len(sure), 2) if sure else 0.0


def _headline(record: DecisionRecord) -> str:
    verdict = record.verdict
    if verdict.decision == "hire":
        return "Hire: " + _all_above([depth(axis.axis) for axis in verdict.axes])
    if verdict.decision == "hold" and nobody_read(record):
        return f"Hold: no seat read any answer.{why_unread(record)}"
    if verdict.decision == "hold":
        return "Hold: the panel needs to know more before it decides."
    below = [depth(axis.axis) for axis in verdict.axes if axis.state == "below"]
    above = [depth(axis.axis) for axis in verdict.axes if axis.state == "above"]
    if not below:
        reason = (verdict.reasons or ("the rules of the role say so.",))[0]
        return f"No hire: {sentence(reason, _names(record))}"
    paid = f" {capital(' and '.join(above))} depth does not pay for that." if above else ""
    short = f"{below[0]} depth is" if len(below) == 1 else f"{' and '.join(below)} depth are"
    return f"No hire: {short} below the bar.{paid}"


def _all_above(depths: list[str]) -> str:
    if len(depths) == 2:
        return f"both depths, {depths[0]} and {depths[1]}, stand above the bar."
    return f"{', '.join(depths)} above the bar."


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
    """Return what to find out and who should ask; a vote that is missing nobody asks for."""
    names = _names(record)
    seats = {persona.id for persona in record.personas}
    return tuple(
        wanted.model_copy(
            update={
                "subject": names.get(wanted.subject, wanted.subject),
                "persona": names.get(wanted.persona, wanted.persona),
            }
        )
        for wanted in record.verdict.wanted
        if wanted.subject not in seats
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


def _ballots(record: DecisionRecord, computed: Mapping[str, str]) -> tuple[SeatBallot, ...]:
    sealed = {b.persona: b for b in record.sealed_ballots}
    return tuple(
        _ballot(record, sealed[b.persona], b, computed.get(b.persona, "")) for b in record.ballots
    )


def _ballot(record: DecisionRecord, sealed: Ballot, final: Ballot, computed: str) -> SeatBallot:
    persona = next(p for p in record.personas if p.id == final.persona)
    flags = {flag.id: flag.flag for flag in record.flags}
    quotes = _evidence(record)
    moves = [m for m in record.moves if m.persona == final.persona]
    own = [a for a in record.assessments if a.persona == final.persona]
    return SeatBallot(
        persona=persona.id,
        name=persona.name,
        role=persona.role,
        sealed=sealed.recommendation,
        final=final.recommendation,
        changes=tuple(
            f"{_names(record)[m.competency]} {m.origin:.1f} to {m.to:.1f}: {m.reason}, "
            f'by "{quotes[m.evidence].quote}" ({quotes[m.evidence].answer_id})'
            for m in moves
        ),
        strongest=strongest_quotes(final.strongest, own, record.role.top),
        blocking=tuple(flags[b.flag] for b in final.blocking),
        seal=sealed.seal,
        advice=advised(record, sealed, computed),
    )
