"""What an interviewer may say aloud: a filter between a model's words and the candidate's ears.

Words are let through as they come, so that the candidate can begin to read. Only the end of what
was said so far is held back for as long as it may be the beginning of something that must not be
said; usually that is nothing at all. What is compared is what a reader takes in, see `folding`, so
that no odd sign lets a phrase through. The first characters are held back until they are known to
be words: neither a form nor a model's thinking is ever heard. What gives a key point away is the
matter of `giveaway`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable

from archpanel.agents.engine import Say, UnusableReply, nobody
from archpanel.agents.llm.folding import fold, fold_sign, plain_sign
from archpanel.agents.llm.giveaway import Giveaway
from archpanel.agents.llm.unsayable import ELSEWHERE, FORMS, INTERNAL, OPINIONS, PRAISE, RATED
from archpanel.domain import visible

LONGEST = 1200
"""Characters of a question; the bank's longest has 600."""

SHORTEST = 12
MOST_QUESTIONS = 3
"""Question marks; a question may be put, narrowed down and put in other words."""

_ALWAYS = frozenset(map(fold, (*PRAISE, *INTERNAL, *RATED, *OPINIONS, *ELSEWHERE)))

_TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)


class _Phrases:
    """Phrases, sorted so that those which begin in a certain way are found at once."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all = sorted({*phrases} - {""})
        self.longest = max(map(len, self.all), default=0)

    def begin_with(self, words: str) -> bool:
        """Tell whether one of them begins with these words."""
        place = bisect_left(self.all, words)  # what begins so comes next
        return place < len(self.all) and self.all[place].startswith(words)


class Gate:
    """Passes pieces on until something comes that must not be said; then it raises."""

    def __init__(
        self, say: Say, secrets: Iterable[str] = (), giveaway: Giveaway | None = None
    ) -> None:
        """Stand between a model and `say`.

        Args:
            say: takes what may be said.
            secrets: what must not be said besides praise and internal words, such as a canary.
            giveaway: watches for key points.
        """
        self._say = say
        self._giveaway = giveaway or Giveaway()
        self._as_words = _Phrases(phrase for phrase in _ALWAYS if phrase[0].isalnum())
        """Forbidden where a word begins: nobody minds the monKEY POINTing."""

        self._anywhere = _Phrases(
            (*(phrase for phrase in _ALWAYS if not phrase[0].isalnum()), *map(fold, secrets))
        )
        self._heard = ""
        self._plain = ""
        """What was heard, character by character in plain ones."""

        self._fold = ""
        """What was heard, as it is compared."""

        self._places: list[int] = []
        """Where in `_heard` each character of `_fold` stands."""

        self._begins: list[bool] = []
        """Whether a word begins with it."""

        self._passed = 0

    def __call__(self, piece: str) -> None:
        """Take the next piece.

        Raises:
            UnusableReply: it completes something that must not be said, or there is no end to it.
        """
        for char in visible(piece):
            self._take(char)
        self._check()
        self._pass(min(self._held_from(), self._giveaway.held_from(self._plain)))

    @property
    def is_heard(self) -> bool:
        """Tell whether anybody listens."""
        return self._say is not nobody

    @property
    def text(self) -> str:
        """All that the model said so far, let through or not."""
        return self._heard

    @property
    def was_heard(self) -> bool:
        """Tell whether anything was let through."""
        return self._passed > 0

    def close(self) -> str:
        """Let the rest through, and return all that was said.

        Raises:
            UnusableReply: its last words complete something that must not be said.
        """
        self._giveaway.held_from(self._plain, ended=True)
        self._pass(len(self._heard))
        return self._heard

    def _take(self, char: str) -> None:
        begins = not self._plain[-1:].isalnum()
        for sign in fold_sign(char):
            self._fold += sign
            self._places.append(len(self._heard))
            self._begins.append(begins)
        self._heard += char
        self._plain += plain_sign(char)

    def _check(self) -> None:
        if len(self._heard) > LONGEST:
            raise UnusableReply("The model went on for longer than any question.")
        if self._fold.count("?") > MOST_QUESTIONS:
            raise UnusableReply("The model asked several questions at once.")
        if self._plain.lstrip().startswith(FORMS):
            raise UnusableReply("The model replied with a form instead of words.")
        begun = bisect_left(self._places, self._passed)
        if _TAG.search(self._plain, self._passed) or self._is_said(begun):
            raise UnusableReply("The model said what an interviewer does not say.")

    def _is_said(self, begun: int) -> bool:
        if any(phrase in self._fold[begun:] for phrase in self._anywhere.all):
            return True
        said = (phrase for phrase in self._as_words.all if phrase in self._fold[begun:])
        return any(self._is_said_as_words(phrase, begun) for phrase in said)

    def _is_said_as_words(self, phrase: str, begun: int) -> bool:
        at = self._fold.find(phrase, begun)
        while at >= 0 and not self._begins[at]:
            at = self._fold.find(phrase, at + 1)
        return at >= 0

    def _held_from(self) -> int:
        """Return from where on the end may begin something that must not be said."""
        start = self._plain.lstrip()
        if not start or any(form.startswith(start) for form in FORMS):
            return 0  # not known to be words
        longest = max(self._as_words.longest, self._anywhere.longest)
        first = max(bisect_left(self._places, self._passed), len(self._fold) - longest + 1)
        held = (at for at in range(first, len(self._fold)) if self._may_begin(at))
        place = next((self._places[at] for at in held), len(self._heard))
        return min(place, len(self._heard) - self._plain.endswith("<"))

    def _may_begin(self, at: int) -> bool:
        words = self._fold[at:]
        as_word = self._begins[at] and self._as_words.begin_with(words)
        return as_word or self._anywhere.begin_with(words)

    def _pass(self, end: int) -> None:
        if end > self._passed:
            self._say(self._heard[self._passed : end])
            self._passed = end


def check_question(words: str) -> str:
    """Return a question's words as they may be put.

    Raises:
        UnusableReply: too short.
    """
    said = words.strip()
    if len(said) < SHORTEST:
        raise UnusableReply("The model found no words.")
    return said
