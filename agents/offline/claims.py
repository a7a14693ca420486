"""Weak claims anywhere: how a sentence sounds that a senior interviewer would frown at.

The red flags of a question are what its author foresaw. This reader has learned from sentences of
all matters how risk is spoken of as if it were fine, and which competency a sentence is about.
What it finds is only a suspicion: a seat asks, and no level moves (see
`docs/decisions/0004-risks-are-asked-before-they-count.md`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from archpanel.agents.engine import FlagReading
from archpanel.agents.lookalikes import plain_letters
from archpanel.agents.offline.company import companies
from archpanel.agents.offline.cues import Cues, read_cues
from archpanel.agents.offline.encoder import Encoder
from archpanel.agents.offline.evasion import concedes, evades
from archpanel.agents.offline.features import heard_as, stretch
from archpanel.agents.offline.red_flags import STANDS_BY, TAKEN_BACK
from archpanel.agents.offline.retraction import taken_back
from archpanel.agents.offline.risk import risk_sense_for
from archpanel.agents.offline.safeguards import guards
from archpanel.agents.offline.scope import borrowed_from, turned_down
from archpanel.agents.offline.segments import Segment, cut, touched
from archpanel.agents.offline.shipped import shipped_arrays
from archpanel.agents.offline.vectors import off_centre
from archpanel.agents.suspicion import suspicious_spans
from archpanel.domain.pack import ANY

Table = npt.NDArray[np.float64]

RULES = "3"
"""Version of the rules in this file that are not learned; raised when a reading can change."""

FEWEST_WORDS = 6
CLEAR = 4.0
"""Score from which a sentence is about one matter for certain: of the suspected sentences of
`planted_claims` the best matter was the right one in 18 of 25 from here on, in 13 of 31 below."""

NEAR = 2.0
"""Below that, a matter of the question itself is taken if its score is within this of the best: the
question that challenges it then fits what was being talked about."""

MOST = 2
"""Suspicions per answer: a panel that doubts everything is not listening."""


@dataclass(frozen=True)
class ClaimWeights:
    """What a sentence is about; made by `evals/training/train_risks.py`."""

    version: str
    centre: Table
    suspect: float
    """Probability from which a sentence is suspected; set for few false alarms on held-out text."""

    matters: tuple[str, ...]
    matter: Table
    matter_bias: Table

    def matter_of(self, vectors: Table) -> Table:
        """Return for each sentence a score per competency."""
        return np.asarray(off_centre(vectors, self.centre) @ self.matter.T + self.matter_bias)


@lru_cache(maxsize=2)
def claim_weights_for(encoder_id: str) -> ClaimWeights | None:
    """Return the shipped weights, or None: without them only foreseen red flags are heard."""
    held = shipped_arrays("claims", encoder_id)
    if held is None:
        return None
    return ClaimWeights(
        version=str(held["version"]),
        centre=held["centre"].astype(float),
        suspect=float(held["suspect"]),
        matters=tuple(str(m) for m in held["matters"]),
        matter=held["matter"].astype(float),
        matter_bias=held["matter_bias"].astype(float),
    )


@dataclass(frozen=True)
class _Spoken:
    span: Segment
    whole: str
    """The text by which it is encoded."""

    cues: Cues


class ClaimReader:
    """Suspects weak claims; deterministic."""

    def __init__(self, encoder: Encoder, competencies: Collection[str]) -> None:
        """Take the encoder, and the competencies for which the pack has a challenge."""
        self._encoder = encoder
        self._weights = claim_weights_for(encoder.id)
        self._risk = risk_sense_for(encoder.id)
        self._known = frozenset(competencies)

    @property
    def version(self) -> str:
        """Changes whenever the same answer may be suspected differently."""
        return f"claims-{self._weights.version if self._weights and self._risk else 'none'}/{RULES}"

    def find(
        self, answer: str, *, target: str = "", matters: Collection[str] = ()
    ) -> tuple[FlagReading, ...]:
        """Return the weak claims that the answer may hold.

        Args:
            answer: the canonical answer.
            matters: competencies of the question; what is not clearly about one is about these.
            target: the risk that was challenged, if the answer is to a challenge of this kind;
                standing by it is found again, leaving it is `withdrawn`, else nothing is: words
                about another matter leave the suspicion as it was.
        """
        spoken = self._spoken(plain_letters(answer))
        if not spoken or self._weights is None or self._risk is None:
            return ()
        vectors = np.asarray(self._encoder.encode([one.whole for one in spoken]), dtype=float)
        risk = self._risk.chances(vectors, [one.span.text for one in spoken])
        scores = self._weights.matter_of(vectors)
        if target.startswith(f"{ANY}/"):
            faced = _faced(target, spoken, scores, self._weights.matters)
            return _verdict_on(target, spoken, risk, faced)
        about = [self._matter(row, matters, self._weights.matters) for row in scores]
        return _suspected(spoken, about, risk, self._weights.suspect)

    def _spoken(self, answer: str) -> list[_Spoken]:
        segments = cut(answer)
        cues = [read_cues(segment.text) for segment in segments]
        void = borrowed_from(segments, cues) | turned_down(segments, cues) | taken_back(segments)
        void |= touched(segments, suspicious_spans(answer))
        kept = [segment for at, segment in enumerate(segments) if at not in void]
        # The reader of key points has encoded these very texts already.
        _, wholes = heard_as(kept)
        spans = [stretch([kept[at] for at in own]) for own in companies(kept)]
        return [
            _Spoken(span, whole, read_cues(span.text))
            for span, whole in zip(spans, wholes, strict=True)
            if span.words >= FEWEST_WORDS and span.form != "code"
        ]

    def _matter(self, scores: Table, at_hand: Collection[str], matters: Sequence[str]) -> str:
        """Return what a sentence is about, or "" where the panel has no question about that."""
        best = int(scores.argmax())
        here = [
            n for n, matter in enumerate(matters) if matter in at_hand and matter in self._known
        ]
        if scores[best] < CLEAR and here:
            nearest = max(here, key=lambda n: float(scores[n]))
            best = nearest if scores[best] - scores[nearest] <= NEAR else best
        return matters[best] if matters[best] in self._known else ""


def _suspected(
    spoken: Sequence[_Spoken], about: Sequence[str], risk: Table, suspect: float
) -> tuple[FlagReading, ...]:
    found = []
    for at in np.argsort(-risk, kind="stable"):
        one, matter = spoken[int(at)], about[int(at)]
        if risk[at] < suspect or one.cues.question or one.cues.reported or not matter:
            continue
        if guards(one.span.text):
            continue
        span = one.span
        found.append(FlagReading(f"{ANY}/{matter}", False, span.start, span.end, float(risk[at])))
    return tuple(found[:MOST])


def _faced(target: str, spoken: Sequence[_Spoken], scores: Table, matters: Sequence[str]) -> bool:
    """Tell whether an answer is about what was challenged, or concedes it."""
    if any(concedes(one.span.text) for one in spoken):
        return True
    matter = target.removeprefix(f"{ANY}/")
    if matter not in matters:
        return False
    own = scores[:, list(matters).index(matter)] >= scores.max(axis=1) - NEAR
    return any(near and not evades(one.span.text) for near, one in zip(own, spoken, strict=True))


def _verdict_on(
    target: str, spoken: Sequence[_Spoken], risk: Table, faced: bool
) -> tuple[FlagReading, ...]:
    worst = int(risk.argmax())
    if risk[worst] >= STANDS_BY:
        span = spoken[worst].span
        return (FlagReading(target, False, span.start, span.end, float(risk[worst])),)
    if risk[worst] < TAKEN_BACK and faced:
        span = max((one.span for one in spoken), key=lambda segment: segment.words)
        return (FlagReading(target, True, span.start, span.end, float(1 - risk[worst])),)
    return ()
