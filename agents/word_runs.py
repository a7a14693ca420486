"""Runs of words: what two texts have in common beyond chance. Pure."""

from collections.abc import Sequence


def runs_of(words: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    """Return every run of so many words in a row; a shorter text has none."""
    return frozenset(tuple(words[at : at + length]) for at in range(len(words) - length + 1))
