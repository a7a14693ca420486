"""The transcript: each question with why it was asked, the answer, and what was heard in it."""

from collections.abc import Sequence

from archpanel.domain import Answer, Assessment, DecisionRecord, Question
from archpanel.report.model import PointRow, RiskRow, TurnRow


def turn_rows(record: DecisionRecord) -> tuple[TurnRow, ...]:
    """Return the turns in order."""
    answers = {a.question_id: a for a in record.answers}
    return tuple(_turn(record, q, answers.get(q.id)) for q in record.questions)


def _turn(record: DecisionRecord, question: Question, answer: Answer | None) -> TurnRow:
    readings = [a for a in record.assessments if a.question_id == question.id]
    persona = next((p for p in record.personas if p.id == question.persona), None)
    return TurnRow(
        question=question.id,
        answer_id=answer.id if answer else "",
        asked_by=persona.name if persona else "Interviewer",
        role=persona.role if persona else "",
        move=question.move,
        reason=question.reason,
        context=question.context,
        text=question.text,
        answer=answer.text if answer else "",
        kind=readings[0].kind if readings else "passed",
        points=_points(record, question, readings),
        risks=_risks(record, readings),
        comparable=question.move in ("open", "close") and record.brief.purpose != "review",
    )


def _points(
    record: DecisionRecord, question: Question, readings: Sequence[Assessment]
) -> tuple[PointRow, ...]:
    item = next((i for i in record.items if i.id == question.item), None)
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


def _risks(record: DecisionRecord, readings: Sequence[Assessment]) -> tuple[RiskRow, ...]:
    flags = {flag.id: flag for flag in record.flags}
    heard: dict[str, RiskRow] = {}
    for assessment in readings:
        for concern in assessment.concerns:
            flag = flags[concern.flag]
            quote = _quote(assessment, concern.evidence)
            row = RiskRow(flag.flag, flag.competency, flag.concern, concern.state, quote)
            heard.setdefault(flag.id, row)
    return tuple(heard.values())


def _quote(assessment: Assessment, evidence_id: str) -> str:
    return next((e.quote for e in assessment.evidence if e.id == evidence_id), "")
