"""What training of risks looks things up in: all lessons measured, and items made ready."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.encoder import Encoder
from archpanel.agents.offline.features import (
    ItemView,
    Sentence,
    cues_of,
    heard_as,
    pieces_of,
    sentences_of,
    spoken_core,
    view_of,
)
from archpanel.agents.offline.rigour import sign_table
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import weights_for
from archpanel.domain import Item, RolePack
from archpanel.evals.training.risk_lessons import Lesson
from archpanel.packs import vector_files

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Taught:
    """All lessons, measured."""

    lessons: tuple[Lesson, ...]
    vectors: Table
    centre: Table
    signs: Table
    """Factor by sign."""

    def where(self, *sources: str) -> Mask:
        """Return which lessons come from some sources."""
        return np.array([lesson.source in sources for lesson in self.lessons])

    def in_groups(self, groups: Iterable[str]) -> Mask:
        """Return which lessons belong to some groups."""
        wanted = frozenset(groups)
        return np.array([lesson.group in wanted for lesson in self.lessons])

    def texts(self, mask: Mask) -> list[str]:
        """Return the words of some lessons."""
        return [lesson.text for lesson, kept in zip(self.lessons, mask, strict=True) if kept]

    @property
    def risky(self) -> Mask:
        """Return which lessons are risky."""
        return np.array([lesson.risky for lesson in self.lessons])


class School:
    """Everything that training looks things up in."""

    def __init__(self, pack: RolePack, encoder: Encoder) -> None:
        """Take a pack and an encoder that remembers."""
        self.encoder = encoder
        self.base = weights_for(encoder.id)
        self.items: dict[str, Item] = {i.id: i for i in (*pack.questions, *pack.surprises)}
        self.store = VectorStore(encoder, vector_files(pack))
        self._views: dict[str, ItemView] = {}

    def view(self, item: Item) -> ItemView:
        """Return an item made ready."""
        if item.id not in self._views:
            self._views[item.id] = view_of(item, self.store, self.base)
        return self._views[item.id]

    def sentences(self, text: str) -> list[Sentence]:
        """Return the sentences of a text as the reader hears them."""
        segments = [segment for segment in cut(text) if segment.form != "code"]
        parts, wholes = heard_as(segments)
        vectors = self.encoder.encode([*parts, *wholes])
        pieces = pieces_of(segments, cues_of(segments), vectors[: len(parts)], self.base)
        return sentences_of(pieces, vectors[len(parts) :], self.base)


def measured(lessons: list[Lesson], encoder: Encoder, sign_share: float) -> Taught:
    """Encode all lessons; a sign of wording has the spread `sign_share`."""
    vectors = encoder.encode([spoken_core(lesson.text) for lesson in lessons]).astype(float)
    table = sign_table([lesson.text for lesson in lessons])
    return Taught(
        tuple(lessons),
        vectors,
        vectors.mean(axis=0),
        sign_share / (table.std(axis=0) + 1e-6),
    )
