"""Reads an answer by a pack's anchors alone, for questions that are not in the bank.

Per piece of the answer: does it say anything (substance), about which competency (relevance), and
how far up the scale does it sound (quality)? A level is the mean quality of the pieces, weighted by
substance and relevance; it is a mean, so more words of the same kind never raise it.

It measures how candidates of a level speak about their work, not whether they are right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from archpanel.agents.engine import AnchorReading
from archpanel.agents.offline.anchor_scale import AnchorScale, TopicSpace, encode_scales
from archpanel.agents.offline.anchor_weights import AnchorWeights, anchor_weights_for
from archpanel.agents.offline.encoder import Encoder, Vectors
from archpanel.agents.offline.kinds import plain_kind
from archpanel.agents.offline.off_topic import topic_sense_for
from archpanel.agents.offline.rigour import Row, sign_table, without_manner
from archpanel.agents.offline.segments import Segment, Span, cut, touched, words
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.repeats import is_repeat
from archpanel.agents.suspicion import suspicious_spans
from archpanel.domain import Competency

LEAST_WEIGHT = 0.1
"""Below this an answer says nothing about a competency."""

ENOUGH_WORDS = 16
"""Words of substance from which an answer has its full weight."""

FULL_PIECE = 30
"""Words beyond which a piece does not weigh more."""

RIVALRY = 2.0
"""How strongly the nearest competency of the pack outweighs the others; 0 not at all."""

HALO = 0.3
"""What is left for the others however clear the nearest is: one way of working shows in all."""

ECHO = 0.8
"""Share of a piece's words that are the question's own from which it is an echo."""

ADMITTED_WEIGHT = 0.5
"""Weight of "I do not know" for what the question asks about, at the lowest level."""

REMARK = 0.5
"""Chance of substance below which a sentence is a remark and counts for nothing."""

DOUBT = 2
"""Power of the chance that a sentence has substance: what may be a remark hardly counts."""

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
            PanelError: nothing was trained for this encoder.
        """
        self._encoder = encoder
        self._weights = weights or anchor_weights_for(encoder.id)
        self._phrases = phrases or VectorStore(encoder)
        self._space = self._weights.space()
        self._topics = topic_sense_for(encoder.id)
        self._scales: dict[tuple[tuple[str, ...], ...], tuple[AnchorScale, ...]] = {}

    def read(
        self,
        competencies: tuple[Competency, ...],
        question: str,
        answer: str,
        repeats: Sequence[Span] = (),
    ) -> tuple[AnchorReading, ...]:
        """Return one reading for each competency that the answer says something about.

        Args:
            competencies: the role's, with their anchors.
            question: as it was asked.
            answer: the canonical answer.
            repeats: spans that an earlier answer has said; they earn nothing again.
        """
        scales = self._encoded(competencies)
        kind = plain_kind(answer)
        if kind == "dont_know":
            return self._admitted(competencies, scales, question, answer)
        said = self._cut(question, answer, repeats)
        if kind is not None or not said.mass.any() or not scales:
            return ()
        said = self._on_topic(said, scales, question)
        relevance = self.relevance(scales, question, said.vectors)
        readings = [
            self._reading(competency, scale, said, own)
            for competency, scale, own in zip(competencies, scales, relevance, strict=True)
        ]
        return tuple(reading for reading in readings if reading.weight >= LEAST_WEIGHT)

    def _on_topic(self, said: Said, scales: Sequence[AnchorScale], question: str) -> Said:
        """Take the weight from what is about something else, however much care it shows."""
        role = np.vstack([scale.about for scale in scales])
        if self._topics is None or not self._topics.knows(role):
            return said
        about = np.vstack([role, self._asked(question)])
        mass = said.mass.copy()
        mass[sorted(self._topics.off_topic(said.pieces, said.vectors, about))] = 0.0
        return replace(said, mass=mass)

    def relevance(self, scales: Sequence[AnchorScale], question: str, vectors: Vectors) -> Row:
        """Return, per competency and piece, how much the piece is about it (0 to 1)."""
        asked = self._above(scales, self._asked(question)).mean(axis=1, keepdims=True)
        logits = self._weights.relevance_logit(asked, self._above(scales, vectors))
        rivals = np.exp(RIVALRY * (logits - logits.max(axis=0, keepdims=True)))
        shared = HALO + (1 - HALO) * rivals
        return np.asarray(shared / (1 + np.exp(-np.clip(logits, -30, 30))))

    def _encoded(self, competencies: tuple[Competency, ...]) -> tuple[AnchorScale, ...]:
        key = tuple((one.name, one.summary, *one.anchors) for one in competencies)
        if key not in self._scales:
            self._scales[key] = encode_scales(competencies, self._phrases)
        return self._scales[key]

    def _asked(self, question: str) -> Vectors:
        return self._phrases.get([piece.text for piece in sentences(question)] or [question])

    def _above(self, scales: Sequence[AnchorScale], vectors: Vectors) -> Row:
        return np.vstack([scale.likeness(vectors, self._space) for scale in scales])

    def _cut(self, question: str, answer: str, repeats: Sequence[Span]) -> Said:
        own = frozenset(words(question))
        said = sentences(answer)
        aimed = touched(said, suspicious_spans(answer))
        aimed |= {at for at, p in enumerate(said) if is_repeat(answer, repeats, p.start, p.end)}
        pieces = tuple(
            piece for at, piece in enumerate(said) if at not in aimed and not _is_echo(piece, own)
        )
        texts = [without_manner(piece.text) for piece in pieces]
        vectors = self._encoder.encode(texts)
        lengths = np.array([min(piece.words, FULL_PIECE) for piece in pieces], dtype=np.float64)
        chance = self._weights.substance_of(vectors)
        mass = lengths * np.where(chance < REMARK, 0.0, chance**DOUBT)
        return Said(pieces, vectors, sign_table(texts), mass)

    def _reading(
        self, competency: Competency, scale: AnchorScale, said: Said, relevance: Row
    ) -> AnchorReading:
        table = quality_table(scale, self._space, said.vectors, said.signs)
        quality = self._weights.quality_of(table)
        carried = said.mass * relevance
        total = max(float(carried.sum()), 1e-9)
        place = min(1.0, max(0.0, float((carried * quality).sum()) / total))
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
        spans = tuple((piece.start, piece.end) for piece in sentences(answer)[:1])
        return tuple(
            AnchorReading(competency.id, 1.0, round(float(weight), 3), spans)
            for competency, weight in zip(competencies, relevance, strict=True)
            if weight >= LEAST_WEIGHT
        )


def sentences(text: str) -> tuple[Segment, ...]:
    """Return the sentences of a text: how somebody speaks shows in more than a clause."""
    joined: list[Segment] = []
    for piece in cut(text):
        if joined and piece.sentence == joined[-1].sentence:
            start = joined[-1].start
            whole = text[start : piece.end]
            joined[-1] = replace(joined[-1], end=piece.end, text=whole)
        else:
            joined.append(piece)
    return tuple(joined)


def quality_table(scale: AnchorScale, space: TopicSpace, vectors: Vectors, signs: Row) -> Row:
    """Return the features of quality, one row per piece."""
    contrast = scale.contrast(vectors, space)[:, None]
    return np.hstack([np.asarray(vectors, dtype=np.float64), signs, contrast])


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
