"""Whose content a record rests on: does it agree with an installed role pack and its personas?

A seal shows that a record was not changed after it was sealed; whoever rewrites an interview can
seal it anew. What they cannot do unnoticed is change what the pack and the personas say, and what
was asked in the bank's words. Answers, times and the session's name are nobody's content: nothing
here can tell whether they are true.
"""

from collections.abc import Iterator, Mapping

from archpanel.agents.record import keep_item, keep_role
from archpanel.agents.voice import is_in_words_of
from archpanel.domain import DecisionRecord, Item, Persona, RolePack, risks_of


def differences(
    record: DecisionRecord, pack: RolePack, personas: Mapping[str, Persona]
) -> tuple[str, ...]:
    """Return the parts of a record that the installed content does not say, as paths.

    Args:
        record: a record that recomputes.
        pack: the role pack it should rest on.
        personas: installed personas by id.
    """
    found = [
        *_role(record, pack),
        *_personas(record, personas),
        *_items(record, pack),
        *_flags(record, pack),
        *_wordings(record, pack),
    ]
    return tuple(found)


def _role(record: DecisionRecord, pack: RolePack) -> Iterator[str]:
    ours = keep_role(pack)
    for name in type(ours).model_fields:
        if getattr(record.role, name) != getattr(ours, name):
            yield f"role/{name}"


def _personas(record: DecisionRecord, personas: Mapping[str, Persona]) -> Iterator[str]:
    for at, persona in enumerate(record.personas):
        if personas.get(persona.id) != persona:
            yield f"personas/{at} ({persona.id})"


def _items(record: DecisionRecord, pack: RolePack) -> Iterator[str]:
    """Items made from a transcript, in a review, are in no pack and are not compared."""
    if record.brief.purpose == "review":
        return
    known: dict[str, Item] = {item.id: item for item in (*pack.questions, *pack.surprises)}
    for at, kept in enumerate(record.items):
        item = known.get(kept.id)
        if item is None or keep_item(item) != kept:
            yield f"items/{at} ({kept.id})"


def _flags(record: DecisionRecord, pack: RolePack) -> Iterator[str]:
    known = risks_of((*pack.questions, *pack.surprises), pack.competencies)
    for at, kept in enumerate(record.flags):
        risk = known.get(kept.id)
        said = (risk.competency, risk.concern, risk.flag) if risk else None
        if said != (kept.competency, kept.concern, kept.flag):
            yield f"flags/{at} ({kept.id})"


def _wordings(record: DecisionRecord, pack: RolePack) -> Iterator[str]:
    """Questions in the bank's words can be compared; a transcript's or a model's own cannot."""
    if record.brief.purpose == "review" or record.brief.engine == "scripted":
        return
    seats = {persona.id: persona for persona in record.personas}
    items: dict[str, Item] = {item.id: item for item in (*pack.questions, *pack.surprises)}
    risks = risks_of((*pack.questions, *pack.surprises), pack.competencies)
    answers = {answer.id: answer.text for answer in record.answers}
    for at, asked in enumerate(record.questions):
        if asked.wording == "engine" and record.brief.engine == "llm":
            continue
        seat, item, heard = (
            seats.get(asked.persona),
            items.get(asked.item),
            answers.get(asked.follows, ""),
        )
        if (
            seat is None
            or item is None
            or not is_in_words_of(asked, seat, item, risks.get(asked.target), heard)
        ):
            yield f"questions/{at} ({asked.id})"
