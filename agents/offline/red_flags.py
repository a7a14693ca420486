"""Which red flags of its question an answer raises, takes back or stands by.

Likeness to a flag's phrasings says what a piece is about; the sense of risk says on which side it
is. Both together are right often enough to ask, seldom enough to judge: below `certain` a flag is
proposed with little confidence, and the panel asks before it counts
(`docs/decisions/0004-risks-are-asked-before-they-count.md`).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt

from archpanel.agents.engine import SURE, FlagReading
from archpanel.agents.offline.evasion import concedes, evades
from archpanel.agents.offline.features import (
    ItemView,
    Matrix,
    Sentence,
    nearest,
)
from archpanel.agents.offline.risk import RiskSense, Table, risk_sense_for
from archpanel.agents.offline.safeguards import guards
from archpanel.agents.offline.shipped import shipped
from archpanel.agents.offline.weights import Logistic, Weights
from archpanel.domain import Item

FLAG_NAMES = (
    "risk",  # margin of the sense of risk: most of what is known
    "near",  # nearest phrasing of the flag
    "lead",  # nearer to the flag than to any right version
    "over_wrong",  # nearer to the flag than to any wrong version
    "stance",
    "right",  # nearest right version of any point
)

Mask = npt.NDArray[np.bool_]

ABOUT = 0.18
"""Likeness to a flag below which a risky sentence is about something else."""

STANDS_BY = 0.7
"""Probability of risk in the answer to a challenge from which the candidate stands by it."""

TAKEN_BACK = 0.35
"""Probability below which every piece of that answer must lie for it to be taken back."""


@dataclass(frozen=True)
class FlagWeights:
    """How likely a sentence raises a flag; made by `evals/training/train_risks.py`."""

    version: str
    model: Logistic
    suspect: float
    """Probability from which the panel asks; set for few honest answers asked in vain."""

    certain: float
    """Probability that next to no honest answer reaches."""

    def confidence(self, chance: float) -> float:
        """Return a probability on the panel's scale, where `SURE` is what counts at once."""
        if chance < self.certain:
            return round(SURE * chance / self.certain, 3)
        return round(SURE + (1 - SURE) * (chance - self.certain) / (1 - self.certain), 3)

    def to_json(self) -> str:
        """Return the weights as text."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        model = Logistic(tuple(stored["model"]["weights"]), stored["model"]["bias"])
        return cls(**{**stored, "model": model})


@dataclass(frozen=True)
class FlagReader:
    """Reads the red flags of one question."""

    weights: FlagWeights
    risk: RiskSense

    def find(
        self,
        item: Item,
        view: ItemView,
        spoken: Sequence[Sentence],
        made: Matrix,
        base: Weights,
        target: str = "",
    ) -> tuple[FlagReading, ...]:
        """Return the flags that an answer raises, takes back or stands by.

        Args:
            item: the question.
            view: the same, made ready.
            spoken: sentences of the answer.
            made: how likely each sentence makes any key point.
            base: centre and stance.
            target: the flag that was challenged, if the answer is to a challenge.
        """
        if not item.red_flags or not spoken:
            return ()
        table = flag_table(spoken, view, base, self.risk)
        chances = one_each(table, self.weights.model)
        chances[distant(spoken) | (made >= base.thresholds.met)] = 0
        chances[(chances < self.weights.certain) & _guarded(spoken)[:, None]] = 0
        found: list[FlagReading] = []
        for at, flag in enumerate(item.red_flags):
            if target in (flag.id, f"{item.id}/{flag.id}"):
                about = table[:, at, FLAG_NAMES.index("near")] >= ABOUT
                found += self._verdict_on(flag.id, spoken, made, chances[:, at], about)
            elif chances[:, at].max() >= self.weights.suspect:
                found.append(self._raised(flag.id, spoken, chances[:, at]))
        return tuple(found)

    def _raised(self, flag: str, spoken: Sequence[Sentence], chances: Matrix) -> FlagReading:
        at = int(chances.argmax())
        span = spoken[at].segment
        return FlagReading(
            flag, False, span.start, span.end, self.weights.confidence(float(chances[at]))
        )

    def _verdict_on(
        self, flag: str, spoken: Sequence[Sentence], made: Matrix, chances: Matrix, about: Mask
    ) -> list[FlagReading]:
        """A challenge is met by a key point, by turning the risk down, or by no risk at all.

        Words about another thing meet nothing: who evades leaves the suspicion as it was.
        """
        risk = risk_of(spoken, self.risk)
        if chances.max() >= self.weights.suspect or risk.max() >= STANDS_BY:
            worst = int(
                chances.argmax() if chances.max() >= self.weights.suspect else risk.argmax()
            )
            span = spoken[worst].segment
            return [FlagReading(flag, False, span.start, span.end, round(float(risk[worst]), 3))]
        best = int(made.argmax())
        if made[best] >= 0.5 or (risk.max() < TAKEN_BACK and _faced(spoken, about)):
            span = spoken[best].segment
            return [FlagReading(flag, True, span.start, span.end, round(1 - float(risk.max()), 3))]
        return []


@lru_cache(maxsize=2)
def flag_reader_for(encoder_id: str) -> FlagReader | None:
    """Return the shipped reader of an encoder, or None: then no red flag is heard."""
    source = shipped("flags", encoder_id, "json")
    risk = risk_sense_for(encoder_id)
    if risk is None or source is None:
        return None
    return FlagReader(FlagWeights.from_json(source.read_text(encoding="utf-8")), risk)


def _faced(spoken: Sequence[Sentence], about: Mask) -> bool:
    texts = [piece.segment.text for piece in spoken]
    if any(map(concedes, texts)):
        return True
    return any(near and not evades(text) for near, text in zip(about, texts, strict=True))


def risk_of(spoken: Sequence[Sentence], sense: RiskSense) -> Matrix:
    """Return the probability of risk of each sentence."""
    return np.asarray(sense.chances(*_said(spoken)), dtype=np.float32)


def flag_table(
    spoken: Sequence[Sentence], view: ItemView, weights: Weights, sense: RiskSense
) -> Matrix:
    """Return features by sentence, red flag and name."""
    vectors = np.vstack([piece.vector for piece in spoken])
    best_said = nearest(vectors, view.said).max(axis=1)
    best_wrong = nearest(vectors, view.wrong).max(axis=1)
    common = {
        "risk": sense.margins(*_said(spoken)),
        "stance": weights.stance_of(vectors),
        "right": best_said,
    }
    table = np.zeros((len(spoken), len(view.flags), len(FLAG_NAMES)), dtype=np.float32)
    for f, flag in enumerate(view.flags):
        near = (vectors @ flag.vectors.T).max(axis=1)
        by_name = {
            **common,
            "near": near,
            "lead": near - best_said,
            "over_wrong": near - best_wrong,
        }
        table[:, f] = np.stack([by_name[name] for name in FLAG_NAMES], axis=1)
    return table


def one_each(table: Matrix, model: Logistic) -> Matrix:
    """Return chances by sentence and flag: a sentence raises the likeliest flag it is about."""
    about = table[:, :, FLAG_NAMES.index("near")] >= ABOUT
    chances = np.where(about, model.probability(table), 0)
    best = chances.argmax(axis=1)
    return np.where(np.arange(chances.shape[1]) == best[:, None], chances, 0)


def distant(spoken: Sequence[Sentence]) -> Mask:
    """Tell which sentences are hearsay or questions: they state nothing of the candidate's own."""
    return np.array([piece.cues.reported or piece.cues.question for piece in spoken])


def _guarded(spoken: Sequence[Sentence]) -> Mask:
    return np.array([guards(piece.segment.text) for piece in spoken])


def _said(spoken: Sequence[Sentence]) -> tuple[Table, list[str]]:
    vectors = np.vstack([piece.raw for piece in spoken]).astype(float)
    return vectors, [piece.segment.text for piece in spoken]
