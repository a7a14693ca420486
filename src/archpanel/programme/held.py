"""What the programme looks at in a finished session. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from archpanel.agents.clock import day_of
from archpanel.agents.scoring import competency_levels, heard_in
from archpanel.domain import DecisionRecord
from archpanel.programme.variants import Sitting


@dataclass(frozen=True)
class Held:
    """One finished session."""

    session: str
    day: date
    sitting: Sitting
    decision: str
    levels: Mapping[str, float]
    """Competency -> the panel's level; what was not assessed is not there."""

    axes: Mapping[str, float]
    """Axis -> the panel's level on it, likewise."""

    failed: tuple[str, ...]
    """Gates besides the bars, such as a must-have below its floor."""

    items: tuple[str, ...]
    """Questions and surprises that were asked."""

    surprised: Mapping[str, float]
    """Competency -> the level of the answers to a surprise alone; how one adapts."""

    practice: bool = True
    """The embedded engine judged."""

    answered: bool = True
    """Something was said; a session in which every question was passed shows nothing."""


def held_of(record: DecisionRecord) -> Held:
    """Return what a programme needs of a record."""
    brief, verdict = record.brief, record.verdict
    return Held(
        session=record.session,
        day=day_of(record.created),
        sitting=Sitting(
            brief.world, brief.view, brief.rounds, brief.seats, brief.level, brief.surprise
        ),
        decision=verdict.decision,
        levels={c: level for c, level in verdict.levels.items() if level is not None},
        axes={axis.axis: axis.level for axis in verdict.axes if axis.level is not None},
        failed=tuple(
            gate.id
            for gate in verdict.gates
            if gate.outcome == "fail" and not gate.id.startswith("bar:")
        ),
        items=tuple(dict.fromkeys(question.item for question in record.questions)),
        surprised=_surprised(record),
        practice=verdict.practice,
        answered=any(answer.text.strip() for answer in record.answers),
    )


def _surprised(record: DecisionRecord) -> dict[str, float]:
    """Return what the panel reports apart from the verdict, as the mean of the seats."""
    severity = {persona.id: persona.severity for persona in record.personas}
    policy, top = record.role.policy, record.role.top
    heard: dict[str, list[float]] = {}
    for one in (assessment for assessment in record.assessments if assessment.apart):
        findings = heard_in(one.findings, one.concerns)
        levels = competency_levels(findings, top=top, policy=policy, severity=severity[one.persona])
        for competency, level in levels.items():
            if level is not None:
                heard.setdefault(competency, []).append(level)
    return {competency: fmean(levels) for competency, levels in heard.items()}
