"""What an engine proposes for one answer, checked: unusable, unproven, or credited. Pure."""

from collections.abc import Mapping
from typing import get_args

from archpanel.agents.engine import (
    Abstained,
    AnchorReading,
    FlagReading,
    PointReading,
    Reading,
)
from archpanel.agents.quotes import Refused, check_span
from archpanel.agents.repeats import is_repeat
from archpanel.agents.risks import concern_state
from archpanel.domain import (
    UNREAD,
    Anchored,
    Answer,
    AnswerKind,
    Concerned,
    Evidence,
    Finding,
    Item,
    PointState,
    Question,
    Risk,
)

Quotes = dict[tuple[str, str], Evidence]
"""(id, what it shows) -> quote; filled as proposals are found to be proven."""

_KINDS = frozenset(get_args(AnswerKind)) - UNREAD
_STATES = frozenset(get_args(PointState))

OTHER_LANGUAGE = (
    "The answer is in a language that this engine does not read; the embedded engine reads "
    "English only."
)


def usable(reading: Reading) -> Reading | Abstained:
    """Return a proposal whose values are what they should be; else abstain and say what is not.

    A span that is no quote costs its finding, not the whole reading.
    """
    if reading.kind == "other_language":
        return Abstained(OTHER_LANGUAGE)
    return Abstained(f"Unusable reply: {wrong}.") if (wrong := _wrong(reading)) else reading


def _wrong(reading: Reading) -> str:
    if reading.kind not in _KINDS:
        return f"{reading.kind!r:.40} is no kind of answer"
    for point in reading.points:
        if point.state not in _STATES:
            return f"{point.state!r:.40} is no state of a key point"
    spans: list[PointReading | FlagReading] = [*reading.points, *reading.flags]
    for found in spans:
        if type(found.start) is not int or type(found.end) is not int:
            return f"{found.start!r:.20} to {found.end!r:.20} is no span"
    for confidence in (reading.confidence, *(found.confidence for found in spans)):
        if not is_share(confidence):
            return f"a confidence of {confidence!r:.40} is not between 0 and 1"
    return ""


def usable_anchors(
    readings: tuple[AnchorReading, ...], top: int
) -> tuple[AnchorReading, ...] | Abstained:
    """Return proposed levels that are on the scale of 1 to `top`; else abstain and say why."""
    for reading in readings:
        if not (is_number(reading.level) and 1 <= reading.level <= top):
            return Abstained(f"Unusable reply: a level of {reading.level!r:.40} is off the scale.")
        if not is_share(reading.weight):
            return Abstained(f"Unusable reply: {reading.weight!r:.40} is no weight.")
    return readings


def is_number(value: object) -> bool:
    """Tell whether something is a number; a bool is one in Python and none here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_share(value: float) -> bool:
    """Tell whether something is a number from 0 to 1; NaN is not."""
    return is_number(value) and 0 <= value <= 1


def said_before(question: Question, item: Item) -> str:
    """Return all that the candidate was told, since repeating it shows nothing."""
    return "\n".join((item.context, item.text, item.clarify, question.context, question.text))


def findings_of(
    reading: Reading, question: Question, item: Item, answer: Answer, quotes: Quotes, sure: float
) -> tuple[Finding, ...]:
    """Return one finding per key point, in the item's order; what is unproven is not met.

    After a follow-up only what was asked for can be missing; the rest was asked before.

    Args:
        reading: a usable proposal.
        question: as it was asked.
        item: whose key points are judged.
        answer: what is quoted.
        quotes: takes the quotes that are proven.
        sure: the confidence from which the seat credits a point in full.
    """
    proposed = {p.point: p for p in reading.points} if reading.kind == "answered" else {}
    confidence = {p.point: round(p.confidence, 2) for p in reading.points}
    asked = said_before(question, item)
    findings = []
    for point in item.key_points:
        proposal = proposed.get(point.id)
        quote = _quote(proposal, answer, asked)
        if quote:
            quotes[quote.id, point.id] = quote
        found = Finding(
            point=point.id,
            competency=point.competency,
            weight=point.weight,
            state=_state(proposal, sure) if proposal and quote else "not_met",
            evidence=quote.id if quote else "",
            confidence=confidence.get(point.id, round(reading.confidence, 2)),
        )
        if found.state != "not_met" or not question.is_follow_up or point.id == question.target:
            findings.append(found)
    return tuple(findings)


def _state(proposal: PointReading, sure: float) -> PointState:
    """A strict seat takes a point that was made faintly for half made."""
    return "partly" if proposal.state == "met" and proposal.confidence < sure else proposal.state


def _quote(proposal: PointReading | None, answer: Answer, asked: str) -> Evidence | None:
    if proposal is None or proposal.state == "not_met":
        return None
    found = check_span(answer, proposal.start, proposal.end, proposal.point, asked=asked)
    return None if isinstance(found, Refused) or _said_again(answer, found) else found


def _said_again(answer: Answer, quote: Evidence) -> bool:
    """A risk may be said twice and counts; what earns credit may not."""
    return is_repeat(answer.text, answer.repeats, quote.start, quote.end)


def concern_of(
    proposal: FlagReading,
    known: Risk,
    question: Question,
    item: Item,
    answer: Answer,
    quotes: Quotes,
) -> Concerned | None:
    """Return a red flag as it counts, or None without its quote, or the challenge it needs."""
    sure = round(proposal.confidence, 2)
    state = concern_state(
        question, proposal.flag, known.concern, sure, withdrawn=proposal.withdrawn
    )
    asked = said_before(question, item)
    quote = check_span(answer, proposal.start, proposal.end, proposal.flag, asked=asked)
    if state is None or isinstance(quote, Refused):
        return None
    stance = "for" if state == "withdrawn" else "against"
    quotes[quote.id, proposal.flag] = quote.model_copy(update={"stance": stance})
    return Concerned(
        flag=proposal.flag,
        competency=known.competency,
        concern=known.concern,
        state=state,
        evidence=quote.id,
        confidence=sure,
    )


def anchored_of(
    readings: tuple[AnchorReading, ...],
    competencies: Mapping[str, object],
    answer: Answer,
    asked: str,
    quotes: Quotes,
) -> tuple[Anchored, ...]:
    """Return the proposed levels that rest on a quote and are about the role's competencies."""
    found = []
    for reading in readings:
        spans = (
            check_span(answer, *span, reading.competency, asked=asked) for span in reading.spans
        )
        mine = [s for s in spans if not isinstance(s, Refused) and not _said_again(answer, s)]
        if not mine or reading.competency not in competencies or not reading.weight:
            continue
        quotes.update({(quote.id, ""): quote for quote in mine})
        found.append(
            Anchored(
                competency=reading.competency,
                level=reading.level,
                weight=round(reading.weight, 4),
                evidence=tuple(quote.id for quote in mine),
            )
        )
    return tuple(found)
