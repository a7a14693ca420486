"""Words as a reader takes them in, whatever signs they are written with.

Spaces, hyphens, quotation marks and the marks of Markdown are left out, so that `**Great** answer`,
`great-answer` and `Great  answer` are one and the same; wide letters, letters with accents and
those of other alphabets that look Latin are the Latin ones. Marks that end a sentence or a clause
stay: what stands on both sides of them is no phrase.
"""

import unicodedata
from functools import cache

from archpanel.agents.lookalikes import plain_letter

_STOPS = frozenset(".,;:?!()[]{}<>/|@=&")
_ODD = {"\u061f": "?", "\u055e": "?", "\u2024": ".", "\u2039": "<", "\u203a": ">"}


def fold(text: str) -> str:
    """Return a text as it is compared."""
    return "".join(map(fold_sign, text))


@cache
def fold_sign(char: str) -> str:
    """Return what one character is compared as; "" for what is left out."""
    alike = unicodedata.normalize("NFKD", plain_letter(_ODD.get(char, char)))
    low = "".join(map(plain_letter, alike)).lower()
    return "".join(sign for sign in low if sign.isalnum() or sign in _STOPS)


@cache
def plain_sign(char: str) -> str:
    """Return one character in one plain character, where it has one: a letter stays a letter."""
    if char.isascii():
        return char
    plain = fold_sign(char)
    return plain if len(plain) == 1 else char
