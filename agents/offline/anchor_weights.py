"""What the anchor reader has learned, per encoder; made by `evals/training/train_anchors.py`."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file
from pathlib import Path
from typing import Self

import numpy as np

from archpanel.agents.offline.anchor_scale import TopicSpace
from archpanel.agents.offline.encoder import Vectors
from archpanel.agents.offline.rigour import Row
from archpanel.agents.offline.shipped import no_weights, shipped

OVERSHOOT = 0.75
"""How far one piece may lie beyond the scale."""


@dataclass(frozen=True)
class AnchorWeights:
    """Weights that know nothing of any pack: how care sounds, how empty talk sounds."""

    quality: Row
    """One weight per dimension of the vector, per sign of `rigour.NAMES`, and for the contrast."""

    quality_bias: float
    substance: Row
    """One weight per dimension: tells a statement about work from a remark."""

    substance_bias: float
    relevance: Row
    """Weights of the question's and of the piece's likeness to a competency."""

    relevance_bias: float
    background: Vectors
    talk_mean: Row
    phrase_mean: Row
    common: Row
    """What `TopicSpace` is made of."""

    version: str

    def quality_of(self, table: Row) -> Row:
        """Return the place on the scale for each row: 0 is the lowest level, 1 the highest.

        One piece may lie beyond either end; only the mean of an answer is cut to the scale.
        """
        return np.clip(table @ self.quality + self.quality_bias, -OVERSHOOT, 1 + OVERSHOOT)

    def space(self) -> TopicSpace:
        """Return the space in which topics are compared."""
        return TopicSpace(self.background, self.talk_mean, self.phrase_mean, self.common)

    def substance_of(self, vectors: Vectors) -> Row:
        """Return for each vector the probability that it says something about work."""
        return _sigmoid(
            np.asarray(vectors, dtype=np.float64) @ self.substance + self.substance_bias
        )

    def relevance_logit(self, asked: Row, said: Row) -> Row:
        """Return the log odds that a piece is about a competency."""
        odds = asked * self.relevance[0] + said * self.relevance[1] + self.relevance_bias
        return np.asarray(odds)

    def save(self, file: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        with file.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **self._arrays())

    def _arrays(self) -> dict[str, np.ndarray]:
        return {
            "quality": self.quality.astype(np.float32),
            "substance": self.substance.astype(np.float32),
            "relevance": self.relevance.astype(np.float32),
            "biases": np.array([self.quality_bias, self.substance_bias, self.relevance_bias]),
            "background": self.background.astype(np.float16),
            "means": np.vstack([self.talk_mean, self.phrase_mean]).astype(np.float32),
            "common": self.common.astype(np.float32),
            "version": np.array(self.version),
        }

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            quality, substance, relevance = (float(bias) for bias in stored["biases"])
            return cls(
                quality=stored["quality"].astype(np.float64),
                quality_bias=quality,
                substance=stored["substance"].astype(np.float64),
                substance_bias=substance,
                relevance=stored["relevance"].astype(np.float64),
                relevance_bias=relevance,
                background=stored["background"].astype(np.float32),
                talk_mean=stored["means"][0].astype(np.float64),
                phrase_mean=stored["means"][1].astype(np.float64),
                common=stored["common"].astype(np.float64),
                version=str(stored["version"]),
            )


@lru_cache(maxsize=2)
def anchor_weights_for(encoder_id: str) -> AnchorWeights:
    """Return the shipped weights of an encoder.

    Raises:
        PanelError: nothing was trained for this encoder.
    """
    source = shipped("anchors", encoder_id, "npz")
    if source is None:
        raise no_weights("anchors", encoder_id)
    with as_file(source) as file:
        return AnchorWeights.load(file)


def _sigmoid(values: Row) -> Row:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))
