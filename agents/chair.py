"""Who speaks next, and about what: a pure function of what is on record. It costs no model call.

In this order: a risk that nobody has challenged yet, the surprise, a probe that is worth its turn,
and otherwise the next opening question; the surprise at the latest when no question is left. Each
plan carries its reason in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archpanel.agents.agenda import Agenda, next_opening
from archpanel.agents.engine import Plan
from archpanel.agents.risks import open_risks
from archpanel.agents.setting import Setting
from archpanel.domain import (
    Answer,
    AnswerKind,
    Assessment,
    BankQuestion,
    Bid,
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

CHALLENGE_SHARE = 2
"""At most one turn in this many is a challenge, blocking concerns apart: one risk in each answer to
a question can be asked about, and whoever risks more cannot talk the questions away."""

PROBE_SHARE = 3
"""At most one turn in this many is a probe; the first may follow the first answer."""

PRESSED: frozenset[AnswerKind] = frozenset({"answered", "dont_know", "off_topic", "echo"})
"""What is followed up: also an answer that went past the question. A pass or a refusal is taken as
it is, and what could not be read is not asked about as if it had been."""

BIDS_WITHIN = 2
"""A bid on one of this many last answers is taken up: scoring may lag a turn behind the talk."""

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
        return self._items[item_id]

    @cached_property
    def _items(self) -> dict[str, Item]:
        known: dict[str, Item] = {}
        for item in (*self.questions, *self.surprises):
            known.setdefault(item.id, item)
        return known

    def digest(self, item: Item) -> str:
        """Return the digest of one of the bank's items, made once: every reading is kept by it."""
        if item.id not in self._digests:
            self._digests[item.id] = item.digest
        return self._digests[item.id]

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {}

    def flags(self) -> dict[str, Risk]:
        """Return every risk that the panel can hear, by its full id."""
        return self._risks

    @cached_property
    def _risks(self) -> dict[str, Risk]:
        # Three seats ask for them at every answer; the bank does not change in between.
        return risks_of((*self.questions, *self.surprises), self.competencies)


@dataclass(frozen=True)
class Proceedings:
    """The interview so far, as the chair sees it."""

    questions: Sequence[Question]
    answers: Sequence[Answer]
    assessments: Sequence[Assessment]
    """Those that are in the ledger by now; scoring may lag behind the conversation."""


def next_plan(
    proceedings: Proceedings, seated: Sequence[Persona], bank: Bank, setting: Setting
) -> Plan | None:
    """Return what is asked next, or None when the interview is over.

    Args:
        proceedings: questions, answers and assessments on record, oldest first.
        seated: the invited personas, in the brief's order.
        bank: the questions, the surprise deck and, if the brief has one, the form.
        setting: brief and role.
    """
    if len(proceedings.questions) >= setting.brief.turns:
        return None
    agenda = Agenda(proceedings.questions, proceedings.assessments, tuple(seated), setting)
    return (
        challenge(proceedings, agenda, bank)
        or surprise(agenda, bank)
        or probe(proceedings, agenda, bank)
        or next_opening(agenda, bank.questions, bank.form)
        or surprise(agenda, bank, last=True)
    )


def challenge(proceedings: Proceedings, agenda: Agenda, bank: Bank) -> Plan | None:
    """Cross-examine the gravest risk of the last answers that nobody has challenged yet.

    The seat closest to the concern asks, whoever put the question in which it came up. Where a
    candidate says more risky things than `CHALLENGE_SHARE` leaves turns for, the first are asked
    about and the blocking ones always; the report names the others.
    """
    told = (proceedings.questions, proceedings.answers, proceedings.assessments)
    heard = open_risks(*told, CHALLENGE_WITHIN)
    spare = _may_challenge(agenda)
    risk = next((r for r in heard if spare or r.concern.concern == "blocking"), None)
    if risk is None or not _has_room(agenda, bank):
        return None
    seat = agenda.owner_of(bank.flags()[risk.concern.flag].competency)
    about = agenda.setting.name_of(risk.concern.competency)
    asked = next(q for q in proceedings.questions if q.id == risk.answer.question_id)
    return Plan(
        persona=seat.id,
        move="cross-examine",
        item=asked.item,
        target=risk.concern.flag,
        follows=risk.answer.id,
        quote=risk.quote,
        reason=f"{_heard(risk.concern)} {about} in {risk.answer.id}; {seat.name} took it up.",
    )


def _may_challenge(agenda: Agenda) -> bool:
    challenges = sum(q.move == "cross-examine" for q in agenda.questions)
    return (challenges + 1) * CHALLENGE_SHARE <= agenda.setting.brief.turns


def _heard(concern: Concerned) -> str:
    if concern.state == "suspected":
        return "Something sounded weak or risky about"
    return f"A {concern.concern} risk was heard in"


def surprise(agenda: Agenda, bank: Bank, *, last: bool = False) -> Plan | None:
    """Lay one card of the held-back deck on the table, once, after most of the interview.

    Args:
        agenda: the interview so far.
        bank: holds the deck.
        last: nothing else is left to ask, however many turns are.
    """
    brief = agenda.setting.brief
    asked = agenda.questions
    left = _turns_left(agenda)
    due = asked and (last or len(asked) >= SURPRISE_AT * brief.turns or left == 1)
    if not due or not _surprise_to_come(agenda) or left <= _unasked(agenda, bank):
        return None
    touched = {q.item for q in asked}
    deck = [c for c in bank.surprises if not touched.intersection(c.twins)]
    deck = [c for c in deck if c.id not in brief.seen] or deck
    fitting = [c for c in deck if brief.world in c.worlds] or deck
    if not fitting:
        return None
    card = agenda.pick(fitting)
    seat = agenda.seat_for(card.competencies)
    reason = f"The brief asks for a surprise; this one is a {card.kind.replace('-', ' ')}."
    return Plan(persona=seat.id, move="twist", item=card.id, reason=reason)


def probe(proceedings: Proceedings, agenda: Agenda, bank: Bank) -> Plan | None:
    """Follow up the last answer with the panel's strongest bid, if a turn can be spared.

    Where scoring lags behind, that is the last answer that was read; after `BIDS_WITHIN` turns the
    talk has gone too far to come back to it.
    """
    last = _last_read(proceedings)
    if last is None or not _may_probe(agenda, bank):
        return None
    bids = [
        (assessment.bid, assessment.persona, assessment.kind)
        for assessment in proceedings.assessments
        if assessment.answer_id == last.id and assessment.kind in PRESSED
        if assessment.bid and assessment.bid.move == "probe"
    ]
    if not bids:
        return None
    bid, persona, kind = max(bids, key=lambda b: (b[0].strength - agenda.talked(b[1]), b[1]))
    asked = next(q for q in proceedings.questions if q.id == last.question_id)
    return Plan(
        persona=persona,
        move="probe",
        item=asked.item,
        target=bid.target,
        follows=last.id,
        reason=_wish(bid, persona, last, agenda),
        heard=kind,
    )


def _wish(bid: Bid, persona: str, answer: Answer, agenda: Agenda) -> str:
    """Return who wanted to hear more of what, and how much, with names instead of ids."""
    competency, _, heard = bid.reason.partition(": ")
    seat = next(p.name for p in agenda.seated if p.id == persona)
    return (
        f"{seat} wanted to hear more about {agenda.setting.name_of(competency)}: a point of it was "
        f"{heard} in {answer.id} (bid {bid.strength:.2f}, the strongest for its turn)."
    )


def _last_read(proceedings: Proceedings) -> Answer | None:
    """Return the newest answer that a seat has read and that nobody has followed up."""
    read = {a.answer_id for a in proceedings.assessments}
    followed = {q.follows for q in proceedings.questions}
    recent = [a for a in proceedings.answers[-BIDS_WITHIN:] if a.id in read]
    return recent[-1] if recent and recent[-1].id not in followed else None


def _may_probe(agenda: Agenda, bank: Bank) -> bool:
    asked = agenda.questions
    probes = sum(q.move == "probe" for q in asked)
    if (asked and asked[-1].move == "probe") or not _has_room(agenda, bank):
        return False
    if not _may_challenge(agenda):  # what is left belongs to the questions
        return False
    fits = (probes + 1) * PROBE_SHARE <= agenda.setting.brief.turns
    return fits and probes * PROBE_SHARE < len(asked)


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
