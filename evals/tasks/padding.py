"""Padding: answers that stay the same in content must keep their levels.

Texts come from `perturbations.json` of the third-party folder and from this file; the reader was
not trained on any of them. Each change is made to every answer of an interview.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.measuring import mean_score, values_of
from archpanel.evals.harness.sample import DataMissing, Sample
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.statistics import tost_paired
from archpanel.evals.tasks.ml_interviews import (
    competencies_of,
    folder_in,
    levels_of,
    read_answers,
    read_interviews,
    read_pack,
    rubric_of,
)

JARGON = (
    "Event-driven architecture, infrastructure as code, vector databases, feature stores, "
    "retrieval-augmented generation, mixture of experts, chaos engineering, data mesh, "
    "blue-green deployment, continuous verification."
)
SELF_PRAISE = (
    "I have to say that this was some of the finest work that anyone at the company had ever seen, "
    "and my judgement was always considered exceptional."
)
LONG_WORDS = (
    "Fundamentally, comprehensive organisational considerations necessitate multidimensional "
    "conceptualisation, thereby facilitating sustainable operationalisation."
)
STRIDE = 7
"""Every seventh interview is used: profiles and candidates alternate."""

MARGIN = 0.1
"""Levels by which the mean may move, either way; the whole 90 % interval must lie within."""

Change = Callable[[str], str]


def changes(texts: dict[str, Any]) -> dict[str, Change]:
    """Return each way of changing an answer that must not change its level."""
    pads = texts["verbosity_pads"]
    fluff = " ".join(pads)
    name = texts["names"]["group_d_f"][0]
    intro = texts["self_intro"][1].format(name=name)
    return {
        "fluff": lambda answer: f"{answer} {fluff}",
        "fluff-twice": lambda answer: f"{fluff} {answer} {fluff}",
        "fillers": lambda answer: _every_sentence(answer, texts["fillers"]),
        "hedges": lambda answer: _every_sentence(answer, texts["hedges"]),
        "confident": lambda answer: _every_sentence(answer, texts["confident"]),
        "name": lambda answer: f"{intro} {answer}",
        "jargon-list": lambda answer: f"{answer} {JARGON}",
        "self-praise": lambda answer: f"{answer} {SELF_PRAISE}",
        "long-words": lambda answer: f"{LONG_WORDS} {answer}",
        "said-twice": lambda answer: f"{answer} {answer}",
    }


def _every_sentence(answer: str, openings: list[str]) -> str:
    parts = answer.split(". ")
    return ". ".join(
        openings[at % len(openings)] + part[:1].lower() + part[1:] for at, part in enumerate(parts)
    )


def load(data: Path | None) -> list[Sample]:
    """Return every seventh interview once per change.

    Raises:
        DataMissing: interviews or texts are not there.
    """
    folder = folder_in(data)
    file = folder.parent / "perturbations.json"
    if not file.is_file():
        raise DataMissing(f"{file} is not there; see evals/datasets/beyond_the_resume/CARD.md")
    made = changes(json.loads(file.read_text("utf-8")))
    competencies = read_pack(folder)
    rubric = rubric_of(competencies)
    return [
        Sample(
            id=f"{one.id}/{name}",
            input={
                "rubric": rubric,
                "plain": [list(pair) for pair in one.pairs],
                "changed": [[question, change(answer)] for question, answer in one.pairs],
            },
            metadata={"change": name},
            cluster=one.candidate,
        )
        for one in read_interviews(folder, competencies)[::STRIDE]
        for name, change in made.items()
    ]


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return the level of each competency as it was said, and as it was changed."""
    competencies = competencies_of(sample.input["rubric"])
    return {
        name: levels_of(
            competencies, await read_answers(setup.engine, competencies, sample.input[name])
        )
        for name in ("plain", "changed")
    }


def score(sample: Sample, output: Output) -> Score:
    """Return how far the levels that are assessed both times move."""
    both = zip(output["plain"], output["changed"], strict=True)
    moved = [after - before for before, after in both if None not in (before, after)]
    if not moved:
        return Score({}, answer="not assessed")
    shift, size = fmean(moved), fmean(map(abs, moved))
    return Score({"still": -size, "shift": shift, "size": size, "largest": max(map(abs, moved))})


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return the mean move per change, its size, and the p-value that it stays within 0.1."""
    names = list(dict.fromkeys(one.sample.metadata["change"] for one in scored))
    return [figure for name in names for figure in _of_change(name, scored)]


def _of_change(name: str, scored: Sequence[Scored]) -> list[Figure]:
    fits = [one for one in scored if one.sample.metadata["change"] == name]
    part = [one for one in fits if "shift" in one.score.value]
    return [
        mean_score(f"shift/{name}", part, "shift", "levels", "above 0: it pays"),
        mean_score(f"size/{name}", part, "size", "levels", "either way"),
        _equivalence(name, values_of(part, "shift")),
    ]


def _equivalence(name: str, shifts: Sequence[float]) -> Figure:
    """Return the p of the two one-sided tests; below 0.05: shown to stay within the margin."""
    figure = f"tost-p/{name}"
    if len(shifts) < 2:
        return Figure(figure, None, note="needs two interviews")
    found = tost_paired(shifts, MARGIN)
    word = "within" if found.equivalent else "not shown to be within"
    return Figure(figure, found.p, n=found.n, note=f"{word} {MARGIN} levels")


PADDING = Task(
    name="padding",
    asks="Do levels stay where they are when answers are padded, decorated or said twice?",
    material="every seventh of 60 simulated interviews (beyond-the-resume), ten changes each",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    quick=10,
    foreign=True,
    notes="Read by anchors alone, so it says nothing about key points. Nine interviews; a quick "
    "run has hardly one of each change.",
)
