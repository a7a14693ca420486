"""How risk sounds when it is spoken of as if it were fine, whatever the topic.

A support vector machine over the vector of a sentence and the signs in its wording: it compares
with a few thousand sentences whose author knew which side they were on. Made by
`evals/training/train_risks.py`. Source: Cortes and Vapnik (1995); Platt (1999) for the probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.rigour import sign_table
from archpanel.agents.offline.shipped import shipped_arrays
from archpanel.agents.offline.vectors import off_centre

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RiskSense:
    """A trained sense of risk for one encoder."""

    version: str
    centre: Table
    """Mean vector of the sentences it was trained on."""

    signs: Table
    """Factor of each sign of `rigour.NAMES`, so that wording counts little beside meaning."""

    support: Table
    """(sentences, width + signs): those that lie near the border."""

    pull: Table
    """How far each of them pulls towards risk (positive) or away from it."""

    bias: float
    gamma: float
    """Inverse squared width of a sentence's neighbourhood."""

    slope: float
    offset: float

    def features(self, vectors: Table, texts: Sequence[str]) -> Table:
        """Return what the machine compares: one row per sentence."""
        return np.hstack([off_centre(vectors, self.centre), sign_table(texts) * self.signs])

    def margins(self, vectors: Table, texts: Sequence[str]) -> Table:
        """Return for each sentence how far it lies on the side of risk; 0 is the border."""
        rows = self.features(vectors, texts).astype(np.float32)
        stored, lengths = self._stored
        squares = (rows**2).sum(axis=1)[:, None] + lengths
        near = np.exp(-self.gamma * np.maximum(squares - 2 * rows @ stored, 0))
        return np.asarray(near @ self.pull + self.bias)

    @cached_property
    def _stored(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """The stored sentences as columns, and the square of each one's length."""
        stored = np.ascontiguousarray(self.support.T, dtype=np.float32)
        return stored, (stored**2).sum(axis=0)

    def chances(self, vectors: Table, texts: Sequence[str]) -> Table:
        """Return for each sentence the probability of risk, were half of all sentences risky."""
        logits = self.slope * self.margins(vectors, texts) + self.offset
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what is stored: support rows as signed bytes, a thousandth of error at most."""
        peak = np.abs(self.support).max(axis=1)
        return {
            "version": np.array(self.version),
            "centre": self.centre.astype(np.float32),
            "signs": self.signs.astype(np.float32),
            "scale": (peak / 127).astype(np.float32),
            "codes": np.rint(self.support / peak[:, None] * 127).astype(np.int8),
            "pull": self.pull.astype(np.float32),
            "rest": np.array([self.bias, self.gamma, self.slope, self.offset]),
        }

    @classmethod
    def from_arrays(cls, held: Any) -> "RiskSense":
        """Read what `to_arrays` gave."""
        bias, gamma, slope, offset = (float(number) for number in held["rest"])
        return cls(
            version=str(held["version"]),
            centre=held["centre"].astype(float),
            signs=held["signs"].astype(float),
            support=held["codes"] * held["scale"].astype(float)[:, None],
            pull=held["pull"].astype(float),
            bias=bias,
            gamma=gamma,
            slope=slope,
            offset=offset,
        )


@lru_cache(maxsize=2)
def risk_sense_for(encoder_id: str) -> RiskSense | None:
    """Return the shipped sense of an encoder, or None: then no risk is heard."""
    held = shipped_arrays("risk", encoder_id)
    if held is None:
        return None
    return RiskSense.from_arrays(held)
