"""An encoder that remembers: three seats and two readers look at the same sentences."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from archpanel.agents.offline.encoder import DIM, Encoder, Vectors
from archpanel.agents.offline.vectors import VectorStore

KEPT = 4096
"""Sentences; a long interview has a few hundred."""


class MemoEncoder:
    """Encodes each text once."""

    def __init__(
        self, encoder: Encoder, store: VectorStore | None = None, kept: int = KEPT
    ) -> None:
        """Wrap an encoder; `store` knows what was encoded when the pack was made."""
        self._encoder = encoder
        self._kept = kept
        self._store = store
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def id(self) -> str:
        """The wrapped encoder's id."""
        return self._encoder.id

    @property
    def multilingual(self) -> bool:
        """Whether the wrapped encoder reads other languages than English."""
        return self._encoder.multilingual

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text in missing:
            if self._store is not None and self._store.knows(text):
                self._known[text] = self._store.get([text])[0]
        if fresh := [text for text in missing if text not in self._known]:
            self._known.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        rows = [self._known[text] for text in texts]
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
        return np.vstack(rows) if rows else np.zeros((0, DIM), dtype=np.float32)
