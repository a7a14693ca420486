"""What job description and CV had a say in: the focus, and the questions chosen by it."""

from archpanel.domain import Brief, DecisionRecord
from archpanel.report.model import FocusRow, Tailoring


def tailoring_of(record: DecisionRecord) -> Tailoring | None:
    """Return how the interview was tailored; None where neither paper was given."""
    brief = record.brief
    if brief.jd is None and brief.cv is None:
        return None
    names = {competency.id: competency.name for competency in record.role.competencies}
    return Tailoring(
        papers=_papers(brief),
        focus=tuple(
            FocusRow(names.get(f.competency, f.competency), f.share, f.quote) for f in brief.focus
        ),
        questions=tuple((q.id, q.tailored) for q in record.questions if q.tailored),
        in_vain=brief.jd is not None and not brief.focus,
    )


def _papers(brief: Brief) -> tuple[str, ...]:
    given = (("Job description", brief.jd), ("CV", brief.cv))
    return tuple(f"{what}: {paper.name}" for what, paper in given if paper is not None)
