"""The transcript: each question with why it was asked, the answer, and what was heard in it."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from archpanel.domain import Answer, Assessment, DecisionRecord, ItemKept, Question
from archpanel.report.foremost import foremost
from archpanel.report.model import AnchorRow, PointRow, RiskRow, TurnRow
from archpanel.report.scene import parted


def turn_rows(record: DecisionRecord) -> tuple[TurnRow, ...]:
    """Return the turns in order."""
    answers = {a.question_id: a for a in record.answers}
    return tuple(_turn(record, q, answers.get(q.id)) for q in record.questions)


def _turn(record: DecisionRecord, question: Question, answer: Answer | None) -> TurnRow:
    readings = [a for a in record.assessments if a.question_id == question.id]
    persona = next((p for p in record.personas if p.id == question.persona), None)
    lead_in, asked = parted(question, persona)
    return TurnRow(
        question=question.id,
        answer_id=answer.id if answer else "",
        asked_by=persona.name if persona else "Interviewer",
        role=persona.role if persona else "",
        move=question.move,
        reason=question.reason,
        lead_in=lead_in,
        context=question.context,
        text=asked,
        answer=answer.text if answer else "",
        kind=_kind(readings),
        points=_points(record, question, readings),
        risks=_risks(record, readings),
        unread=_unread(record, readings),
        anchors=_anchors(record, readings),
        reviewed=record.brief.purpose == "review",
        comparable=_is_comparable(record, question),
        worded_by=question.wording,
        tailored=bool(question.tailored),
    )


def _is_comparable(record: DecisionRecord, question: Question) -> bool:
    """Tell whether other candidates get the same words; an engine may have put them anew."""
    item = _item(record, question)
    own = question.wording == "engine" or bool(question.tailored)
    if item is None or not question.is_opening or own:
        return False
    if not item.text:  # an older record; only the embedded engine keeps to the bank's words
        return record.brief.engine == "embedded"
    return item.text in question.text


def _item(record: DecisionRecord, question: Question) -> ItemKept | None:
    return next((i for i in record.items if i.id == question.item), None)


def _kind(readings: Sequence[Assessment]) -> str:
    """Return what most seats took the answer for; of as many, what the first of them did."""
    counted = Counter(a.kind for a in readings)
    return counted.most_common(1)[0][0] if counted else "passed"


def _points(
    record: DecisionRecord, question: Question, readings: Sequence[Assessment]
) -> tuple[PointRow, ...]:
    item = _item(record, question)
    if item is None:
        return ()
    rows = []
    for point in item.points:
        found = [(a, f) for a in readings for f in a.findings if f.point == point.id]
        if not found:
            continue
        quote = next((_quote(a, f.evidence) for a, f in found if f.evidence), "")
        rows.append(
            PointRow(
                point=point.point,
                competency=point.competency,
                weight=point.weight,
                met=sum(f.state == "met" for _, f in found),
                partly=sum(f.state == "partly" for _, f in found),
                seats=len(found),
                quote=quote,
            )
        )
    return tuple(rows)


_GRAVITY = ("withdrawn", "suspected", "raised")


def _risks(record: DecisionRecord, readings: Sequence[Assessment]) -> tuple[RiskRow, ...]:
    """Return each risk once, as the seat that took it gravest heard it."""
    flags = {flag.id: flag for flag in record.flags}
    heard: dict[str, RiskRow] = {}
    for assessment in readings:
        for concern in assessment.concerns:
            flag = flags[concern.flag]
            quote = _quote(assessment, concern.evidence)
            row = RiskRow(flag.id, flag.flag, flag.competency, flag.concern, concern.state, quote)
            known = heard.setdefault(flag.id, row)
            if _GRAVITY.index(row.state) > _GRAVITY.index(known.state):
                heard[flag.id] = row
    return tuple(heard.values())


def _anchors(record: DecisionRecord, readings: Sequence[Assessment]) -> tuple[AnchorRow, ...]:
    rows, front = [], foremost(readings)
    for competency in record.role.competencies:
        found = [(r, a) for r in readings for a in r.anchored if a.competency == competency.id]
        if found:
            rows.append(
                AnchorRow(
                    competency=competency.id,
                    name=competency.name,
                    level=round(fmean(a.level for _, a in found), 1),
                    weight=round(fmean(a.weight for _, a in found), 2),
                    quote=next((_quote(r, e) for r, a in found for e in a.evidence), ""),
                    foremost=any((e, competency.id) in front for _, a in found for e in a.evidence),
                )
            )
    return tuple(sorted(rows, key=lambda row: -row.weight))


def _unread(record: DecisionRecord, readings: Sequence[Assessment]) -> tuple[str, ...]:
    names = {persona.id: persona.name for persona in record.personas}
    return tuple(f"Not read by {names[a.persona]}: {a.abstained}" for a in readings if a.abstained)


def _quote(assessment: Assessment, evidence_id: str) -> str:
    return next((e.quote for e in assessment.evidence if e.id == evidence_id), "")
