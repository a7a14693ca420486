"""Chairs to compare the panel's with: seats in turn, and whoever's words were used speaks.

Both have the form of `agents.chair.next_plan`.
"""

import re
from collections.abc import Callable, Sequence

from archpanel.agents.agenda import Agenda, next_opening
from archpanel.agents.chair import Bank, Proceedings, challenge
from archpanel.agents.engine import Plan
from archpanel.agents.setting import Setting
from archpanel.domain import ANY, Persona

Chair = Callable[[Proceedings, Sequence[Persona], Bank, Setting], Plan | None]

FEWEST_WORDS = 2
"""Words of a seat's list that a sentence must hold before the seat takes it up."""

_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_WORD = re.compile(r"[a-z]{5,}")


def rotation(
    proceedings: Proceedings, seated: Sequence[Persona], bank: Bank, setting: Setting
) -> Plan | None:
    """Let seats ask in turn; each challenges only what came up under its own question."""
    if len(proceedings.questions) >= setting.brief.turns:
        return None
    turn, agenda = _turn(proceedings, seated), _agenda(proceedings, seated, setting)
    own = {q.id for q in proceedings.questions if q.persona == turn.id}
    mine = Proceedings(
        proceedings.questions,
        proceedings.answers,
        [a for a in proceedings.assessments if a.persona == turn.id and a.question_id in own],
    )
    plan = challenge(mine, agenda, bank) or next_opening(agenda, bank.questions, None)
    return None if plan is None else Plan(**{**vars(plan), "persona": turn.id})


def keywords(
    proceedings: Proceedings, seated: Sequence[Persona], bank: Bank, setting: Setting
) -> Plan | None:
    """Let the seat speak whose words the last answer used most; it challenges that sentence.

    A seat's words are those of its `never_accepts` and of the competencies it owns. At most every
    other turn is a challenge, as in the panel; otherwise seats open questions in turn.
    """
    if len(proceedings.questions) >= setting.brief.turns:
        return None
    agenda = _agenda(proceedings, seated, setting)
    if (last := len(proceedings.questions)) and proceedings.questions[-1].is_opening:
        challenges = sum(q.move == "cross-examine" for q in proceedings.questions)
        may = (challenges + 1) * 2 <= setting.brief.turns
        if may and (plan := _caught(proceedings, seated, bank)):
            return plan
    plan = next_opening(agenda, bank.questions, None)
    turn = seated[last % len(seated)]
    return None if plan is None else Plan(**{**vars(plan), "persona": turn.id})


def _caught(proceedings: Proceedings, seated: Sequence[Persona], bank: Bank) -> Plan | None:
    """Return a challenge of the sentence that holds most words of a seat's list, if any does."""
    answer, question = proceedings.answers[-1], proceedings.questions[-1]
    sentences = [found.strip() for found in _SENTENCE.findall(answer.text)]
    hits = [
        (len(words_of(seat) & set(_WORD.findall(sentence.lower()))), -at, seat.id, sentence)
        for at, seat in enumerate(seated)
        for sentence in sentences
    ]
    most, _, seat_id, sentence = max(hits, default=(0, 0, "", ""))
    if most < FEWEST_WORDS:
        return None
    risk = _risk_of(next(seat for seat in seated if seat.id == seat_id), bank)
    return Plan(
        persona=seat_id,
        move="cross-examine",
        item=question.item,
        target=risk,
        follows=answer.id,
        quote=sentence,
        reason=f"{most} words of its list.",
    )


def _risk_of(seat: Persona, bank: Bank) -> str:
    """Return a risk of the seat's own matters that engines have words for: no word names one."""
    return next((name for c in seat.owns if (name := f"{ANY}/{c}") in bank.flags()), "")


def words_of(seat: Persona) -> set[str]:
    """Return the words on which a seat speaks up."""
    return set(_WORD.findall(" ".join((*seat.never_accepts, *seat.owns)).lower()))


def _agenda(proceedings: Proceedings, seated: Sequence[Persona], setting: Setting) -> Agenda:
    return Agenda(proceedings.questions, proceedings.assessments, tuple(seated), setting)


def _turn(proceedings: Proceedings, seated: Sequence[Persona]) -> Persona:
    return seated[len(proceedings.questions) % len(seated)]
