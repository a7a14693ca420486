"""Weak claims anywhere: how a sentence sounds that a senior interviewer would frown at.

The red flags of a question are what its author foresaw. This reader has learned from sentences of
all matters how risk is spoken of as if it were fine, and which competency a sentence is about.
What it finds is only a suspicion: a seat asks, and no level moves (see
`docs/decisions/0004-risks-are-asked-before-they-count.md`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from archpanel.agents.engine import FlagReading
from archpanel.agents.offline.cues import Cues, borrowed_from, read_cues, turned_down
from archpanel.agents.offline.encoder import Encoder
from archpanel.agents.offline.features import spoken_core
from archpanel.agents.offline.rigour import sign_table
from archpanel.agents.offline.segments import Segment, cut
from archpanel.agents.offline.suspicion import suspicious_spans
from archpanel.domain.pack import ANY

Table = npt.NDArray[np.float64]

FEWEST_WORDS = 6
MOST = 2
"""Suspicions per answer: a panel that doubts everything is not listening."""

STANDS_BY = 0.7
"""Probability of a weak claim in the answer to a challenge from which the risk counts."""

TAKEN_BACK = 0.35
"""Probability below which every sentence of that answer must lie for it to be taken back."""


@dataclass(frozen=True)
class ClaimWeights:
    """Two linear models on vector and wording; made by `evals/training/train_claims.py`."""

    version: str
    centre: Table
    risk: Table
    risk_bias: float
    suspect: float
    """Probability from which a sentence is suspected; set for few false alarms on held-out text."""

    matters: tuple[str, ...]
    matter: Table
    matter_bias: Table

    def risk_of(self, vectors: Table, signs: Table) -> Table:
        """Return for each sentence the probability that it is a weak claim."""
        table = np.hstack([centred(vectors, self.centre), signs])
        return np.asarray(1 / (1 + np.exp(-np.clip(table @ self.risk + self.risk_bias, -30, 30))))

    def matter_of(self, vectors: Table) -> Table:
        """Return for each sentence a score per competency."""
        return np.asarray(centred(vectors, self.centre) @ self.matter.T + self.matter_bias)


def centred(vectors: Table, centre: Table) -> Table:
    """Return vectors without what all sentences of the field share, of length 1."""
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9))


@lru_cache(maxsize=2)
def claim_weights_for(encoder_id: str) -> ClaimWeights | None:
    """Return the shipped weights, or None: without them only foreseen red flags are heard."""
    name = f"calibration/claims-{encoder_id.split('-', 1)[0]}.npz"
    source = files("archpanel.agents.offline").joinpath(name)
    if not source.is_file():
        return None
    with as_file(source) as path, np.load(path, allow_pickle=False) as held:
        return ClaimWeights(
            version=str(held["version"]),
            centre=held["centre"].astype(float),
            risk=held["risk"].astype(float),
            risk_bias=float(held["risk_bias"]),
            suspect=float(held["suspect"]),
            matters=tuple(str(m) for m in held["matters"]),
            matter=held["matter"].astype(float),
            matter_bias=held["matter_bias"].astype(float),
        )


@dataclass(frozen=True)
class _Piece:
    segment: Segment
    cues: Cues


class ClaimReader:
    """Suspects weak claims; deterministic."""

    def __init__(self, encoder: Encoder, competencies: Collection[str]) -> None:
        """Take the encoder, and the competencies for which the pack has a challenge."""
        self._encoder = encoder
        self._weights = claim_weights_for(encoder.id)
        self._known = frozenset(competencies)

    @property
    def version(self) -> str:
        """Changes whenever the same answer may be suspected differently."""
        return f"claims-{self._weights.version if self._weights else 'none'}"

    def find(self, answer: str, *, target: str = "") -> tuple[FlagReading, ...]:
        """Return the weak claims that the answer may hold.

        Args:
            answer: the canonical answer.
            target: the risk that was challenged, if the answer is to a challenge of this kind;
                standing by it is `confirmed`, leaving it is `withdrawn`.
        """
        pieces = self._pieces(answer)
        if not pieces or self._weights is None:
            return ()
        vectors, risk = self._measure(pieces, self._weights)
        if target.startswith(f"{ANY}/"):
            return _verdict_on(target, pieces, risk)
        return self._suspected(pieces, vectors, risk, self._weights)

    def _measure(self, pieces: Sequence[_Piece], weights: ClaimWeights) -> tuple[Table, Table]:
        texts = [piece.segment.text for piece in pieces]
        # The reader of key points has encoded these very texts already.
        cores = [spoken_core(text) for text in texts]
        vectors = np.asarray(self._encoder.encode(cores), dtype=float)
        return vectors, weights.risk_of(vectors, sign_table(texts))

    def _pieces(self, answer: str) -> list[_Piece]:
        segments = cut(answer)
        cues = [read_cues(segment.text) for segment in segments]
        void = borrowed_from(segments, cues) | turned_down(segments, cues)
        aimed = suspicious_spans(answer)
        return [
            _Piece(segment, cue)
            for at, (segment, cue) in enumerate(zip(segments, cues, strict=True))
            if at not in void
            and segment.words >= FEWEST_WORDS
            and segment.form != "code"
            and not any(start < segment.end and segment.start < end for start, end in aimed)
        ]

    def _suspected(
        self, pieces: Sequence[_Piece], vectors: Table, risk: Table, weights: ClaimWeights
    ) -> tuple[FlagReading, ...]:
        matters = weights.matter_of(vectors)
        found = []
        for at in np.argsort(-risk, kind="stable"):
            piece = pieces[int(at)]
            if risk[at] < weights.suspect or piece.cues.question or piece.cues.reported:
                continue
            matter = weights.matters[int(matters[at].argmax())]
            if matter in self._known:
                span = piece.segment
                found.append(
                    FlagReading(f"{ANY}/{matter}", False, span.start, span.end, float(risk[at]))
                )
        return tuple(found[:MOST])


def _verdict_on(target: str, pieces: Sequence[_Piece], risk: Table) -> tuple[FlagReading, ...]:
    worst = int(risk.argmax())
    if risk[worst] >= STANDS_BY:
        span = pieces[worst].segment
        return (FlagReading(target, False, span.start, span.end, float(risk[worst]), True),)
    if risk[worst] < TAKEN_BACK:
        span = max((piece.segment for piece in pieces), key=lambda segment: segment.words)
        return (FlagReading(target, True, span.start, span.end, float(1 - risk[worst])),)
    return ()
