"""What job description and CV had a say in: the focus, and the questions chosen by it."""

from collections.abc import Mapping, Sequence

from archpanel.domain import Brief, DecisionRecord, JobLine, JobReading, LineUse
from archpanel.report.model import FocusRow, JobTaken, LeftOut, Tailoring


def tailoring_of(record: DecisionRecord) -> Tailoring | None:
    """Return how the interview was tailored; None where neither paper was given."""
    brief = record.brief
    if brief.jd is None and brief.cv is None:
        return None
    names = {competency.id: competency.name for competency in record.role.competencies}
    return Tailoring(
        papers=_papers(brief),
        job=job_taken(brief.jd.text if brief.jd else "", brief.job_reading, names),
        questions=tuple((q.id, q.tailored) for q in record.questions if q.tailored),
        in_vain=brief.jd is not None and not brief.focus,
    )


def job_taken(text: str, reading: JobReading, names: Mapping[str, str]) -> JobTaken:
    """Return which lines of a job description were taken for what, and which were not.

    Args:
        text: the job description.
        reading: what was made of it.
        names: competency -> its name; one that has none is called by its id.
    """
    taken: dict[str, list[str]] = {f.competency: [] for f in reading.focus}
    for line in reading.lines:
        if line.use == "taken":
            taken.setdefault(line.competency, []).append(_words(text, line))
    rows = tuple(
        FocusRow(
            name=names.get(f.competency, f.competency),
            share=f.share,
            lines=tuple(taken[f.competency]) or (f.quote,),
        )
        for f in reading.focus
    )
    return JobTaken(rows, _left(text, reading.lines, names))


def _left(text: str, lines: Sequence[JobLine], names: Mapping[str, str]) -> tuple[LeftOut, ...]:
    why: dict[str, list[str]] = {reason: [] for reason in _WHY.values()}
    for line in lines:
        if reason := _WHY.get(line.use):
            about = names.get(line.competency, line.competency)
            why[reason].append(_words(text, line) + (f" ({about})" if about else ""))
    return tuple(LeftOut(reason, tuple(words)) for reason, words in why.items() if words)


def _words(text: str, line: JobLine) -> str:
    """Return the words of a line, as one line."""
    words = " ".join(text[line.start : line.end].split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN].rstrip()}..."


LONGEST_SHOWN = 300
"""Characters of a line that are shown; what is not read at all may be pages."""

_WHY: dict[LineUse, str] = {
    "unclear": "Not clearly about one competency of this role more than about the others",
    "minor": "About what the job description stresses less than the competencies above",
    "short": "Too short to tell, as titles are",
    "aimed": "Left out: it addresses the panel",
    "beyond": "Not read: the job description is too long",
    "unmeasured": "Not read: the reader of this machine was not measured for job descriptions",
}
"""Why nothing was made of a line, in the order in which that is told."""


def _papers(brief: Brief) -> tuple[str, ...]:
    given = (("Job description", brief.jd), ("CV", brief.cv))
    return tuple(f"{what}: {paper.name}" for what, paper in given if paper is not None)
