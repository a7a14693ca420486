"""Stability: the same answers must come to the same verdict, however often and in whatever order.

Interviews of `evals/datasets/golden/` (all worst, all middle, all best answers to a form) are read
again, read at a table in another order, and read under the same questions in other words (see
`evals/datasets/rewordings/CARD.md`). Each arm ends in vote, one round of debrief and gates.

Even careful raters split near the bar, so flips are told apart by the policy's borderline zone: an
interview is inside it when the first reading puts an axis there. Figures: `stability_figures.py`.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archpanel.agents.offline import EmbeddedEngine
from archpanel.evals.harness.figure import Gate
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.tasks.stability_figures import ARMS, FIRST, decided, largest, measure
from archpanel.evals.written_interviews import by_rank, levels_by_seat, outcome_of, read_answers

SEED = 20261127


@dataclass(frozen=True)
class Arm:
    """One way of putting the same answers to the same panel."""

    seats: tuple[str, ...] = CORE_SEATS
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    again: bool = False
    """Whether nothing may be remembered of earlier readings, and answers come in another order."""


def load(data: Path | None) -> list[Sample]:
    """Return the interviews, each with all wordings of its questions; needs no foreign data."""
    known = {row["question_id"]: row["rewordings"] for row in own_rows("rewordings")}
    return [
        Sample(
            id=one.id,
            input={"answers": dict(one.answers), "words": {q: known[q] for q in one.answers}},
            metadata={"rank": one.id.partition("/")[2]},
        )
        for one in by_rank()
    ]


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return, by arm, each seat's level of each answer and the panel's verdict."""
    arms = _arms(sample.input["words"])
    answers = sample.input["answers"]
    return {name: await _held(arms[name], answers, setup, f"{sample.id}/{name}") for name in arms}


def _arms(words: Mapping[str, Sequence[str]]) -> dict[str, Arm]:
    """Return the arms by name; the first is what the others are held against."""
    one, two, three = CORE_SEATS
    return {
        FIRST: Arm(),
        "repeats-1": Arm(again=True),
        "repeats-2": Arm(again=True),
        "seats-1": Arm(seats=(three, one, two)),
        "seats-2": Arm(seats=(two, three, one)),
        "rewordings-1": Arm(words={q: said[0] for q, said in words.items()}),
        "rewordings-2": Arm(words={q: said[1] for q, said in words.items()}),
    }


async def _held(arm: Arm, answers: Mapping[str, str], setup: Setup, lot: str) -> Output:
    order = list(answers.items())
    if arm.again:
        random.Random(f"{SEED}/{lot}").shuffle(order)
        setup = _anew(setup)
    made = await read_answers(setup, dict(order), seats=arm.seats, words=arm.words)
    outcome = await outcome_of(setup, made, seats=arm.seats)
    return {
        "levels": levels_by_seat(setup, made),
        "decision": outcome.decision,
        "axes": {axis.axis: axis.level for axis in outcome.axes},
        "zone": outcome.in_zone,
    }


def _anew(setup: Setup) -> Setup:
    """Return the same engine without its memory: the embedded one never reads a text twice."""
    if isinstance(setup.engine, EmbeddedEngine):
        return replace(setup, engine=EmbeddedEngine(setup.pack))
    return setup


def score(sample: Sample, output: Output) -> Score:
    """Tell how far levels moved from the first reading, and whether the verdict did."""
    first = output[FIRST]
    value: dict[str, float] = {"steady": 0.0 - max(largest(output, arm) for arm in ARMS)}
    for arm in ARMS:
        value[f"largest/{arm}"] = largest(output, arm)
        value[f"flips/{arm}"] = float(decided(output, arm) != {first["decision"]})
    value["zone"] = float(first["zone"])
    axes = ", ".join(f"{axis} {level:.2f}" for axis, level in first["axes"].items() if level)
    return Score(value, answer=f"{first['decision']} ({axes})")


STABILITY = Task(
    name="stability",
    asks="Do levels and verdicts stay when the same answers are read again, by seats in another "
    "order, or under the same questions in other words?",
    material="12 interviews of 7 or 8 golden answers to 31 questions, seven times each: first, "
    "again twice, other seats first twice, two rewordings of every question written fresh",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    # Those of the design (reference E2); set before the first run.
    gates=(
        *(Gate(f"alpha/{arm}", least=0.8) for arm in ARMS),
        *(Gate(f"flips/{arm}/outside", most=0.05) for arm in ARMS),
    ),
    quick=2,
    notes="Twelve verdicts, one inside the zone: none flipped of eleven still allows a quarter, "
    "and the one is no rate. The embedded engine draws nothing at random, so for it the repeats "
    "only test that nothing is left over from earlier readings. Questions are asked alone, without "
    "follow-ups, and the order of the seats "
    "reaches a model only through who asks. Rewordings are by one author; that they ask the same "
    "is the author's judgement.",
)
