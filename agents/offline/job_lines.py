"""A job description cut into its lines: sentences and list items, each with its place in the text.

Nothing is dropped without a word: what is not compared with competencies says why.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from archpanel.agents.sentences import Span
from archpanel.agents.suspicion import suspicious_spans

MAX_READ = 120
"""A long advertisement has 40 sentences; encoding this many takes one to two seconds."""

MAX_LINES = 300
"""A list of shorter ones would not be looked through by anybody."""

LONGEST = 300
"""Characters of a line; a longer sentence is read in parts."""

LEAST_WORDS = 5
"""A title or heading says what comes, not what is asked for."""

WRAPPED = 50
"""Characters from which a line may go on in the next one; shorter ones are headings or items."""

FULL = 0.8
"""Share of the longest line around it from which a line counts as filled: text that was wrapped
fills its lines, and items of a list that lost its bullets on the way do not."""

HALF = 0.6
"""Share below which a line has ended though the next one begins with a small letter."""

PieceUse = Literal["read", "short", "aimed", "beyond"]


@dataclass(frozen=True)
class Piece:
    """One line, and whether it is compared with competencies."""

    start: int
    end: int
    use: PieceUse


_BULLET = (
    r"[ \t]*(?:[-*+\u2022\u2023\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u25e6\u25ba\u25b6\u27a4\u2713"
    r"\u2714\u2705\u2192\u00b7\u2013\u2014\uf0b7]|\(?\d{1,2}[.)])[ \t]+"
)
_BREAK = re.compile(rf"(?<=[.!?;])\s+|(?<=:)[ \t]*\n|\n\s*\n|\n(?={_BULLET})")
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_ITEM = re.compile(_BULLET)
_SMALL = re.compile(r"\s*[a-z\u00df-\u00ff]")
_LEADING = re.compile(rf"(?:{_BULLET}|\s)+")
_WORD = re.compile(r"[^\W_]+")


def pieces_in(text: str) -> list[Piece]:
    """Return the lines of a job description in their order; marks without a word are none."""
    aimed = suspicious_spans(text)
    found: list[Piece] = []
    read = 0
    for start, end in _spans(text):
        use = _use(text, start, end, aimed)
        if len(found) >= MAX_LINES or (use == "read" and read >= MAX_READ):
            return [*found, Piece(start, len(text.rstrip()), "beyond")]
        read += use == "read"
        found.append(Piece(start, end, use))
    return found


def _use(text: str, start: int, end: int, aimed: Sequence[Span]) -> PieceUse:
    if any(first < end and start < last for first, last in aimed):
        return "aimed"
    return "read" if len(_WORD.findall(text, start, end)) >= LEAST_WORDS else "short"


def _spans(text: str) -> Iterator[Span]:
    """Yield sentences and items, without bullets and blanks around them."""
    at = 0
    for start, end in [*sorted(_breaks(text)), (len(text), len(text))]:
        if _WORD.search(text, at, max(at, start)):
            yield from _parts(text, *_trimmed(text, at, start))
        at = max(at, end)


def _breaks(text: str) -> Iterator[Span]:
    yield from (match.span() for match in _BREAK.finditer(text))
    for block in _BLOCK.finditer(text):
        yield from ((block.start() + at, block.start() + at + 1) for at in _ends(block[0]))


def _ends(block: str) -> Iterator[int]:
    """Yield the places in lines without an empty one between at which a line does not go on."""
    lines = block.split("\n")
    longest = max(map(len, lines))
    listed = 2 * sum(len(line) >= FULL * longest for line in lines) < len(lines)
    full, half = longest + 1 if listed else FULL * longest, HALF * longest
    if any(_ITEM.match(line) for line in lines):  # what has no bullet there belongs to one above
        full = half = 0.0
    at = 0
    for line, after in pairwise(lines):
        at += len(line)
        if len(line) < (half if _SMALL.match(after) else max(full, WRAPPED)):
            yield at
        at += 1


def _trimmed(text: str, start: int, end: int) -> Span:
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    return start, start + len(text[start:end].rstrip())


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence, or parts of it that are no longer than a line may be."""
    while end - start > LONGEST:
        blank = text.rfind(" ", start, start + LONGEST)
        stop = blank if blank > start else start + LONGEST
        yield start, start + len(text[start:stop].rstrip())
        start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    if start < end:
        yield start, end
