"""Where sentences and words stand in a text, found in one pass: long answers cost no more per word.

Asking each match of a pattern for its sentence, and each sentence for a word, looked through the
whole answer again and again: ten seconds for an answer of nothing but quotation marks.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Span = tuple[int, int]

_ENDS, _CLOSES = ".!?\u3002\uff01\uff1f", "\"'\u201d\u2019)]"
_END = re.compile(rf"[{_ENDS}][{re.escape(_CLOSES)}]*(?=\s|$)|\n")


class Places:
    """Spans of a text in order, none of which overlaps another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Take the spans, in order."""
        self.spans = list(spans)
        self._starts = [start for start, _ in self.spans]

    @classmethod
    def of(cls, pattern: re.Pattern[str], text: str, first: int = 0, last: int = -1) -> "Places":
        """Find a pattern in a text, or between two places of it."""
        end = len(text) if last < 0 else last
        return cls(match.span() for match in pattern.finditer(text, first, end))

    def within(self, first: int, last: int) -> bool:
        """Tell whether a span lies between two places."""
        at = bisect_left(self._starts, first)
        return at < len(self.spans) and self.spans[at][1] <= last

    def from_to(self, first: int, last: int) -> list[Span]:
        """Return the spans that begin between two places, both included."""
        return self.spans[bisect_left(self._starts, first) : bisect_right(self._starts, last)]

    def before(self, place: int) -> Span | None:
        """Return the last span that begins at a place or before it."""
        at = bisect_right(self._starts, place)
        return self.spans[at - 1] if at else None


class Sentences:
    """The sentences of one text."""

    def __init__(self, text: str) -> None:
        """Look through the text once."""
        self._text = text
        marks = [match.span() for match in _END.finditer(text)]
        self._starts = [start for start, _ in marks]
        self._ends = [end for _, end in marks]
        self._closed = bytearray(len(text) + 1)
        for at, char in enumerate(text, start=1):
            self._closed[at] = char in _ENDS or (char in _CLOSES and self._closed[at - 1])

    def around(self, start: int, end: int) -> Span:
        """Return the sentence or line that a span stands in, without spaces at its ends.

        A sentence that ends right before the span has ended, whatever follows it.
        """
        at = bisect_right(self._ends, start)
        first = start if self._closed[start] else (self._ends[at - 1] if at else 0)
        last = bisect_left(self._starts, max(end - 1, start))
        return self._trimmed(first, self._ends[last] if last < len(self._ends) else len(self._text))

    def _trimmed(self, start: int, end: int) -> Span:
        text = self._text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end
