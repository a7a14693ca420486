"""Trains the sense of risk, the reader of red flags and the reader of weak claims.

    python -m archpanel.evals.training.train_risks [--dry]

Writes `risk-`, `flags-` and `claims-<encoder>` into `agents/offline/calibration/` and prints
figures of models that had not seen the held-out questions. What is shipped is then fitted on
everything but the two planted test sets. About ten minutes on two cores.
"""

import argparse
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from archpanel.agents.offline.claims import FEWEST_WORDS
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.features import (
    Matrix,
)
from archpanel.agents.offline.memo import MemoEncoder
from archpanel.agents.offline.red_flags import (
    FLAG_NAMES,
    FlagWeights,
    distant,
    flag_table,
    one_each,
)
from archpanel.agents.offline.rigour import sign_table
from archpanel.agents.offline.risk import RiskSense
from archpanel.agents.offline.vectors import VectorStore, off_centre
from archpanel.agents.offline.weights import Logistic
from archpanel.domain import Item
from archpanel.evals.statistics import auc
from archpanel.evals.training import corpus
from archpanel.evals.training.fit import Row, fit_rows
from archpanel.evals.training.risk_lessons import (
    FlagLesson,
    flag_lessons,
    lessons_of,
    planted,
)
from archpanel.evals.training.risk_school import Mask, School, Table, Taught, measured
from archpanel.packs import load_pack, vector_files

TARGET = Path(__file__).resolve().parents[2] / "agents/offline/calibration"
FOLDS = 4
SIGN_SHARE = 0.15
"""Spread of a sign beside the coordinates of a vector: wording is a hint, not the matter."""

GAMMA, PENALTY = 0.7, 2.0
"""Chosen by cross-validation by question over the lessons (AUC 0.845; 0.83 to 0.845 nearby)."""

ONE_IN = {"claim": 1, "flag": 1, "phrase": 3, "example": 2}
"""Of each source one sentence in so many is learned; more made nothing better."""

CLAIM_ALARMS = 0.45
"""Share of held-out honest answers in which something may be suspected: it costs one question."""

FLAG_ALARMS = 0.06
"""The same for a red flag of the question itself, whose challenge is more pointed."""

CERTAIN_ALARMS = 0.003
"""Share of honest answers in which a red flag may be taken as raised at once."""

SIGNS = {"risk": 1, "near": 0, "lead": 1, "over_wrong": 0, "stance": 0, "right": -1}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print figures, write nothing")
    options = parser.parse_args(arguments)
    pack, base = load_pack("ai-architect"), open_encoder()
    encoder = MemoEncoder(base, VectorStore(base, vector_files(pack)), kept=60_000)
    school = School(pack, encoder)
    taught = measured(lessons_of(pack), encoder, SIGN_SHARE)
    held = {id_ for id_, item in school.items.items() if corpus.is_held_out(item)}
    trial, flags, suspect = _trial(taught, school, held)
    _report(trial, flags, suspect, school, taught)
    if options.dry:
        return
    everything = np.ones(len(taught.lessons), dtype=bool)
    sense = _sense(taught, everything)
    final = _flag_weights(school, _cross_fitted(taught, set(school.items)), flags)
    name = base.id.split("-", 1)[0]
    np.savez_compressed(TARGET / f"risk-{name}.npz", allow_pickle=False, **sense.to_arrays())
    (TARGET / f"flags-{name}.json").write_text(final.to_json() + "\n", encoding="utf-8")
    _write_claims(TARGET / f"claims-{name}.npz", taught, suspect)
    _say(f"written to {TARGET.name}: {len(sense.pull)} support sentences")


def _trial(taught: Taught, school: School, held: set[str]) -> tuple[RiskSense, FlagWeights, float]:
    """Train without the held-out questions and set the cuts on them."""
    seen = ~taught.in_groups(held)
    sense = _sense(taught, seen)
    unseen = taught.in_groups(held) & taught.where("flag")
    margins = sense.margins(taught.vectors[unseen], taught.texts(unseen))
    truth = taught.risky[unseen]
    _say(f"held-out lessons on red flags, AUC {auc(margins[truth], margins[~truth]):.3f}")
    suspect = _claim_cut(sense, school, held)
    by_group = _cross_fitted(taught, set(school.items) - held)
    flags = _flag_weights(school, by_group, None)
    return sense, _with_cuts(flags, sense, school, held), suspect


def _sense(taught: Taught, seen: Mask) -> RiskSense:
    """Fit the machine on some lessons; the probability comes from the same, cross-fitted."""
    chosen = seen & _sampled(taught)
    machine, rows = _machine(taught, chosen)
    slope, offset = _scale(taught, chosen)
    texts = "".join(taught.texts(chosen))
    return RiskSense(
        version=sha256(texts.encode()).hexdigest()[:8],
        centre=taught.centre,
        signs=taught.signs,
        support=rows[machine.support_],
        pull=machine.dual_coef_[0],
        bias=float(machine.intercept_[0]),
        gamma=GAMMA,
        slope=slope,
        offset=offset,
    )


def _rows_of(taught: Taught, mask: Mask) -> Table:
    signs = sign_table(taught.texts(mask)) * taught.signs
    return np.hstack([off_centre(taught.vectors[mask], taught.centre), signs])


def _machine(taught: Taught, chosen: Mask) -> tuple[SVC, Table]:
    rows = _rows_of(taught, chosen)
    weights = [x.weight for x, kept in zip(taught.lessons, chosen, strict=True) if kept]
    machine = SVC(C=PENALTY, gamma=GAMMA, cache_size=800)
    return machine.fit(rows, taught.risky[chosen], sample_weight=weights), rows


def _scale(taught: Taught, chosen: Mask) -> tuple[float, float]:
    """Fit the probability on lessons that the machine had not seen."""
    margins, truth = [], []
    spoken = taught.where("claim", "flag")
    groups = np.array([_fold(lesson.group) for lesson in taught.lessons])
    for fold in range(FOLDS):
        machine, _ = _machine(taught, chosen & (groups != fold))
        mine = chosen & spoken & (groups == fold)
        margins.append(machine.decision_function(_rows_of(taught, mine)))
        truth.append(taught.risky[mine])
    found = np.concatenate(margins)[:, None]
    model = LogisticRegression(C=100.0).fit(found, np.concatenate(truth))
    return float(model.coef_[0][0]), float(model.intercept_[0])


def _fold(group: str) -> int:
    return sha256(group.encode()).digest()[2] % FOLDS


def _cross_fitted(taught: Taught, groups: set[str]) -> dict[str, RiskSense]:
    """Return for each question a sense that was trained on other questions only."""
    found: dict[str, RiskSense] = {}
    known = taught.in_groups(groups) | taught.where("claim")
    for fold in range(FOLDS):
        mine = {group for group in groups if _fold(group) == fold}
        machine, rows = _machine(taught, known & ~taught.in_groups(mine) & _sampled(taught))
        sense = RiskSense(
            f"fold-{fold}",
            taught.centre,
            taught.signs,
            rows[machine.support_],
            machine.dual_coef_[0],
            float(machine.intercept_[0]),
            GAMMA,
            1.0,
            0.0,
        )
        found.update(dict.fromkeys(mine, sense))
    return found


def _sampled(taught: Taught) -> Mask:
    return np.array([at % ONE_IN[x.source] == 0 for at, x in enumerate(taught.lessons)])


def _flag_weights(
    school: School, senses: dict[str, RiskSense], cuts: FlagWeights | None
) -> FlagWeights:
    """Fit the regression for red flags; each question is measured by a sense that never saw it."""
    rows: list[Row] = []
    for lesson in flag_lessons():
        if lesson.question in senses:
            rows += _rows_of_lesson(lesson, school, senses[lesson.question])
    for id_, sense in senses.items():
        rows += _rows_of_examples(school.items[id_], school, sense)
    model = fit_rows(rows, [SIGNS[name] for name in FLAG_NAMES])
    version = sha256(repr(model).encode()).hexdigest()[:8]
    return FlagWeights(version, model, cuts.suspect if cuts else 0.5, cuts.certain if cuts else 0.9)


def _rows_of_lesson(lesson: FlagLesson, school: School, sense: RiskSense) -> list[Row]:
    item = school.items[lesson.question]
    spoken = school.sentences(lesson.text)
    if not spoken:
        return []
    table = flag_table(spoken, school.view(item), school.base, sense)
    own = [flag.id for flag in item.red_flags].index(lesson.flag)
    longest = int(np.argmax([len(one.segment.text) for one in spoken]))
    return [Row(table[longest, own], lesson.asserts, 1.0)]


def _rows_of_examples(item: Item, school: School, sense: RiskSense) -> list[Row]:
    rows: list[Row] = []
    for example in (item.examples.adequate, item.examples.strong):
        if item.red_flags and (spoken := school.sentences(example.text)):
            table = flag_table(spoken, school.view(item), school.base, sense)
            rows += [Row(line, False, 0.1) for line in table.reshape(-1, len(FLAG_NAMES))]
    return rows


def _with_cuts(flags: FlagWeights, sense: RiskSense, school: School, held: set[str]) -> FlagWeights:
    """Set the cuts on honest answers to questions that no part of the model has seen."""
    peaks = [
        _peak(flags.model, school, school.items[id_], example.text, sense).max()
        for id_ in sorted(held)
        for example in (school.items[id_].examples.adequate, school.items[id_].examples.strong)
    ]
    peaks += [
        _peak(flags.model, school, school.items[one.question], one.text, sense).max()
        for one in flag_lessons()
        if one.question in held and not one.asserts
    ]
    suspect = float(np.quantile(peaks, 1 - FLAG_ALARMS))
    certain = float(np.quantile(peaks, 1 - CERTAIN_ALARMS))
    _say(f"red flags: asked from {suspect:.3f}, certain from {certain:.3f}")
    return FlagWeights(flags.version, flags.model, round(suspect, 3), round(certain, 3))


def _peak(model: Logistic, school: School, item: Item, text: str, sense: RiskSense) -> Matrix:
    """Return for each red flag the highest probability in a text."""
    spoken = school.sentences(text)
    if not spoken or not item.red_flags:
        return np.zeros(max(len(item.red_flags), 1), dtype=np.float32)
    table = flag_table(spoken, school.view(item), school.base, sense)
    chances = one_each(table, model)
    chances[distant(spoken)] = 0
    return np.asarray(chances.max(axis=0))


def _claim_cut(sense: RiskSense, school: School, held: set[str]) -> float:
    """Return the probability that few held-out honest answers exceed anywhere."""
    peaks = [
        _riskiest(sense, school, example.text)
        for id_ in sorted(held)
        for example in (school.items[id_].examples.adequate, school.items[id_].examples.strong)
    ]
    suspect = float(np.quantile(peaks, 1 - CLAIM_ALARMS))
    _say(f"claims: suspected from {suspect:.3f}")
    return suspect


def _riskiest(sense: RiskSense, school: School, text: str) -> float:
    spoken = [s for s in school.sentences(text) if s.segment.words >= FEWEST_WORDS]
    texts = [one.segment.text for one in spoken]
    if not spoken:
        return 0.0
    chances = sense.chances(np.vstack([one.raw for one in spoken]).astype(float), texts)
    return float(chances.max())


def _report(
    sense: RiskSense, flags: FlagWeights, suspect: float, school: School, taught: Taught
) -> None:
    """Print what the held-out models make of the two planted test sets."""
    peaks: dict[str, list[float]] = {"claim": [], "honest": []}
    for row in planted("planted_claims"):
        if row["kind"] in peaks:
            peaks[row["kind"]].append(_riskiest(sense, school, row["text"]))
    _say(f"planted claims against honest twins, AUC {auc(peaks['claim'], peaks['honest']):.3f}")
    for kind, values in peaks.items():
        _say(f"  {kind}: {np.mean(np.array(values) >= suspect):.2f} suspected")
    found: dict[str, list[float]] = {"planted": [], "honest": []}
    either: dict[str, list[float]] = {"planted": [], "honest": []}
    for row in planted("planted_flags"):
        item = school.items[row["question"]]
        at = [flag.id for flag in item.red_flags].index(row["flag"])
        chances = _peak(flags.model, school, item, row["text"], sense)
        found[row["kind"]].append(float(chances[at] if row["kind"] == "planted" else chances.max()))
        either[row["kind"]].append(float(chances.max()))
    _say(f"planted red flags against honest twins, AUC {auc(*either.values()):.3f}")
    for kind, values in found.items():
        asked = np.mean(np.array(values) >= flags.suspect)
        sure = np.mean(np.array(values) >= flags.certain)
        _say(f"  {kind}: asked about {asked:.2f}, certain {sure:.2f}")


def _write_claims(target: Path, taught: Taught, suspect: float) -> None:
    """Fit what a sentence is about, and write it with the cut."""
    chosen = ~taught.where("example")
    weights = np.where(taught.where("claim", "flag"), 1.0, 0.25)[chosen]
    topics = [x.competency for x, kept in zip(taught.lessons, chosen, strict=True) if kept]
    rows = off_centre(taught.vectors[chosen], taught.centre)
    model = LogisticRegression(C=10.0, max_iter=2000).fit(rows, topics, sample_weight=weights)
    signature = sha256("".join(taught.texts(chosen)).encode()).hexdigest()[:8]
    np.savez(
        target,
        version=np.array(signature),
        centre=taught.centre.astype(np.float32),
        suspect=np.array(suspect),
        matters=np.array([str(topic) for topic in model.classes_]),
        matter=model.coef_.astype(np.float16),
        matter_bias=model.intercept_.astype(np.float32),
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
