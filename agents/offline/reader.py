"""Reads one answer against one item: which key points it makes, which red flags it raises.

The order of decisions: what kind of answer it is; which pieces are no evidence (aimed at the panel,
borrowed, echoed, shuffled, taken back); how likely each other piece makes each point; which piece
earns which point. Persona-independent: severity is applied later, by code that knows the seat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from archpanel.agents.engine import FlagReading, PointReading, Reading
from archpanel.agents.offline.cues import borrowed_from, read_cues, turned_down
from archpanel.agents.offline.encoder import Encoder, open_encoder
from archpanel.agents.offline.features import (
    AT,
    FLAG_NAMES,
    ItemView,
    Matrix,
    Piece,
    centred,
    flag_table,
    measure,
    spoken_core,
    stems,
    trigrams,
    view_of,
    with_joined,
)
from archpanel.agents.offline.form import content, unsaid
from archpanel.agents.offline.kinds import declines, gives_up, hear, plain_kind
from archpanel.agents.offline.segments import Segment, cut
from archpanel.agents.offline.suspicion import suspicious_spans
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import Weights, weights_for
from archpanel.domain import AnswerKind, Item, PointState, RedFlag

RULES = "2"
"""Version of the rules in this folder that are not learned; raised when a reading can change."""

ECHO_SHARE = 0.5
"""Share of a piece's runs of three words that the panel said itself."""

PASTE_SHARE = 0.4
"""Share of a piece's runs of three words that stand in the key points as the scorecard words
them; one honest piece in a thousand has 0.34."""

PASTE_RUNS = 7
"""The same as a number: a point cut short and put into a frame; honest pieces have 6 at most."""

POINTS_PER_PIECE = 2
"""A long sentence can make two points; more is a list of topics."""

SAME_WORDS = 0.8
"""Pieces that share this much of their words are one piece said twice."""


NEARER_WRONG = -0.05
"""Margin to the wrong version below which a piece says the wrong thing; 1 % of honest pieces."""


@dataclass(frozen=True)
class Heard:
    """An answer cut, encoded and sorted."""

    pieces: tuple[Piece, ...]
    void: frozenset[int]
    """Pieces that are no evidence."""

    echoed: frozenset[int]
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
        return f"{self._encoder.id}/{self._weights.version}/rules-{RULES}"

    def prepare(self, item: Item) -> None:
        """Make an item ready ahead of its first answer; about a second when nothing is stored."""
        self._view(item)

    def read(
        self, item: Item, question_text: str, answer_text: str, *, target: str = ""
    ) -> Reading:
        """Read one answer.

        Args:
            item: whose key points and red flags it is read for.
            question_text: the words in which it was asked; repeating them earns nothing.
            answer_text: the canonical answer; all spans are offsets of it.
            target: the key point or red flag that a probe or challenge was about.

        Returns:
            A finding for every key point, in the item's order, and the red flags raised or taken
            back. Spans are pieces of the answer; a point that is not met has the span (0, 0).
        """
        if kind := plain_kind(answer_text):
            return Reading(kind, _nothing_met(item), confidence=0.95)
        if not self._encoder.multilingual and hear(answer_text).language != "en":
            return Reading("other_language", _nothing_met(item), confidence=0.8)
        view = self._view(item)
        heard = self._hear(answer_text, question_text, view)
        usable = [at for at in range(len(heard.pieces)) if at not in heard.void]
        points, flags = self._find(item, view, heard, usable, target)
        kind = self._kind(answer_text, heard, usable, view, points, flags)
        if kind != "answered":
            return Reading(kind, _nothing_met(item), confidence=0.8)
        return Reading(kind, points, flags, _confidence(points))

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
        cues = [read_cues(spoken_core(segment.text)) for segment in segments]
        void = set(_aimed_at_panel(answer, segments))
        void |= borrowed_from(segments, cues) | turned_down(segments, cues)
        spoken = [at for at in range(len(segments)) if at not in void]
        claims_nothing = unsaid([segments[at] for at in spoken], voice.language)
        void |= {spoken[at] for at in claims_nothing}
        echoed = _echoed(segments, question, view)
        void |= echoed | _pasted(segments, view) | _repeated(segments)
        kept = [at for at in range(len(segments)) if at not in void]
        vectors = self._encoder.encode([spoken_core(segments[at].text) for at in kept])
        ready = dict(zip(kept, centred(vectors, self._weights), strict=True))
        blank = np.zeros_like(self._weights.centre)
        pieces = tuple(
            Piece(segment, ready.get(at, blank), cues[at], stems(segment.text))
            for at, segment in enumerate(segments)
        )
        return Heard(pieces, frozenset(void), echoed, voice.language)

    def _find(
        self, item: Item, view: ItemView, heard: Heard, usable: Sequence[int], target: str
    ) -> tuple[tuple[PointReading, ...], tuple[FlagReading, ...]]:
        if not usable:
            return _nothing_met(item), ()
        pieces = with_joined([heard.pieces[at] for at in usable])
        table = measure(pieces, view, self._weights)
        chances = _limited(self._weights.points.probability(table), table, self._weights)
        points = _assign(item, pieces, chances, self._weights)
        alone = pieces[: len(usable)]
        flags = self._flags(item, view, alone, chances[: len(usable)], target)
        return points, flags

    def _flags(
        self, item: Item, view: ItemView, pieces: Sequence[Piece], points: Matrix, target: str
    ) -> tuple[FlagReading, ...]:
        table = flag_table(pieces, view, self._weights)
        turned = table[:, :, FLAG_NAMES.index("refused")] + table[:, :, FLAG_NAMES.index("distant")]
        chances = np.where(turned > 0, 0, self._weights.flags.probability(table))
        found: list[FlagReading] = []
        for f, flag in enumerate(item.red_flags):
            at = int(chances[:, f].argmax())
            chance = float(chances[at, f])
            segment = pieces[at].segment
            if chance >= self._weights.thresholds.flag and chance > points[at].max():
                found.append(FlagReading(flag.id, False, segment.start, segment.end, chance))
            elif target in (flag.id, f"{item.id}/{flag.id}"):
                found += _withdrawn(flag, pieces, table[:, f, 0], points)
        return tuple(found)

    def _kind(
        self,
        answer: str,
        heard: Heard,
        usable: Sequence[int],
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
        near = [float(_nearest_of_all(heard.pieces[at], view)) for at in usable]
        astray = not near or max(near) < self._weights.off_topic
        if heard.language != "en":
            # An encoder of many languages can tell what a text is about, if not whether it is good.
            return "off_topic" if astray and self._encoder.multilingual else "other_language"
        if heard.echoed and 2 * len(heard.echoed) >= len(heard.pieces):
            return "echo"
        return "off_topic" if astray else "answered"


def _nothing_met(item: Item) -> tuple[PointReading, ...]:
    return tuple(PointReading(point.id, "not_met", 0, 0, 0.9) for point in item.key_points)


def _aimed_at_panel(answer: str, segments: Sequence[Segment]) -> set[int]:
    spans = suspicious_spans(answer)
    return {
        at
        for at, segment in enumerate(segments)
        if any(start < segment.end and segment.start < end for start, end in spans)
    }


def _echoed(segments: Sequence[Segment], question: str, view: ItemView) -> frozenset[int]:
    asked = view.asked_trigrams | frozenset(trigrams(question))
    return frozenset(
        at for at, segment in enumerate(segments) if _shared(segment.text, asked) >= ECHO_SHARE
    )


def _pasted(segments: Sequence[Segment], view: ItemView) -> set[int]:
    found: set[int] = set()
    for at, segment in enumerate(segments):
        own = trigrams(segment.text)
        known = sum(run in view.point_trigrams for run in own)
        if known >= PASTE_RUNS or (known >= 3 and known >= PASTE_SHARE * len(own)):
            found.add(at)
    return found


def _shared(text: str, known: frozenset[tuple[str, ...]]) -> float:
    own = trigrams(text)
    return sum(run in known for run in own) / len(own) if own else 0.0


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
    item: Item, pieces: Sequence[Piece], chances: Matrix, weights: Weights
) -> tuple[PointReading, ...]:
    """Give pieces to points, the surest pair first; the same words serve few points."""
    order = np.argsort(-chances, axis=None, kind="stable")
    served: list[Segment] = []
    chosen: dict[int, tuple[int, float]] = {}
    for piece, point in zip(*np.unravel_index(order, chances.shape), strict=True):
        segment, chance = pieces[piece].segment, float(chances[piece, point])
        free = sum(_overlaps(segment, other) for other in served) < POINTS_PER_PIECE
        if int(point) not in chosen and free:
            chosen[int(point)] = (int(piece), chance)
            if chance >= weights.thresholds.partly:
                served.append(segment)
    return tuple(
        _point(point.id, pieces, chosen.get(k, (0, 0.0)), weights)
        for k, point in enumerate(item.key_points)
    )


def _overlaps(one: Segment, two: Segment) -> bool:
    return one.start < two.end and two.start < one.end


def _point(
    point: str, pieces: Sequence[Piece], choice: tuple[int, float], weights: Weights
) -> PointReading:
    at, chance = choice
    cuts = weights.thresholds
    state: PointState = (
        "met" if chance >= cuts.met else "partly" if chance >= cuts.partly else "not_met"
    )
    if state == "not_met":
        return PointReading(point, state, 0, 0, round(1 - chance, 3))
    segment = pieces[at].segment
    sure = chance if state == "met" else 1 - abs(chance - (cuts.met + cuts.partly) / 2)
    return PointReading(point, state, segment.start, segment.end, round(min(sure, 1.0), 3))


def _withdrawn(
    flag: RedFlag, pieces: Sequence[Piece], likeness: Matrix, points: Matrix
) -> list[FlagReading]:
    """A challenge is met when the candidate turns the flag down, or makes a point instead."""
    for at, piece in enumerate(pieces):
        turned = piece.cues.negated or piece.cues.refused or piece.cues.rejected
        if points[at].max() >= 0.5 or (turned and likeness[at] >= 0.35):
            segment = piece.segment
            return [FlagReading(flag.id, True, segment.start, segment.end, 0.6)]
    return []


def _nearest_of_all(piece: Piece, view: ItemView) -> float:
    groups = (*view.said, *view.wrong, *view.flags)
    return max(float((group.vectors @ piece.vector).max()) for group in groups)


def _confidence(points: Sequence[PointReading]) -> float:
    return round(float(np.mean([point.confidence for point in points])), 3) if points else 0.0
