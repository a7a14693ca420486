"""Two models of a provider's prompt cache. Both begin cold, never evict, and ignore routing.

Source: OpenAI's prompt caching guide; the type documentation of openai 3.57.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from archpanel.evals.bench.prompts import Prompt

BLOCK = 128
"""Tokens; only whole blocks are cached in the classic model."""

LEAST = 1024
"""Tokens; a shorter prefix is never cached."""

WRITES = 4
"""Breakpoints that one request may write."""

LOOKBACK = 80
"""Latest breakpoints of a prompt that are looked up."""


@dataclass
class ClassicCache:
    """The longest common prefix with any earlier prompt, in whole blocks."""

    _readable: dict[int, float] = field(default_factory=dict)
    """Hash of a prefix -> when it can be read."""

    def use(self, tokens: Sequence[str], now: float, first: float) -> int:
        """Return how many tokens are read at `now`; its own prefix is readable from `first` on."""
        chain = list(_chain(tokens))
        read = 0
        for prefix in chain:
            if self._readable.get(prefix, now + 1) > now:
                break
            read += BLOCK
        for prefix in chain:
            self._readable[prefix] = min(first, self._readable.get(prefix, first))
        return read if read >= LEAST else 0


def _chain(tokens: Sequence[str]) -> Iterator[int]:
    before = 0
    for end in range(BLOCK, len(tokens) + 1, BLOCK):
        before = hash((before, tuple(tokens[end - BLOCK : end])))
        yield before


@dataclass
class BreakpointCache:
    """The rules since GPT-5.6: a prefix is written at breakpoints only, and read at them only.

    Breakpoints are the marked parts and, unless switched off, the end of the latest user message.
    A prefix that was written is read where a part of the new prompt ends at the same place.
    Reading costs a tenth, writing a quarter more.
    """

    _readable: dict[bytes, float] = field(default_factory=dict)

    def use(self, prompt: Prompt, now: float, first: float) -> tuple[int, int]:
        """Return the tokens that are read at `now`, and those that are written for later."""
        ends = list(_ends(prompt))
        latest_user = max((n for n, b in enumerate(prompt.blocks) if b.closes_user), default=-1)
        points = [
            end
            for number, (block, end) in enumerate(zip(prompt.blocks, ends, strict=True))
            if block.marked or (prompt.implicit and number == latest_user)
        ]
        read = max((at for at, key in ends[-2 * LOOKBACK :] if self._can_read(key, now)), default=0)
        kept = [(at, key) for at, key in points[-WRITES:] if at >= LEAST]
        for _, key in kept:
            self._readable[key] = min(first, self._readable.get(key, first))
        return read, max(0, max((at for at, _ in kept), default=0) - read)

    def _can_read(self, key: bytes, now: float) -> bool:
        return self._readable.get(key, now + 1) <= now


def _ends(prompt: Prompt) -> Iterator[tuple[int, bytes]]:
    """Yield how many tokens there are up to the end of each block, and a digest of all of them.

    The digest does not depend on where the blocks were parted before.
    """
    at, so_far = 0, blake2b(digest_size=16)
    for block in prompt.blocks:
        at += len(block.tokens)
        so_far.update("".join(f"{token}\0" for token in block.tokens).encode())
        yield at, so_far.digest()
