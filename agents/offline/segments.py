"""Cuts an answer into the pieces that are compared with key points, each with its offsets.

A piece is one thought: a sentence, or a clause of a long one. Every word is in at most one piece,
so that every word is encoded once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

LONG = 26
"""Words from which a sentence is cut into clauses: the bank's phrases have 8 to 30."""

ENDLESS = 60
"""Words without any mark from which a text is not taken for one sentence."""

SHORT = 5
"""Words below which a clause is joined to its neighbour."""

MAX_SEGMENTS = 160
"""A ten-minute answer has about 120; what comes after is not read."""

Form = Literal["prose", "bullet", "code"]

Span = tuple[int, int]


@dataclass(frozen=True)
class Segment:
    """One piece of an answer."""

    start: int
    end: int
    text: str
    sentence: int
    """Number of the sentence that it belongs to, from 0."""

    paragraph: int
    form: Form

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.text))


_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_BULLET = re.compile(
    r"[ \t]*(?:[-*+\u2022\u2023\u2013\u2014]|\(?\d{1,2}[.)]|\(?[a-hA-H][.)]|#{1,5})[ \t]+"
)
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_ABBREVIATIONS = frozenset(
    "e.g i.e etc vs approx cf resp incl excl fig no nr dr mr mrs ms inc ltd st bzw z.b d.h "
    "ca".split()
)
_SENTENCE_END = re.compile(r"[.!?…。\uff01\uff1f]+[\"'\u201d\u2019)\]]*(?=\s|$)|[。\uff01\uff1f]")
_SEMICOLON = re.compile(r";(?=\s)")
_CLAUSE = re.compile(
    r"\s*[;:\u2014]\s+|\s+[\u2013-]+\s+|,\s+(?=(?:and|but|so|then|because|which|while|whereas"
    r"|since|otherwise"
    r"|plus|or|where|until|unless|if|when|after|before|not|und|aber|dann|weil|damit|sonst|sodass"
    r"|wobei|with|I|we)\b)|\)\s+|\s+(?=\()",
)
_RUN_ON = re.compile(
    r"\s+(?=(?:and then|and so|so then|but|because|then|also|and|so|which|after that|plus|next"
    r"|und dann|aber|weil|dann)\b)",
    re.IGNORECASE,
)
_PAUSE = re.compile(r"[,;:\u2013\u2014()]")
_THOUGHT = re.compile(
    r"\s+(?=(?:i|we|then|so|but|because|and then|if|when|since|before|after|otherwise|which|while"
    r"|until|unless|that way|the|this|it|they|every|each|for|my|our|nobody|only|also)\b)",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(
    r"\s*(?:(?:async )?def \w+\(|class \w+[(:]"
    r"|return\b(?: [\w\"'(\[{]+[^.]*)?$|import \w|from \w+ import"
    r"|@\w+|(?:if|elif|for|while|with|async for|async with|except|try|else|finally|switch"
    r"|case)\b.*[:{]\s*"
    r"(?:#.*)?$|[\w.\[\]\"', ()*]+ (?:[+*/|:-]?=) \S|[\w.]+\([^)]*\)\)*;?\s*(?:#.*)?$"
    r"|[)\]}]+[,;]?\s*$"
    r"|(?:await|yield|raise|const|let|var|func|fn|public|private) \S|#\s|//|/\*"
    r"|(?:SELECT|INSERT|UPDATE|CREATE|ALTER|WITH)\b.*|.*[{;]\s*(?:#.*)?$)"
)
_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--)\s+(?=\S+\s+\S)")


def cut(text: str) -> tuple[Segment, ...]:
    """Return the answer's pieces in order; marks of lists and fences belong to none."""
    pieces: list[Segment] = []
    sentence = 0
    for paragraph, (start, end, form) in enumerate(_blocks(text)):
        sentences = [(start, end)] if form == "code" else list(_spoken(text, start, end))
        for one in sentences:
            for span in _clauses(text, one) if form != "code" else [one]:
                if segment := _segment(text, span, sentence, paragraph, form):
                    pieces.append(segment)
            sentence += 1
    return tuple(pieces[:MAX_SEGMENTS])


def touched(segments: Sequence[Segment], spans: Sequence[Span]) -> set[int]:
    """Return which segments overlap one of the spans."""
    return {
        at
        for at, segment in enumerate(segments)
        if any(start < segment.end and segment.start < end for start, end in spans)
    }


def words(text: str) -> list[str]:
    """Return the words of a text, lower case."""
    return [match.group().lower() for match in _WORD.finditer(text)]


def _segment(text: str, span: Span, sentence: int, paragraph: int, form: Form) -> Segment | None:
    start, end = _trim(text, span)
    if not _WORD.search(text, start, end):
        return None
    return Segment(start, end, text[start:end], sentence, paragraph, form)


def _blocks(text: str) -> Iterator[tuple[int, int, Form]]:
    at, inside = 0, False
    for fence in [*_FENCE.finditer(text), None]:
        end = fence.start() if fence else len(text)
        for start, stop, code in [(at, end, True)] if inside else _by_look(text, at, end):
            yield from _code(text, start, stop) if code else _lines(text, start, stop)
        at, inside = (fence.end(), not inside) if fence else (end, inside)


def _by_look(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Tell code from prose where no fence does: two or more lines in a row that look like it."""
    lines = list(re.finditer(r"[^\n]*\n?", text[start:end]))
    looks = [bool(_CODE_LINE.match(line.group())) for line in lines]
    for at in range(1, len(lines)):  # what is indented below code, or empty, goes on
        rest = lines[at].group()
        looks[at] |= looks[at - 1] and (rest.startswith(("  ", "\t")) or not rest.strip())
    at = 0
    for code, run in groupby(looks):
        size = len(list(run))
        first, last = lines[at], lines[at + size - 1]
        real = code and sum(bool(line.group().strip()) for line in lines[at : at + size]) >= 2
        yield start + first.start(), start + last.end(), real
        at += size


def _code(text: str, start: int, end: int) -> Iterator[tuple[int, int, Form]]:
    """Comments one by one, since they say what is meant; the code between blank lines whole."""
    for part in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text[start:end]):
        yield start + part.start(), start + part.end(), "code"
        for line in re.finditer(r"[^\n]+", part.group()):
            if comment := _COMMENT.search(line.group()):
                base = start + part.start() + line.start()
                yield base + comment.end(), base + len(line.group()), "prose"


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, Form]]:
    """Bullets one by one; other lines joined, since speech is wrapped anywhere."""
    open_from: int | None = None
    for line in re.finditer(r"[^\n]*\n?", text[start:end]):
        begin, stop = start + line.start(), start + line.end()
        bullet = _BULLET.match(line.group())
        if bullet or not line.group().strip():
            if open_from is not None:
                yield open_from, begin, "prose"
            open_from = None
            if bullet:
                yield begin + bullet.end(), stop, "bullet"
        elif open_from is None:
            open_from = begin
    if open_from is not None:
        yield open_from, end, "prose"


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for mark in _SENTENCE_END.finditer(text, start, end):
        if not _is_abbreviation(text, at, mark):
            yield at, mark.end()
            at = mark.end()
    if at < end:
        yield at, end


def _spoken(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut what has no end marks at all, as captions made by a machine, where a thought may begin.

    Nobody writes so many words between two marks; a sentence of a person is never cut here.
    """
    for one in _sentences(text, start, end):
        if _count(text, one) <= ENDLESS or _PAUSE.search(text, *one):
            yield one
        else:
            yield from _merge(text, _split(text, one, _THOUGHT), LONG * 2 // 3)


def _is_abbreviation(text: str, start: int, mark: re.Match[str]) -> bool:
    if not mark.group().startswith(".") or len(mark.group()) > 1:
        return False
    word = _LAST_WORD.search(text[start : mark.end()])
    return word is not None and word.group(1).lower() in _ABBREVIATIONS


def _clauses(text: str, span: Span) -> list[Span]:
    """Cut at semicolons, which stand between thoughts, and elsewhere only what is long."""
    halves = _merge(text, _split(text, span, _SEMICOLON), 1)
    return [clause for half in halves for clause in _short_clauses(text, half)]


def _short_clauses(text: str, span: Span) -> list[Span]:
    if _count(text, span) < LONG:
        return [span]
    parts = _merge(text, _split(text, span, _CLAUSE))
    return [
        piece
        for part in parts
        for piece in (
            _merge(text, _split(text, part, _RUN_ON)) if _count(text, part) >= LONG else [part]
        )
    ]


def _split(text: str, span: Span, at: re.Pattern[str]) -> list[Span]:
    start, end = span
    parts: list[Span] = []
    for mark in at.finditer(text, start, end):
        parts.append((start, mark.start() + len(mark.group().rstrip())))
        start = mark.end()
    return [*parts, (start, end)]


def _merge(text: str, parts: list[Span], longest: int = LONG // 2) -> list[Span]:
    """Join clauses while they are short; no piece becomes longer than a sentence may be."""
    merged: list[Span] = []
    for part in parts:
        if merged:
            both = (merged[-1][0], part[1])
            short = min(_count(text, merged[-1]), _count(text, part)) < SHORT
            if short or _count(text, both) <= longest:
                merged[-1] = both
                continue
        merged.append(part)
    return merged


def _count(text: str, span: Span) -> int:
    return len(_WORD.findall(text, *span))


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
