"""What a model is asked, and what it answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archpanel.agents.engine import EngineUnavailable, UnusableReply


@dataclass(frozen=True)
class Request:
    """One question to a model: a system message and one user message.

    One user message, because the SDK's work grows with the number of messages.
    """

    job: str
    """What it is for, such as `read`; for logs and measurements, not sent."""

    seat: str
    """Whose call it is; not sent."""

    model: str
    system: str
    user: tuple[str, ...]
    """Parts of the user message, in order; what stays the same from call to call comes first."""

    schema: Mapping[str, Any] | None = None
    """JSON schema of the answer; None for prose. The answer is not checked against it here."""

    schema_name: str = ""
    most_tokens: int = 800
    """Longest answer; one that is cut off there is an `UnusableReply`."""

    cache_key: str = ""
    """Calls with the same beginning share it, so that they reach the same cache.

    Sent to OpenAI, and to servers with `breakpoints`.
    """


@dataclass(frozen=True)
class Usage:
    """Tokens of one call, as the server counted them; None where it did not say."""

    input: int | None = None
    cached: int | None = None
    """Of `input`: read from the server's cache."""

    output: int | None = None


@dataclass(frozen=True)
class Reply:
    """A complete answer."""

    text: str
    model: str
    """As the server named it; a server may answer with a dated version of what was asked for."""

    usage: Usage
    attempts: int
    seconds: float
    """By the clock, with every attempt and pause."""


class NotAsked(EngineUnavailable):
    """Nothing left this machine: the budget is spent, or the server is left alone for a while."""


class UnfitReply(UnusableReply):
    """A complete answer of no use: refused, empty, cut off. It has cost what it has cost."""

    def __init__(self, words: str, reply: Reply) -> None:
        """Keep the answer, for whoever counts."""
        super().__init__(words)
        self.reply = reply
