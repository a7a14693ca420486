"""Risky claims anywhere: each sentence against the red flags of the whole bank.

What is found here is only a suspicion. It makes a seat ask; it moves no level by itself (see
`docs/decisions/0004-risks-are-asked-before-they-count.md`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from archpanel.agents.engine import FlagReading
from archpanel.agents.offline.cues import Cues, borrowed_from, read_cues, turned_down
from archpanel.agents.offline.encoder import Encoder
from archpanel.agents.offline.features import Matrix, centred, spoken_core
from archpanel.agents.offline.segments import Segment, cut
from archpanel.agents.offline.suspicion import suspicious_spans
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import Weights
from archpanel.domain import Item, RedFlag

RULES = "1"

LIKE = 0.50
"""Likeness to the two nearest wordings of a red flag from which a claim is suspected."""

AHEAD = 0.10
"""By how much it must resemble the flag more than anything good that the bank would credit."""

FEWEST_WORDS = 5
MOST_ENCODED = 400
"""Phrases without a stored vector that are encoded on the way (about ten seconds). A pack without
a vector file is read by its questions' own red flags only."""

MOST = 2
"""Suspicions per answer; a panel that doubts everything is not listening."""


@dataclass(frozen=True)
class _Piece:
    segment: Segment
    cues: Cues


class ClaimIndex:
    """All red flags of a pack, against all that its key points credit."""

    def __init__(
        self, encoder: Encoder, weights: Weights, store: VectorStore, items: Sequence[Item]
    ) -> None:
        """Index the items; nothing is encoded before the first answer."""
        self._encoder = encoder
        self._weights = weights
        self._store = store
        self._flags: Mapping[str, RedFlag] = {
            f"{item.id}/{flag.id}": flag for item in items for flag in item.red_flags
        }
        self._good = [t for item in items for p in item.key_points for t in (*p.said_as, p.point)]
        self._tables: tuple[Matrix, Matrix] | None = None
        self._owner: list[str] = []

    @property
    def version(self) -> str:
        """Version of the rules of this file."""
        return f"claims-{RULES}"

    def find(self, answer: str, *, target: str = "") -> tuple[FlagReading, ...]:
        """Return the risks that the answer may have voiced, the surest first.

        Args:
            answer: the canonical answer.
            target: the red flag that was challenged; standing by it is `confirmed`, turning it
                down is `withdrawn`.
        """
        pieces = self._pieces(answer)
        if not pieces or not self._ready():
            return ()
        vectors = centred(
            self._encoder.encode([spoken_core(p.segment.text) for p in pieces]), self._weights
        )
        risky, good = self._likeness(vectors)
        challenged = self._challenged(pieces, risky, target)
        return (*challenged, *self._suspected(pieces, risky, good, target))

    def _pieces(self, answer: str) -> list[_Piece]:
        segments = cut(answer)
        cues = [read_cues(spoken_core(segment.text)) for segment in segments]
        void = borrowed_from(segments, cues) | turned_down(segments, cues)
        aimed = suspicious_spans(answer)
        return [
            _Piece(segment, cue)
            for at, (segment, cue) in enumerate(zip(segments, cues, strict=True))
            if at not in void
            and segment.words >= FEWEST_WORDS
            and not any(start < segment.end and segment.start < end for start, end in aimed)
        ]

    def _likeness(self, vectors: Matrix) -> tuple[Matrix, Matrix]:
        """Return (piece, flag) and (piece) likeness to risks and to the nearest good phrase."""
        flags, good = self._indexed()
        names = list(self._flags)
        starts = [self._owner.index(name) for name in names]
        sims = vectors @ flags.T
        best = np.maximum.reduceat(sims, starts, axis=1)
        second = np.stack(
            [_second(sims[:, a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)],
            axis=1,
        )
        middle = np.asarray((best + second) / 2, dtype=np.float32)
        return middle, np.asarray((vectors @ good.T).max(axis=1), dtype=np.float32)

    def _indexed(self) -> tuple[Matrix, Matrix]:
        if self._tables is None:
            texts = [(n, t) for n, f in self._flags.items() for t in (*f.said_as, f.flag)]
            self._owner = [name for name, _ in texts]
            flags = centred(self._store.get([t for _, t in texts]), self._weights)
            good = centred(self._store.get(self._good), self._weights)
            self._tables = (flags, good)
        return self._tables

    def _ready(self) -> bool:
        """Tell whether the bank's vectors are at hand; a whole bank is not encoded in between."""
        if self._tables is not None:
            return True
        texts = [*self._good, *(t for f in self._flags.values() for t in (*f.said_as, f.flag))]
        return bool(texts) and sum(not self._store.knows(t) for t in texts) <= MOST_ENCODED

    def _suspected(
        self, pieces: Sequence[_Piece], risky: Matrix, good: Matrix, target: str
    ) -> list[FlagReading]:
        names = list(self._flags)
        found = []
        for at, piece in enumerate(pieces):
            if piece.cues.question or piece.cues.reported or piece.cues.refused:
                continue
            which = int(risky[at].argmax())
            like = float(risky[at, which])
            if like >= LIKE and like >= good[at] + AHEAD and names[which] != target:
                span = piece.segment
                found.append(FlagReading(names[which], False, span.start, span.end, like))
        found.sort(key=lambda reading: -reading.confidence)
        return found[:MOST]

    def _challenged(
        self, pieces: Sequence[_Piece], risky: Matrix, target: str
    ) -> list[FlagReading]:
        if target not in self._flags:
            return []
        column = risky[:, list(self._flags).index(target)]
        at = int(column.argmax())
        if column[at] < LIKE:
            return []
        span, cues = pieces[at].segment, pieces[at].cues
        turned = cues.refused or cues.rejected
        return [FlagReading(target, turned, span.start, span.end, float(column[at]), not turned)]


def _second(sims: Matrix) -> Matrix:
    """Return the second highest of each row, or the highest where there is one column."""
    if sims.shape[1] == 1:
        return np.asarray(sims[:, 0])
    return np.asarray(np.partition(sims, -2, axis=1)[:, -2])
