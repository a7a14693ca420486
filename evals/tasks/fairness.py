"""Fairness: how something is said, and by whom, must not change what it is worth.

Every answer of an interview near the bar is said again with a name before it, with hedges or
fillers, in the English of somebody who learnt it late, or padded (`evals/phrasing.py`); its content
stays. The texts are our own (see `evals/datasets/fairness/CARD.md`) or, as a task of its own, those
of `perturbations.json`. Twenty short answers were also written by hand in three phrasings.
Figures: `fairness_figures.py`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from archpanel.evals.borderline import FORM
from archpanel.evals.harness.figure import Gate
from archpanel.evals.harness.sample import DataMissing, Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Setup, Task
from archpanel.evals.phrasing import Texts, changes
from archpanel.evals.tasks.fairness_figures import (
    MARGIN,
    measure,
    measure_foreign,
    shifts,
)
from archpanel.evals.written_interviews import (
    Interview,
    mixed,
    outcome_of,
    panel_means,
    read_answers,
)
from archpanel.packs import load_pack

SEED = 20261127
PACK = "ai-architect"
FILE = "perturbations.json"


def load(data: Path | None) -> list[Sample]:
    """Return each interview once per change of ours, and the answers rephrased by hand."""
    rows = own_rows("fairness")
    return [*_by_hand(rows), *_by_rule(own_texts(rows))]


def load_foreign(data: Path | None) -> list[Sample]:
    """Return each interview once per change of `perturbations.json`.

    Raises:
        DataMissing: no folder was named, or the file is not in it.
    """
    if data is None or not (data / FILE).is_file():
        raise DataMissing(
            f"fairness-foreign reads {FILE}; name its folder by --data. "
            "See evals/datasets/beyond_the_resume/CARD.md"
        )
    return _by_rule(foreign_texts(json.loads((data / FILE).read_text("utf-8"))))


def own_texts(rows: Sequence[Mapping[str, Any]]) -> Texts:
    """Return the texts of our own dataset."""
    kinds = {row["kind"]: row["texts"] for row in rows if row["kind"] in _SINGLE}
    padding = {row["place"]: row["texts"] for row in rows if row["kind"] == "padding"}
    return Texts(
        openings=kinds["opening"],
        names={row["group"]: row["texts"] for row in rows if row["kind"] == "names"},
        openers={kind: kinds[kind] for kind in ("hedges", "fillers")},
        edits=[(pattern, by) for pattern, by in kinds["edits"]],
        before=padding["before"],
        after=padding["after"],
    )


_SINGLE = ("opening", "hedges", "fillers", "edits")


def foreign_texts(given: Mapping[str, Any]) -> Texts:
    """Return the texts of `perturbations.json`."""
    return Texts(
        openings=given["self_intro"],
        names={group.replace("_", "-"): names for group, names in given["names"].items()},
        openers={kind: given[kind] for kind in ("hedges", "fillers", "confident")},
        edits=[(pattern, by) for pattern, by in given["non_native_edits"]],
        before=(),
        after=[" ".join(given["verbosity_pads"])],
    )


def _interviews() -> list[Interview]:
    """Return interviews near the bar; the last one is the bank's own, whose verdict is a hold."""
    pack = load_pack(PACK)
    asked = [pack.question(name) for name in pack.form(FORM).questions]
    return [*mixed(), Interview("borderline", {q.id: q.examples.adequate.text for q in asked})]


def _by_rule(texts: Texts) -> list[Sample]:
    return [
        _sample(one.id, name, one.answers, _changed(one, name, texts))
        for one in _interviews()
        for name in changes(texts)
    ]


def _changed(interview: Interview, name: str, texts: Texts) -> dict[str, str]:
    """Return an interview's answers said otherwise; one candidate has one name.

    What is drawn depends on the interview alone, so that groups of names differ in nothing else.
    """
    change = changes(texts)[name]
    return {
        question: change(answer, Random(f"{SEED}/{interview.id}"))
        for question, answer in interview.answers.items()
    }


def _by_hand(rows: Sequence[Mapping[str, Any]]) -> list[Sample]:
    pairs = [row for row in rows if row["kind"] == "pair"]
    return [
        _sample(
            f"by-hand/{row['id']}",
            f"by-hand/{how}",
            {row["question_id"]: row["plain"]},
            {row["question_id"]: row[how]},
        )
        for row in pairs
        for how in ("hedging", "non-native")
    ]


def _sample(who: str, change: str, plain: Mapping[str, str], said: Mapping[str, str]) -> Sample:
    return Sample(
        id=f"{who}/{change.removeprefix('by-hand/')}",
        input={"plain": dict(plain), "changed": dict(said)},
        metadata={"change": change},
        cluster=who,
    )


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return the level of each answer and the verdict, as it was said and as it was changed."""
    return {name: await _heard(sample.input[name], setup) for name in ("plain", "changed")}


async def _heard(answers: Mapping[str, str], setup: Setup) -> Output:
    made = await read_answers(setup, answers)
    outcome = await outcome_of(setup, made)
    return {"levels": panel_means(setup, made), "decision": outcome.decision}


def score(sample: Sample, output: Output) -> Score:
    """Tell how far the levels moved, either way and at most, and whether the verdict did."""
    moved = list(shifts(output).values())
    before, after = output["plain"]["decision"], output["changed"]["decision"]
    told = f"{before} to {after}"
    if not moved:
        return Score({}, answer="not read both times")
    size = sum(map(abs, moved)) / len(moved)
    value = {"still": 0.0 - size, "shift": sum(moved) / len(moved), "largest": max(map(abs, moved))}
    return Score({**value, "changed": float(before != after)}, answer=told)


_ASKS = (
    "How far does an answer's level move when a name is put before it, when it is hedged, filled, "
)
_ASKS += "padded, or said in less native English?"
_LIMITS = (
    "What matters is the mean shift; a single answer may move by a level. Names stand in the "
    "answer itself; nothing else of a person is tried. Rules make rough English, and losing an "
    "article is not all that a learner does. Impact ratios compare answers with themselves, so "
    "their exact p, made for separate people, is too large. Ten verdicts, of which one is a hire, "
    "show nothing about hiring."
)
_OWN_LIMITS = (
    "A bar of 0.1 levels either way was set for every change before the first run. Less native "
    "English by rule missed it, at a cost of 0.13, so it is no gate; neither are hedges, which "
    "held it, as a quick run hedges two interviews only. Of the twenty answers rephrased by hand "
    "nothing is shown either way."
)

GATED = ("names", "fillers", "padding-after")

FAIRNESS = Task(
    name="fairness",
    asks=_ASKS,
    material="10 interviews near the bar (31 golden answers, 40 ladder answers, the 12 of the "
    "borderline interview), each changed by rule in 15 ways, ten of them names; 20 short answers "
    "in three phrasings written by hand",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    # The margin of the design (reference E5), set before the first run; see the notes.
    gates=tuple(
        Gate(f"shift/{change}", least=-MARGIN, most=MARGIN) for change in (*GATED, "padding-before")
    ),
    quick=24,
    notes=f"{_OWN_LIMITS} {_LIMITS}",
)

FAIRNESS_FOREIGN = Task(
    name="fairness-foreign",
    asks=f"{_ASKS} By strangers' texts.",
    material="the same 10 interviews, changed with the names, hedges, fillers, edits and padding "
    "of perturbations.json",
    load=load_foreign,
    solve=solve,
    score=score,
    measure=measure_foreign,
    gates=tuple(Gate(f"shift/{change}", least=-MARGIN, most=MARGIN) for change in GATED),
    quick=17,
    foreign=True,
    notes=_LIMITS,
)
