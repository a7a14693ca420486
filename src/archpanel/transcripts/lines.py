"""Transcripts as text: `Name: words`, `**Name:** words`, `[00:12] Name: words`, `## Name`."""

import re
from collections.abc import Iterator

from archpanel.transcripts.speakers import Label, Sides, speakers_of

_TIME = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?\s*[-|]?\s*)?"
NAME = r"[^\W\d_][\w.'\u2019\- ]{0,39}(?: \([^)\n]{1,40}\))?"
_SPOKEN = re.compile(
    rf"^\s*(?:[-*>]\s+)?{_TIME}(?:\*\*|__)?({NAME})(?:\*\*|__)?\s*:(?:\*\*|__)?\s*(.*)$"
)
_HEADING = re.compile(rf"^\s*#{{1,6}}\s+{_TIME}({NAME}):?\s*$")
_TIMED = re.compile(r"^\s*(?:[-*>#]+\s+)?[\[(]?\d{1,2}:\d{2}")
_BARE_TIME = re.compile(r"^\s*[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*$")
_SIGNS = "#-*_>"
_MAX_NAME_WORDS = 4
"""A longer beginning before a colon is part of a sentence ("The one thing I learned: ...")."""


def read_lines(text: str, sides: Sides) -> list[tuple[str, str]]:
    """Return (speaker, words); lines without a speaker go on with the turn before.

    `speakers.speakers_of` says which names count as speakers.
    """
    lines = text.splitlines()
    speakers = speakers_of(_labels(lines), sides)
    turns: list[tuple[str, list[str]]] = []
    for line in lines:
        found = _speaker_of(line, speakers)
        if found is not None:
            turns.append((found[0], [found[1]]))
        elif turns and not _BARE_TIME.match(line):
            turns[-1][1].append(line)
    return [(speaker, "\n".join(words).strip()) for speaker, words in turns]


def _speaker_of(line: str, speakers: set[str]) -> tuple[str, str] | None:
    heading = _HEADING.match(line)
    if heading and heading[1].strip().casefold() in speakers:
        return heading[1].strip(), ""
    spoken = _SPOKEN.match(line)
    if spoken and spoken[1].strip().casefold() in speakers:
        return spoken[1].strip(), spoken[2]
    return None


def _labels(lines: list[str]) -> Iterator[Label]:
    found = [_name_in(line) for line in lines]
    for number, match in enumerate(found):
        if match:
            line = lines[number]
            yield Label(
                match[1].strip().casefold(),
                form="".join(sign for sign in line[: match.start(1)] if sign in _SIGNS),
                fresh=number == 0 or not lines[number - 1].strip(),
                timed=bool(_TIMED.match(line)),
                asks=_is_question(lines, found, number),
            )


def _name_in(line: str) -> re.Match[str] | None:
    match = _HEADING.match(line) or _SPOKEN.match(line)
    return match if match and len(match[1].split()) <= _MAX_NAME_WORDS else None


def _is_question(lines: list[str], found: list[re.Match[str] | None], number: int) -> bool:
    end = next((n for n in range(number + 1, len(lines)) if found[n]), len(lines))
    return "".join(lines[number:end]).rstrip(" *_\"'\u201d").endswith("?")
