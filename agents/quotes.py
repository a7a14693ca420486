"""No quote, no credit: every span an engine proposes is checked here before it is believed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from archpanel.domain import Answer, Evidence

MIN_WORDS = 3
"""Shorter spans ("it depends", "yes") can be found in any answer and show nothing."""

ECHO_SHARE = 0.8
"""A quote whose words are to this share the question's own is the question, not an answer."""

_WORD = re.compile(r"\w+", re.UNICODE)
_BINDS = "'\u2019_-\u2010\u2011"
"""Within a word: `can` is not said in `can't`, nor `blocking` in `non-blocking`."""

_POINTS = ".,"
"""Within a number: nobody who says 3.5 has said 3."""


@dataclass(frozen=True)
class Refused:
    """Why a proposed span is no evidence."""

    reason: str


def check_span(
    answer: Answer, start: int, end: int, shows: str, *, asked: str
) -> Evidence | Refused:
    """Turn a proposed span into evidence, or say why it is none.

    Args:
        answer: the candidate's answer; only its own text can be quoted.
        start: first character of the span, inclusive.
        end: last character of the span, exclusive.
        shows: the key point or red flag that the quote is about.
        asked: everything the panel said before the answer; repeating it earns nothing.
    """
    if not 0 <= start < end <= len(answer.text):
        return Refused(f"span {start}-{end} is outside of the answer ({len(answer.text)} long)")
    if _cuts_word(answer.text, start) or _cuts_word(answer.text, end):
        return Refused("the span begins or ends inside a word")
    if any(start < last and first < end for first, last in answer.flags):
        return Refused("the span overlaps text that addresses the panel")
    return _worded(answer, start, end, shows, asked)


def _worded(answer: Answer, start: int, end: int, shows: str, asked: str) -> Evidence | Refused:
    quote = answer.text[start:end]
    words = _words(quote)
    if len(words) < MIN_WORDS:
        return Refused(f"{len(words)} words are too few to show anything")
    known = _known(asked)
    if sum(word in known for word in words) >= ECHO_SHARE * len(words):
        return Refused("the span repeats the question")
    return Evidence(
        id=f"{answer.id}:{start}-{end}",
        answer_id=answer.id,
        quote=quote,
        start=start,
        end=end,
        shows=shows,
        stance="for",
    )


def is_genuine(evidence: Evidence, answers: Iterable[Answer], *, asked: str = "") -> bool:
    """Tell whether a recorded quote still is an exact, admissible span of its answer.

    Args:
        evidence: as it is on record.
        answers: the candidate's answers; the one that is quoted is found by its id.
        asked: what is on record of the question.
    """
    for answer in answers:
        if answer.id == evidence.answer_id:
            checked = check_span(answer, evidence.start, evidence.end, evidence.shows, asked=asked)
            return isinstance(checked, Evidence) and checked.quote == evidence.quote
    return False


@lru_cache(maxsize=32)
def _known(asked: str) -> frozenset[str]:
    """Return the words of what was asked; every quote of every seat is held against them."""
    return frozenset(_words(asked))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _cuts_word(text: str, at: int) -> bool:
    """Tell whether a word or a number goes on across this place."""
    if not 0 < at < len(text):
        return False
    if _in_word(text[at - 1]) and _in_word(text[at]):
        return True
    return any(_binds(text, sign) for sign in (at - 1, at))


def _binds(text: str, sign: int) -> bool:
    """Tell whether the character is a sign that holds its two neighbours together."""
    if not 0 < sign < len(text) - 1:
        return False
    before, after = text[sign - 1], text[sign + 1]
    if text[sign] in _POINTS:
        return before.isdigit() and after.isdigit()
    return text[sign] in _BINDS and _in_word(before) and _in_word(after)


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
