"""Cuts text into the ids of a unigram vocabulary, the likeliest cut first.

Source: Kudo (2018), Subword Regularization, section 3.2: the Viterbi path over piece scores.
No piece of this vocabulary reaches over a space, so each word is cut by itself and remembered.
"""

import re
from functools import lru_cache

from archpanel.agents.offline.e5.packaged import Vocabulary

SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
"""Stands for the space before a word."""

UNKNOWN_COSTS = 10.0
"""An unknown character is this much less likely than the rarest piece."""

KEPT_WORDS = 65_536
_SPACES = re.compile("  +")
_WORD = re.compile(f"{SPACE}+[^{SPACE}]*")


class Unigram:
    """Turns text into token ids."""

    def __init__(self, vocabulary: Vocabulary, longest: int) -> None:
        """Take a vocabulary and the most tokens of one text, the two marks included."""
        self._vocabulary = vocabulary
        self._longest = longest
        self._unknown = min(vocabulary.scores) - UNKNOWN_COSTS
        self._most_bytes = max(map(len, vocabulary.pieces))
        self._cut = lru_cache(maxsize=KEPT_WORDS)(self._cut_word)

    def ids(self, text: str) -> list[int]:
        """Return the begin mark, the tokens and the end mark; what is too long is cut off."""
        plain = _SPACES.sub(" ", text.translate(self._vocabulary.normal)).replace(" ", SPACE)
        marked = plain if plain.startswith(SPACE) else SPACE + plain
        tokens = [token for word in _WORD.findall(marked) for token in self._cut(word)]
        known = self._vocabulary
        return [known.begin, *tokens[: self._longest - 2], known.end]

    def _cut_word(self, word: str) -> tuple[int, ...]:
        best = [0.0, *([float("-inf")] * len(word))]
        steps = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            for end, token, score in self._pieces_from(word, start):
                if best[start] + score > best[end]:
                    best[end] = best[start] + score
                    steps[end] = (start, token)
        tokens: list[int] = []
        at = len(word)
        while at:
            at, token = steps[at]
            tokens.append(token)
        return tuple(reversed(tokens))

    def _pieces_from(self, word: str, start: int) -> list[tuple[int, int, float]]:
        """Return (end, token, score) of each piece that begins here, and of the unknown one."""
        known = self._vocabulary
        found = [(start + 1, known.unknown, self._unknown)]
        raw = b""
        for end in range(start + 1, len(word) + 1):
            raw += word[end - 1].encode("utf-8", "replace")
            if len(raw) > self._most_bytes:
                break
            token = known.pieces.get(raw)
            if token is not None and token != known.unknown:
                found.append((end, token, known.scores[token]))
        return found
