"""Reads one answer against one item: which key points it makes, which red flags it raises.

The order of decisions: what kind of answer it is; which pieces are no evidence (aimed at the panel,
borrowed, echoed, shuffled, taken back); how likely each other piece makes each point; which piece
earns which point. Persona-independent: severity is applied later, by code that knows the seat.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from archpanel.agents.engine import FlagReading, PointReading, Reading
from archpanel.agents.lookalikes import plain_letters
from archpanel.agents.offline.attribution import attributed
from archpanel.agents.offline.copied import echoed, pasted
from archpanel.agents.offline.encoder import Encoder, open_encoder
from archpanel.agents.offline.features import (
    AT,
    ItemView,
    Matrix,
    Piece,
    Sentence,
    bareness,
    cues_of,
    heard_as,
    measure,
    pieces_of,
    sentences_of,
    view_of,
    with_joined,
)
from archpanel.agents.offline.form import content, unsaid
from archpanel.agents.offline.kinds import declines, gives_up, hear, languages, plain_kind
from archpanel.agents.offline.red_flags import flag_reader_for
from archpanel.agents.offline.reference import (
    has_references_only,
    reference_sense_for,
    signals,
)
from archpanel.agents.offline.retraction import corrected, taken_back
from archpanel.agents.offline.scope import borrowed_from, turned_down
from archpanel.agents.offline.segments import Segment, cut, touched
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import Thresholds, Weights, weights_for
from archpanel.agents.repeats import Span, is_repeat
from archpanel.agents.suspicion import suspicious_spans
from archpanel.domain import AnswerKind, Item, PointState

RULES = "7"
"""Version of the rules in this folder that are not learned; raised when a reading can change."""

POINTS_PER_PIECE = 2
"""A long sentence can make two points; more is a list of topics."""

SAME_WORDS = 0.8
"""Pieces that share this much of their words are one piece said twice."""

ASTRAY_AT_EASE = 12
"""Pieces about something else that any answer may have; of 24 golden answers none had more."""

BARE_COST = 0.19
"""Log odds of a key point that an answer loses with its articles (0.16..0.22): 726 points of the
bank's strong and adequate examples, read with and without them. Pieces get longer, since fewer
sentences are long enough to be cut, and their words run less as English does."""

NEARER_WRONG = -0.05
"""Margin to the wrong version below which a piece says the wrong thing; 1 % of honest pieces."""


Test = Callable[[Segment], bool]


@dataclass(frozen=True)
class Heard:
    """An answer cut, encoded and sorted."""

    pieces: tuple[Piece, ...]
    """Those that may be evidence."""

    sentences: tuple[Sentence, ...]
    segments: int
    """How many pieces there were."""

    echoed: int
    """How many of them the panel had said itself."""

    language: str


class Reader:
    """Reads answers with one encoder; safe to share, deterministic, never touches the network."""

    def __init__(self, encoder: Encoder, weights: Weights, shipped: Sequence[Path] = ()) -> None:
        """Take an encoder and the weights that were calibrated for it.

        Args:
            encoder: turns sentences into vectors.
            weights: see `weights_for`.
            shipped: files with vectors of the pack's phrases; missing ones are encoded lazily.
        """
        self._encoder = encoder
        self._weights = weights
        self._store = VectorStore(encoder, shipped)
        self._flag_reader = flag_reader_for(encoder.id)
        self._references = reference_sense_for(encoder.id)
        self._views: dict[tuple[str, int], tuple[Item, ItemView]] = {}

    @classmethod
    def open(cls, shipped: Sequence[Path] = ()) -> Self:
        """Open the best encoder of this platform with its weights."""
        encoder = open_encoder()
        return cls(encoder, weights_for(encoder.id), shipped)

    @property
    def encoder(self) -> Encoder:
        """The encoder that answers and phrases go through."""
        return self._encoder

    @property
    def version(self) -> str:
        """Changes whenever the same answer may be read differently."""
        flags = self._flag_reader.weights.version if self._flag_reader else "none"
        refs = self._references.version if self._references else "none"
        return (
            f"{self._encoder.id}/{self._weights.version}/flags-{flags}/references-{refs}"
            f"/rules-{RULES}"
        )

    def prepare(self, item: Item) -> None:
        """Make an item ready ahead of its first answer; about a second when nothing is stored."""
        self._view(item)

    def read(
        self,
        item: Item,
        question_text: str,
        answer_text: str,
        *,
        target: str = "",
        repeats: Sequence[Span] = (),
    ) -> Reading:
        """Read one answer.

        Args:
            item: whose key points and red flags it is read for.
            question_text: the words in which it was asked; repeating them earns nothing.
            answer_text: the canonical answer; all spans are offsets of it.
            target: the key point or red flag that a probe or challenge was about.
            repeats: spans that an earlier answer has said; they make no key point again.

        Returns:
            A finding for every key point, in the item's order, and the red flags raised or taken
            back. Spans are pieces of the answer; a point that is not met has the span (0, 0).
        """
        answer_text = plain_letters(answer_text)
        if kind := plain_kind(answer_text):
            return Reading(kind, _nothing_met(item), confidence=0.95)
        if not self._encoder.multilingual and hear(answer_text).language != "en":
            return Reading("other_language", _nothing_met(item), confidence=0.8)
        view = self._view(item)
        heard = self._hear(answer_text, question_text, view)
        points, flags = self._find(item, view, heard, target, _again(answer_text, repeats))
        kind = self._kind(answer_text, heard, view, points, flags)
        if kind != "answered":
            return Reading(kind, _nothing_met(item), confidence=0.8)
        return Reading(kind, points, flags, _confidence(points))

    def heard(self, answer: str, question: str, view: ItemView) -> tuple[Piece, ...]:
        """Return the pieces of an answer that may be evidence; for training."""
        return self._hear(plain_letters(answer), question, view).pieces

    def _view(self, item: Item) -> ItemView:
        key = (item.id, item.version)
        known = self._views.get(key)
        if known is None or known[0] != item:
            known = (item, view_of(item, self._store, self._weights))
            self._views[key] = known
        return known[1]

    def _hear(self, answer: str, question: str, view: ItemView) -> Heard:
        segments = cut(answer)
        voice = hear(answer)
        cues = cues_of(segments)
        void = touched(segments, suspicious_spans(answer))
        void |= borrowed_from(segments, cues) | turned_down(segments, cues) | taken_back(segments)
        void |= corrected(segments, cues)
        void |= attributed(segments, [cue.endorsed for cue in cues])
        void |= _claims_nothing(segments, void)
        echo = echoed(segments, question, view)
        void |= echo | pasted(segments, view) | _repeated(segments)
        kept = [at for at in range(len(segments)) if at not in void]
        spoken = [segments[at] for at in kept]
        parts, wholes = heard_as(spoken)
        vectors = self._encoder.encode([*parts, *wholes])
        pieces = pieces_of(spoken, [cues[at] for at in kept], vectors[: len(parts)], self._weights)
        sentences = sentences_of(pieces, vectors[len(parts) :], self._weights)
        return Heard(tuple(pieces), tuple(sentences), len(segments), len(echo), voice.language)

    def _find(
        self, item: Item, view: ItemView, heard: Heard, target: str, again: Test
    ) -> tuple[tuple[PointReading, ...], tuple[FlagReading, ...]]:
        if not heard.pieces:
            return _nothing_met(item), ()
        pieces = with_joined(heard.pieces)
        chances, cuts, most = self._chances(pieces, view, self._breadth(heard.pieces, view))
        fresh = np.array([not again(p.segment) for p in pieces])[:, None]
        points = _assign(item, pieces, chances * fresh, cuts, most)
        if self._flag_reader is None or has_references_only(view) or self._is_astray(heard, view):
            return points, ()
        made = np.array([chances[list(s.pieces)].max() for s in heard.sentences])
        flags = self._flag_reader.find(item, view, heard.sentences, made, self._weights, target)
        return points, flags

    def _chances(
        self, pieces: Sequence[Piece], view: ItemView, breadth: float
    ) -> tuple[Matrix, Thresholds, int]:
        """Return chances by piece and point, where they count, and how many points a piece makes.

        The sentences of a reference overlap, so that one sentence of an answer may make all.
        """
        if self._references is not None and has_references_only(view):
            chances = self._references.chances(signals(pieces, view))
            return chances, self._references.thresholds, len(view.said)
        table = measure(pieces, view, self._weights)
        bare = bareness([piece.segment for piece in pieces])
        times = breadth * math.exp(-BARE_COST * bare)
        likely = _less_likely(self._weights.points.probability(table), times)
        chances = _limited(likely, table, self._weights)
        return chances, self._weights.thresholds, POINTS_PER_PIECE

    def _breadth(self, pieces: Sequence[Piece], view: ItemView) -> float:
        """Return how many times more of an answer is about something else than about its item.

        Each piece may resemble a key point by chance: a dozen answers to other questions, given as
        one, made half of the points so. An answer that keeps to its question has 1, however long.
        """
        near = np.array([_nearest_of_all(piece, view) for piece in pieces])
        astray = int((near < self._weights.off_topic).sum())
        return max(astray / max(len(pieces) - astray, ASTRAY_AT_EASE), 1.0)

    def _is_astray(self, heard: Heard, view: ItemView) -> bool:
        near = [_nearest_of_all(piece, view) for piece in heard.pieces]
        return max(near, default=0.0) < self._weights.off_topic

    def _kind(
        self,
        answer: str,
        heard: Heard,
        view: ItemView,
        points: Sequence[PointReading],
        flags: Sequence[FlagReading],
    ) -> AnswerKind:
        if flags or any(point.state != "not_met" for point in points):
            return "answered"
        if declines(answer):
            return "refused"
        if gives_up(answer):
            return "dont_know"
        astray = self._is_astray(heard, view)
        if heard.language != "en":
            # An encoder of many languages can tell what a text is about, if not whether it is good.
            # No nearness for other tongues alone: "not read" spares a level, and an attack had it.
            return "off_topic" if astray and self._encoder.multilingual else "other_language"
        if heard.echoed and 2 * heard.echoed >= heard.segments:
            return "echo"
        return "off_topic" if astray else "answered"


def _again(answer: str, repeats: Sequence[Span]) -> Test:
    return lambda piece: is_repeat(answer, repeats, piece.start, piece.end)


def _claims_nothing(segments: Sequence[Segment], void: Collection[int]) -> set[int]:
    """Judge form by language: a foreign passage must not make the English beside it look odd."""
    spoken = [at for at in range(len(segments)) if at not in void]
    tongues = languages([segments[at] for at in spoken])
    found: set[int] = set()
    for tongue in set(tongues):
        own = [at for at, spoken_in in zip(spoken, tongues, strict=True) if spoken_in == tongue]
        found |= {own[at] for at in unsaid([segments[at] for at in own], tongue)}
    return found


def _nothing_met(item: Item) -> tuple[PointReading, ...]:
    return tuple(PointReading(point.id, "not_met", 0, 0, 0.9) for point in item.key_points)


def _repeated(segments: Sequence[Segment]) -> set[int]:
    """Return pieces that an earlier piece has said in nearly the same words."""
    seen: list[frozenset[str]] = []
    found: set[int] = set()
    for at, segment in enumerate(segments):
        own = frozenset(content(segment.text))
        if own and any(len(own & other) >= SAME_WORDS * len(own | other) for other in seen):
            found.add(at)
        seen.append(own)
    return found


def _less_likely(chances: Matrix, times: float) -> Matrix:
    """Return chances whose odds are so many times less."""
    return np.asarray(chances / (chances + (1 - chances) * times), dtype=np.float32)


def _limited(chances: Matrix, table: Matrix, weights: Weights) -> Matrix:
    """Take away what likeness cannot judge; each rule costs under 1 % of honest points.

    A piece nearer to the wrong version, one that waves the point off, one that refuses what the
    point asks for and one that says only what others say earn nothing; a question at most half.
    """
    against = table[:, :, AT["margin"]] < NEARER_WRONG
    against |= table[:, :, AT["rejected"]] > 0
    against |= table[:, :, AT["polarity"]] < 0
    against |= table[:, :, AT["hearsay"]] > 0
    half = table[:, :, AT["question"]] > 0
    limit = np.where(against, 0.0, np.where(half, weights.thresholds.met - 0.01, 1.0))
    return np.asarray(np.minimum(chances, limit), dtype=np.float32)


def _assign(
    item: Item, pieces: Sequence[Piece], chances: Matrix, cuts: Thresholds, most: int
) -> tuple[PointReading, ...]:
    """Give pieces to points, the surest pair first; the same words serve few points."""
    order = np.argsort(-chances, axis=None, kind="stable")
    served: list[Segment] = []
    chosen: dict[int, tuple[int, float]] = {}
    for piece, point in zip(*np.unravel_index(order, chances.shape), strict=True):
        segment, chance = pieces[piece].segment, float(chances[piece, point])
        free = sum(_overlaps(segment, other) for other in served) < most
        if int(point) not in chosen and free:
            chosen[int(point)] = (int(piece), chance)
            if chance >= cuts.partly:
                served.append(segment)
    return tuple(
        _point(point.id, pieces, chosen.get(k, (0, 0.0)), cuts)
        for k, point in enumerate(item.key_points)
    )


def _overlaps(one: Segment, two: Segment) -> bool:
    return one.start < two.end and two.start < one.end


def _point(
    point: str, pieces: Sequence[Piece], choice: tuple[int, float], cuts: Thresholds
) -> PointReading:
    at, chance = choice
    state: PointState = (
        "met" if chance >= cuts.met else "partly" if chance >= cuts.partly else "not_met"
    )
    if state == "not_met":
        return PointReading(point, state, 0, 0, round(1 - chance, 3))
    segment = pieces[at].segment
    sure = chance if state == "met" else 1 - abs(chance - (cuts.met + cuts.partly) / 2)
    return PointReading(point, state, segment.start, segment.end, round(min(sure, 1.0), 3))


def _nearest_of_all(piece: Piece, view: ItemView) -> float:
    groups = (*view.said, *view.wrong, *view.flags)
    return max(float((group.vectors @ piece.vector).max(initial=-1)) for group in groups)


def _confidence(points: Sequence[PointReading]) -> float:
    return round(float(np.mean([point.confidence for point in points])), 3) if points else 0.0
