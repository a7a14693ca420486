"""What became of a risk that the panel heard: asked about, answered, taken back."""

from archpanel.domain import Assessment, DecisionRecord


def stood_by(record: DecisionRecord, flag: str) -> bool:
    """Tell whether the candidate was asked about a risk, answered, and did not take it back."""
    answers = [a for a in _readings(record, flag) if a.kind == "answered"]
    return bool(answers) and not any(_state(a, flag) == "withdrawn" for a in answers)


def counted(record: DecisionRecord, flag: str) -> bool:
    """Tell whether any seat took a risk for more than a suspicion."""
    return any(_state(a, flag) == "raised" for a in record.assessments)


def _readings(record: DecisionRecord, flag: str) -> list[Assessment]:
    """Return how the seats read the answer to the challenge of a risk."""
    asked = {q.id for q in record.questions if q.move == "cross-examine" and q.target == flag}
    return [a for a in record.assessments if a.question_id in asked]


def _state(assessment: Assessment, flag: str) -> str:
    return next((c.state for c in assessment.concerns if c.flag == flag), "")
