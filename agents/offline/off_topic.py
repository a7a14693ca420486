"""Tells talk about the work from careful talk about something else, such as a recipe.

How care sounds is the same in every trade: figures, reasons, what was tried and what went wrong. So
an answer is compared with what was asked, with the role's competencies and with those of the
shipped role, and on the other side with stories about other things. What is nearer to those earns
no level by anchors.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.anchor_scale import nearest_mean
from archpanel.agents.offline.encoder import Vectors
from archpanel.agents.offline.segments import Segment
from archpanel.agents.offline.shipped import shipped_arrays

FULL_PIECE = 30
"""Words beyond which a piece does not weigh more."""

CLEAR = 0.01
"""Margin from which a sentence is about the work whatever stands beside it; 0.03 is usual."""

Row = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TopicSense:
    """Made by `evals/training/train_off_topic.py`."""

    work: Vectors
    """The shipped role's competencies and anchors: any role read here is of that world."""

    elsewhere: Vectors
    """Stories about other things, sentence by sentence."""

    cut: float
    """How much nearer to the work a piece has to be than to other things."""

    _foreign: dict[bytes, bool] = field(default_factory=dict, compare=False)

    def off_topic(self, pieces: Sequence[Segment], said: Vectors, about: Vectors) -> set[int]:
        """Return the numbers of pieces that are about something else.

        A sentence alone says little ("We tried it twice."), so it is judged with its answer; where
        the whole is about something else, a sentence counts only if it clearly is not.

        Args:
            pieces: the sentences of one answer.
            said: their vectors.
            about: vectors of the question and of the role's competencies.
        """
        if not pieces:
            return set()
        margin = self.margin(said, about)
        weight = np.array([min(piece.words, FULL_PIECE) for piece in pieces], dtype=np.float64)
        whole = float((weight * margin).sum() / max(float(weight.sum()), 1.0))
        gone = (margin + whole) / 2 < self.cut if whole >= self.cut else margin < CLEAR
        return {int(at) for at in np.flatnonzero(gone)}

    def margin(self, said: Vectors, about: Vectors) -> Row:
        """Return how much nearer talk is to the work than to other things; 0.03 is usual."""
        near = nearest_mean(_row(said), _row(np.vstack([self.work, about])))
        return np.asarray(near - nearest_mean(_row(said), _row(self.elsewhere)))

    def knows(self, role: Vectors) -> bool:
        """Tell whether a role is of the world of the shipped one; in another it would be unfair."""
        key = np.asarray(role, dtype=np.float32).tobytes()
        if key not in self._foreign:
            self._foreign[key] = float(self.margin(role, role[:0]).mean()) < self.cut
        return not self._foreign[key]

    def save(self, file: Path) -> None:
        """Write it; the same sense gives the same bytes."""
        half = {"work": self.work, "elsewhere": self.elsewhere}
        with file.open("wb") as stream:
            np.savez(
                stream,
                allow_pickle=False,
                cut=np.array(self.cut),
                **{name: vectors.astype(np.float16) for name, vectors in half.items()},
            )


@lru_cache(maxsize=2)
def topic_sense_for(encoder_id: str) -> TopicSense | None:
    """Return the shipped sense, or None: without it every answer counts as one about the work."""
    held = shipped_arrays("off-topic", encoder_id)
    if held is None:
        return None
    return TopicSense(
        held["work"].astype(np.float32),
        held["elsewhere"].astype(np.float32),
        float(held["cut"]),
    )


def _row(vectors: Vectors) -> Row:
    return np.asarray(vectors, dtype=np.float64)
