"""The embedded engine's words: the bank's questions in a persona's own way of beginning."""

from hashlib import sha256

from archpanel.agents.engine import Conversation, Plan
from archpanel.domain import Item, Persona, Risk

LONGEST_QUOTE = 220
"""Characters of the candidate's own words that a challenge repeats."""


def put_into_words(
    seat: Persona, plan: Plan, item: Item, so_far: Conversation, challenge: Risk | None
) -> str:
    """Return what the persona says.

    Args:
        seat: who speaks.
        plan: what the chair decided.
        item: the question of the bank or the surprise card.
        so_far: the conversation; a lead-in that the seat used last is not used again.
        challenge: the red flag, for a cross-examination.
    """
    return " ".join(
        part for part in (_lead_in(seat, plan, so_far), _core(plan, item, challenge)) if part
    )


def _core(plan: Plan, item: Item, challenge: Risk | None) -> str:
    if plan.move == "probe":
        return next(point.probe for point in item.key_points if point.id == plan.target).strip()
    if plan.move == "cross-examine" and challenge is not None:
        said = f'You said: "{_shortened(plan.quote)}" ' if plan.quote else ""
        return f"{said}{challenge.challenge.strip()}"
    return item.text.strip()


def _lead_in(seat: Persona, plan: Plan, so_far: Conversation) -> str:
    lines = {
        "open": seat.lead_ins.open,
        "probe": seat.lead_ins.probe,
        "cross-examine": seat.lead_ins.cross_examine,
        "twist": seat.lead_ins.twist,
        "close": seat.lead_ins.close,
    }[plan.move]
    used = [t.question.text for t in so_far.turns if t.question.persona == seat.id]
    fresh = [line for line in lines if not any(text.startswith(line) for text in used)]
    pool = fresh or [line for line in lines if not used or not used[-1].startswith(line)] or lines
    lot = sha256(f"{plan.item}/{plan.target}/{len(so_far.turns)}".encode()).digest()[0]
    return pool[lot % len(pool)]


def _shortened(quote: str) -> str:
    flat = " ".join(quote.split())
    if len(flat) <= LONGEST_QUOTE:
        return flat
    return flat[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."
