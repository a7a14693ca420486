"""From findings to levels. An engine proposes findings; the levels are computed here.

A competency's level is where the made key points lie between "none" (1) and "all" (the top of the
scale), lowered by concerns. It is pooled over everything a seat heard: the best state of a key
point counts, so a point that was missed at first and made on a probe is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archpanel.domain import (
    UNREAD,
    Assessment,
    Concerned,
    Finding,
    Level,
    Policy,
    Severity,
    to_tenths,
)

_RANK = {"not_met": 0, "partly": 1, "met": 2}


@dataclass
class Heard:
    """What one seat heard in all its assessments, merged."""

    points: dict[tuple[str, str], Finding] = field(default_factory=dict)
    """(item, key point) -> the best finding."""

    concerns: dict[str, Concerned] = field(default_factory=dict)
    """Red flag -> its last state: a withdrawal replaces what was raised, raising it again both."""

    anchored: list[tuple[str, float, float]] = field(default_factory=list)
    """(competency, level, weight) read off anchors."""

    unread: set[str] = field(default_factory=set)
    """Competencies that an answer may have been about which the seat abstained on: it gives no
    level on them, since what it did not hear may have been the weak part."""


def merge(assessments: Iterable[Assessment]) -> Heard:
    """Merge one seat's assessments in the order of the answers."""
    heard = Heard()
    for assessment in assessments:
        if assessment.kind in UNREAD:
            heard.unread.update(assessment.levels)
            continue
        findings = () if assessment.apart else assessment.findings
        _hear(heard, assessment.item, findings, assessment.concerns)
        heard.anchored += [(a.competency, a.level, a.weight) for a in assessment.anchored]
    return heard


def heard_in(findings: Iterable[Finding], concerns: Iterable[Concerned]) -> Heard:
    """Return what is heard in one answer alone."""
    heard = Heard()
    _hear(heard, "", findings, concerns)
    return heard


def _hear(
    heard: Heard, item: str, findings: Iterable[Finding], concerns: Iterable[Concerned]
) -> None:
    for finding in findings:
        _keep_best(heard.points, (item, finding.point), finding)
    for concern in concerns:
        _keep_state(heard.concerns, concern)


def _keep_best(
    points: dict[tuple[str, str], Finding], key: tuple[str, str], finding: Finding
) -> None:
    known = points.get(key)
    if known is None or _RANK[finding.state] > _RANK[known.state]:
        points[key] = finding


def _keep_state(concerns: dict[str, Concerned], concern: Concerned) -> None:
    """Keep the last word on a red flag; a suspicion is no word, and the first quote stays."""
    known = concerns.get(concern.flag)
    if known is None or concern.state not in ("suspected", known.state):
        concerns[concern.flag] = concern


def competency_levels(
    heard: Heard, *, top: int, policy: Policy, severity: Severity
) -> dict[str, Level | None]:
    """Return the level of every competency that was heard of.

    Raises:
        KeyError: the policy has no rule for this severity.
    """
    rule = policy.severity[severity]
    levels = _from_points(heard.points.values(), top, rule.partly)
    levels.update(_from_anchors(heard.anchored, levels))
    levels.update(dict.fromkeys(heard.unread))
    for concern in heard.concerns.values():
        if concern.state != "raised" or (level := levels.get(concern.competency)) is None:
            continue
        lowered = level - rule.serious
        if concern.concern == "blocking":
            lowered = min(lowered, policy.blocking_cap)
        levels[concern.competency] = to_tenths(max(1.0, lowered))
    return dict(sorted(levels.items()))


def _from_points(findings: Iterable[Finding], top: int, partly: float) -> dict[str, Level | None]:
    credit = {"met": 1.0, "partly": partly, "not_met": 0.0}
    got: dict[str, float] = {}
    possible: dict[str, float] = {}
    for finding in findings:
        made = finding.weight * credit[finding.state] if finding.evidence else 0.0
        got[finding.competency] = got.get(finding.competency, 0.0) + made
        possible[finding.competency] = possible.get(finding.competency, 0.0) + finding.weight
    return {c: to_tenths(1 + (top - 1) * got[c] / possible[c]) for c in possible}


LEAST_WEIGHT = 0.5
"""Anchored readings that add up to less than this say too little: the competency stays open."""


def _from_anchors(
    anchored: Sequence[tuple[str, float, float]], known: Mapping[str, Level | None]
) -> dict[str, Level | None]:
    total: dict[str, float] = {}
    summed: dict[str, float] = {}
    for competency, level, weight in anchored:
        total[competency] = total.get(competency, 0.0) + weight
        summed[competency] = summed.get(competency, 0.0) + weight * level
    return {
        c: to_tenths(summed[c] / total[c])
        for c in total
        if total[c] >= LEAST_WEIGHT and c not in known
    }
