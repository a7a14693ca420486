"""Canonical text: what is stored, judged and shown is one string without hidden characters."""

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PLAIN = re.compile(r"[\n\x20-\x7e]*")
_SIMPLE = re.compile(r"[\t\n\x20-\x7e]*")
"""Text that nothing is to be done about but its ends: most of what is ever said."""

_JOINERS = "\u200c\u200d"
_JOINED_SCRIPTS = re.compile(r"[\u0600-\u0dff\U0001f000-\U0001faff\u2600-\u27bf]")
_EMOJI_STYLE = "\ufe0f"
_KEYCAP = "\u20e3"
_VIRAMA = 9
"""Combining class of the sign after which a joiner shapes the letter before it."""

_MONGOLIAN_FORMS = "\u180b\u180c\u180d\u180f"
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufe00-\ufe0e\U000e0100-\U000e01ef]"
)
"""Fillers and variation selectors: letters and marks by category, yet nobody sees them."""

_PICTURES = re.compile("[\U0001f000-\U0001faff]")
"""Where new emoji appear: an older Python does not know them, but a reader sees them."""

_MAX_MARKS = 3
"""Combining marks in a row; living scripts need at most three, "zalgo" text uses dozens."""


def canonical(text: str) -> str:
    """Return the text in NFC with plain line ends and nothing that a reader cannot see.

    Dropped are control, format, private-use and unassigned characters, Unicode tags, variation
    selectors and filler letters; joiners and the emoji selector stay where a script or an emoji
    needs them. Lone surrogates become U+FFFD. The function is idempotent.
    """
    if _SIMPLE.fullmatch(text):
        return text.strip()
    text = _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text))
    while (cleaned := _clean(text)) != text:  # what is dropped makes new neighbours
        text = cleaned
    return text


def visible(text: str) -> str:
    """Return a piece of a text without what nobody can see; spaces at its ends stay."""
    return text if _PLAIN.fullmatch(text) else _seen(text)


def hidden(text: str) -> int:
    """Count the characters that `canonical` would drop because nobody can see them."""
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    return len(text) - len(_seen(text))


def first_unseen(text: str) -> str:
    """Return the first control, bidi or other character that nobody can see, or ""."""
    if _PLAIN.fullmatch(text):
        return ""
    return next((char for char in text.replace("\r\n", "\n") if not _is_seen(char)), "")


def escaped(text: str) -> str:
    """Return text for a terminal: what nobody can see is written as Python would write it."""
    shown = (char if char == "\n" or _is_seen(char) else repr(char)[1:-1] for char in text)
    return text if _PLAIN.fullmatch(text) else _SURROGATE.sub("\ufffd", "".join(shown))


def _clean(text: str) -> str:
    seen = _cap_marks(_seen(unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", seen).strip()


def _seen(text: str) -> str:
    return _drop_idle("".join(char for char in text if _is_seen(char)))


def _is_seen(char: str) -> bool:
    """Tell whether a character is visible by itself, or may be needed by its neighbours."""
    if char in "\n\t" or char in _JOINERS:
        return True
    if _UNSEEN.match(char):
        return False
    category = unicodedata.category(char)
    return category not in ("Cc", "Cf", "Co", "Cn") or bool(
        category == "Cn" and _PICTURES.match(char)
    )


def _drop_idle(text: str) -> str:
    """Drop joiners and selectors that change nothing where they stand."""
    if text.isascii():
        return text
    out: list[str] = []
    for index, char in enumerate(text):
        before, after = out[-1] if out else "", text[index + 1 : index + 2]
        if _is_needed(char, before, after):
            out.append(char)
    return "".join(out)


def _is_needed(char: str, before: str, after: str) -> bool:
    if char in _JOINERS:
        joined = before == _EMOJI_STYLE or bool(_JOINED_SCRIPTS.match(before))
        shaping = bool(before) and unicodedata.combining(before) == _VIRAMA
        return shaping or (joined and bool(_JOINED_SCRIPTS.match(after)))
    if char == _EMOJI_STYLE:
        symbol = bool(before) and unicodedata.category(before) in ("So", "Sm")
        return symbol or (before in "\u203c\u2049\u2139\u3030" and before != "") or after == _KEYCAP
    if char in _MONGOLIAN_FORMS:
        return "\u1820" <= before <= "\u18aa"
    return True


def _cap_marks(text: str) -> str:
    out: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MAX_MARKS:
            out.append(char)
    return "".join(out)
