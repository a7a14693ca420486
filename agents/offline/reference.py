"""Reads an answer against reference answers: points that nobody wrote wrong versions of.

A question of the bank has many ways of saying a point right and wrong, and its weights compare with
all of them. Of a foreign question often only a reference is known. Then few, sturdy signals count:
how near a piece and the whole answer are to the reference, how much of the reference's own words it
uses beyond those of the question, and whether one of the two denies or turns round what the other
says. Every signal may only push one way.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Self

import numpy as np

from archpanel.agents.offline.features import ItemView, Matrix, Phrases, Piece
from archpanel.agents.offline.segments import words
from archpanel.agents.offline.shipped import shipped
from archpanel.agents.offline.weights import Logistic, Thresholds

SIGNALS = ("near", "whole", "words", "piece_words", "denied", "opposite")
"""Names of the signals of a pair of piece and point, in the order of the weights."""

SIGNS = (1, 1, 1, 1, -1, -1)
"""Which way each signal may push."""

_DENIES = re.compile(
    r"\b(?:not|no|never|none|nothing|without|cannot|neither|nor|nobody|hardly)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_PAIRS = (
    "higher/lower high/low more/less more/fewer increase/decrease increases/decreases rises/falls "
    "before/after open/closed positive/negative larger/smaller large/small big/small faster/slower "
    "fast/slow hot/cold warmer/cooler heavier/lighter longer/shorter long/short up/down "
    "same/different connected/disconnected connected/separated inside/outside always/never "
    "with/without sender/receiver parallel/series synchronous/asynchronous allow/deny add/remove "
    "above/below first/last minimum/maximum true/false all/none harder/softer stronger/weaker "
    "harder/easier early/late reliable/unreliable"
)
_OPPOSITES = frozenset(
    pair for one in _PAIRS.split() for pair in (tuple(one.split("/")), tuple(one.split("/")[::-1]))
)


@dataclass(frozen=True)
class ReferenceSense:
    """What was learned about graded answers; made by `evals/training/train_references.py`."""

    version: str
    encoder: str
    points: Logistic
    thresholds: Thresholds

    def chances(self, table: Matrix) -> Matrix:
        """Return, by piece and point, how likely the answer makes the point there."""
        return self.points.probability(table)

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps({**asdict(self), "signals": SIGNALS}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        held = json.loads(text)
        points = Logistic(tuple(held["points"]["weights"]), held["points"]["bias"])
        return cls(held["version"], held["encoder"], points, Thresholds(**held["thresholds"]))


@lru_cache(maxsize=2)
def reference_sense_for(encoder_id: str) -> ReferenceSense | None:
    """Return the shipped sense of an encoder, or None: then references are read as the bank is."""
    source = shipped("references", encoder_id, "json")
    return ReferenceSense.from_json(source.read_text(encoding="utf-8")) if source else None


def has_references_only(view: ItemView) -> bool:
    """Tell whether no point of an item has wrong versions."""
    return not any(len(group.vectors) for group in view.wrong)


def signals(pieces: Sequence[Piece], view: ItemView) -> Matrix:
    """Return the signals of each piece and point.

    Args:
        pieces: of the answer, with its joined neighbours behind them.
        view: of an item whose points have references only.
    """
    vectors = np.vstack([piece.vector for piece in pieces])
    whole = _mean(pieces)
    said = frozenset[str]().union(*(piece.stems for piece in pieces))
    columns = [_of_point(pieces, vectors, whole, said, group) for group in view.said]
    return np.stack(columns, axis=1)


def _mean(pieces: Sequence[Piece]) -> Matrix:
    """Return the vector of the answer as a whole; joined neighbours change it hardly."""
    mean = np.sum([piece.vector * piece.segment.words for piece in pieces], axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def _of_point(
    pieces: Sequence[Piece],
    vectors: Matrix,
    whole: Matrix,
    said: frozenset[str],
    references: Phrases,
) -> Matrix:
    alike = vectors @ references.vectors.T
    recall = max(_share(stems, said) for stems in references.stems)
    rows = [
        (
            alike[at].max(),
            float((references.vectors @ whole).max()),
            recall,
            max(_share(stems, piece.stems) for stems in references.stems),
            *_against(piece.segment.text, references.texts[int(alike[at].argmax())]),
        )
        for at, piece in enumerate(pieces)
    ]
    return np.array(rows, dtype=np.float32)


def _share(wanted: frozenset[str], said: frozenset[str]) -> float:
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _against(said: str, reference: str) -> tuple[float, float]:
    """Return whether just one of two texts denies something, and whether they hold opposites."""
    one, other = frozenset(words(said)), frozenset(words(reference))
    turned = any(a in one - other and b in other - one for a, b in _OPPOSITES)
    return float(bool(_DENIES.search(said)) != bool(_DENIES.search(reference))), float(turned)
