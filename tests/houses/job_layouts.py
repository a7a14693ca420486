"""The job descriptions of the data set, and the layouts in which one may come."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import archpanel.evals

FOLDER = Path(str(archpanel.evals.__path__[0])) / "datasets/job_descriptions"
ALL: list[dict[str, Any]] = [
    yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yaml"))
]

_BULLET = re.compile(r"^[ \t]*(?:[-*]|\d\.)[ \t]+", re.MULTILINE)
_ONE_LINE = 50
"""Characters up to which a line of the files is a heading."""


def unwrapped(text: str) -> str:
    """Return a text with each paragraph in one line."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        goes_on = len(before) >= _ONE_LINE and line.strip()
        if goes_on and not _BULLET.match(line) and not _BULLET.match(before):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def wrapped(text: str, width: int) -> str:
    """Return a text in a narrower column."""
    return "\n".join(textwrap.fill(line, width) for line in unwrapped(text).split("\n"))


def of_word(text: str) -> str:
    """Return each sentence as a paragraph without bullet and full stop, as Word's lists come."""
    parts = re.split(r"(?<=[.!?])\s+|\n", _BULLET.sub("", unwrapped(text)))
    return "\n".join(part.strip().rstrip(".") for part in parts if part.strip())


LAYOUTS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "each paragraph in one line": unwrapped,
    "in a column of 72": lambda text: wrapped(text, 72),
    "round bullets": lambda text: _BULLET.sub("\u25cf ", text),
    "bullets lost": lambda text: _BULLET.sub("", text),
    "paragraphs of a Word file": of_word,
}
