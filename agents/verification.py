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
from archpanel.agents.conversation_checks import first_disorder
from archpanel.agents.moves import finals, first_broken
from archpanel.agents.repeats import mark_repeats
from archpanel.agents.said_of_models import contradiction
from archpanel.agents.setting import Setting
from archpanel.agents.voting import cast_ballot, models_behind, sealed
from archpanel.domain import Answer, Ballot, DecisionRecord, RecordTampered, answer_id_of
from archpanel.domain.competency import IMPORTANCES
from archpanel.domain.seal import first_break, leaves
from archpanel.files import BadJson, parse_json

_MISSING = object()


def verify(text: str) -> DecisionRecord:
    """Check a record and return it.

    Args:
        text: the record's JSON as `rehearse --out` or `report --format json` wrote it.

    Raises:
        RecordTampered: naming the first field that does not agree.
    """
    raw = _parse(text)
    seal = raw.get("seal")
    if not isinstance(seal, dict):
        raise RecordTampered("seal", "is missing")
    parts = {name: raw[name] for name in raw if name != "seal"}
    try:
        broken = first_break(_ordered(parts), seal)
    except RecursionError:
        raise RecordTampered("record", "is nested too deeply") from None
    if broken:
        raise RecordTampered(broken, "was changed after the record was sealed")
    record = _validate(raw)
    try:
        recompute(record)
    except (LookupError, ValueError, ArithmeticError, StopIteration) as error:
        raise RecordTampered("record", f"cannot be recomputed ({error!r:.80})") from None
    return record


def recompute(record: DecisionRecord) -> None:
    """Derive everything that is derived, and compare it bit by bit with what is recorded.

    Raises:
        RecordTampered: naming the first field that does not follow from the fields before it.
    """
    setting = Setting(record.brief, record.role)
    _check_rules(record)
    if told := contradiction(record):
        raise RecordTampered(*told)
    _check_conversation(record)
    _check_assessments(record)
    _check_voters(record)
    _same("sealed_ballots", record.sealed_ballots, _votes(record, setting))
    if broken := first_broken(record):
        raise RecordTampered(*broken)
    ballots = finals(record.sealed_ballots, record.moves, record.personas, setting)
    _same("ballots", record.ballots, ballots)
    verdict = reach_verdict(record.ballots, record.personas, setting)
    _same("verdict", record.verdict, verdict)


def _votes(record: DecisionRecord, setting: Setting) -> tuple[Ballot, ...]:
    """Cast every ballot anew, in the form of the record's version."""
    personas = {p.id: p for p in record.personas}
    answers = [answer.id for answer in record.answers]
    votes = []
    for ballot in record.sealed_ballots:
        mine = [a for a in record.assessments if a.persona == ballot.persona]
        vote = cast_ballot(personas[ballot.persona], mine, setting, answers, ballot.advice)
        votes.append(_as_then(vote, record))
    return tuple(votes)


def _as_then(vote: Ballot, record: DecisionRecord) -> Ballot:
    """Leave out what ballots did not say in the record's format."""
    unsaid: dict[str, object] = {}
    if record.record < 5:  # readers alone were counted
        mine = [a for a in record.assessments if a.persona == vote.persona]
        unsaid["models"] = models_behind(mine) if record.record >= 3 else ()
    if record.record < 2:
        unsaid["maker"] = ""
    return sealed(**{**dict(vote), **unsaid}) if unsaid else vote


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
        if answer.id != answer_id_of(answer.question_id):
            raise RecordTampered(f"answers/{at}/id", "is not that of the question's answer")
    # Since 4; before, what was said again counted again.
    marked = _marked(record) if record.record >= 4 else ()
    plain = tuple(answer.model_copy(update={"repeats": ()}) for answer in record.answers)
    _same("answers", record.answers, marked or plain)
    answered = {answer.question_id for answer in record.answers}
    if silent := [question.id for question in record.questions if question.id not in answered]:
        raise RecordTampered("answers", f"{silent[0]} has no answer; a pass is an empty one")
    if disorder := first_disorder(record):
        raise RecordTampered(*disorder)
    _check_form(record)


def _marked(record: DecisionRecord) -> tuple[Answer, ...]:
    """Mark what was said before, since 7 whatever idle words stand in between."""
    return mark_repeats(record.questions, record.answers, loose=record.record >= 7)


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
    """Check that each seat voted once, and on every answer: a reading that is missing is said so.

    An abstention stands in the place of its reading; an answer with nothing in its place was left
    out, and what is left out cannot count against.
    """
    seats = [p.id for p in record.personas]
    voters = [b.persona for b in record.sealed_ballots]
    for at, voter in enumerate(voters):
        if voter not in seats:
            raise RecordTampered(f"sealed_ballots/{at}/persona", "has no seat on the panel")
        if voter in voters[:at]:
            raise RecordTampered(f"sealed_ballots/{at}/persona", "voted twice")
    answers = [a.id for a in record.answers]
    for seat in seats:
        read = [a.answer_id for a in record.assessments if a.persona == seat]
        if sorted(read) != sorted(answers):
            raise RecordTampered("assessments", f"{seat} did not read each answer once")
        if read != answers:  # the last word on a risk counts
            raise RecordTampered("assessments", f"{seat} did not read them in their order")
        if seat not in voters:
            raise RecordTampered("sealed_ballots", f"{seat} was invited and has no vote")
        _check_maker(record, seat)


def _check_maker(record: DecisionRecord, seat: str) -> None:
    """Check that a seat read all answers in one way; its ballot names only one."""
    makers = {at: a.maker for at, a in enumerate(record.assessments) if a.persona == seat}
    for at, maker in makers.items():
        if maker != next(iter(makers.values())):
            raise RecordTampered(f"assessments/{at}/maker", "is not that of the seat's others")


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
        raw = parse_json(text)
    except BadJson as error:
        if error.key:
            raise RecordTampered(error.key, "is there twice") from None
        raise RecordTampered("record", f"is not JSON (it {error})") from None
    if not isinstance(raw, dict):
        raise RecordTampered("record", "is not a JSON object")
    return raw


def _ordered(parts: dict[str, Any]) -> dict[str, Any]:
    known = [name for name in DecisionRecord.model_fields if name in parts]
    return {name: parts[name] for name in (*known, *sorted(set(parts) - set(known)))}


def _validate(raw: dict[str, Any]) -> DecisionRecord:
    try:
        record = DecisionRecord.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise RecordTampered(where or "record", first["msg"]) from None
    _check_written(record, raw)
    return record


def _check_written(record: DecisionRecord, raw: dict[str, Any]) -> None:
    """Check that what is judged is what is written: a level of 3.04 would be judged as 3.0."""
    read = dict(leaves(_plain(record)))
    for path, written in leaves(raw):
        taken = read.get(path, written)
        if taken != written or isinstance(taken, bool) is not isinstance(written, bool):
            raise RecordTampered(path, f"would be read as {taken!r:.80}")
