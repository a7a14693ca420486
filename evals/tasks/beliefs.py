"""Belief tests: one added turn must, or must not, move the level of a competency.

Interviews here are short, so levels start in the middle of the scale and are drawn from there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archpanel.agents.engine import AnchorReading
from archpanel.domain import Competency
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.measuring import mean_score, share_of
from archpanel.evals.harness.sample import Sample, read_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.tasks.ml_interviews import (
    LEAST_TOTAL,
    competencies_of,
    folder_in,
    paired,
    read_answers,
    read_pack,
    rubric_of,
)

STILL = 0.1
"""A level that moves less than this over one added turn has not moved."""

NEAR = 0.5
"""How near to the middle level a turn must be read to be evidence for it."""

MUST_MOVE = (
    "high-evidence",
    "medium-evidence",
    "low-evidence",
    "high-evidence-debase",
    "medium-evidence-debase",
    "low-evidence-debase",
)
MUST_NOT_MOVE = ("aggrandising", "irrelevance", "repetition")


def load(data: Path | None) -> list[Sample]:
    """Return the cases.

    Raises:
        DataMissing: they are not there.
    """
    folder = folder_in(data)
    rubric = rubric_of(read_pack(folder))
    return [_sample(row, rubric) for row in read_rows(folder / "judge_tests_ml.jsonl")]


def _sample(row: dict[str, Any], rubric: dict[str, dict[str, str]]) -> Sample:
    turns = paired((turn["role"], turn["message"]) for turn in row["base_interview"])
    return Sample(
        id=row["id"],
        input={
            "rubric": rubric,
            "before": [list(pair) for pair in turns],
            "added": [row["interviewer_turn"], row["applicant_turn"]],
        },
        target=row.get("belief_update"),
        metadata={"family": row["family"]},
    )


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return every competency's belief before and after, and how the added turn alone reads."""
    competencies = competencies_of(sample.input["rubric"])
    before = await read_answers(setup.engine, competencies, sample.input["before"])
    added = await read_answers(setup.engine, competencies, [sample.input["added"]])
    return {
        "before": beliefs(competencies, before),
        "after": beliefs(competencies, [*before, *added]),
        "added": {one.competency: one.level for one in added},
    }


def beliefs(
    competencies: Sequence[Competency], readings: Sequence[AnchorReading]
) -> dict[str, float]:
    """Return levels that start in the middle of the scale."""
    found = {}
    for each in competencies:
        own = [one for one in readings if one.competency == each.id]
        total = LEAST_TOTAL + sum(one.weight for one in own)
        middle = (1 + len(each.anchors)) / 2
        pulled = LEAST_TOTAL * middle + sum(one.weight * one.level for one in own)
        found[each.id] = pulled / total
    return found


def score(sample: Sample, output: Output) -> Score:
    """Return whether the level that matters moved as expected, and how far it moved.

    For families that must not move it is the largest move of any competency.
    """
    moved = {name: output["after"][name] - before for name, before in output["before"].items()}
    if sample.target is None:
        shift = max(abs(one) for one in moved.values())
        return _told(shift < STILL, shift)
    shift = moved[sample.target["dimension"]]
    read = output["added"].get(sample.target["dimension"])
    return _told(as_expected(sample.target, shift, read), shift)


def _told(right: bool, shift: float) -> Score:
    return Score({"passed": float(right), "shift": shift}, answer=f"{shift:+.2f}")


def as_expected(wanted: dict[str, str], shift: float, read: float | None) -> bool:
    """Tell whether a level moved the right way.

    Args:
        wanted: `level` (low, medium, high) and whether belief in it goes `up` or down.
        shift: of the level.
        read: level of the added turn alone; None: it says nothing about the competency.
    """
    level, up = wanted["level"], wanted["direction"] == "up"
    if level == "medium":
        return (read is not None and abs(read - 2) <= NEAR) if up else shift < 0
    return shift > 0 if (level == "high") == up else shift < 0


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return pass rates by kind and family, with Wilson's interval, and the mean moves."""
    return [
        _passed("passed/must-move", scored, MUST_MOVE),
        _passed("passed/must-not-move", scored, MUST_NOT_MOVE, f"no level moves by {STILL}"),
        *(_passed(f"passed/{name}", scored, (name,)) for name in (*MUST_MOVE, *MUST_NOT_MOVE)),
        *(_moved(name, scored) for name in (*MUST_MOVE, *MUST_NOT_MOVE)),
    ]


def _of(scored: Sequence[Scored], families: Sequence[str]) -> list[Scored]:
    return [one for one in scored if one.sample.metadata["family"] in families]


def _passed(
    figure: str, scored: Sequence[Scored], families: Sequence[str], note: str = ""
) -> Figure:
    part = _of(scored, families)
    return share_of(figure, [one.score.value["passed"] == 1 for one in part], note)


def _moved(family: str, scored: Sequence[Scored]) -> Figure:
    part = _of(scored, (family,))
    note = "largest of all" if family in MUST_NOT_MOVE else "of the one that matters"
    return mean_score(f"shift/{family}", part, "shift", "levels", note)


BELIEFS = Task(
    name="beliefs",
    asks="Does one more turn move a level when it should, and only then?",
    material="90 belief tests of beyond-the-resume (arXiv 2603.01775), ten per family, its rubric "
    "as pack",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    quick=18,
    foreign=True,
    notes="The file does not tell how the authors' own judge did, so no judge stands beside. Any "
    "move the right way passes a must-move case, however small; a must-not-move case fails when "
    "any of six levels moves by 0.1. Evidence taken back is read by what the turn says alone: "
    "the reader of anchors does not take an earlier answer back.",
)
