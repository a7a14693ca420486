"""The few learned numbers of the embedded engine, one small file per encoder."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.shipped import no_weights, shipped

Row = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Logistic:
    """A logistic regression: one weight per feature, in the order of the feature names."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, table: Row) -> Row:
        """Return a probability for each row along the last axis."""
        logit = table @ np.array(self.weights, dtype=np.float32) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), dtype=np.float32)


@dataclass(frozen=True)
class Thresholds:
    """Where a probability becomes a finding."""

    met: float
    partly: float


@dataclass(frozen=True)
class Weights:
    """Everything learned for one encoder; made by `evals/training/train_reader.py`."""

    version: str
    encoder: str
    centre: Row
    """Mean vector of the bank's phrases."""

    stance: Row
    """Direction in which a sentence sounds dismissive or naive, whatever its topic."""

    stance_bias: float
    points: Logistic
    thresholds: Thresholds
    off_topic: float
    """Mean likeness to anything of the item below which an answer is about something else."""

    def stance_of(self, vectors: Row) -> Row:
        """Return the learned log odds that a sentence is a wrong version of something."""
        return np.asarray(vectors @ self.stance + self.stance_bias, dtype=np.float32)

    def to_json(self) -> str:
        """Return the weights as text with few digits."""
        stored = asdict(self)
        for name in ("centre", "stance"):
            stored[name] = [round(float(number), 5) for number in getattr(self, name)]
        return json.dumps(stored, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored: dict[str, Any] = json.loads(text)
        for name in ("centre", "stance"):
            stored[name] = np.array(stored[name], dtype=np.float32)
        points = Logistic(tuple(stored["points"]["weights"]), stored["points"]["bias"])
        thresholds = Thresholds(**stored["thresholds"])
        return cls(**{**stored, "points": points, "thresholds": thresholds})


@lru_cache(maxsize=2)
def weights_for(encoder_id: str) -> Weights:
    """Return the shipped weights of an encoder.

    Raises:
        PanelError: nothing was calibrated for this encoder.
    """
    source = shipped("reader", encoder_id, "json")
    if source is None:
        raise no_weights("reader", encoder_id)
    return Weights.from_json(source.read_text(encoding="utf-8"))
