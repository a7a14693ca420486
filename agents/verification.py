"""Recompute a verdict from its record, with no engine, and name the first field that differs.

Two passes. The seal finds any change made after the record was written. The recomputation finds
what the seal of a forger cannot cover: quotes that are not in an answer, levels that do not follow
from findings, votes that do not follow from levels, a verdict that does not follow from votes.
What a forger may still do is to write another interview; only a published `head` tells the two
apart.
"""

import json
from collections import Counter
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from archpanel.agents.assessment_checks import Checked, derived_levels, first_problem
from archpanel.agents.consensus import reach_verdict
from archpanel.agents.debrief import divergences, refuse
from archpanel.agents.record import finals
from archpanel.agents.voting import Setting, cast_ballot
from archpanel.domain import DecisionRecord, RecordTampered
from archpanel.domain.competency import IMPORTANCES
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
    sealed = raw.get("seal")
    if not isinstance(sealed, dict):
        raise RecordTampered("seal", "is missing")
    parts = {name: raw[name] for name in raw if name != "seal"}
    try:
        broken = first_break(_ordered(parts), sealed)
    except RecursionError:
        raise RecordTampered("record", "is nested too deeply") from None
    if broken:
        raise RecordTampered(broken, "was changed after the record was sealed")
    record = _validate(raw)
    try:
        recompute(record)
    except (LookupError, ValueError, StopIteration) as error:
        raise RecordTampered("record", f"cannot be recomputed ({error!r:.80})") from None
    return record


def recompute(record: DecisionRecord) -> None:
    """Derive everything that is derived, and compare it bit by bit with what is recorded.

    Raises:
        RecordTampered: naming the first field that does not follow from the fields before it.
    """
    setting = Setting(record.brief, record.role)
    _check_rules(record)
    _check_conversation(record)
    _check_assessments(record)
    _check_voters(record)
    personas = {p.id: p for p in record.personas}
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


def _check_rules(record: DecisionRecord) -> None:
    """Check that brief, role and seats hold all the numbers that the rules will ask for."""
    policy, level = record.role.policy, record.brief.level
    if level not in policy.bars:
        raise RecordTampered("brief/level", "has no bar in the policy")
    if missing := set(record.role.axes) - set(policy.bars[level]):
        raise RecordTampered(f"role/policy/bars/{level}", f"has no bar for {sorted(missing)}")
    if len(policy.importance_weights) < IMPORTANCES:
        raise RecordTampered("role/policy/importance_weights", f"needs {IMPORTANCES} numbers")
    if sorted(p.id for p in record.personas) != sorted(record.brief.seats):
        raise RecordTampered("personas", "are not those of the brief's seats")
    for at, persona in enumerate(record.personas):
        if persona.severity not in policy.severity:
            raise RecordTampered(f"personas/{at}/severity", "has no rule in the policy")


def _check_conversation(record: DecisionRecord) -> None:
    """Check that every answer belongs to one question, and every question to one answer."""
    for part, things in (("questions", record.questions), ("answers", record.answers)):
        if doubled := [i for i, n in Counter(thing.id for thing in things).items() if n > 1]:
            raise RecordTampered(part, f"{doubled[0]} is there twice")
    asked = {question.id for question in record.questions}
    for at, answer in enumerate(record.answers):
        if answer.question_id not in asked:
            raise RecordTampered(f"answers/{at}/question_id", "is no question of the record")
        if answer.id != f"a{answer.question_id[1:]}":
            raise RecordTampered(f"answers/{at}/id", "is not that of the question's answer")
    answered = {answer.question_id for answer in record.answers}
    if silent := [question.id for question in record.questions if question.id not in answered]:
        raise RecordTampered("answers", f"{silent[0]} has no answer; a pass is an empty one")
    _check_form(record)


def _check_form(record: DecisionRecord) -> None:
    """Check that no question of a form was left out while there were turns for it."""
    form, asked = record.brief.form, {question.item for question in record.questions}
    left_out = [item for item in form.questions if item not in asked] if form else []
    if left_out and len(record.questions) < record.brief.turns:
        raise RecordTampered("questions", f"{left_out[0]} of the form was not asked")


def _check_assessments(record: DecisionRecord) -> None:
    answers = {a.id: a for a in record.answers}
    questions = {q.id: q for q in record.questions}
    personas = {p.id: p for p in record.personas}
    items = {i.id: i for i in record.items}
    for at, assessment in enumerate(record.assessments):
        path = f"assessments/{at}"
        if assessment.answer_id not in answers:
            raise RecordTampered(f"{path}/answer_id", "is no answer of the record")
        if assessment.persona not in personas:
            raise RecordTampered(f"{path}/persona", "has no seat on the panel")
        checked = Checked(
            assessment=assessment,
            question=questions[answers[assessment.answer_id].question_id],
            persona=personas[assessment.persona],
            item=items.get(assessment.item),
            record=record,
        )
        if problem := first_problem(checked):
            raise RecordTampered(f"{path}/{problem[0]}", problem[1])
        _same(f"{path}/levels", assessment.levels, derived_levels(checked))


def _check_voters(record: DecisionRecord) -> None:
    """Check that a seat voted once, and on every answer: what is left out cannot count against."""
    seats = {p.id for p in record.personas}
    for at, ballot in enumerate(record.sealed_ballots):
        if ballot.persona not in seats:
            raise RecordTampered(f"sealed_ballots/{at}/persona", "has no seat on the panel")
        if ballot.persona in {b.persona for b in record.sealed_ballots[:at]}:
            raise RecordTampered(f"sealed_ballots/{at}/persona", "voted twice")
        read = [a.answer_id for a in record.assessments if a.persona == ballot.persona]
        if ballot.complete and sorted(read) != sorted(a.id for a in record.answers):
            raise RecordTampered("assessments", f"{ballot.persona} did not read each answer once")
    voted = {b.persona for b in record.sealed_ballots}
    if silent := {a.persona for a in record.assessments} - voted:
        raise RecordTampered("sealed_ballots", f"{min(silent)} read answers and has no vote")


def _check_moves(record: DecisionRecord, setting: Setting) -> None:
    evidence = {e.id: e for a in record.assessments for e in a.evidence}
    ballots = {b.persona: b for b in record.sealed_ballots}
    stands = {(b.persona, c): level for b in record.sealed_ballots for c, level in b.levels.items()}
    moved: set[tuple[int, str, str]] = set()
    for index, move in enumerate(record.moves):
        where = f"moves/{index}"
        mover = (move.round, move.persona, move.competency)
        if move.persona not in ballots:
            raise RecordTampered(f"{where}/persona", "has no ballot")
        if mover in moved or (moved and move.round < max(moved)[0]):
            raise RecordTampered(f"{where}/round", "holds a move of this seat, or is out of order")
        if move.round > setting.policy.debrief_rounds:
            raise RecordTampered(f"{where}/round", "was not held")
        if move.competency not in _debriefed(record, move.round, setting):
            raise RecordTampered(f"{where}/competency", "was not in dispute")
        if move.origin != stands.get((move.persona, move.competency)):
            raise RecordTampered(f"{where}/origin", "is not where the seat stood")
        why = refuse(move, ballots[move.persona], evidence, record.assessments, setting)
        if why:
            raise RecordTampered(where, why)
        stands[move.persona, move.competency] = move.to
        moved.add(mover)


def _debriefed(record: DecisionRecord, number: int, setting: Setting) -> tuple[str, ...]:
    """Return what a round of the debrief was about: where ballots stood apart before it."""
    before = tuple(move for move in record.moves if move.round < number)
    return divergences(finals(record.sealed_ballots, before, record.personas, setting), setting)


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
        raw = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        json.dumps(raw, ensure_ascii=False).encode()  # an escape may hide half a character
    except (ValueError, RecursionError) as error:
        raise RecordTampered("record", f"is not JSON ({str(error)[:80]})") from None
    if not isinstance(raw, dict):
        raise RecordTampered("record", "is not a JSON object")
    return raw


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: two readers would see two records."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        doubled = next(k for k, n in Counter(k for k, _ in pairs).items() if n > 1)
        raise RecordTampered(doubled, "is there twice")
    return fields


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


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
