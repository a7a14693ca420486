"""Learns how weak claims sound, and which competency a sentence is about.

    python -m archpanel.evals.training.train_claims

Reads `evals/datasets/claim_lessons/` and the bank's own right and wrong versions; writes
`agents/offline/calibration/claims-<encoder>.npz` and prints figures on held-out text. The planted
claims of `evals/datasets/planted_claims/` are a test: they are read here only for the printed
figures and never fitted.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from archpanel.agents.offline.claims import FEWEST_WORDS, centred
from archpanel.agents.offline.encoder import Encoder, open_encoder
from archpanel.agents.offline.memo import MemoEncoder
from archpanel.agents.offline.rigour import sign_table
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import VectorStore
from archpanel.domain import RolePack
from archpanel.evals.stats import auc
from archpanel.packs import load_pack, vector_files

HOUSE = Path(__file__).parents[2]
LESSONS = HOUSE / "evals/datasets/claim_lessons/data.jsonl"
PLANTED = HOUSE / "evals/datasets/planted_claims/data.jsonl"
TARGET = HOUSE / "agents/offline/calibration"
BANK_WEIGHT = 0.1
"""A bank phrase counts a tenth of a lesson: it is written, not spoken."""

FALSE_ALARMS = 0.35
"""Share of held-out honest answers in which something may be suspected: it costs one question."""

STRENGTH = 0.3
Table = npt.NDArray[np.float64]
Row = tuple[str, str, bool, float, str]
"""text, competency, risky, weight, group for holding out"""


def rows_of(pack: RolePack) -> list[Row]:
    """Return all training sentences."""
    found: list[Row] = []
    for line in LESSONS.read_text(encoding="utf-8").splitlines():
        lesson = json.loads(line)
        found.append((lesson["text"], lesson["competency"], lesson["risky"], 1.0, lesson["text"]))
    for item in (*pack.questions, *pack.surprises):
        for point in item.key_points:
            found += [(t, point.competency, False, BANK_WEIGHT, item.id) for t in point.said_as]
            found += [(t, point.competency, True, BANK_WEIGHT, item.id) for t in point.wrong]
        for example in (item.examples.adequate, item.examples.strong):
            honest = [s.text for s in cut(example.text) if s.words >= FEWEST_WORDS]
            found += [(t, item.competencies[0], False, 1.0, item.id) for t in honest]
        for flag in item.red_flags:
            found += [(t, flag.competency, True, BANK_WEIGHT, item.id) for t in flag.said_as]
    return found


def table_of(texts: list[str], encoder: Encoder, centre: Table) -> Table:
    """Return vector and signs of each text."""
    vectors = np.asarray(encoder.encode(texts), dtype=float)
    return np.hstack([centred(vectors, centre), sign_table(texts)])


def main() -> None:
    """Train, print, write."""
    pack = load_pack("ai-architect")
    base = open_encoder()
    encoder = MemoEncoder(base, VectorStore(base, vector_files(pack)))
    rows = rows_of(pack)
    texts = [row[0] for row in rows]
    vectors = np.asarray(encoder.encode(texts), dtype=float)
    centre = vectors.mean(axis=0)
    table = table_of(texts, encoder, centre)
    risky = np.array([row[2] for row in rows])
    weight = np.array([row[3] for row in rows])
    held = np.array([_is_held(row[4]) for row in rows])
    lesson = np.array([row[4] == row[0] for row in rows])
    kept = np.array([row[3] == BANK_WEIGHT or row[4] == row[0] for row in rows])

    def fit(mask: npt.NDArray[np.bool_]) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH, max_iter=3000)
        return model.fit(table[mask], risky[mask], sample_weight=weight[mask])

    trial = fit(~held)
    scores = trial.decision_function(table[held & lesson])
    truth = risky[held & lesson]
    print_line("held-out lessons, AUC", auc(scores[truth], scores[~truth]))
    bank = held & ~lesson & kept
    scores = trial.decision_function(table[bank])
    truth = risky[bank]
    print_line("held-out bank items, AUC", auc(scores[truth], scores[~truth]))

    model = fit(np.ones(len(rows), dtype=bool))
    matter = LogisticRegression(C=10.0, max_iter=2000).fit(
        centred(vectors, centre)[kept],
        [row[1] for row, stays in zip(rows, kept, strict=True) if stays],
        sample_weight=np.where(lesson, 1.0, 0.25)[kept],
    )
    suspect = _threshold(pack, encoder, trial, centre)
    _test(encoder, model, matter, centre, suspect)
    signature = sha256("".join(texts).encode()).hexdigest()[:8]
    target = TARGET / f"claims-{base.id.split('-', 1)[0]}.npz"
    np.savez(
        target,
        version=np.array(signature),
        centre=centre.astype(np.float32),
        risk=model.coef_[0].astype(np.float32),
        risk_bias=np.array(model.intercept_[0]),
        suspect=np.array(suspect),
        matters=np.array([str(m) for m in matter.classes_]),
        matter=matter.coef_.astype(np.float16),
        matter_bias=matter.intercept_.astype(np.float32),
    )
    print_line(f"written {target.name}, KB", target.stat().st_size / 1000)


def _is_held(group: str) -> bool:
    return int(sha256(group.encode()).hexdigest(), 16) % 5 == 0


def _threshold(pack: RolePack, encoder: Encoder, model: LogisticRegression, centre: Table) -> float:
    """Return the probability that few held-out honest answers exceed anywhere."""
    peaks = []
    for question in pack.questions:
        if not _is_held(question.id):
            continue
        for example in (question.examples.adequate, question.examples.strong):
            texts = [s.text for s in cut(example.text) if s.words >= FEWEST_WORDS]
            if texts:
                peaks.append(
                    float(model.predict_proba(table_of(texts, encoder, centre))[:, 1].max())
                )
    suspect = float(np.quantile(peaks, 1 - FALSE_ALARMS))
    print_line("suspected from probability", suspect)
    return suspect


def _test(
    encoder: Encoder,
    model: LogisticRegression,
    matter: LogisticRegression,
    centre: Table,
    suspect: float,
) -> None:
    rows = [json.loads(line) for line in PLANTED.read_text(encoding="utf-8").splitlines()]
    peaks: dict[str, list[float]] = {"claim": [], "honest": []}
    right = 0
    for row in rows:
        if row["kind"] in peaks:
            texts = [s.text for s in cut(row["text"]) if s.words >= FEWEST_WORDS] or [row["text"]]
            chances = model.predict_proba(table_of(texts, encoder, centre))[:, 1]
            peaks[row["kind"]].append(float(chances.max()))
            if row["kind"] == "claim":
                worst = np.asarray(encoder.encode([texts[int(chances.argmax())]]), dtype=float)
                right += matter.predict(centred(worst, centre))[0] == row["competency"]
    print_line("planted claims against honest twins, AUC", auc(peaks["claim"], peaks["honest"]))
    for kind, values in peaks.items():
        print_line(f"  {kind} suspected", float(np.mean([v >= suspect for v in values])))
    print_line("  competency right", right / len(peaks["claim"]))


def print_line(what: str, figure: float) -> None:
    """Print one figure."""
    sys.stdout.write(f"{what}: {figure:.3f}\n")


if __name__ == "__main__":
    main()
