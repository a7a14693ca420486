"""The same answer said otherwise, by rule: by somebody else, with hedges, less native, padded.

Content stays. What a rule does to grammar is rough; answers that were rephrased by hand are in
`evals/datasets/fairness/`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

Change = Callable[[str, Random], str]
"""Returns an answer said otherwise; what is drawn is drawn from the lot."""

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")


@dataclass(frozen=True)
class Texts:
    """What answers are changed with."""

    openings: Sequence[str]
    """Sentences with `{name}` in them, said before an answer."""
    names: Mapping[str, Sequence[str]]
    """Group -> first names that are common in it."""
    openers: Mapping[str, Sequence[str]]
    """`hedges`, `fillers`, ... -> what sentences begin with, in turn."""
    edits: Sequence[tuple[str, str]]
    """Pattern and replacement, one after the other; a learner's slips."""
    before: Sequence[str]
    """Said before an answer; says nothing."""
    after: Sequence[str]
    """Said after it; says nothing."""


def changes(texts: Texts) -> dict[str, Change]:
    """Return every change by its name; `names/GROUP` for each group."""
    named = {f"names/{group}": partial(_named, texts, group) for group in texts.names}
    opened = {kind: partial(_opened, openers) for kind, openers in texts.openers.items()}
    padded: dict[str, Change] = {}
    if texts.before:
        padded["padding-before"] = lambda answer, lot: f"{lot.choice(texts.before)} {answer}"
    if texts.after:
        padded["padding-after"] = lambda answer, lot: f"{answer} {lot.choice(texts.after)}"
    return {**named, **opened, "non-native": partial(_edited, texts.edits), **padded}


def _named(texts: Texts, group: str, answer: str, lot: Random) -> str:
    opening = lot.choice(texts.openings).format(name=lot.choice(texts.names[group]))
    return f"{opening} {answer}"


def _opened(openers: Sequence[str], answer: str, lot: Random) -> str:
    """Return an answer whose sentences begin with these words, in turn from a drawn one on."""
    first, parts = lot.randrange(len(openers)), _SENTENCE.split(answer)
    return " ".join(
        openers[(first + at) % len(openers)] + uncapped(part) for at, part in enumerate(parts)
    )


def uncapped(sentence: str) -> str:
    """Return a sentence as it goes on after other words; `I` and abbreviations stay."""
    word = sentence.split(" ", 1)[0]
    stays = word == "I" or word.startswith("I'") or word[1:2].isupper()
    return sentence if stays else sentence[:1].lower() + sentence[1:]


def _edited(edits: Sequence[tuple[str, str]], answer: str, lot: Random) -> str:
    for pattern, replacement in edits:
        answer = re.sub(pattern, replacement, answer)
    return answer
