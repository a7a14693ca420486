"""At most three things to practise, each tied to a moment of this interview."""

from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import DecisionRecord
from archpanel.report.challenges import stood_by
from archpanel.report.model import AnchorRow, Drill, PointRow, RiskRow, TurnRow
from archpanel.report.wording import unheard

MOST = 3
"""More than three drills are a list, not a plan."""

_RISK = {"blocking": 100.0, "serious": 20.0}


@dataclass(frozen=True)
class _Candidate:
    worth: float
    about: str
    drill: Drill


def choose_drills(record: DecisionRecord, turns: Sequence[TurnRow]) -> tuple[Drill, ...]:
    """Choose by what would move the verdict most; one drill per competency and per question.

    In a reviewed interview each competency has its drill at its own weakest exchange, be it one
    exchange for two of them: few of its questions may have been about the role at all.
    """
    apart = {a.question_id for a in record.assessments if a.apart}
    found = [c for turn in turns for c in (*_risks(record, turn), *_steps(record, turn))]
    # What a surprise asks for moves no level: to practise it would not move the verdict.
    found += [c for turn in turns if turn.question not in apart for c in _gaps(record, turn)]
    reviewed = record.brief.purpose == "review"
    chosen: list[_Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.worth, c.drill.moment, c.drill.title)):
        taken = {c.about for c in chosen} | {c.drill.moment for c in chosen if not reviewed}
        if len(chosen) < MOST and not taken & {candidate.about, candidate.drill.moment}:
            chosen.append(candidate)
    return tuple(c.drill for c in chosen)


def _risks(record: DecisionRecord, turn: TurnRow) -> list[_Candidate]:
    return [
        _Candidate(
            _RISK[risk.concern],
            risk.competency,
            Drill(
                title=f"{_aim_of(record, risk)}: {_name(record, risk.competency)}",
                moment=turn.question,
                happened=(
                    f'You said: "{risk.quote}" This came close to something the panel worries '
                    f"about: {_closed(risk.text)} If you did not mean that, say in one sentence "
                    "what you meant."
                ),
                practise=(
                    "Answer again. First name what can go wrong in one sentence, then the control "
                    "that stops it, then how you would notice that the control failed."
                ),
                command=_command(record, turn),
                competency=risk.competency,
            ),
        )
        for risk in turn.risks
        if risk.state == "raised"
    ]


def _aim_of(record: DecisionRecord, risk: RiskRow) -> str:
    """Only who was asked, and stood by it, has a risk to take off the table."""
    if stood_by(record, risk.flag):
        return "Take a risk off the table"
    return "Say it so that it cannot be misread"


def _gaps(record: DecisionRecord, turn: TurnRow) -> list[_Candidate]:
    if turn.kind not in ("answered", "passed", "dont_know"):
        return []
    return [
        _Candidate(
            point.weight
            * _pull(record, point.competency)
            * (0.5 if point.met + point.partly else 1),
            point.competency,
            Drill(
                title=f"Say it without being asked: {_name(record, point.competency)}",
                moment=turn.question,
                happened=_heard(record, turn, point),
                practise=f"{_what_was(record)}: {point.point} {_again(record, point)}",
                command=_command(record, turn),
                competency=point.competency,
            ),
        )
        for point in turn.points
        if point.met * 2 <= point.seats
    ]


def _steps(record: DecisionRecord, turn: TurnRow) -> list[_Candidate]:
    """Without key points a drill is the next level's anchor, at the exchange that was weakest.

    What was not assessed has no level, so that there is no next one to speak of.
    """
    top = record.role.top
    return [
        _Candidate(
            _urgency(record, row) + row.weight * (top - row.level) / (100 * top),
            row.competency,
            Drill(
                title=f"Next level: {row.name}",
                moment=turn.question,
                happened=(
                    f'You said: "{row.quote}" By itself this was read as {row.level:.1f} of {top}.'
                ),
                practise=(
                    f"Level {_aim(record, row)} reads: {_closed(_anchor(record, row))} Answer "
                    "again in two minutes, with one case of your own in which one can see that."
                ),
                command=_command(record, turn),
                competency=row.competency,
            ),
        )
        for row in turn.anchors
        if row.level < top and _level(record, row) < top and _is_assessed(record, row)
    ]


def _urgency(record: DecisionRecord, row: AnchorRow) -> float:
    return _pull(record, row.competency) * (record.role.top - _level(record, row))


def _is_assessed(record: DecisionRecord, row: AnchorRow) -> bool:
    return record.verdict.levels.get(row.competency) is not None


def _level(record: DecisionRecord, row: AnchorRow) -> float:
    """Return the panel's level; of what it did not assess, that of the answer alone."""
    level = record.verdict.levels.get(row.competency)
    return row.level if level is None else level


def _aim(record: DecisionRecord, row: AnchorRow) -> int:
    """Return the next level; a lower one than the bar is no aim, since it describes what fails."""
    axis = next(c.axis for c in record.role.competencies if c.id == row.competency)
    bar = next((a.bar for a in record.verdict.axes if a.axis == axis), 1.0)
    return min(record.role.top, max(int(_level(record, row)) + 1, round(bar)))


def _anchor(record: DecisionRecord, row: AnchorRow) -> str:
    found = next(c for c in record.role.competencies if c.id == row.competency)
    return found.anchors[_aim(record, row) - 1].strip()


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _heard(record: DecisionRecord, turn: TurnRow, point: PointRow) -> str:
    if point.partly and point.quote:
        return f'You came near it with: "{point.quote}" It stayed half said.'
    if turn.kind in _SILENT:
        return _SILENT[turn.kind]
    verb = "recognise" if record.brief.engine == "embedded" else "hear"
    made, awaited = sum(p.met * 2 > p.seats for p in turn.points), len(turn.points)
    if made and awaited > 1:
        return f"{made} of {awaited} awaited points came across; the panel did not {verb} this one."
    return f"The panel waited for it and did not {verb} it."


_SILENT = {
    "passed": "You passed, so there was nothing to weigh.",
    "dont_know": "You said that you did not know, and nothing followed.",
}
"""What is said of an answer that was none; how one would find out is an answer, too."""


def _again(record: DecisionRecord, point: PointRow) -> str:
    """Say how to practise a point: with the question that the panel asks next in its matter."""
    asked = next((c.challenge for c in record.role.competencies if c.id == point.competency), "")
    if not asked:
        return (
            "Answer again in two minutes; make this point with one number or one name from your "
            "own work, and say what it costs."
        )
    return (
        "Answer again in two minutes and begin with this point, tied to a figure or a part of the "
        f'case. Then answer what comes next in such a place: "{asked}"'
    )


def _what_was(record: DecisionRecord) -> str:
    return f"What was {unheard(record.brief.engine)}"


def _pull(record: DecisionRecord, competency: str) -> float:
    """How much a competency matters here, more on an axis that missed its bar."""
    found = next((c for c in record.role.competencies if c.id == competency), None)
    if found is None:
        return 0.0
    weight = float(found.importance_for(record.brief.world, record.brief.view))
    short = any(a.axis == found.axis and a.state != "above" for a in record.verdict.axes)
    return weight * (2.0 if short else 1.0)


def _name(record: DecisionRecord, competency: str) -> str:
    return next((c.name for c in record.role.competencies if c.id == competency), competency)


def _command(record: DecisionRecord, turn: TurnRow) -> str:
    if record.brief.purpose == "review":
        return ""
    return f"archpanel replay {record.session} --from {turn.question[1:]}"
