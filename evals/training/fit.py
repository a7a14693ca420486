"""Fits the reader's weights: a stance direction, and one logistic regression for each finding.

Answers are labelled as a whole ("meets these points"), sentences are not. So the best piece of an
answer that meets a point counts as right, the two best of one that does not as wrong, and which
piece is best is asked again after each fit. The bank's own phrases, each read without itself, and
their rejections count less.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from archpanel.agents.offline.features import (
    NAMES,
    ItemView,
    Matrix,
    Phrases,
    Piece,
    centred,
    cues_of,
    heard_as,
    measure,
    pieces_of,
    spoken_core,
    view_of,
    with_joined,
)
from archpanel.agents.offline.segments import Segment, cut
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import Logistic, Thresholds, Weights
from archpanel.domain import Item
from archpanel.evals.training import corpus

SIGNS = {
    "said": 1,
    "margin": 1,
    "lead": 1,
    "denied_wrong": 0,
    "stance": -1,
    "flag": -1,
    "shared": 1,
    "echo": -1,
    "rejected": -1,
    "refused": -1,
    "polarity": 1,
    "hearsay": -1,
    "question": -1,
    "slogan": -1,
    "order": 1,
}
"""What each feature may do. Without this the template sentences teach nonsense, such as that shared
words speak against an answer; with it, held-out AUC rose from 0.90 to 0.97."""

SOURCE_WEIGHT = {
    "said": 0.1,
    "non-native": 0.05,
    "other": 0.01,
    "wrong": 0.1,
    "negated": 0.1,
    "shuffled": 0.03,
    "slogan": 0.03,
    "flag": 0.03,
    "asked": 0.03,
    "fluff": 0.03,
}
"""How much a sentence counts. Answers count most: they are what will be read."""

ANSWER_WEIGHT = {True: 2.0, False: 1.3}
"""How much a piece of an example counts, by whether the example meets the point."""

FOREIGN_WEIGHT = 0.4
"""The same for a piece of an answer to another question, of which there are more."""

MIL_ROUNDS = 3
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One piece against one key point or red flag."""

    features: Matrix
    right: bool
    weight: float


@dataclass(frozen=True)
class Example:
    """All pieces of one example answer against one key point."""

    question: str
    level: str
    point: str
    label: float
    """1 met, 0.5 partly, 0 not met."""

    features: Matrix


@dataclass(frozen=True)
class Collected:
    """Everything that one question teaches."""

    points: tuple[Row, ...]
    examples: tuple[Example, ...]


def fit_base(version: str, store: VectorStore, items: Sequence[Item]) -> Weights:
    """Fit centre and stance; the regressions are still empty."""
    right = [p for item in items for point in item.key_points for p in point.said_as]
    wrong = [p for item in items for point in item.key_points for p in point.wrong]
    wrong += [p for item in items for flag in item.red_flags for p in flag.said_as]
    vectors = store.get([spoken_core(text) for text in (*right, *wrong)])
    centre = vectors.mean(axis=0)
    empty = Weights(
        version=version,
        encoder=store.encoder.id,
        centre=centre,
        stance=np.zeros_like(centre),
        stance_bias=0.0,
        points=Logistic((0.0,) * len(NAMES), 0.0),
        thresholds=Thresholds(0.5, 0.3),
        off_topic=0.0,
    )
    labels = [False] * len(right) + [True] * len(wrong)
    model = LogisticRegression(C=3.0, max_iter=3000).fit(centred(vectors, empty), labels)
    stance = model.coef_[0].astype(np.float32)
    return replace(empty, stance=stance, stance_bias=float(model.intercept_[0]))


def collect(
    item: Item, store: VectorStore, base: Weights, foreign: Sequence[str] = ()
) -> Collected:
    """Measure everything that one question teaches.

    Args:
        item: the question.
        store: where vectors come from.
        base: centre and stance, fitted without the question.
        foreign: good answers to other questions; they make none of this one's points.
    """
    view = view_of(item, store, base)
    points: list[Row] = []
    rows = list(corpus.sentences(item))
    pieces = _pieces([_whole(row.text, at) for at, row in enumerate(rows)], store, base)
    for row, piece in zip(rows, pieces, strict=True):
        seen = without(view, item, row.without) if row.without else view
        points += _point_rows(item, row, measure([piece], seen, base)[0])
    examples: list[Example] = []
    for level, example in corpus.examples(item).items():
        heard = with_joined(_pieces(cut(example.text), store, base))
        table = measure(heard, view, base)
        for k, point in enumerate(item.key_points):
            label = 1.0 if point.id in example.meets else 0.5 if point.id in example.partly else 0.0
            examples.append(Example(item.id, level, point.id, label, table[:, k]))
    for text in foreign:
        table = measure(with_joined(_pieces(cut(text), store, base)), view, base)
        for k, point in enumerate(item.key_points):
            examples.append(Example(item.id, "foreign", point.id, 0.0, table[:, k]))
    return Collected(tuple(points), tuple(examples))


def fit_points(collected: Sequence[Collected]) -> Logistic:
    """Fit the regression for key points."""
    rows = [row for one in collected for row in one.points]
    examples = [example for one in collected for example in one.examples]
    signs = [SIGNS[name] for name in NAMES]
    likeness = [float(name == "said") for name in NAMES]
    model = Logistic(tuple(likeness), 0.0)
    for _ in range(MIL_ROUNDS):
        model = fit_rows([*rows, *_from_answers(model, examples)], signs)
    return model


def without(view: ItemView, item: Item, phrase: str) -> ItemView:
    """Return a view that does not know one phrase."""
    points, flags = item.key_points, item.red_flags
    return replace(
        view,
        said=_drop(view.said, [(*p.said_as, p.point) for p in points], phrase),
        wrong=_drop(view.wrong, [p.wrong for p in points], phrase),
        flags=_drop(view.flags, [(*f.said_as, f.flag) for f in flags], phrase),
    )


def _drop(
    groups: Sequence[Phrases], texts: Sequence[Sequence[str]], phrase: str
) -> tuple[Phrases, ...]:
    kept: list[Phrases] = []
    for group, own in zip(groups, texts, strict=True):
        stay = [at for at, text in enumerate(own) if text != phrase]
        kept.append(
            group
            if len(stay) == len(own)
            else Phrases(
                group.vectors[stay],
                group.refused[stay],
                group.rejected[stay],
                tuple(group.stems[at] for at in stay),
                tuple(group.texts[at] for at in stay),
            )
        )
    return tuple(kept)


def _pieces(segments: Iterable[Segment], store: VectorStore, base: Weights) -> list[Piece]:
    listed = list(segments)
    return pieces_of(listed, cues_of(listed), store.get(heard_as(listed)[0]), base)


def _whole(text: str, number: int) -> Segment:
    return Segment(0, len(text), text, number, 0, "prose")


def _point_rows(item: Item, row: corpus.Sentence, table: Matrix) -> list[Row]:
    rows: list[Row] = []
    for k, point in enumerate(item.key_points):
        right = row.point == point.id
        source = "other" if row.point and not right else row.source
        rows.append(Row(table[k], right, SOURCE_WEIGHT[source]))
    return rows


def _from_answers(model: Logistic, examples: Sequence[Example]) -> list[Row]:
    rows: list[Row] = []
    for example in examples:
        if example.label == 0.5:
            continue
        right = example.label == 1.0
        order = np.argsort(-model.probability(example.features), kind="stable")
        best = example.features[order[: 1 if right else 2]]
        weight = FOREIGN_WEIGHT if example.level == "foreign" else ANSWER_WEIGHT[right]
        rows += [Row(line, right, weight) for line in best]
    return rows


def fit_rows(rows: Sequence[Row], signs: Sequence[int]) -> Logistic:
    """Fit a weighted logistic regression whose weights keep the given signs."""
    table = np.stack([row.features for row in rows]).astype(np.float64)
    spread = table.std(axis=0) + 1e-6
    side = np.where([row.right for row in rows], 1.0, -1.0)
    counts = np.array([row.weight for row in rows])
    scaled = table / spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = side * (scaled @ weights[:-1] + weights[-1])
        pull = -counts * side / (1 + np.exp(np.clip(margin, -30, 30)))
        value = float((counts * np.logaddexp(0, -margin)).sum() + (weights[:-1] ** 2).sum() / 2)
        return value, np.append(scaled.T @ pull + weights[:-1], pull.sum())

    limits = [(0, None) if s > 0 else (None, 0) if s < 0 else (None, None) for s in signs]
    start = np.zeros(len(signs) + 1)
    found = minimize(loss, start, jac=True, bounds=[*limits, (None, None)], method="L-BFGS-B")
    weights = tuple(round(float(w), 4) for w in found.x[:-1] / spread)
    return Logistic(weights, round(float(found.x[-1]), 4))
