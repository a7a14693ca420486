"""Letters of other alphabets that look Latin: "nоt" with a Cyrillic o negates for a reader only.

A word is written anew when it has Latin letters, or stands among Latin words, and all its other
letters look Latin. Words of other languages keep their letters. The length never changes, so that
spans of what is read are spans of what was written.

Source of the pairs: Unicode Technical Standard 39, confusables, letters only, single to single.
"""

import re
import unicodedata

_PAIRS = {
    "АВЕЅІЈКМНОРСТУХԌԜ": "ABESIJKMHOPCTYXGW",
    "авеѕіјкмнорстухԍԝһԁӏгь": "abesijkmhopctyxgwhdlrb",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",
    "αικνορτυχηγ": "aikvoptuxny",
    "օոսհցզյ": "onuhgqj",
}
_TABLE = {
    ord(f): t for strange, plain in _PAIRS.items() for f, t in zip(strange, plain, strict=True)
}
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
MOSTLY = 0.7
"""Share of Latin letters from which a text is taken to be in Latin letters."""


def plain_letters(text: str) -> str:
    """Return a text of the same length in which look-alikes are Latin letters."""
    if text.isascii():
        return text
    single = "".join(map(_compatible, text))
    letters = [char for char in single if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    among = latin >= MOSTLY * len(letters)
    return _WORD.sub(lambda match: _rewritten(match.group(), among), single)


def _compatible(char: str) -> str:
    """Wide, bold and circled letters are the letter itself, where one stays one."""
    if char.isascii():
        return char
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isalpha() else char


def _rewritten(word: str, among_latin: bool) -> str:
    """A single letter may be a Greek symbol of mathematics; it turns no sentence around."""
    plain = word.translate(_TABLE)
    whole = len(word) > 1 and plain.isascii()
    return plain if whole and (among_latin or _LATIN.search(word)) else word


def plain_letter(char: str) -> str:
    """Return the Latin letter that one character looks like, whatever stands around it."""
    return char.translate(_TABLE)
