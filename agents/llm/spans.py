"""Where in an answer a model's quotation stands. What cannot be found is no quotation."""

import re
from collections.abc import Sequence
from functools import lru_cache

from archpanel.agents.llm.fence import LEFT_OUT
from archpanel.agents.sentences import Span
from archpanel.agents.suspicion import quoted_orders

_ALIKE = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2011", "''\"\"---")
"""Quotes and dashes, which models swap for their like when they copy."""

_QUOTES = "\"'\u2018\u2019\u201c\u201d"

_SPACE = re.compile(r"\s+")
_GAP = re.escape(LEFT_OUT)
_ENDS = re.compile(rf"^(?:{_GAP}[\s.,;:]*)+|(?:[\s.,;:]*{_GAP})+$")
"""What was left out before or after a quotation is no part of it."""


def find_span(text: str, quote: str, flags: Sequence[Span] = ()) -> Span | None:
    """Return where `quote` stands in `text`, exactly or but for case, spaces and kinds of quotes.

    The span is of the text as it is, so what counts in the end is the candidate's own spelling.
    None where it does not stand there; of several places the first.

    Args:
        text: an answer.
        quote: what a model copied. It runs on across words that the model was not shown, and only
            there: `[left out]` stands for what was left out at that place, and for nothing else.
        flags: spans of the text that are aimed at the panel, which no model is shown.
    """
    wanted = quote.strip().strip(_QUOTES).strip()
    if LEFT_OUT in wanted:
        shown, places = _shown(text, tuple(flags))
        span = _found(shown, _ENDS.sub("", wanted))
        return (places[span[0]], places[span[1] - 1] + 1) if span else None
    return _found(text, wanted)


def _found(text: str, wanted: str) -> Span | None:
    if not wanted:
        return None
    if (at := text.find(wanted)) >= 0:
        return at, at + len(wanted)
    flat, places = _flat(text)
    sought = _SPACE.sub(" ", wanted.translate(_ALIKE)).casefold()
    at = flat.find(sought)
    return (places[at], places[at + len(sought) - 1] + 1) if at >= 0 else None


@lru_cache(maxsize=64)
def _shown(text: str, flags: tuple[Span, ...]) -> tuple[str, list[int]]:
    """Return the text as `Fence.answer` shows it, and where in the text each character stands."""
    shown, places = _leave_out(text, list(range(len(text))), flags)
    return _leave_out(shown, places, quoted_orders(shown))


def _leave_out(text: str, places: list[int], gaps: Sequence[Span]) -> tuple[str, list[int]]:
    kept, found, at = "", [], 0
    for start, end in gaps:
        kept += text[at:start] + LEFT_OUT
        found += places[at:start] + [places[start]] * len(LEFT_OUT)
        at = end
    return kept + text[at:], found + places[at:]


@lru_cache(maxsize=64)
def _flat(text: str) -> tuple[str, list[int]]:
    """Return the text with one space for each run of them, in one case, and where each char was."""
    flat: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text.translate(_ALIKE)):
        if char.isspace() and flat and flat[-1] == " ":
            continue
        for folded in " " if char.isspace() else char.casefold():
            flat.append(folded)
            places.append(at)
    return "".join(flat), places
