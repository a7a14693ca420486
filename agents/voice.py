"""The bank's questions in a persona's own way of beginning: what is said without a model."""

import re
from collections.abc import Sequence
from hashlib import sha256

from archpanel.agents.engine import Conversation, Plan
from archpanel.domain import Item, Persona, Question, QuestionMove, Risk, canonical

LONGEST_QUOTE = 220
"""Characters of the candidate's own words that a challenge repeats."""

_GOES_ON = re.compile(
    r"\b(next|another|other|different|else|change|switching|turn|now|waiting|my own)\b"
    r"|clean sheet",
    re.IGNORECASE,
)
"""Words of a lead-in that only make sense after somebody else's question ("My turn.")."""


def put_into_words(
    seat: Persona, plan: Plan, item: Item, so_far: Conversation, challenge: Risk | None
) -> str:
    """Return what the persona says.

    Args:
        seat: who speaks.
        plan: what the chair decided.
        item: the question of the bank or the surprise card.
        so_far: the conversation; a lead-in that the seat used last is not used again, and the first
            question of all has none that goes on from another one.
        challenge: the red flag, for a cross-examination.
    """
    lead_in, asks = _lead_in(seat, plan, so_far), _core(plan, item, challenge)
    if plan.move == "cross-examine" and challenge is not None and plan.quote:
        return f'{_holding_to(lead_in)}"{_shortened(plan.quote)}" {asks}'
    return " ".join(part for part in (lead_in, asks) if part)


def is_in_words_of(
    asked: Question, seat: Persona, item: Item, challenge: Risk | None, heard: str
) -> bool:
    """Tell whether a question is one that `put_into_words` could have made.

    Args:
        asked: the question as it is on record.
        seat: who is said to have asked it.
        item: the question of the bank or the surprise card.
        challenge: the red flag, for a cross-examination.
        heard: the answer that it follows; a challenge quotes nothing else.
    """
    if asked.context not in ("", canonical(item.context), item.context):
        return False
    lines = ("", *_lines(seat, asked.move))
    if asked.move == "cross-examine":
        return challenge is not None and _challenges(asked.text, lines, challenge, heard)
    plan = Plan(asked.persona, asked.move, asked.item, asked.target)
    words = canonical(_core(plan, item, challenge))
    return bool(words) and words in {canonical(asked.text.removeprefix(line)) for line in lines}


def _challenges(text: str, lines: Sequence[str], challenge: Risk, heard: str) -> bool:
    """Tell whether a challenge begins as this persona does and quotes nothing but the answer."""
    asks, said = canonical(challenge.challenge.strip()), canonical(text)
    if not said.endswith(asks):
        return False
    begun, told = said.removesuffix(asks).rstrip(), " ".join(heard.split())
    if begun in map(canonical, lines):
        return True
    opened = [canonical(f'{words}"') for line in lines for words in _ways_of_holding_to(line)]
    quotes = [begun[len(o) : -1] for o in opened if begun.startswith(o) and begun.endswith('"')]
    return any(quote and quote.removesuffix(" ...") in told for quote in quotes)


def opens_with(asked: Question, seat: Persona, words: str) -> bool:
    """Tell whether an opening question is the bank's words, begun as this persona begins."""
    lines = ("", *_lines(seat, asked.move))
    return canonical(words.strip()) in {canonical(asked.text.removeprefix(line)) for line in lines}


def _core(plan: Plan, item: Item, challenge: Risk | None) -> str:
    if plan.move == "probe":
        probes = (point.probe for point in item.key_points if point.id == plan.target)
        return next(probes, "").strip()
    if plan.move == "cross-examine" and challenge is not None:
        return challenge.challenge.strip()
    return item.text.strip()


def _holding_to(lead_in: str) -> str:
    """Return how a quote is led up to: a statement ends in a colon, all else in "You said"."""
    return _ways_of_holding_to(lead_in)[0]


def _ways_of_holding_to(lead_in: str) -> tuple[str, ...]:
    """Return the way of today first; the other one is that of sessions up to archpanel 0.1.0."""
    plain = f"{lead_in} You said: ".lstrip()
    return (f"{lead_in[:-1]}: ", plain) if lead_in.endswith(".") else (plain,)


def _lead_in(seat: Persona, plan: Plan, so_far: Conversation) -> str:
    if plan.move == "probe" and plan.heard not in ("", "answered"):
        return ""  # nothing was said that one could stay with or go deeper into
    lines = _lines(seat, plan.move)
    if not so_far.turns:
        lines = tuple(line for line in lines if not _GOES_ON.search(line)) or ("",)
    used = [t.question.text for t in so_far.turns if t.question.persona == seat.id]
    fresh = [line for line in lines if not any(_begins_with(text, line) for text in used)]
    stale = used[-1] if used else ""
    pool = fresh or [line for line in lines if not _begins_with(stale, line)] or lines
    lot = sha256(f"{plan.item}/{plan.target}/{len(so_far.turns)}".encode()).digest()[0]
    return pool[lot % len(pool)]


def _begins_with(text: str, line: str) -> bool:
    return text.startswith(line.removesuffix(".")) and bool(line)


def _lines(seat: Persona, move: QuestionMove) -> Sequence[str]:
    return {
        "open": seat.lead_ins.open,
        "probe": seat.lead_ins.probe,
        "cross-examine": seat.lead_ins.cross_examine,
        "twist": seat.lead_ins.twist,
        "close": seat.lead_ins.close,
    }[move]


def _shortened(quote: str) -> str:
    flat = " ".join(quote.split())
    if len(flat) <= LONGEST_QUOTE:
        return flat
    return flat[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."
