"""Reads an answer by a pack's anchors alone, for questions that are not in the bank.

Per piece of the answer: does it say anything (substance), about which competency (relevance), and
how far up the scale does it sound (quality)? A level is the mean quality of the pieces, weighted by
substance and relevance; it is a mean, so more words of the same kind never raise it.

It measures how candidates of a level speak about their work, not whether they are right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archpanel.agents.engine import AnchorReading
from archpanel.agents.offline.anchor_scale import AnchorScale, encode_scales
from archpanel.agents.offline.anchor_weights import AnchorWeights, anchor_weights_for
from archpanel.agents.offline.encoder import Encoder, Vectors
from archpanel.agents.offline.kinds import plain_kind
from archpanel.agents.offline.rigour import Row, sign_table
from archpanel.agents.offline.segments import Segment, cut, words
from archpanel.agents.offline.suspicion import suspicious_spans
from archpanel.agents.offline.vectors import VectorStore
from archpanel.domain import Competency

LEAST_WEIGHT = 0.05
"""Below this an answer says nothing about a competency."""

ENOUGH_WORDS = 12
"""Words of substance from which an answer has its full weight."""

FULL_PIECE = 20
"""Words beyond which a piece does not weigh more."""

RIVALRY = 0.5
"""How strongly the nearest competency of the pack outweighs the others; 0 not at all."""

ECHO = 0.8
"""Share of a piece's words that are the question's own from which it is an echo."""

ADMITTED_WEIGHT = 0.5
"""Weight of "I do not know" for what the question asks about, at the lowest level."""

MOST_SPANS = 2


@dataclass(frozen=True)
class Said:
    """An answer, cut and encoded; pieces that address the panel or echo the question are gone."""

    pieces: tuple[Segment, ...]
    vectors: Vectors
    signs: Row
    mass: Row
    """Words of substance in each piece."""


class AnchorReader:
    """Proposes levels for an answer; the same answer always gets the same reading."""

    def __init__(
        self,
        encoder: Encoder,
        weights: AnchorWeights | None = None,
        phrases: VectorStore | None = None,
    ) -> None:
        """Open the reader.

        Args:
            encoder: who turns text into vectors.
            weights: those trained for this encoder; the shipped ones when not given.
            phrases: keeps the vectors of anchors and questions between answers.

        Raises:
            KeyError: nothing was trained for this encoder.
        """
        self._encoder = encoder
        self._weights = weights or anchor_weights_for(encoder.id)
        self._phrases = phrases or VectorStore(encoder)
        self._scales: dict[tuple[tuple[str, ...], ...], tuple[AnchorScale, ...]] = {}

    def read(
        self, competencies: tuple[Competency, ...], question: str, answer: str
    ) -> tuple[AnchorReading, ...]:
        """Return one reading for each competency that the answer says something about."""
        scales = self._encoded(competencies)
        kind = plain_kind(answer)
        if kind == "dont_know":
            return self._admitted(competencies, scales, question, answer)
        said = self._cut(question, answer)
        if kind is not None or not said.pieces or not scales:
            return ()
        relevance = self.relevance(scales, question, said.vectors)
        readings = [
            self._reading(competency, scale, said, own)
            for competency, scale, own in zip(competencies, scales, relevance, strict=True)
        ]
        return tuple(reading for reading in readings if reading.weight >= LEAST_WEIGHT)

    def relevance(self, scales: Sequence[AnchorScale], question: str, vectors: Vectors) -> Row:
        """Return, per competency and piece, how much the piece is about it (0 to 1)."""
        asked = self.likeness_above(scales, self._asked(question)).max(axis=1, keepdims=True)
        logits = self._weights.relevance_logit(asked, self.likeness_above(scales, vectors))
        rivals = np.exp(RIVALRY * (logits - logits.max(axis=0, keepdims=True)))
        return np.asarray(rivals / (1 + np.exp(-np.clip(logits, -30, 30))))

    def _encoded(self, competencies: tuple[Competency, ...]) -> tuple[AnchorScale, ...]:
        key = tuple((one.name, one.summary, *one.anchors) for one in competencies)
        if key not in self._scales:
            self._scales[key] = encode_scales(competencies, self._phrases)
        return self._scales[key]

    def _asked(self, question: str) -> Vectors:
        return self._phrases.get([piece.text for piece in cut(question)] or [question])

    def likeness_above(self, scales: Sequence[AnchorScale], vectors: Vectors) -> Row:
        """Return likeness in standard deviations above talk about other work."""
        rows = []
        for scale in scales:
            usual = scale.likeness(self._weights.background)
            rows.append((scale.likeness(vectors) - usual.mean()) / max(float(usual.std()), 1e-6))
        return np.vstack(rows)

    def _cut(self, question: str, answer: str) -> Said:
        aimed = suspicious_spans(answer)
        own = frozenset(words(question))
        pieces = tuple(
            piece
            for piece in cut(answer)
            if not _overlaps(piece, aimed) and not _is_echo(piece, own)
        )
        vectors = self._encoder.encode([piece.text for piece in pieces])
        lengths = np.array([min(piece.words, FULL_PIECE) for piece in pieces], dtype=np.float64)
        mass = lengths * self._weights.substance_of(vectors)
        return Said(pieces, vectors, sign_table([piece.text for piece in pieces]), mass)

    def _reading(
        self, competency: Competency, scale: AnchorScale, said: Said, relevance: Row
    ) -> AnchorReading:
        table = quality_table(scale, said.vectors, said.signs)
        quality = self._weights.quality_of(table)
        carried = said.mass * relevance
        total = max(float(carried.sum()), 1e-9)
        place = float((carried * quality).sum()) / total
        enough = min(1.0, float(said.mass.sum()) / ENOUGH_WORDS)
        weight = enough * total / max(float(said.mass.sum()), 1e-9)
        return AnchorReading(
            competency=competency.id,
            level=round(1 + (scale.top - 1) * place, 3),
            weight=round(min(1.0, weight), 3),
            spans=_spans(said.pieces, carried, quality, place),
        )

    def _admitted(
        self,
        competencies: tuple[Competency, ...],
        scales: Sequence[AnchorScale],
        question: str,
        answer: str,
    ) -> tuple[AnchorReading, ...]:
        asked = self._asked(question)
        relevance = self.relevance(scales, question, asked).max(axis=1) * ADMITTED_WEIGHT
        spans = tuple((piece.start, piece.end) for piece in cut(answer)[:1])
        return tuple(
            AnchorReading(competency.id, 1.0, round(float(weight), 3), spans)
            for competency, weight in zip(competencies, relevance, strict=True)
            if weight >= LEAST_WEIGHT
        )


def quality_table(scale: AnchorScale, vectors: Vectors, signs: Row) -> Row:
    """Return the features of quality, one row per piece."""
    contrast = scale.contrast(vectors)[:, None]
    return np.hstack([np.asarray(vectors, dtype=np.float64), signs, contrast])


def _overlaps(piece: Segment, spans: Sequence[tuple[int, int]]) -> bool:
    return any(piece.start < end and start < piece.end for start, end in spans)


def _is_echo(piece: Segment, question: frozenset[str]) -> bool:
    own = words(piece.text)
    return bool(own) and sum(word in question for word in own) >= ECHO * len(own)


def _spans(
    pieces: Sequence[Segment], carried: Row, quality: Row, place: float
) -> tuple[tuple[int, int], ...]:
    """Return the pieces that carry the level: relevant ones on the level's side of the middle."""
    lean = 1.0 if place >= 0.5 else -1.0
    score = carried * np.exp(2 * lean * (quality - 0.5))
    best = np.argsort(-score, kind="stable")[:MOST_SPANS]
    strong = [int(at) for at in best if carried[at] >= 0.25 * carried.max()]
    return tuple((pieces[at].start, pieces[at].end) for at in sorted(strong))
