"""Subtitles as transcripts: WebVTT with voice tags, and SubRip.

A cue may hold two voices, and a library that was tried gave one speaker's words to another there.
In a program that quotes evidence that is not allowed to happen, hence this reader.
"""

import re
from collections.abc import Iterator
from html import unescape

from archpanel.transcripts.lines import NAME
from archpanel.transcripts.speakers import Label, Sides, speakers_of

_STAMP = re.compile(
    r"^\s*(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
)
_VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>")
_PREFIX = re.compile(rf"^\s*(?:[-*]\s+)?({NAME}):\s+(.*)$", re.DOTALL)


def read_cues(text: str, sides: Sides) -> list[tuple[str, str]]:
    """Return (speaker, words); a cue without a speaker goes on with the voice before."""
    turns: list[tuple[str, str]] = []
    cues = _cues(text)
    speakers = speakers_of(_labels(cues), sides)
    for cue in cues:
        for speaker, words in _voices(cue, speakers):
            name = speaker or (turns[-1][0] if turns else "")
            if not name or not words:
                continue
            if turns and turns[-1][0] == name:
                turns[-1] = (name, f"{turns[-1][1]} {words}")
            else:
                turns.append((name, words))
    return turns


def _cues(text: str) -> list[str]:
    """Return each cue's payload: the lines after a time stamp, up to an empty line."""
    cues: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if _STAMP.match(line):
            cues.append([])
            inside = True
        elif not line.strip():
            inside = False
        elif inside:
            cues[-1].append(line)
    return ["\n".join(cue) for cue in cues]


def _labels(cues: list[str]) -> Iterator[Label]:
    for cue in cues:
        for number, line in enumerate(unescape(_TAG.sub("", cue)).splitlines()):
            if match := _PREFIX.match(line):
                signs = line[: match.start(1)].strip()
                yield Label(match[1].strip().casefold(), signs, fresh=number == 0)


def _voices(cue: str, speakers: set[str]) -> list[tuple[str, str]]:
    parts = _VOICE.split(cue)
    if len(parts) == 1:
        return _prefixed(cue, speakers)
    spoken = [("", _plain(parts[0]))] if _plain(parts[0]) else []
    spoken += [
        (unescape(name).strip(), _plain(words))
        for name, words in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return spoken


def _prefixed(cue: str, speakers: set[str]) -> list[tuple[str, str]]:
    """Without voice tags a line may begin with `Name: `."""
    voices: list[tuple[str, str]] = []
    for line in _TAG.sub("", cue).splitlines():
        match = _PREFIX.match(unescape(line))
        if match and match[1].strip().casefold() in speakers:
            voices.append((match[1].strip(), " ".join(match[2].split())))
        elif voices:
            voices[-1] = (voices[-1][0], f"{voices[-1][1]} {_plain(line)}".strip())
        else:
            voices.append(("", _plain(line)))
    return voices


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())
