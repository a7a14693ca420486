"""What calls cost, and where it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from archpanel.agents.llm.request import NotAsked, Request, Usage
from archpanel.domain import LONGEST_CURRENCY, BadRequest

CHARACTERS_PER_TOKEN = 4
"""A rule of thumb for English, for servers that do not count; what it yields is kept apart."""

LEAST_SHARE = 0.25
"""Of the estimate: a count below it is not believed. No prose has 16 characters to a token."""

MOST_BYTES_PER_CHARACTER = 4
"""In UTF-8; a token stands for one byte at least."""

UNSEEN_TOKENS = 50_000
"""Tokens that may be counted beside what is seen: a server's own page, or a model's thoughts."""

_MILLION = 1_000_000


class OverBudget(NotAsked):
    """What may be spent is spent; nothing more is asked until the user grants more."""


@dataclass(frozen=True)
class Prices:
    """Of one model, per million tokens. 0 is a price: a server of one's own."""

    input: float
    output: float
    cached: float | None = None
    """For input read from the server's cache; None: no discount."""

    currency: str = "USD"

    def __post_init__(self) -> None:
        for name in ("input", "output", "cached"):
            price = getattr(self, name)
            number = isinstance(price, int | float) and not isinstance(price, bool)
            if not (name == "cached" and price is None) and not (
                number and isfinite(price) and price >= 0
            ):
                raise BadRequest(f"{name}: {price!r} is no price; give a number such as 0.25.")
        named: object = self.currency
        if not (isinstance(named, str) and 0 < len(named.strip()) <= LONGEST_CURRENCY):
            raise BadRequest(f"currency: {self.currency!r} is no currency; write it as USD.")

    def cost(self, usage: Usage) -> float | None:
        """Return what a call cost, or None where the server did not count its tokens.

        A server that counts but names no cached tokens is taken to have read none from a cache:
        the cost is then an upper bound.
        """
        if usage.input is None or usage.output is None:
            return None
        cached = min(usage.cached or 0, usage.input)
        cheap = self.input if self.cached is None else self.cached
        parts = (usage.input - cached) * self.input, cached * cheap, usage.output * self.output
        return sum(parts) / _MILLION


@dataclass(frozen=True)
class Budget:
    """The most that may be spent; None: no limit."""

    tokens: int | None = None
    """Input and output together."""

    money: float | None = None
    """In the currency of the prices."""

    def __post_init__(self) -> None:
        for name, limit in (("TOKENS", self.tokens), ("MONEY", self.money)):
            if limit is not None and not limit > 0:
                raise BadRequest(f"ARCHPANEL_BUDGET_{name}={limit} allows no call; leave it unset.")


@dataclass
class Ledger:
    """What was spent so far, of a budget. Shared by all calls that it is for.

    Calls that are under way are not counted yet: side by side, they may overstep the limit by
    what they cost themselves. An attempt that brought no answer at all is not counted either,
    although a server may bill it.

    Raises:
        BadRequest: prices in several currencies cannot be added up.
    """

    budget: Budget = field(default_factory=Budget)
    prices: Mapping[str, Prices] = field(default_factory=dict)
    """By the name a model is asked for."""

    tokens: int = 0
    estimated: int = 0
    """Of `tokens`: not counted by a server, but by `CHARACTERS_PER_TOKEN`."""

    money: float = 0.0
    """For models with a price; for the others see `unpriced`."""

    unpriced: int = 0
    """Calls to models without a price."""

    def __post_init__(self) -> None:
        currencies = sorted({price.currency for price in self.prices.values()})
        if len(currencies) > 1:
            raise BadRequest(f"Prices are in {' and '.join(currencies)}; give all in one currency.")

    @property
    def currency(self) -> str:
        """Of the prices; empty without any."""
        return next((price.currency for price in self.prices.values()), "")

    def check(self, model: str) -> None:
        """Let a call to `model` pass.

        Raises:
            OverBudget: a limit has been reached, or cannot be kept for want of a price.
        """
        limit, most = self.budget.tokens, self.budget.money
        if limit is not None and self.tokens >= limit:
            raise OverBudget(self._spent(f"{self.tokens:,} of {limit:,} tokens", "TOKENS"))
        if most is not None and model not in self.prices:
            raise OverBudget(
                f"No price is known for model {model!r}, so ARCHPANEL_BUDGET_MONEY cannot be kept; "
                "give its prices, or set ARCHPANEL_BUDGET_TOKENS instead."
            )
        if most is not None and self.money >= most:
            spent = f"{self.money:.4g} of {most:.4g} {self.currency}"
            raise OverBudget(self._spent(spent, "MONEY"))

    def add(self, request: Request, usage: Usage, text: str) -> None:
        """Count one answer; `text` stands in for the server's count where there is none."""
        full, guessed = completed(request, usage, text)
        self.tokens += (full.input or 0) + (full.output or 0)
        self.estimated += guessed
        cost = self.prices[request.model].cost(full) if request.model in self.prices else None
        self.money += cost or 0.0
        self.unpriced += cost is None

    def _spent(self, what: str, name: str) -> str:
        partly = f" ({self.estimated:,} tokens are estimated)" if self.estimated else ""
        return f"The budget is spent: {what}{partly}. Raise ARCHPANEL_BUDGET_{name} to go on."


def completed(request: Request, usage: Usage, text: str) -> tuple[Usage, int]:
    """Return the usage without gaps, and how many of its tokens are estimated.

    A server's count stands where it may be true. One far below what went over the wire would make
    a budget void, and one above all that a request can hold would spend it at once and for good:
    in their place stands an estimate, as where a server does not count. What is returned here is
    what a budget is charged with and what a record keeps, marked as estimated, so that a session
    which goes on elsewhere goes on with the same.
    """
    sent = "".join((request.system, *request.user))
    schema = len(str(request.schema or ""))
    into = _charged(usage.input, sent, schema)
    out = _charged(usage.output, text, request.most_tokens)
    guessed = into * (into != usage.input) + out * (out != usage.output)
    cached = None if usage.cached is None else min(usage.cached, into)
    return Usage(input=into, cached=cached, output=out), guessed


def _charged(told: int | None, text: str, more: int) -> int:
    """Return a count where a text of so many characters, and so much more, may have it."""
    estimate = -(-len(text) // CHARACTERS_PER_TOKEN)
    most = MOST_BYTES_PER_CHARACTER * len(text) + more + UNSEEN_TOKENS
    if told is None or not LEAST_SHARE * estimate <= told <= most:
        return estimate
    return told
