"""At most three things to practise, each tied to a moment of this interview."""

from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import DecisionRecord
from archpanel.report.model import Drill, TurnRow

MOST = 3
"""More than three drills are a list, not a plan."""

_RISK = {"blocking": 100.0, "serious": 20.0}


@dataclass(frozen=True)
class _Candidate:
    worth: float
    about: str
    drill: Drill


def choose_drills(record: DecisionRecord, turns: Sequence[TurnRow]) -> tuple[Drill, ...]:
    """Choose by what would move the verdict most; one drill per competency and per question."""
    candidates = [c for turn in turns for c in (*_risks(record, turn), *_gaps(record, turn))]
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.worth, c.drill.moment, c.drill.title)):
        taken = {c.about for c in chosen} | {c.drill.moment for c in chosen}
        if len(chosen) < MOST and not taken & {candidate.about, candidate.drill.moment}:
            chosen.append(candidate)
    return tuple(c.drill for c in chosen)


def _risks(record: DecisionRecord, turn: TurnRow) -> list[_Candidate]:
    return [
        _Candidate(
            _RISK[risk.concern],
            risk.competency,
            Drill(
                title=f"Take a risk off the table: {_name(record, risk.competency)}",
                moment=turn.question,
                happened=f'You said: "{risk.quote}" The panel heard: {risk.text}',
                practise=(
                    "Answer again. First name what can go wrong in one sentence, then the control "
                    "that stops it, then how you would notice that the control failed."
                ),
                command=_command(record, turn),
            ),
        )
        for risk in turn.risks
        if risk.state == "raised"
    ]


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
                happened=_heard(point.partly, point.quote),
                practise=(
                    f"What was missing: {point.point} Answer again in two minutes; make this point "
                    "with one number or one name from your own work, and say what it costs."
                ),
                command=_command(record, turn),
            ),
        )
        for point in turn.points
        if point.met * 2 <= point.seats
    ]


def _heard(partly: int, quote: str) -> str:
    if partly and quote:
        return f'You came near it with: "{quote}" It stayed half said.'
    return "The panel waited for it and did not hear it."


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
