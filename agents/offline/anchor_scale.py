"""A pack's competencies as points in the encoder's space: what each is about, and its two ends.

Anchors are cut into clauses, since one anchor describes several behaviours. The level of a piece is
never read from likeness to one anchor alone: the lowest anchor describes a lack in the same words
in which the highest describes the skill.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from archpanel.agents.offline.encoder import Vectors
from archpanel.agents.offline.rigour import Row
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import VectorStore
from archpanel.domain import Competency

NEAREST = 3
"""Likeness to a competency is the mean over this many of its nearest phrases."""


@dataclass(frozen=True, eq=False)
class AnchorScale:
    """One competency, encoded; two of them are never equal."""

    top: int
    """Number of its anchors: the highest level."""

    about: Vectors
    """Every phrase that says what it is about: name, summary, clauses of all anchors."""

    low: Vectors
    high: Vectors
    """Clauses of the anchors below and above the middle of the scale."""

    def likeness(self, talk: Vectors, space: "TopicSpace") -> Row:
        """Return how near talk is to what the competency is about, above talk of other work."""
        placed = space.placed(self)
        return placed.usual_likeness.below(placed.likeness(space.talk(talk)))

    def contrast(self, talk: Vectors, space: "TopicSpace") -> Row:
        """Return how much nearer talk is to the high end than to the low end, above other talk."""
        placed = space.placed(self)
        return placed.usual_contrast.below(placed.contrast(space.talk(talk)))


@dataclass(frozen=True)
class Usual:
    """What talk of other work comes to."""

    mean: float
    spread: float

    def below(self, values: Row) -> Row:
        """Return how far values lie above it, in spreads."""
        return np.asarray((values - self.mean) / max(self.spread, 1e-6))


class Placed:
    """A competency in a space: what is the same for every answer is computed once."""

    def __init__(self, scale: AnchorScale, space: "TopicSpace") -> None:
        """Take the topics of a competency's phrases, and measure talk of other work by them."""
        self._about = space.phrases(scale.about)
        self._low, self._high = space.phrases(scale.low), space.phrases(scale.high)
        self.usual_likeness = _usual(self.likeness(space.usual))
        self.usual_contrast = _usual(self.contrast(space.usual))

    def likeness(self, topics: Row) -> Row:
        """Return the mean cosine of each row to the nearest phrases about the competency."""
        return nearest_mean(topics, self._about)

    def contrast(self, topics: Row) -> Row:
        """Return how much nearer each row is to the high end than to the low end."""
        return nearest_mean(topics, self._high, 1) - nearest_mean(topics, self._low, 1)


class TopicSpace:
    """Removes from vectors what all talk of work has in common, so that the topic is left.

    Raw cosines of E5 lie between 0.75 and 0.92, whatever is compared. Talk in the first person and
    phrases of a pack have means of their own.
    """

    def __init__(self, background: Vectors, talk_mean: Row, phrase_mean: Row, common: Row) -> None:
        """Open the space.

        Args:
            background: vectors of talk about other work; likeness is measured above theirs.
            talk_mean: mean vector of talk.
            phrase_mean: mean vector of anchors.
            common: orthonormal rows, the main directions in which talk varies whatever its topic.
        """
        self._talk_mean, self._phrase_mean, self._common = talk_mean, phrase_mean, common
        self.usual = self.talk(background)
        self._placed: WeakKeyDictionary[AnchorScale, Placed] = WeakKeyDictionary()

    def placed(self, scale: AnchorScale) -> Placed:
        """Return a competency in this space; as long as it is in use, the same one."""
        if (found := self._placed.get(scale)) is None:
            found = self._placed[scale] = Placed(scale, self)
        return found

    def talk(self, vectors: Vectors) -> Row:
        """Return the topics of questions and answers."""
        return self._topic(vectors, self._talk_mean)

    def phrases(self, vectors: Vectors) -> Row:
        """Return the topics of names and anchors."""
        return self._topic(vectors, self._phrase_mean)

    def _topic(self, vectors: Vectors, mean: Row) -> Row:
        left = np.asarray(vectors, dtype=np.float64) - mean
        left = left - left @ self._common.T @ self._common
        return np.asarray(left / np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-9))


def nearest_mean(talk: Row, phrases: Row, count: int = NEAREST) -> Row:
    """Return, per row of talk, the mean cosine to its nearest phrases."""
    return np.asarray(np.sort(talk @ phrases.T, axis=1)[:, -count:].mean(axis=1))


def _usual(values: Row) -> Usual:
    return Usual(float(values.mean()), float(values.std()))


def encode_scales(
    competencies: Sequence[Competency], phrases: VectorStore
) -> tuple[AnchorScale, ...]:
    """Encode all competencies in one batch, kept in the store by their content."""
    parts = [_parts(competency) for competency in competencies]
    texts = anchor_texts(competencies)
    vectors = phrases.get(texts, keep_as=f"anchors-{_digest(texts)}")
    scales, at = [], 0
    for levels in parts:
        sizes = [len(level) for level in levels]
        own, at = vectors[at : at + sum(sizes)], at + sum(sizes)
        scales.append(_scale(np.split(own, np.cumsum(sizes)[:-1])))
    return tuple(scales)


def anchor_texts(competencies: Sequence[Competency]) -> list[str]:
    """Return every phrase that is encoded for a pack, so that its vectors can ship beside it."""
    return [text for one in competencies for level in _parts(one) for text in level]


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
