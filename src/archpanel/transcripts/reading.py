"""Read a transcript: json, md, txt, vtt or srt."""

import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from archpanel.domain import BadFile, canonical
from archpanel.files import read_text
from archpanel.transcripts.cues import read_cues
from archpanel.transcripts.lines import read_lines
from archpanel.transcripts.speakers import Sides, sides_of

MAX_TRANSCRIPT = 5 * 1024 * 1024
"""Bytes; an hour of speech has about 60,000."""


class Said(NamedTuple):
    """One turn as the file has it."""

    speaker: str
    text: str


def read_transcript(path: Path, *, candidate: str = "", panel: Collection[str] = ()) -> list[Said]:
    """Read who said what, in order; turns without words are left out.

    Args:
        path: the file; its ending tells its kind.
        candidate: the candidate's speaker name, where the file does not use "candidate".
        panel: further speaker names that are panelists. Where text has labels such as "Cost:"
            within an answer, who speaks is clearer the more names are known.

    Raises:
        BadFile: in one line: unknown kind, empty, binary, too large, or turns without speakers.
    """
    kind = path.suffix.lower()
    if kind != ".json" and kind not in _READERS:
        known = ", ".join(sorted((".json", *_READERS)))
        what = "a folder; give a file" if path.is_dir() else f"of kind {path.suffix or 'unknown'!r}"
        raise BadFile(str(path), f"is {what}; read are {known}.")
    text = read_text(path, MAX_TRANSCRIPT)
    if not text.strip():
        raise BadFile(str(path), "is empty; it should hold an interview.")
    if kind == ".json":
        turns = _read_json(text, str(path))
    else:
        turns = _READERS[kind](text, sides_of(candidate, panel))
    said = [Said(canonical(speaker), words.strip()) for speaker, words in turns]
    said = [turn for turn in said if turn.text]
    if not said:
        raise BadFile(str(path), "holds no turns that begin with a speaker (`Name: words`).")
    return said


def _read_json(text: str, file: str) -> list[tuple[str, str]]:
    try:
        data = json.loads(text)
    except RecursionError:
        raise BadFile(file, "is nested too deeply to be a transcript.") from None
    except ValueError as error:
        raise BadFile(file, f"is not valid JSON: {str(error)[:100]}.") from None
    return [_turn(entry, f"{file}[{index}]") for index, entry in enumerate(_turns(data, file))]


def _turns(data: Any, file: str) -> Sequence[Any]:
    if isinstance(data, dict):
        for name in ("turns", "transcript", "interview", "messages"):
            if isinstance(data.get(name), list):
                return list(data[name])
    if not isinstance(data, list):
        raise BadFile(file, 'should be a list of {"speaker": ..., "text": ...}.')
    return data


def _turn(entry: Any, where: str) -> tuple[str, str]:
    if not isinstance(entry, dict):
        raise BadFile(where, f"should be an object with speaker and text, is {str(entry)[:40]!r}.")
    speaker = next((entry[k] for k in ("speaker", "role", "name") if k in entry), None)
    text = next((entry[k] for k in ("text", "message", "content") if k in entry), None)
    if not isinstance(speaker, str) or not canonical(speaker):
        raise BadFile(where, 'has no speaker; add "speaker": "interviewer" or "candidate".')
    if not isinstance(text, str):
        raise BadFile(where, 'has no text; add "text": "...".')
    return speaker, text


_READERS: dict[str, Callable[[str, Sides], list[tuple[str, str]]]] = {
    ".md": read_lines,
    ".txt": read_lines,
    ".vtt": read_cues,
    ".srt": read_cues,
}
