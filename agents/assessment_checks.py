"""What must hold of an assessment on record, whoever wrote it: checked without an engine.

An engine's findings cannot be derived again, but everything that code does with them can: quotes
are spans of the answer, every key point of the item is judged, weights are the item's own, red
flags are the bank's, and levels follow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archpanel.agents.quotes import is_genuine
from archpanel.agents.repeats import is_repeat
from archpanel.agents.risks import concern_state
from archpanel.agents.scoring import competency_levels, heard_in
from archpanel.domain import (
    UNREAD,
    Answer,
    Assessment,
    Concerned,
    DecisionRecord,
    Finding,
    ItemKept,
    Level,
    Persona,
    Question,
)

Problem = tuple[str, str]
"""Where (a path within the assessment) and what."""


@dataclass(frozen=True)
class Checked:
    """One assessment with what it refers to."""

    assessment: Assessment
    question: Question
    persona: Persona
    item: ItemKept | None
    """None for a question that is not of the bank; it is read by anchors."""

    record: DecisionRecord

    @property
    def is_old(self) -> bool:
        """Tell whether the record is of the first format, which knew no abstentions."""
        return self.record.record == 1

    @property
    def answer(self) -> Answer:
        """What was read."""
        return next(a for a in self.record.answers if a.id == self.assessment.answer_id)

    @property
    def apart(self) -> bool:
        """Tell whether it is about a surprise card."""
        cards = {q.item for q in self.record.questions if q.move == "twist"}
        return self.assessment.item in cards


def first_problem(checked: Checked) -> Problem | None:
    """Return the first thing that does not hold, or None."""
    return next(_problems(checked), None)


def _problems(checked: Checked) -> Iterator[Problem]:
    yield from _references(checked)
    yield from _abstention(checked)
    yield from _quotes(checked)
    yield from _completeness(checked)
    for at, finding in enumerate(checked.assessment.findings):
        yield from _finding(checked, finding, f"findings/{at}")
    for at, concern in enumerate(checked.assessment.concerns):
        yield from _concern(checked, concern, f"concerns/{at}")
    yield from _anchored(checked)


def _references(checked: Checked) -> Iterator[Problem]:
    mine, question = checked.assessment, checked.question
    if mine.id != f"{mine.answer_id}/{mine.persona}":
        yield "id", "is not answer and persona"
    if mine.question_id != question.id:
        yield "question_id", "is not the question of the answer"
    if mine.item != question.item:
        yield "item", "is not what the question was about"
    if checked.item is None and question.item_digest:
        yield "item", "is not kept in the record"
    if checked.item and question.item_digest not in ("", checked.item.digest):
        yield "item", "is kept with other contents than were asked"
    if mine.apart != checked.apart:
        yield "apart", "is true for a surprise card and for nothing else"
    engine = checked.record.brief.engine
    if mine.maker.engine != engine and (not checked.is_old or mine.maker.engine == "embedded"):
        yield "maker/engine", f"was not the engine of the session, {engine!r}"


def _abstention(checked: Checked) -> Iterator[Problem]:
    """What was not read credits nothing, and says why it was not; a pass needs no reading."""
    mine = checked.assessment
    if checked.is_old:
        if mine.abstained or mine.kind == "unread":
            yield "abstained", "is not known to records of this version"
        return
    if bool(mine.abstained) != (mine.kind in UNREAD):
        yield "abstained", "says why an answer was not read, and nothing where it was"
    if not mine.abstained:
        return
    if (*mine.findings, *mine.anchored, *mine.concerns, *mine.evidence) or mine.bid:
        yield "abstained", "leaves nothing to be found"
    if mine.confidence:
        yield "confidence", "is 0 where nothing was read"
    if not checked.answer.text:
        yield "abstained", "a pass needs no reading"


def _quotes(checked: Checked) -> Iterator[Problem]:
    question = checked.question
    asked = f"{question.context}\n{question.text}"
    for at, evidence in enumerate(checked.assessment.evidence):
        mine = evidence.answer_id == checked.assessment.answer_id
        if not mine or not is_genuine(evidence, checked.record.answers, asked=asked):
            yield f"evidence/{at}/quote", "is not an admissible span of the answer"


def _completeness(checked: Checked) -> Iterator[Problem]:
    """Leaving out a key point that was not met would raise the level."""
    given = [finding.point for finding in checked.assessment.findings]
    points = [point.id for point in checked.item.points] if checked.item else []
    expected = [] if checked.assessment.kind in UNREAD else points
    if checked.question.is_follow_up:
        asked_for = checked.question.target
        expected = [p for p in expected if p in given or p == asked_for]
    if given != expected:
        missing = [p for p in expected if p not in given]
        yield "findings", f"are not those of the item's key points; missing {missing}"


def _finding(checked: Checked, finding: Finding, where: str) -> Iterator[Problem]:
    points = {p.id: p for p in checked.item.points} if checked.item else {}
    point = points.get(finding.point)
    if point is None:
        yield f"{where}/point", f"{finding.point!r} is no key point of the item"
    elif (finding.weight, finding.competency) != (point.weight, point.competency):
        yield f"{where}/weight", "is not the key point's own"
    if (finding.state == "not_met") != (not finding.evidence):
        yield f"{where}/evidence", "no quote, no credit"
    if finding.evidence and (finding.evidence, finding.point) not in _shown(checked):
        yield f"{where}/evidence", "is no quote that shows the key point"
    if _repeats(checked, finding.evidence):
        yield f"{where}/evidence", "was said in an earlier answer, and counts once"
    if finding.evidence and checked.assessment.kind != "answered":
        yield f"{where}/evidence", "only an answer earns credit"


def _concern(checked: Checked, concern: Concerned, where: str) -> Iterator[Problem]:
    known = {flag.id: flag for flag in checked.record.flags}.get(concern.flag)
    if known is None:
        yield f"{where}/flag", "is no red flag of the record"
    elif (concern.competency, concern.concern) != (known.competency, known.concern):
        yield f"{where}/concern", "is not the red flag's own"
    if (concern.evidence, concern.flag) not in _shown(checked):
        yield f"{where}/evidence", "has no quote"
    state = concern_state(
        checked.question,
        concern.flag,
        concern.concern,
        concern.confidence,
        withdrawn=concern.state == "withdrawn",
    )
    if concern.state != state and not checked.is_old:
        yield f"{where}/state", "counts when stood by or beyond doubt, and is taken back when asked"


def _repeats(checked: Checked, evidence: str) -> bool:
    answer = checked.answer
    return any(
        is_repeat(answer.text, answer.repeats, quote.start, quote.end)
        for quote in checked.assessment.evidence
        if quote.id == evidence
    )


def _shown(checked: Checked) -> set[tuple[str, str]]:
    return {(e.id, e.shows) for e in checked.assessment.evidence}


def _anchored(checked: Checked) -> Iterator[Problem]:
    role = checked.record.role
    known = {c.id for c in role.competencies}
    quoted = {e.id for e in checked.assessment.evidence}
    for at, anchored in enumerate(checked.assessment.anchored):
        where = f"anchored/{at}"
        if checked.item is not None:
            yield where, "a question of the bank is read by its key points"
        if anchored.competency not in known:
            yield f"{where}/competency", "is not of the role"
        if anchored.level > role.top:
            yield f"{where}/level", f"is off the scale of 1 to {role.top}"
        if not anchored.evidence or not quoted.issuperset(anchored.evidence):
            yield f"{where}/evidence", "no quote, no level"
        if any(_repeats(checked, quote) for quote in anchored.evidence):
            yield f"{where}/evidence", "was said in an earlier answer, and counts once"


def derived_levels(checked: Checked) -> Mapping[str, Level | None]:
    """Return the levels that follow from the findings, or from the anchors."""
    mine = checked.assessment
    if mine.kind in UNREAD:
        return {} if checked.is_old else _no_levels(checked)
    if checked.item is None:
        return {a.competency: a.level for a in mine.anchored}
    return competency_levels(
        heard_in(mine.findings, mine.concerns),
        top=checked.record.role.top,
        policy=checked.record.role.policy,
        severity=checked.persona.severity,
    )


def _no_levels(checked: Checked) -> Mapping[str, Level | None]:
    """Return no level for all that the answer may have been about, and for what else is named.

    Red flags of the item that nobody heard are not on record, so more may be named than is known
    to be at stake. That credits nothing.
    """
    question, record = checked.question, checked.record
    challenged = question.target if question.move == "cross-examine" else ""
    at_stake = {flag.competency for flag in record.flags if flag.id == challenged}
    if checked.item is None:
        at_stake.update(c.id for c in record.role.competencies)
    elif not checked.apart:
        at_stake.update(point.competency for point in checked.item.points)
    return dict.fromkeys(sorted(at_stake.union(checked.assessment.levels)))
