"""Trains how references are read from answers that people graded, and prints held-out figures.

    python -m archpanel.evals.training.train_references DATA [--dry]

DATA is a folder with SAF and SemEval 2013 task 7 (see `evals/datasets/graded_answers/CARD.md`).
Trained on half of SemEval's questions, by digest (`graded_answers.is_trained_on`); the other half
and all of SAF are never looked at. Six numbers and a bias come of it, each of which may only push
one way; the two cuts are chosen by cross-validation over questions. The same data gives the same
file, `agents/offline/calibration/references-<encoder>.json`.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.features import (
    Matrix,
    heard_as,
    phrases_of,
    view_of,
    with_joined,
)
from archpanel.agents.offline.memo import MemoEncoder
from archpanel.agents.offline.reader import Reader
from archpanel.agents.offline.reference import SIGNALS, SIGNS, ReferenceSense, signals
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import VectorStore, build
from archpanel.agents.offline.weights import Logistic, Thresholds, weights_for
from archpanel.domain import digest
from archpanel.evals.statistics import spearman
from archpanel.evals.tasks.graded_answers import Graded, drawn_from, is_trained_on, read_sets
from archpanel.evals.tasks.human_agreement import scorecard
from archpanel.packs import load_pack

TARGET = Path(__file__).resolve().parents[2] / "agents/offline/calibration"
PER_QUESTION = 3
FOLDS = 5
PULL = 0.02
"""How strongly weights are held near zero; figures are flat from 0.005 to 0.1."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """What one graded answer teaches."""

    set: str
    question: str
    grade: float
    table: Matrix
    """Signals by piece and point."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print and write."""
    options = _options(arguments)
    rows = drawn_from(read_sets(options.data), PER_QUESTION)
    learn = [row for row in rows if is_trained_on(row)]
    store = _store([*learn, *_unseen(rows)], options.cache)
    told, held = _collect(learn, store), _collect(_unseen(rows), store)
    chances = _cross_validated(told)
    cuts = _cuts(told, chances)
    sense = ReferenceSense(_version(told), open_encoder().id, fit(told), cuts)
    _say(f"{len(told)} answers to {len({t.question for t in told})} questions; {sense}")
    _report("cross-validated", told, chances, cuts)
    for name in ("semeval", "saf"):
        some = [one for one in held if one.set == name]
        _report(f"{name}, held out", some, [_best(one, sense.points) for one in some], cuts)
    if not options.dry:
        file = TARGET / f"references-{sense.encoder.split('-', 1)[0]}.json"
        file.write_text(sense.to_json() + "\n", encoding="utf-8")


def _unseen(rows: Sequence[Graded]) -> list[Graded]:
    """Return two answers per question never trained on: enough to see, and quick."""
    return drawn_from([row for row in rows if not is_trained_on(row)], 2)


def _store(rows: Sequence[Graded], cache: Path) -> VectorStore:
    """Encode all texts once; they stay in the cache folder."""
    encoder, pack = open_encoder(), load_pack("ai-architect")
    texts = [text for row in rows for text in heard_as(cut(row.answer))[0]]
    for row in rows:
        texts += phrases_of(scorecard(pack, row.question, row.references, secret=True))
    file = cache / f"references-{encoder.id}.npy"
    build(file, encoder, texts)
    return VectorStore(encoder, [file], cache)


def _collect(rows: Sequence[Graded], store: VectorStore) -> list[Told]:
    weights, pack = weights_for(store.encoder.id), load_pack("ai-architect")
    reader = Reader(MemoEncoder(store.encoder, store), weights)
    told = []
    for row in rows:
        item = scorecard(pack, row.question, row.references, secret=True)
        view = view_of(item, store, weights)
        pieces = with_joined(reader.heard(row.answer, row.question, view))
        if pieces:
            table = signals(pieces, view)
            told.append(Told(row.set, row.question, fmean(row.grades.values()), table))
    return told


def fit(told: Sequence[Told]) -> Logistic:
    """Fit the weights: of each point the surest piece counts, found anew after each fit."""
    model = Logistic((1.0, 1.0, 1.0, 1.0, 0.0, 0.0), 0.0)
    for _ in range(3):
        model = _fit_once(told, [_surest(one, model) for one in told])
    return model


def _surest(one: Told, model: Logistic) -> Matrix:
    """Return the signals of each point at the piece that makes it most likely."""
    at = model.probability(one.table).argmax(axis=0)
    return np.asarray(one.table[at, np.arange(one.table.shape[1])])


def _fit_once(told: Sequence[Told], best: Sequence[Matrix]) -> Logistic:
    """Return the weights by which the mean chance of an answer's points is nearest its grade."""
    table = np.vstack(best).astype(float)
    spread = table.std(axis=0) + 1e-6
    answer = np.repeat(np.arange(len(best)), [len(rows) for rows in best])
    grades, counts = np.array([one.grade for one in told]), _balanced(told)
    scaled = (table - table.mean(axis=0)) / spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights[:-1] + weights[-1], -30, 30)))
        points = np.bincount(answer)
        mean = np.clip(np.bincount(answer, chance) / points, 1e-5, 1 - 1e-5)
        entropy = grades * np.log(mean) + (1 - grades) * np.log(1 - mean)
        value = -float((counts * entropy).sum()) + PULL * float((weights[:-1] ** 2).sum()) / 2
        slope = counts * (mean - grades) / (mean * (1 - mean)) / points
        pull = slope[answer] * chance * (1 - chance)
        return value, np.append(scaled.T @ pull + PULL * weights[:-1], pull.sum())

    limits = [(0, None) if sign > 0 else (None, 0) for sign in SIGNS]
    start = np.zeros(len(SIGNS) + 1)
    found = minimize(loss, start, jac=True, bounds=[*limits, (None, None)], method="L-BFGS-B").x
    weights = found[:-1] / spread
    bias = float(found[-1] - weights @ table.mean(axis=0))
    return Logistic(tuple(round(float(w), 4) for w in weights), round(bias, 4))


def _balanced(told: Sequence[Told]) -> Floats:
    """Return how much each answer counts: good and bad ones as much together."""
    good = np.array([one.grade >= 0.5 for one in told])
    counts = np.where(good, 1 / max(good.sum(), 1), 1 / max((~good).sum(), 1)) / 2
    return np.asarray(counts, dtype=np.float64)


def _best(one: Told, model: Logistic) -> Matrix:
    return np.asarray(model.probability(one.table).max(axis=0))


def _cross_validated(told: Sequence[Told]) -> list[Matrix]:
    """Return the chance of each point by weights that had not seen its question."""
    fold = [int(digest(one.question)[:8], 16) % FOLDS for one in told]
    models = [
        fit([one for one, at in zip(told, fold, strict=True) if at != left])
        for left in range(FOLDS)
    ]
    return [_best(one, models[at]) for one, at in zip(told, fold, strict=True)]


def _cuts(told: Sequence[Told], chances: Sequence[Matrix]) -> Thresholds:
    """Return the cuts by which credit ranks answers best; of equals the strictest."""
    grid = [round(0.3 + 0.025 * step, 3) for step in range(21)]
    pairs = [(met, partly) for met in grid for partly in grid if 0.1 <= met - partly <= 0.3]
    grades = [one.grade for one in told]
    ranked = {cuts: round(spearman(grades, _credits(chances, *cuts)), 3) for cuts in pairs}
    return Thresholds(*max(pairs, key=lambda cuts: (ranked[cuts], cuts)))


def _credits(chances: Sequence[Matrix], met: float, partly: float) -> list[float]:
    return [
        float(np.where(some >= met, 1.0, np.where(some >= partly, 0.5, 0.0)).mean())
        for some in chances
    ]


def _report(title: str, told: Sequence[Told], chances: Sequence[Matrix], cuts: Thresholds) -> None:
    if not told:
        return
    grades = np.array([one.grade for one in told])
    plain = [float(some.mean()) for some in chances]
    credit = _credits(chances, cuts.met, cuts.partly)
    near = [float(one.table[:, :, 0].max(axis=0).mean()) for one in told]
    recall = [float(one.table[0, :, SIGNALS.index("words")].mean()) for one in told]
    _say(f"{title}: {len(told)} answers")
    for name, values in (("chance", plain), ("credit", credit), ("near", near), ("words", recall)):
        high = roc_auc_score(grades >= 2 / 3, values)
        _say(f"  {name:8s} Spearman {spearman(list(grades), values):.3f}, AUC {high:.3f}")
    _say(f"  credit less grade: {np.mean(np.array(credit) - grades):+.3f}")


def _version(told: Sequence[Told]) -> str:
    return f"{len(told)}a-{digest([sorted({one.question for one in told})])[:8]}"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--cache", type=Path, default=user_cache_path("archpanel") / "training")
    parser.add_argument("--dry", action="store_true", help="print figures, write nothing")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
