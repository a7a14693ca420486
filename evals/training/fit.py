"""Fits the reader's weights: a stance direction, and one logistic regression for each finding.

Answers are labelled as a whole ("meets these points"), sentences are not. So the regression first
learns from the bank's own phrases, each read without itself, and then twice from the answers: the
best piece of an answer that meets a point is right, the two best of one that does not are wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from archpanel.agents.offline.cues import read_cues
from archpanel.agents.offline.features import (
    NAMES,
    ItemView,
    Matrix,
    Phrases,
    Piece,
    centred,
    flag_table,
    measure,
    spoken_core,
    stems,
    view_of,
    with_joined,
)
from archpanel.agents.offline.segments import Segment, cut
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import Logistic, Thresholds, Weights
from archpanel.domain import Item
from archpanel.evals.training import corpus

SOURCE_WEIGHT = {
    "said": 1.0,
    "non-native": 0.5,
    "other": 0.15,
    "wrong": 0.6,
    "negated": 0.6,
    "shuffled": 0.2,
    "slogan": 0.3,
    "flag": 0.3,
    "asked": 0.15,
    "fluff": 0.1,
}
"""How much a sentence counts: kinds that a template makes in any number count less."""

ANSWER_WEIGHT = {True: 2.0, False: 1.3}
"""How much a piece of an example counts, by whether the example meets the point."""

MIL_ROUNDS = 2
FLAG_FEATURES = 8


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
    flags: tuple[Row, ...]
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
        flags=Logistic((0.0,) * FLAG_FEATURES, 0.0),
        thresholds=Thresholds(0.5, 0.3, 0.5),
        off_topic=0.0,
    )
    labels = [False] * len(right) + [True] * len(wrong)
    model = LogisticRegression(C=3.0, max_iter=3000).fit(centred(vectors, empty), labels)
    stance = model.coef_[0].astype(np.float32)
    return replace(empty, stance=stance, stance_bias=float(model.intercept_[0]))


def collect(item: Item, store: VectorStore, base: Weights) -> Collected:
    """Measure everything that one question teaches."""
    view = view_of(item, store, base)
    points: list[Row] = []
    flags: list[Row] = []
    rows = list(corpus.sentences(item))
    pieces = _pieces([_whole(row.text) for row in rows], store, base)
    for row, piece in zip(rows, pieces, strict=True):
        seen = without(view, item, row.without) if row.without else view
        points += _point_rows(item, row, measure([piece], seen, base)[0])
        flags += _flag_rows(item, row, flag_table([piece], seen, base)[0])
    examples: list[Example] = []
    for level, example in corpus.examples(item).items():
        heard = with_joined(_pieces(cut(example.text), store, base))
        table = measure(heard, view, base)
        for k, point in enumerate(item.key_points):
            label = 1.0 if point.id in example.meets else 0.5 if point.id in example.partly else 0.0
            examples.append(Example(item.id, level, point.id, label, table[:, k]))
        if level != "weak":  # weak answers may raise a flag; the others must not
            found = flag_table(heard, view, base)
            flags += [Row(line, False, 0.1) for f in range(found.shape[1]) for line in found[:, f]]
    return Collected(tuple(points), tuple(flags), tuple(examples))


def fit_points(collected: Sequence[Collected]) -> Logistic:
    """Fit the regression for key points."""
    rows = [row for one in collected for row in one.points]
    examples = [example for one in collected for example in one.examples]
    model = _fit(rows)
    for _ in range(MIL_ROUNDS):
        model = _fit([*rows, *_from_answers(model, examples)])
    return model


def fit_flags(collected: Sequence[Collected]) -> Logistic:
    """Fit the regression for red flags."""
    return _fit([row for one in collected for row in one.flags])


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
                group.vectors[stay], group.refused[stay], tuple(group.stems[at] for at in stay)
            )
        )
    return tuple(kept)


def _pieces(segments: Iterable[Segment], store: VectorStore, base: Weights) -> list[Piece]:
    listed = list(segments)
    vectors = centred(store.get([spoken_core(segment.text) for segment in listed]), base)
    return [
        Piece(segment, vector, read_cues(spoken_core(segment.text)), stems(segment.text))
        for segment, vector in zip(listed, vectors, strict=True)
    ]


def _whole(text: str) -> Segment:
    return Segment(0, len(text), text, 0, 0, "prose")


def _point_rows(item: Item, row: corpus.Sentence, table: Matrix) -> list[Row]:
    rows: list[Row] = []
    for k, point in enumerate(item.key_points):
        right = row.point == point.id
        source = "other" if row.point and not right else row.source
        rows.append(Row(table[k], right, SOURCE_WEIGHT[source]))
    return rows


def _flag_rows(item: Item, row: corpus.Sentence, table: Matrix) -> list[Row]:
    """A wrong version of a point may well be a red flag, so it teaches nothing about flags."""
    if row.source == "wrong":
        return []
    return [
        Row(table[f], row.source == "flag" and row.without in flag.said_as, 1.0)
        for f, flag in enumerate(item.red_flags)
    ]


def _from_answers(model: Logistic, examples: Sequence[Example]) -> list[Row]:
    rows: list[Row] = []
    for example in examples:
        if example.label == 0.5:
            continue
        right = example.label == 1.0
        order = np.argsort(-model.probability(example.features), kind="stable")
        best = example.features[order[: 1 if right else 2]]
        rows += [Row(line, right, ANSWER_WEIGHT[right]) for line in best]
    return rows


def _fit(rows: Sequence[Row]) -> Logistic:
    table = np.stack([row.features for row in rows])
    spread = table.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=3000).fit(
        table / spread,
        [row.right for row in rows],
        sample_weight=[row.weight for row in rows],
    )
    weights = tuple(round(float(w), 4) for w in model.coef_[0] / spread)
    return Logistic(weights, round(float(model.intercept_[0]), 4))
