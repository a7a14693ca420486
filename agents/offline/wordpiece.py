"""BERT's WordPiece tokenizer for the fallback encoder, so that no tokenizer package is needed.

Source: Devlin et al. (2019), BERT; the rules of its `BasicTokenizer` for uncased models.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

MAX_PIECES = 256
"""Including [CLS] and [SEP]; a segment has about 30."""

LONGEST_WORD = 100


class WordPiece:
    """Cuts text into the ids of a fixed vocabulary, longest match first."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """Take the vocabulary, with `##` before pieces that continue a word."""
        self._ids = vocabulary

    @classmethod
    def open(cls, file: Path) -> Self:
        """Read the vocabulary of a `tokenizer.json`."""
        return cls(json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"])

    def ids(self, text: str) -> list[int]:
        """Return [CLS], the pieces and [SEP]."""
        pieces = [piece for word in _words(text) for piece in self._pieces(word)]
        return [self._ids["[CLS]"], *pieces[: MAX_PIECES - 2], self._ids["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if prefix + word[start:e] in self._ids), 0)
            if not end:
                return [self._ids["[UNK]"]]
            found.append(self._ids[prefix + word[start:end]])
            start = end
        return found or [self._ids["[UNK]"]]


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    word = ""
    for char in plain:
        kind = unicodedata.category(char)
        if kind == "Mn" or (kind.startswith("C") and not char.isspace()):
            continue
        if char.isspace() or _stands_alone(char, kind):
            if word:
                yield word
            word = ""
            if not char.isspace():
                yield char
        else:
            word += char
    if word:
        yield word


def _stands_alone(char: str, kind: str) -> bool:
    ascii_mark = char.isascii() and not char.isalnum()
    return ascii_mark or kind.startswith("P") or "\u4e00" <= char <= "\u9fff"
