"""What a seat lays out before it votes: its own evidence by competency, and nobody else's. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from archpanel.agents.engine import Row, Table
from archpanel.agents.scoring import Heard, competency_levels, merge
from archpanel.agents.setting import Setting
from archpanel.agents.voting import blocking_of, recommend
from archpanel.domain import Assessment, Persona

MOST_QUOTES = 1
"""Per competency and direction; a table that grew with the interview would cost like one."""

MOST_MISSING = 1
"""Per competency: what was asked and not said is told by the level already."""


def lay_out(
    persona: Persona,
    assessments: Sequence[Assessment],
    points: Mapping[tuple[str, str], str],
    answers: Iterable[str],
    setting: Setting,
) -> Table:
    """Lay out what one seat holds.

    Args:
        persona: who will vote.
        assessments: those of all seats; only this seat's own are used.
        points: (item, key point) -> the point as a scorecard lists it.
        answers: ids of all answers; the table tells how many of them the seat has not read yet.
        setting: brief and role.
    """
    mine = [a for a in assessments if a.persona == persona.id]
    heard = merge(mine)
    known = {c.id for c in setting.role.competencies}
    levels = {
        competency: level
        for competency, level in competency_levels(
            heard, top=setting.role.top, policy=setting.policy, severity=persona.severity
        ).items()
        if competency in known
    }
    read = {a.answer_id for a in mine}
    words = {e.id: e.quote for a in mine for e in a.evidence}
    return Table(
        rows=tuple(
            Row(
                competency=competency,
                level=levels[competency],
                bar=_bar(competency, setting),
                quotes=_quotes(competency, heard, words, mine),
                missing=_missing(competency, heard, points)
                if _low(levels, competency, setting)
                else (),
            )
            for competency in (c.id for c in setting.role.competencies)
            if competency in levels
        ),
        recommendation=recommend(persona, levels, bool(blocking_of(heard)), setting),
        unread=sum(answer not in read for answer in answers),
    )


def _low(levels: Mapping[str, float | None], competency: str, setting: Setting) -> bool:
    """Tell whether it matters what was not said: the seat is below the bar there."""
    level = levels[competency]
    return level is not None and level < _bar(competency, setting)


def _bar(competency: str, setting: Setting) -> float:
    axis = next(c.axis for c in setting.role.competencies if c.id == competency)
    return setting.bar(axis)


def _quotes(
    competency: str, heard: Heard, words: Mapping[str, str], mine: Sequence[Assessment]
) -> tuple[tuple[str, str, bool], ...]:
    made = [f.evidence for f in heard.points.values() if f.competency == competency and f.evidence]
    made += [
        evidence
        for assessment in mine
        for anchored in assessment.anchored
        if anchored.competency == competency
        for evidence in anchored.evidence
    ]
    raised = [
        c.evidence
        for c in heard.concerns.values()
        if c.competency == competency and c.state == "raised"
    ]
    return tuple(
        (evidence, words[evidence], good)
        for found, good in ((made, True), (raised, False))
        for evidence in list(dict.fromkeys(e for e in found if e in words))[:MOST_QUOTES]
    )


def _missing(
    competency: str, heard: Heard, points: Mapping[tuple[str, str], str]
) -> tuple[str, ...]:
    missed = [
        points[key]
        for key, finding in heard.points.items()
        if finding.competency == competency and finding.state == "not_met" and key in points
    ]
    return tuple(missed[:MOST_MISSING])
