"""Ladders: the same answer with one key point fewer per rung must get a lower level per rung.

The answers were written fresh, from questions and scorecards and not from the bank's phrasings (see
`evals/datasets/ladders/CARD.md`). A sample is a whole ladder, so that any subset can be judged.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import groups_of, mean_score, share_of, values_of
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, assess_alone, panel_level
from archpanel.evals.statistics import auc, cluster_interval, kendall
from archpanel.personas import seat_panel

RUNGS = 5
IN_ORDER = 0.9
"""Kendall's tau from which a ladder counts as in order: one pair of its ten may be tied."""


def load(data: Path | None) -> list[Sample]:
    """Return the ladders, each with its weak answer; needs no third-party data."""
    return [_sample(row) for row in own_rows("ladders")]


def _sample(row: dict[str, Any]) -> Sample:
    return Sample(
        id=row["question_id"],
        input={"question": row["question_id"], "rungs": rungs(row), "weak": row["weak"]},
        target=list(range(1, RUNGS + 1)),
    )


def rungs(row: dict[str, Any]) -> list[str]:
    """Return the answers from one passage to all five."""
    passages = [p["text"] for p in row["passages"]]
    return [
        " ".join([row["opening"], *passages[:n], row["closing"]])
        for n in range(1, len(passages) + 1)
    ]


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return the level of each rung and of the weak answer; each the mean of the seats."""
    item, seats = setup.pack.question(sample.input["question"]), seat_panel(CORE_SEATS)

    async def level(text: str) -> float:
        read = await assess_alone(setup.pack, setup.engine, item, text, seats)
        return panel_level(item, read, setup.pack.top)

    return {
        "rungs": [await level(text) for text in sample.input["rungs"]],
        "weak": await level(sample.input["weak"]),
    }


def score(sample: Sample, output: Output) -> Score:
    """Hold the order of the levels against that of the rungs."""
    levels: list[float] = output["rungs"]
    value: dict[str, float] = {}
    with suppress(ValueError):  # all rungs on one level have no order
        value["tau"] = kendall(sample.target, levels)
    value |= {f"rung-{n}": level for n, level in enumerate(levels, 1)} | {"weak": output["weak"]}
    return Score(value, answer=" ".join(f"{level:.1f}" for level in levels))


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return order within ladders, discrimination between strong and weak, and mean levels."""
    taus = [one for one in scored if "tau" in one.score.value]
    return [
        _mean("tau", taus, "", "Kendall's tau-b within a ladder"),
        share_of("in-order", [one.score.value["tau"] >= IN_ORDER for one in taus], "tau >= 0.9"),
        _discrimination(scored),
        *(_mean(name, scored, "levels") for name in (*_names(), "weak")),
    ]


def _discrimination(scored: Sequence[Scored]) -> Figure:
    """Return the chance that a strong answer is above a weak one; whole ladders are resampled."""
    strong, weak = (values_of(scored, name) for name in (f"rung-{RUNGS}", "weak"))
    if len(scored) < 2:
        return Figure("auc", None, n=len(scored), note="needs two ladders")

    def above(rows: Iterable[int]) -> float:
        chosen = list(rows)
        return auc([strong[row] for row in chosen], [weak[row] for row in chosen])

    low, high = cluster_interval(groups_of(scored), above)
    return Figure("auc", auc(strong, weak), low, high, len(scored), note="rung 5 or weak")


def _names() -> list[str]:
    return [f"rung-{n}" for n in range(1, RUNGS + 1)]


def _mean(name: str, scored: Sequence[Scored], unit: str, note: str = "") -> Figure:
    return mean_score(name, scored, name, unit, note)


LADDERS = Task(
    name="ladders",
    asks="Does one key point less give a lower level, and is a strong answer told from a weak one?",
    material="40 questions, five-rung answers and a weak one each, written fresh from scorecards",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    gates=(Gate("tau", least=0.9), Gate("auc", least=0.95)),
    quick=10,
    notes="Ladders come from the same project; their author saw questions and scorecards. "
    "Strangers' answers will do worse.",
)
