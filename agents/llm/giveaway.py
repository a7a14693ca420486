"""Keeps a question from saying what a good answer says, before the candidate hears any of it.

A question gives a key point away when it has eight words in a row in common with it. One word may
always be said, so that the first one is never waited for; from the second word of a row on, the row
is held back until it goes on in another way. At most one word of what is given away is ever heard.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from archpanel.agents.engine import UnusableReply
from archpanel.agents.word_runs import runs_of

SHARED_WORDS = 8
"""Words in a row that a question may have in common with a key point before it is given away."""

FREE_WORDS = 1
"""Words of such a row that are not held back; more would be a hint, none would delay all words."""

_WORD = re.compile(r"\w+")

_Run = tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """Whole words in a row that a key point has as well."""

    start: int
    length: int
    runs: tuple[_Run, ...]
    """What would be given away, if it went on like one of these."""


class Giveaway:
    """Watches one question grow; looks at each word once, and at nothing before the first two."""

    def __init__(
        self, awaited: Sequence[str] = (), given: str = "", kept: "Rows | None" = None
    ) -> None:
        """Begin with nothing said.

        Args:
            awaited: what good answers say.
            given: all that the model was given; what stands there may be said.
            kept: other rows of words that are not to be said, the same in each question.
        """
        self._awaited = awaited
        self._given = given
        self._kept = kept or {}
        self._rows: list[_Row] = []
        self._secret: dict[_Run, bool] = {}
        self._at = 0
        """Where the first word begins that was not whole when last looked at."""

    def held_from(self, said: str, *, ended: bool = False) -> int:
        """Return from which character on words are held back; the length where none is.

        Args:
            said: all that was said so far.
            ended: whether the last word is whole.

        Raises:
            UnusableReply: it gives a key point away.
        """
        begun = ""
        for match in _WORD.finditer(said, self._at) if self._awaited or self._kept else ():
            word = match.group().casefold()
            self._at = match.start()
            if match.end() == len(said) and not ended:
                begun = word
                break
            self._take(word)
            self._at = match.end()
        return next((row.start for row in self._rows if self._is_held(row, begun)), len(said))

    def _take(self, word: str) -> None:
        """Take a whole word in.

        Raises:
            UnusableReply: it is the last one of what would be given away.
        """
        longer = (self._longer(row, word) for row in self._rows)
        self._rows = [row for row in longer if row.runs]
        if any(row.length == SHARED_WORDS for row in self._rows):
            raise UnusableReply("The model gave away what a good answer says.")
        if runs := (*self._by_first.get(word, ()), *self._kept.get(word, ())):
            self._rows.append(_Row(self._at, 1, runs))

    def _longer(self, row: _Row, word: str) -> _Row:
        runs = tuple(run for run in row.runs if run[row.length] == word)
        if row.length == FREE_WORDS:
            runs = tuple(filter(self._is_secret, runs))
        return _Row(row.start, row.length + 1, runs)

    def _is_held(self, row: _Row, begun: str) -> bool:
        """Tell whether a row has too many words, as far as the word that is begun belongs to it."""
        if not begun:
            return row.length > FREE_WORDS
        going = (run for run in row.runs if run[row.length].startswith(begun))
        return row.length >= FREE_WORDS and any(map(self._is_secret, going))

    @cached_property
    def _by_first(self) -> "Rows":
        return _rows_of_item(tuple(self._awaited))

    @cached_property
    def _given_words(self) -> str:
        return f" {' '.join(_words(self._given))} "

    def _is_secret(self, run: _Run) -> bool:
        """Tell whether the model was not given these words itself: that is long, so look once."""
        if run not in self._secret:
            self._secret[run] = f" {' '.join(run)} " not in self._given_words
        return self._secret[run]


Rows = Mapping[str, tuple[_Run, ...]]
"""First word -> the rows of words that begin with it."""


def rows_of(texts: Iterable[str]) -> Rows:
    """Return the rows of words of which none is to be said."""
    found: dict[str, tuple[_Run, ...]] = {}
    for run in {run for words in texts for run in runs_of(_words(words), SHARED_WORDS)}:
        found[run[0]] = (*found.get(run[0], ()), run)
    return found


@lru_cache(maxsize=64)
def _rows_of_item(awaited: tuple[str, ...]) -> Rows:
    """Return the rows of one item of the bank, which is asked about again and again."""
    return rows_of(awaited)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
