"""A thing said in other words at each question, since what was said before earns nothing again."""

import re

_MAKES_A_POINT = re.compile(r"[^\[\].]*\.\s*(?=\[p\d)")
_WORD = re.compile(r"\w+")


def own_words(text: str, question: str) -> str:
    """Return a text of the same length in which every second word of a point is the question's."""
    letter = chr(ord("a") + int(question[1:]) % 26)
    return _MAKES_A_POINT.sub(lambda found: _changed(found.group(), letter), text)


def _changed(sentence: str, letter: str) -> str:
    for found in list(_WORD.finditer(sentence))[1::2]:
        start, end = found.start(), min(found.end(), found.start() + 2)
        sentence = sentence[:start] + letter * (end - start) + sentence[end:]
    return sentence
