"""Canonical text: what is stored, judged and shown is one string without hidden characters."""

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINERS = "\u200c\u200d"
_JOINED_SCRIPTS = re.compile(r"[\u0600-\u0dff\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_KEPT_CONTROLS = "\n\t"
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800\u034f\u180e"
_MAX_MARKS = 3
"""Combining marks in a row; living scripts need at most three, "zalgo" text uses dozens."""


def canonical(text: str) -> str:
    """Return the text in NFC with plain line ends and nothing that a reader cannot see.

    Dropped are control, format, private-use and unassigned characters, Unicode tags, variation
    selectors and filler letters; zero-width joiners stay where a script or an emoji needs them.
    Lone surrogates become U+FFFD. The function is idempotent.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATE.sub("\ufffd", text)
    text = unicodedata.normalize("NFC", text)
    kept = (char for i, char in enumerate(text) if _visible(text, i, char))
    return unicodedata.normalize("NFC", _cap_marks("".join(kept))).strip()


def hidden(text: str) -> int:
    """Count the characters that `canonical` would drop because nobody can see them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return sum(not _visible(text, i, char) for i, char in enumerate(text))


def _visible(text: str, index: int, char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return True
    if char in _JOINERS:
        return _between_joined(text, index)
    if char in _FILLERS or "\ufe00" <= char <= "\ufe0e" or "\U000e0100" <= char <= "\U000e01ef":
        return False
    return unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn")


def _between_joined(text: str, index: int) -> bool:
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return bool(_JOINED_SCRIPTS.match(before) and (not after or _JOINED_SCRIPTS.match(after)))


def _cap_marks(text: str) -> str:
    out: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MAX_MARKS:
            out.append(char)
    return "".join(out)
