"""Puts sentences into frames by which they change hands: reported, refused, or meant all the same.

The frames are in `evals/datasets/frames`; its card says what the placeholders stand for.
"""

import random
import re
from collections.abc import Sequence

from archpanel.domain import BankQuestion
from archpanel.evals.harness.sample import own_rows

_I_WOULD = re.compile(r"^(?:I|We)(?:['\u2019]d| would)\s+")
_NEGATION = re.compile(r"\b(?:not|never|no)\b|n['\u2019]t\b")
_NAME = re.compile(r"(?:I|I['\u2019]\w+|[A-Z][A-Z0-9]+s?)\b")


def frames(part: str, kind: str) -> list[str]:
    """Return the frames of a set (`known`, `unseen`) and a kind (`attributed`, `denied`, `own`)."""
    return [r["frame"] for r in own_rows("frames") if (r["set"], r["kind"]) == (part, kind)]


def framed(frame: str, sentence: str) -> str | None:
    """Return a sentence in a frame, or None where the frame needs an infinitive it has not."""
    plain = sentence.strip().rstrip(".")
    if "{x}" in frame:
        infinitive = _infinitive(plain)
        return None if infinitive is None else frame.format(x=infinitive)
    ended = plain if plain.endswith(("?", "!")) else f"{plain}."
    return frame.format(p=_clause(plain), q=ended)


def all_framed(item: BankQuestion, choices: Sequence[str], chance: random.Random) -> str:
    """Return one phrase of each key point, each in a frame drawn from `choices`."""
    return " ".join(_one(point.said_as, choices, chance) for point in item.key_points)


def _one(phrases: Sequence[str], choices: Sequence[str], chance: random.Random) -> str:
    pairs = [(frame, phrase) for frame in choices for phrase in phrases]
    chance.shuffle(pairs)
    return next(text for frame, phrase in pairs if (text := framed(frame, phrase)))


def _clause(sentence: str) -> str:
    return sentence if _NAME.match(sentence) else sentence[:1].lower() + sentence[1:]


def _infinitive(sentence: str) -> str | None:
    lead = _I_WOULD.match(sentence)
    if lead is None or _NEGATION.search(sentence):
        return None
    return sentence[lead.end() :]
