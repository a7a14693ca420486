"""Risks that a seat heard and that nobody challenged: there was no turn to spare for them."""

from archpanel.domain import Assessment, Concerned, DecisionRecord


def unasked_risks(record: DecisionRecord) -> tuple[str, ...]:
    """Return a line for each, in the order of the answers. What was taken back is none."""
    asked = {q.target for q in record.questions if q.move == "cross-examine"}
    words = {c.evidence for a in record.assessments for c in a.concerns if c.flag in asked}
    flags = {flag.id: flag.flag for flag in record.flags}
    order = [answer.id for answer in record.answers]
    heard = sorted(_standing(record), key=lambda entry: order.index(entry[0].answer_id))
    lines = [
        f'{flags[concern.flag]} ("{_quote(assessment, concern)}", {assessment.answer_id})'
        for assessment, concern in heard
        if concern.flag not in asked and concern.evidence not in words
    ]
    return tuple(dict.fromkeys(lines))


def _standing(record: DecisionRecord) -> list[tuple[Assessment, Concerned]]:
    """Return where each seat first heard a risk that it did not hear taken back afterwards."""
    found: dict[tuple[str, str], tuple[Assessment, Concerned]] = {}
    for assessment in record.assessments:
        for concern in assessment.concerns:
            key = (assessment.persona, concern.flag)
            if concern.state == "withdrawn":
                found.pop(key, None)
            else:
                found.setdefault(key, (assessment, concern))
    return list(found.values())


def _quote(assessment: Assessment, concern: Concerned) -> str:
    return next((e.quote for e in assessment.evidence if e.id == concern.evidence), "")
