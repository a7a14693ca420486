"""From what a seat heard to its sealed ballot. Pure; no engine, no peers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archpanel.agents.scoring import Heard, competency_levels, merge
from archpanel.domain import (
    Assessment,
    Ballot,
    Blocking,
    Brief,
    Level,
    Persona,
    Policy,
    Recommendation,
    RoleKept,
    digest,
)

STRONGEST = 6
"""How many quotes a ballot puts in front: the strongest for and against."""

ATTENTION = 4.0
"""How much a seat's own concerns weigh in its advice: a concern with a fifth of its attention
counts 1 + 4 * 0.2 = 1.8 times as much as one it has no share in."""


@dataclass(frozen=True)
class Setting:
    """What every rule of the panel needs to know of the session."""

    brief: Brief
    role: RoleKept

    @property
    def policy(self) -> Policy:
        """The role's rules of decision."""
        return self.role.policy

    def weight(self, competency: str) -> float:
        """Return a competency's weight in the mean of its axis, in this world and view."""
        for known in self.role.competencies:
            if known.id == competency:
                importance = known.importance_for(self.brief.world, self.brief.view)
                return self.policy.importance_weights[importance]
        return 0.0

    def on_axis(self, axis: str) -> tuple[str, ...]:
        """Return the axis' competencies that count in this world and view, in the pack's order."""
        mine = (c.id for c in self.role.competencies if c.axis == axis)
        return tuple(c for c in mine if self.weight(c) > 0)

    def bar(self, axis: str) -> float:
        """Return the mean level that the axis must reach for the level sought."""
        shift = self.policy.world_shift.get(self.brief.world, {}).get(axis, 0.0)
        return round(self.policy.bars[self.brief.level][axis] + shift, 2)


def cast_ballot(persona: Persona, assessments: Sequence[Assessment], setting: Setting) -> Ballot:
    """Write one seat's sealed ballot from its own assessments alone.

    Args:
        persona: who votes.
        assessments: this seat's readings in the order of the answers; one per answer.
        setting: the session's brief and role.
    """
    heard = merge(assessments)
    levels = competency_levels(
        heard, top=setting.role.top, policy=setting.policy, severity=persona.severity
    )
    known = {c.id for c in setting.role.competencies}
    levels = {c: level for c, level in levels.items() if c in known}
    blocking = blocking_of(heard)
    return sealed(
        persona=persona.id,
        phase="sealed",
        levels=levels,
        recommendation=recommend(persona, levels, bool(blocking), setting),
        strongest=_strongest(heard, persona),
        cited=_cited(assessments),
        blocking=blocking,
        confidence=_confidence(assessments),
        complete=True,
    )


def sealed(**fields: object) -> Ballot:
    """Build a ballot and write the digest of its contents into it."""
    unsealed = Ballot.model_validate({**fields, "seal": ""})
    content = unsealed.model_dump(mode="json", exclude={"seal"})
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
    ids = [c.evidence for c in against[: STRONGEST // 2]] + [f.evidence for f in made]
    return tuple(dict.fromkeys(i for i in ids if i))[:STRONGEST]


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
