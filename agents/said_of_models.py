"""What a record says of models in one place must agree with what it says in the others. Pure.

None of this moves a level, but it is what readers judge a panel by: whose minds these were, how
many, whose words were put. Whoever seals a record anew can still tell another story, in all places.
"""

from collections.abc import Iterator

from archpanel.agents.voice import opens_with
from archpanel.domain import OPENINGS, Brief, Call, DecisionRecord, ModelChoice

Problem = tuple[str, str]
"""The field, as a path, and what does not agree."""


def contradiction(record: DecisionRecord) -> Problem | None:
    """Return the first field that contradicts another, or None."""
    checks = _all if record.record >= 6 else _format
    return next(checks(record), None)


def _format(record: DecisionRecord) -> Iterator[Problem]:
    """Models came with the third format; an older one would hide how few minds there were."""
    if record.record < 3 and (record.brief.engine == "llm" or record.brief.models):
        yield "record", "is a format that knew no language models, which read here"
    if record.brief.later:
        yield "record", "is a format whose interviews kept the models that they began with"


def _all(record: DecisionRecord) -> Iterator[Problem]:
    yield from _brief(record)
    yield from _readings(record)
    yield from _advice(record)
    yield from _stand_ins(record)
    yield from _calls(record)
    yield from _wordings(record)


def _brief(record: DecisionRecord) -> Iterator[Problem]:
    brief = record.brief
    if (brief.models is None) == (brief.engine == "llm"):
        yield "brief/models", f"names models for the engine llm alone; this one is {brief.engine!r}"
    if brief.later and not brief.models:
        yield "brief/later", "changes the models of a session without models"
    if brief.models and (odd := _unseated(brief.models, brief)):
        yield "brief/models/by_seat", f"{odd[0]!r} has no seat on the panel"
    for at, choice in enumerate(brief.later):
        if odd := _unseated(choice, brief):
            yield f"brief/later/{at}/by_seat", f"{odd[0]!r} has no seat on the panel"


def _unseated(choice: ModelChoice, brief: Brief) -> list[str]:
    return sorted(set(choice.by_seat) - set(brief.seats))


def _readings(record: DecisionRecord) -> Iterator[Problem]:
    choices = _choices(record)
    for at, reading in enumerate(record.assessments):
        where, given = f"assessments/{at}", {c.model_of(reading.persona) for c in choices}
        if choices and reading.maker.model not in given:
            yield f"{where}/maker/model", "is not the model that the brief gives this seat"
        if reading.maker.model and not choices:
            yield f"{where}/maker/model", "read in a session without models"
        if reading.stand_in and reading.stand_in not in (spare := _spares(choices)):
            yield f"{where}/stand_in", f"is not the brief's fallback, {_told(spare)}"


def _advice(record: DecisionRecord) -> Iterator[Problem]:
    known = {competency.id for competency in record.role.competencies}
    for at, ballot in enumerate(record.sealed_ballots):
        advice, where = ballot.advice, f"sealed_ballots/{at}/advice"
        if advice is None:
            continue
        mine = [a for a in record.assessments if a.persona == ballot.persona]
        if odd := sorted(set(advice.because) - known):
            yield f"{where}/because", f"{odd[0]!r} is no competency of the role"
        if odd := sorted(set(advice.strongest) - {e.id for a in mine for e in a.evidence}):
            yield f"{where}/strongest", f"{odd[0]!r} is no evidence of this seat"
        choices = _choices(record)
        if choices and advice.model not in _minds(choices, ballot.persona):
            yield f"{where}/model", "is not a model that the brief gives this seat"


def _stand_ins(record: DecisionRecord) -> Iterator[Problem]:
    spare = _spares(_choices(record))
    for at, move in enumerate(record.moves):
        if move.stand_in and move.stand_in not in spare:
            yield f"moves/{at}/stand_in", f"is not the brief's fallback, {_told(spare)}"


def _choices(record: DecisionRecord) -> tuple[ModelChoice, ...]:
    """Return who was to think for the seats: as agreed at first, and as it was changed later."""
    first = (record.brief.models,) if record.brief.models else ()
    return (*first, *record.brief.later)


def _minds(choices: tuple[ModelChoice, ...], seat: str) -> set[str]:
    return {choice.model_of(seat) for choice in choices} | set(_spares(choices))


def _spares(choices: tuple[ModelChoice, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice.fallback for choice in choices if choice.fallback))


def _told(spare: tuple[str, ...]) -> str:
    return " or ".join(map(repr, spare)) or "''"


def _calls(record: DecisionRecord) -> Iterator[Problem]:
    if record.calls and not record.brief.models:
        yield "calls", "were made in a session without models"
    for at, call in enumerate(record.calls):
        if call.seat not in record.brief.seats:
            yield f"calls/{at}/seat", "has no seat on the panel"
        if not _is_about(call, record):
            yield f"calls/{at}/about", "is nothing that such a call is about in this record"
        if call.cached is not None and call.cached > (call.input or 0):
            yield f"calls/{at}/cached", "is more than the whole input"


def _is_about(call: Call, record: DecisionRecord) -> bool:
    """Tell whether what a call was about is on record; a question may never have been put."""
    if call.job == "assess":
        return call.about in {answer.id for answer in record.answers}
    if call.job in ("ask", "clarify"):
        turns = len(record.questions) + 1
        return call.about in {f"q{number}" for number in range(1, turns + 1)}
    return call.about == ""


def _wordings(record: DecisionRecord) -> Iterator[Problem]:
    """Whose words an opening question has: the bank's are kept, with the persona's lead-ins."""
    if record.brief.engine == "scripted" or record.brief.purpose == "review":
        return
    items = {item.id: item for item in record.items}
    seats = {persona.id: persona for persona in record.personas}
    for at, asked in enumerate(record.questions):
        item, seat = items.get(asked.item), seats.get(asked.persona)
        if asked.wording != "bank" or asked.move not in OPENINGS or not item or not seat:
            continue
        if item.text and not opens_with(asked, seat, item.text):
            yield f"questions/{at}/wording", "says the bank's words, and the text is another"
