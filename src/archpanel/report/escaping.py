"""Words of others in Markdown: shown as they were said, never read as markup."""

import re
from collections.abc import Iterator

_SIGNS = re.compile(r"[\\`*_{}\[\]#|~!@^$]")
_ADDRESS = re.compile(r"(?<=:)//|(?<=\bwww)\.", re.IGNORECASE)
"""GitHub and others make a link of a bare address."""

_BULLET = re.compile(r"^([-+=]|\d+(?=[.)]))(.?)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def text(words: str) -> str:
    """Escape text so that Markdown and HTML show it as it was said, in one line."""
    flat = " ".join(words.split())
    flat = _SIGNS.sub(r"\\\g<0>", "".join(_ENTITIES.get(c, c) for c in flat))
    flat = _ADDRESS.sub(lambda found: "\\" + "\\".join(found[0]), flat)
    return _BULLET.sub(_no_bullet, flat)


def _no_bullet(found: re.Match[str]) -> str:
    """A dash or a number at the beginning of a line would open a list."""
    sign, after = found.groups()
    return f"{sign}\\{after}" if sign.isdigit() else f"\\{sign}{after}"


def quoted(words: str) -> Iterator[str]:
    """Yield an answer as a quotation that keeps its lines, since it may be code or a table."""
    lines = words.split("\n")
    for number, line in enumerate(lines, start=1):
        indent = "&nbsp;" * (len(line) - len(line.lstrip(" \t")))
        end = "\\" if number < len(lines) and line.strip() and lines[number].strip() else ""
        yield f"> {indent}{text(line)}{end}".rstrip(" ")
