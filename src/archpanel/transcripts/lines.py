"""Transcripts as text: `Name: words`, `**Name:** words`, `[00:12] Name: words`, `## Name`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

_TIME = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?\s*[-|]?\s*)?"
NAME = r"[^\W\d_][\w.'\u2019\- ]{0,39}(?: \([^)\n]{1,40}\))?"
_SPOKEN = re.compile(
    rf"^\s*(?:[-*>]\s+)?{_TIME}(?:\*\*|__)?({NAME})(?:\*\*|__)?\s*:(?:\*\*|__)?\s*(.*)$"
)
_HEADING = re.compile(rf"^\s*#{{1,6}}\s+{_TIME}({NAME}):?\s*$")
_TIMED = re.compile(r"^\s*(?:[-*>#]+\s+)?[\[(]?\d{1,2}:\d{2}")
_BARE_TIME = re.compile(r"^\s*[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*$")
_MAX_NAME_WORDS = 4
"""A longer beginning before a colon is part of a sentence ("The one thing I learned: ...")."""


def read_lines(text: str, file: str) -> list[tuple[str, str]]:
    """Return (speaker, words); lines without a speaker go on with the turn before.

    A name counts as a speaker when it begins at least two lines, or one with a time, or is a role
    such as "Interviewer"; a word such as "Note:" never does, so it stays within its answer.
    """
    lines = text.splitlines()
    speakers = speakers_of(_names(lines))
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


_ROLES = {"interviewer", "candidate", "applicant", "interviewee", "panel", "q", "a"}


_ASIDES = frozenset(
    "assumption assumptions caveat caveats con cons example examples first hint important nb n.b. "
    "note notes option p.s. pro pros ps remark result risk risks second step summary third tip "
    "tl;dr todo update warning".split()
)
"""What people put before a colon within an answer, sometimes more than once."""


def speakers_of(names: Iterable[str]) -> set[str]:
    """Return which of the names before a colon are speakers, in lower case.

    An interview has two sides: where fewer are found so, names that are there once count too.
    """
    count = Counter(name.strip().casefold() for name in names)
    possible = {name: times for name, times in count.items() if name not in _ASIDES}
    found = {name for name, times in possible.items() if times > 1 or name in _ROLES}
    return found if len(found) > 1 else set(possible)


def _names(lines: list[str]) -> Iterator[str]:
    for line in lines:
        match = _HEADING.match(line) or _SPOKEN.match(line)
        if match and len(match[1].split()) <= _MAX_NAME_WORDS:
            yield match[1]
            if _TIMED.match(line):  # nobody puts the time into the middle of an answer
                yield match[1]
