"""Recompute a verdict from its record, with no engine, and name the first field that differs.

Two passes. The seal finds any change made after the record was written. The recomputation finds
what the seal of a forger cannot cover: quotes that are not in an answer, levels that do not follow
from findings, votes that do not follow from levels, a verdict that does not follow from votes.
"""

import json
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.debrief import refuse
from archpanel.agents.interviewer import merge_one
from archpanel.agents.quotes import is_genuine
from archpanel.agents.record import finals
from archpanel.agents.scoring import competency_levels
from archpanel.agents.voting import Setting, cast_ballot
from archpanel.domain import Assessment, DecisionRecord, Persona, RecordTampered
from archpanel.domain.seal import first_break, leaves

_MISSING = object()


def verify(text: str) -> DecisionRecord:
    """Check a record and return it.

    Args:
        text: the record's JSON as `rehearse --out` or `report --format json` wrote it.

    Raises:
        RecordTampered: naming the first field that does not agree.
    """
    raw = _parse(text)
    parts = {name: raw[name] for name in raw if name != "seal"}
    if broken := first_break(_ordered(parts), raw.get("seal") or {}):
        raise RecordTampered(broken, "was changed after the record was sealed")
    record = _validate(raw)
    recompute(record)
    return record


def recompute(record: DecisionRecord) -> None:
    """Derive everything that is derived, and compare it bit by bit with what is recorded.

    Raises:
        RecordTampered: naming the first field that does not follow from the fields before it.
    """
    setting = Setting(record.brief, record.role)
    personas = {p.id: p for p in record.personas}
    for index, assessment in enumerate(record.assessments):
        check_assessment(record, assessment, personas, setting, f"assessments/{index}")
    sealed = tuple(
        cast_ballot(
            personas[ballot.persona],
            [a for a in record.assessments if a.persona == ballot.persona],
            setting,
        )
        for ballot in record.sealed_ballots
    )
    _same("sealed_ballots", record.sealed_ballots, sealed)
    _check_moves(record, setting)
    ballots = finals(record.sealed_ballots, record.moves, record.personas, setting)
    _same("ballots", record.ballots, ballots)
    verdict = reach_verdict(record.ballots, record.personas, setting)
    _same("verdict", record.verdict, verdict)


def check_assessment(
    record: DecisionRecord,
    assessment: Assessment,
    personas: Mapping[str, Persona],
    setting: Setting,
    path: str,
) -> None:
    """Check one assessment: genuine quotes, the item's own weights, levels that follow."""
    for at, evidence in enumerate(assessment.evidence):
        if evidence.answer_id != assessment.answer_id or not is_genuine(evidence, record.answers):
            raise RecordTampered(f"{path}/evidence/{at}/quote", "is not a span of the answer")
    quoted = {e.id for e in assessment.evidence}
    points = {(i.id, p.id): p for i in record.items for p in i.points}
    for at, finding in enumerate(assessment.findings):
        point = points.get((assessment.item, finding.point))
        where = f"{path}/findings/{at}"
        if point is None:
            raise RecordTampered(f"{where}/point", f"{finding.point!r} is no key point of the item")
        if (finding.weight, finding.competency) != (point.weight, point.competency):
            raise RecordTampered(f"{where}/weight", "is not the key point's own")
        if (finding.state == "not_met") != (not finding.evidence) or (
            finding.evidence and finding.evidence not in quoted
        ):
            raise RecordTampered(f"{where}/evidence", "no quote, no credit")
    for at, concern in enumerate(assessment.concerns):
        if concern.evidence not in quoted:
            raise RecordTampered(f"{path}/concerns/{at}/evidence", "has no quote")
    if not assessment.anchored and assessment.kind != "other_language":
        levels = competency_levels(
            merge_one(assessment.findings, assessment.concerns),
            top=record.role.top,
            policy=record.role.policy,
            severity=personas[assessment.persona].severity,
        )
        _same(f"{path}/levels", assessment.levels, levels)


def _check_moves(record: DecisionRecord, setting: Setting) -> None:
    evidence = {e.id: e for a in record.assessments for e in a.evidence}
    ballots = {b.persona: b for b in record.sealed_ballots}
    for index, move in enumerate(record.moves):
        why = refuse(move, ballots[move.persona], evidence, record.assessments, setting)
        if why:
            raise RecordTampered(f"moves/{index}", why)


def _same(path: str, recorded: object, derived: object) -> None:
    found = dict(leaves(_plain(recorded), path))
    expected = dict(leaves(_plain(derived), path))
    for here, there in zip_longest(found, expected):
        if found.get(here, _MISSING) != expected.get(here, _MISSING):
            raise RecordTampered(str(here), f"recomputed as {expected.get(here)!r}")
        if here is None or (there is not None and there not in found):
            raise RecordTampered(str(there), "is missing")


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    dump = getattr(value, "model_dump", None)
    return dump(mode="json") if dump else value


def _parse(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordTampered("record", f"is not JSON ({str(error)[:80]})") from None
    if not isinstance(raw, dict):
        raise RecordTampered("record", "is not a JSON object")
    return raw


def _ordered(parts: dict[str, Any]) -> dict[str, Any]:
    known = [name for name in DecisionRecord.model_fields if name in parts]
    return {name: parts[name] for name in (*known, *sorted(set(parts) - set(known)))}


def _validate(raw: dict[str, Any]) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise RecordTampered(where or "record", first["msg"]) from None
