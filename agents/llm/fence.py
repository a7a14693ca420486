"""The candidate's words as data: fenced by a number that nobody outside can know.

A fence that could be guessed could be closed from within. The number is a keyed digest of what is
fenced: the same words get the same number whenever they are sent, so that a growing conversation
stays the beginning of the next prompt and an endpoint can cache it; other words get another one.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from secrets import token_bytes

from archpanel.agents.sentences import Span
from archpanel.agents.suspicion import quoted_orders, suspicious_spans
from archpanel.domain import Answer

LEFT_OUT = "[left out]"
"""Stands for words that are aimed at the panel, which are no evidence for anybody, and for attacks
that are quoted: honest talk, but a model that obeys what it reads would obey them as well."""

DIGITS = 12
"""Decimal, which costs models a token for three, and each turn shows eight of them. The longest
answer has room for some 1,500 guesses: one in 600 million holds the right one, and nobody learns
which. `admissible` words cannot hold it by chance either, since the number depends on them."""

SILENCE = "(The candidate passed.)"


class Fence:
    """Fences of one session."""

    def __init__(self, secret: bytes | None = None) -> None:
        """Take the session's secret; without one a new one is drawn."""
        self._secret = secret or token_bytes(32)
        self._numbers: set[str] = set()
        self._made: dict[tuple[str, str], str] = {}
        """What was fenced before: an answer is shown in every later prompt of the asker."""

    @property
    def numbers(self) -> Iterable[str]:
        """All numbers in use so far; a reply that contains one has leaked it."""
        return frozenset(self._numbers)

    def around(self, name: str, words: str) -> str:
        """Return words between two markers, without the attacks that they quote.

        Args:
            name: what they are, such as the id of an answer; equal words elsewhere then differ.
            words: what somebody outside wrote. The number depends on them, so they cannot hold it.
        """
        if (name, words) not in self._made:
            shown = _without(words, quoted_orders(words))
            number = self._number(name, shown)
            self._numbers.add(number)
            self._made[name, words] = f"<<<said {number}\n{shown}\n{number} said>>>"
        return self._made[name, words]

    def answer(self, answer: Answer) -> str:
        """Return an answer between markers, without what is aimed at the panel."""
        return self.around(answer.id, admissible(answer) or SILENCE)

    def paper(self, title: str, words: str) -> str:
        """Return a job description or a CV between markers, without what is aimed at the panel."""
        return self.around(title, _without(words, suspicious_spans(words)))

    def _number(self, name: str, words: str) -> str:
        content = f"{name}\0{words}".encode()
        number = int(hmac.new(self._secret, content, sha256).hexdigest(), 16)
        return str(number).zfill(DIGITS)[-DIGITS:]


def admissible(answer: Answer) -> str:
    """Return an answer's text with each flagged span replaced by `LEFT_OUT`."""
    return _without(answer.text, answer.flags)


def _without(text: str, spans: Iterable[Span]) -> str:
    kept, at = "", 0
    for start, end in spans:
        kept += text[at:start] + LEFT_OUT
        at = end
    return kept + text[at:]
