"""A pack's competencies as points in the encoder's space: what each is about, and its two ends.

Anchors are cut into clauses, since one anchor describes several behaviours. The level of a piece is
never read from likeness to one anchor alone: the lowest anchor describes a lack in the same words
in which the highest describes the skill.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archpanel.agents.offline.encoder import Vectors
from archpanel.agents.offline.rigour import Row
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import VectorStore
from archpanel.domain import Competency

NEAREST = 3
"""Likeness to a competency is the mean over this many of its nearest phrases."""


@dataclass(frozen=True)
class AnchorScale:
    """One competency, encoded."""

    top: int
    """Number of its anchors: the highest level."""

    about: Vectors
    """Every phrase that says what it is about: name, summary, clauses of all anchors."""

    low: Vectors
    high: Vectors
    """Clauses of the anchors below and above the middle of the scale."""

    def likeness(self, vectors: Vectors) -> Row:
        """Return how near each vector is to what the competency is about."""
        return nearest_mean(vectors, self.about)

    def contrast(self, vectors: Vectors) -> Row:
        """Return how much nearer each vector is to the high end than to the low end."""
        return nearest_mean(vectors, self.high, 1) - nearest_mean(vectors, self.low, 1)


def nearest_mean(vectors: Vectors, phrases: Vectors, count: int = NEAREST) -> Row:
    """Return, per vector, the mean cosine to its nearest phrases."""
    cosines = np.asarray(vectors, dtype=np.float64) @ np.asarray(phrases, dtype=np.float64).T
    return np.asarray(np.sort(cosines, axis=1)[:, -count:].mean(axis=1))


def encode_scales(
    competencies: Sequence[Competency], phrases: VectorStore
) -> tuple[AnchorScale, ...]:
    """Encode all competencies in one batch, kept in the store by their content."""
    parts = [_parts(competency) for competency in competencies]
    texts = [text for levels in parts for level in levels for text in level]
    vectors = phrases.get(texts, keep_as=f"anchors-{_digest(texts)}")
    scales, at = [], 0
    for levels in parts:
        sizes = [len(level) for level in levels]
        own, at = vectors[at : at + sum(sizes)], at + sum(sizes)
        scales.append(_scale(np.split(own, np.cumsum(sizes)[:-1])))
    return tuple(scales)


def clauses(text: str) -> list[str]:
    """Return the clauses of a phrase of the pack; never none."""
    return [piece.text for piece in cut(text)] or [text]


def _parts(competency: Competency) -> list[list[str]]:
    about = [text for text in (competency.name, competency.summary) if text]
    return [about, *(clauses(anchor) for anchor in competency.anchors)]


def _scale(parts: Sequence[Vectors]) -> AnchorScale:
    levels = parts[1:]
    half = len(levels) // 2
    return AnchorScale(
        len(levels), np.vstack(parts), np.vstack(levels[:half]), np.vstack(levels[-half:])
    )


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
