"""Who speaks next, and about what: a pure function of what is on record. It costs no model call.

In this order: a risk that nobody has challenged yet, the surprise, a probe that is worth its turn,
and otherwise the next opening question. Each plan carries its reason in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.agents.agenda import Agenda, next_opening
from archpanel.agents.engine import Plan
from archpanel.agents.voting import Setting
from archpanel.domain import (
    Answer,
    Assessment,
    BankQuestion,
    Competency,
    Concerned,
    Form,
    Item,
    Persona,
    Question,
    Risk,
    SurpriseCard,
    risks_of,
)

CHALLENGE_WITHIN = 2
"""A risky claim is challenged within this many turns, or it is too late to be natural."""

PROBE_SHARE = 3
"""At most one turn in this many is a probe."""

SURPRISE_AT = 0.6
"""The surprise comes when this share of the turns is over: there must be a design to disturb."""


@dataclass(frozen=True)
class Bank:
    """What the chair may choose from."""

    questions: tuple[BankQuestion, ...]
    surprises: tuple[SurpriseCard, ...] = ()
    form: Form | None = None
    competencies: tuple[Competency, ...] = ()

    def item(self, item_id: str) -> Item:
        """Return a question or a surprise card.

        Raises:
            KeyError: the bank holds no such item.
        """
        for item in (*self.questions, *self.surprises):
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def flags(self) -> dict[str, Risk]:
        """Return every risk that the panel can hear, by its full id."""
        return risks_of((*self.questions, *self.surprises), self.competencies)


@dataclass(frozen=True)
class Protocol:
    """The interview so far, as the chair sees it."""

    questions: Sequence[Question]
    answers: Sequence[Answer]
    assessments: Sequence[Assessment]
    """Those that are in the ledger by now; scoring may lag behind the conversation."""


def next_plan(
    protocol: Protocol, seated: Sequence[Persona], bank: Bank, setting: Setting
) -> Plan | None:
    """Return what is asked next, or None when the interview is over.

    Args:
        protocol: questions, answers and assessments on record, oldest first.
        seated: the invited personas, in the brief's order.
        bank: the questions, the surprise deck and, if the brief has one, the form.
        setting: brief and role.
    """
    if len(protocol.questions) >= setting.brief.turns:
        return None
    agenda = Agenda(protocol.questions, protocol.assessments, tuple(seated), setting)
    return (
        challenge(protocol, agenda, bank)
        or surprise(agenda, bank)
        or probe(protocol, agenda, bank)
        or next_opening(agenda, bank.questions, bank.form)
    )


def challenge(protocol: Protocol, agenda: Agenda, bank: Bank) -> Plan | None:
    """Cross-examine the gravest risk of the last answers that nobody has challenged yet.

    The seat that owns the concern asks, whoever put the question in which it came up.
    """
    recent = {a.id for a in protocol.answers[-CHALLENGE_WITHIN:]}
    taken = {q.target for q in protocol.questions if q.move == "cross-examine"}
    open_ones = {
        (concern.flag, assessment.answer_id): concern
        for assessment in protocol.assessments
        if assessment.answer_id in recent
        for concern in assessment.concerns
        if concern.state != "withdrawn" and concern.flag not in taken
        if not _said_twice(protocol, concern, taken)
    }
    if not open_ones or not _has_room(agenda, bank):
        return None
    (flag_id, answer_id), concern = min(open_ones.items(), key=_gravest)
    flags = bank.flags()
    seat = agenda.owner_of(flags[flag_id].competency)
    asked = next(q for q in protocol.questions if f"a{q.id[1:]}" == answer_id)
    return Plan(
        persona=seat.id,
        move="cross-examine",
        item=asked.item,
        target=flag_id,
        follows=answer_id,
        quote=_quote_of(concern, protocol),
        reason=(
            f"{_heard(concern)} {concern.competency} in {answer_id}, "
            f"and {seat.role} owns that concern."
        ),
    )


def _heard(concern: Concerned) -> str:
    if concern.state == "suspected":
        return "Something sounded weak or risky about"
    return f"A {concern.concern} risk was heard in"


def _gravest(entry: tuple[tuple[str, str], Concerned]) -> tuple[bool, bool, str, float]:
    (_, answer), concern = entry
    return (concern.concern != "blocking", concern.state != "raised", answer, -concern.confidence)


def _said_twice(protocol: Protocol, concern: Concerned, taken: set[str]) -> bool:
    """Tell whether the same words were challenged under the name of another flag."""
    challenged = {c.evidence for a in protocol.assessments for c in a.concerns if c.flag in taken}
    return concern.evidence in challenged


def _quote_of(concern: Concerned, protocol: Protocol) -> str:
    for assessment in protocol.assessments:
        for evidence in assessment.evidence:
            if evidence.id == concern.evidence:
                return evidence.quote
    return ""


def surprise(agenda: Agenda, bank: Bank) -> Plan | None:
    """Lay one card of the held-back deck on the table, once, after most of the interview."""
    brief = agenda.setting.brief
    asked = agenda.questions
    left = _turns_left(agenda)
    due = asked and (len(asked) >= SURPRISE_AT * brief.turns or left == 1)
    if not due or not _surprise_to_come(agenda) or left <= _unasked(agenda, bank):
        return None
    touched = {q.item for q in asked}
    deck = [c for c in bank.surprises if not touched.intersection(c.twins)]
    fitting = [c for c in deck if brief.world in c.worlds] or deck
    if not fitting:
        return None
    card = agenda.pick(fitting)
    seat = agenda.seat_for(card.competencies)
    reason = f"The brief asks for a surprise; this one is a {card.kind.replace('-', ' ')}."
    return Plan(persona=seat.id, move="twist", item=card.id, reason=reason)


def probe(protocol: Protocol, agenda: Agenda, bank: Bank) -> Plan | None:
    """Follow up the last answer with the panel's strongest bid, if a turn can be spared."""
    if not protocol.answers or not _may_probe(agenda, bank):
        return None
    last = protocol.answers[-1]
    bids = [
        (assessment.bid, assessment.persona)
        for assessment in protocol.assessments
        if assessment.answer_id == last.id and assessment.kind in ("answered", "dont_know")
        if assessment.bid and assessment.bid.move == "probe"
    ]
    if not bids:
        return None
    bid, persona = max(bids, key=lambda b: (b[0].strength - agenda.talked(b[1]), b[1]))
    asked = protocol.questions[-1]
    return Plan(
        persona=persona,
        move="probe",
        item=asked.item,
        target=bid.target,
        follows=last.id,
        reason=f"{bid.reason}; {persona} bid {bid.strength:.2f} to follow up {last.id}.",
    )


def _may_probe(agenda: Agenda, bank: Bank) -> bool:
    asked = agenda.questions
    probes = sum(q.move == "probe" for q in asked)
    if (asked and asked[-1].move == "probe") or not _has_room(agenda, bank):
        return False
    return (probes + 1) * PROBE_SHARE <= len(asked) + 1


def _has_room(agenda: Agenda, bank: Bank) -> bool:
    """Tell whether a follow-up leaves turns for what the brief promises.

    That is each question of the form, since candidates are compared by them, and the surprise.
    """
    surprise_left = 1 if bank.surprises and _surprise_to_come(agenda) else 0
    return _turns_left(agenda) > _unasked(agenda, bank) + surprise_left


def _turns_left(agenda: Agenda) -> int:
    return agenda.setting.brief.turns - len(agenda.questions)


def _unasked(agenda: Agenda, bank: Bank) -> int:
    """Return how many questions of the form are still to come."""
    wanted = set(bank.form.questions) if bank.form else set()
    return len(wanted - {q.item for q in agenda.questions})


def _surprise_to_come(agenda: Agenda) -> bool:
    brief = agenda.setting.brief
    return brief.surprise and not any(q.move == "twist" for q in agenda.questions)
