"""From what a seat heard to its sealed ballot. Pure; no engine, no peers."""

from collections.abc import Iterable, Mapping, Sequence

from archpanel.agents.advice import heeded, put_in_front
from archpanel.agents.scoring import Heard, competency_levels, merge
from archpanel.agents.setting import Setting
from archpanel.domain import (
    MOST_STRONGEST,
    Advice,
    Assessment,
    Ballot,
    Blocking,
    DecisionRecord,
    Level,
    Persona,
    Recommendation,
    digest,
)

ATTENTION = 4.0
"""How much a seat's own concerns weigh in its advice: a concern with a fifth of its attention
counts 1 + 4 * 0.2 = 1.8 times as much as one it has no share in."""


def cast_ballot(
    persona: Persona,
    assessments: Sequence[Assessment],
    setting: Setting,
    answers: Iterable[str],
    advice: Advice | None = None,
) -> Ballot:
    """Write one seat's sealed ballot from its own assessments alone.

    Args:
        persona: who votes.
        assessments: this seat's readings in the order of the answers; one per answer.
        setting: the session's brief and role.
        answers: ids of all answers. The vote is full when the seat has read each of them; on what
            it abstained, or never came to, it says nothing.
        advice: what its engine proposes for the ballot, if it does.
    """
    heard = merge(assessments)
    levels = competency_levels(
        heard, top=setting.role.top, policy=setting.policy, severity=persona.severity
    )
    known = {c.id for c in setting.role.competencies}
    levels = {c: level for c, level in levels.items() if c in known}
    blocking, cited = blocking_of(heard), _cited(assessments)
    computed = recommend(persona, levels, bool(blocking), setting)
    return sealed(
        persona=persona.id,
        phase="sealed",
        levels=levels,
        recommendation=heeded(computed, advice, levels, setting),
        strongest=put_in_front(_strongest(heard, persona), advice, cited),
        cited=cited,
        blocking=blocking,
        confidence=_confidence(assessments),
        complete=sorted(a.answer_id for a in assessments if not a.abstained) == sorted(answers),
        maker=assessments[0].maker.digest if assessments else "",
        models=models_behind(assessments, advice),
        advice=advice,
    )


def votes_by_rules(record: DecisionRecord) -> dict[str, Recommendation]:
    """Return what each sealed ballot recommends without any advice, from its levels alone."""
    setting = Setting(record.brief, record.role)
    seats = {persona.id: persona for persona in record.personas}
    return {
        b.persona: recommend(seats[b.persona], b.levels, bool(b.blocking), setting)
        for b in record.sealed_ballots
    }


def models_behind(
    assessments: Sequence[Assessment], advice: Advice | None = None
) -> tuple[str, ...]:
    """Return who shaped a vote: models, or the kind of engine where there is no model.

    Whoever read for the seat, stand-ins included, and whoever advised it: advice that is not heeded
    has put quotes in front all the same.
    """
    readers = {a.stand_in or a.maker.model or a.maker.engine for a in assessments}
    return tuple(sorted(readers | ({advice.model} if advice and advice.model else set())))


def sealed(**fields: object) -> Ballot:
    """Build a ballot and write the digest of its contents into it."""
    unsealed = Ballot.model_validate({**fields, "seal": ""})
    # Older formats had no such fields, and their ballots keep their seals.
    later = {name for name in ("maker", "models", "advice") if not getattr(unsealed, name)}
    content = unsealed.model_dump(mode="json", exclude={"seal", *later})
    return unsealed.model_copy(update={"seal": digest(content)})


def blocking_of(heard: Heard) -> tuple[Blocking, ...]:
    """Return the blocking concerns that were raised and not taken back."""
    return tuple(
        Blocking(flag=c.flag, competency=c.competency, evidence=c.evidence)
        for _, c in sorted(heard.concerns.items())
        if c.concern == "blocking" and c.state == "raised"
    )


def recommend(
    persona: Persona, levels: Mapping[str, Level | None], blocked: bool, setting: Setting
) -> Recommendation:
    """Advise from one seat's own levels and its own concerns.

    `undecided` means that an axis was not heard of at all. The embedded engine measures likeness
    to good answers, so no seat that it thinks for can be strongly in favour or against.
    """
    distances = [_distance(persona, levels, axis, setting) for axis in setting.role.axes]
    if blocked:
        return _mild("strong_no_hire", setting)
    if any(distance is None for distance in distances):
        return "undecided"
    worst = min(d for d in distances if d is not None)
    margin = setting.policy.strong_margin
    if worst >= 0:
        return _mild("strong_hire", setting) if worst >= margin else "hire"
    return _mild("strong_no_hire", setting) if worst < -margin else "no_hire"


def _mild(strong: Recommendation, setting: Setting) -> Recommendation:
    if setting.brief.engine != "embedded":
        return strong
    return "hire" if strong == "strong_hire" else "no_hire"


def _distance(
    persona: Persona, levels: Mapping[str, Level | None], axis: str, setting: Setting
) -> float | None:
    total = weighted = 0.0
    for competency in setting.on_axis(axis):
        if (level := levels.get(competency)) is None:
            continue
        attention = 1 + ATTENTION * persona.concern_for((competency,))
        weight = setting.weight(competency) * attention
        total += weight
        weighted += weight * level
    return round(weighted / total - setting.bar(axis), 2) if total else None


def _strongest(heard: Heard, persona: Persona) -> tuple[str, ...]:
    raised = [c for c in heard.concerns.values() if c.state == "raised"]
    against = sorted(raised, key=lambda c: (c.concern != "blocking", c.flag))
    made = [f for f in heard.points.values() if f.evidence and f.state == "met"]
    made.sort(
        key=lambda f: (-f.weight * (1 + persona.concern_for((f.competency,))), f.point, f.evidence)
    )
    ids = [c.evidence for c in against[: MOST_STRONGEST // 2]] + [f.evidence for f in made]
    return tuple(dict.fromkeys(i for i in ids if i))[:MOST_STRONGEST]


def _cited(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    found = {
        used
        for a in assessments
        for used in (
            *(f.evidence for f in a.findings),
            *(c.evidence for c in a.concerns if c.state != "suspected"),
            *(e for anchored in a.anchored for e in anchored.evidence),
        )
    }
    return tuple(sorted(found - {""}))


def _confidence(assessments: Sequence[Assessment]) -> float:
    if not assessments:
        return 0.0
    return round(sum(a.confidence for a in assessments) / len(assessments), 2)
