"""Ladders: the same answer with one key point fewer per rung must get a lower level per rung.

    python -m archpanel.evals.tasks.ladders

The answers were written fresh, from questions and scorecards and not from the bank's phrasings (see
`evals/datasets/ladders/CARD.md`). Beside Kendall's tau per ladder stands the area under the curve
for telling strong answers (rung 5) from weak ones.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from archpanel.agents.offline import EmbeddedEngine
from archpanel.domain import RolePack
from archpanel.evals.panel_runs import CORE_SEATS, assess_alone, item_level
from archpanel.evals.statistics import auc, cluster_interval, kendall
from archpanel.packs import load_pack
from archpanel.personas import seat_panel

DATA = Path(__file__).parents[1] / "datasets" / "ladders" / "data.jsonl"
RUNGS = 5


@dataclass(frozen=True)
class Ladder:
    """Levels of one question's rungs, from one key point to five, and of its weak answer."""

    question: str
    levels: tuple[float, ...]
    weak: float

    @property
    def tau(self) -> float:
        """Kendall's tau-b of rung and level; 1: every rung is higher than the one below."""
        return kendall(list(range(len(self.levels))), list(self.levels))


def rungs(record: dict[str, Any]) -> list[str]:
    """Return the answers from one passage to all five."""
    passages = [p["text"] for p in record["passages"]]
    return [
        " ".join([record["opening"], *passages[:n], record["closing"]])
        for n in range(1, len(passages) + 1)
    ]


async def measure(pack: RolePack, records: Sequence[dict[str, Any]]) -> list[Ladder]:
    """Read every rung with the embedded engine; a rung's level is the mean of the three seats."""
    engine, seats = EmbeddedEngine(pack), seat_panel(CORE_SEATS)

    async def level(question: str, text: str) -> float:
        item = pack.question(question)
        read = await assess_alone(pack, engine, item, text, seats)
        return fmean(item_level(item, a, pack.top) for a in read)

    return [
        Ladder(
            record["question_id"],
            tuple([await level(record["question_id"], text) for text in rungs(record)]),
            await level(record["question_id"], record["weak"]),
        )
        for record in records
    ]


def summary(ladders: Sequence[Ladder]) -> dict[str, Any]:
    """Return the figures of the task."""
    taus = [ladder.tau for ladder in ladders]
    low, high = cluster_interval(
        [one.question for one in ladders], lambda rows: fmean(taus[i] for i in rows)
    )
    return {
        "ladders": len(ladders),
        "tau_mean": round(fmean(taus), 3),
        "tau_interval": [round(low, 3), round(high, 3)],
        "tau_at_least_0.9": sum(tau >= 0.9 for tau in taus),
        "auc_strong_weak": round(
            auc([one.levels[-1] for one in ladders], [one.weak for one in ladders]), 3
        ),
        "mean_level_per_rung": [
            round(fmean(one.levels[n] for one in ladders), 2) for n in range(RUNGS)
        ],
        "mean_level_weak": round(fmean(one.weak for one in ladders), 2),
        "worst": [
            [one.question, round(one.tau, 2), [round(v, 1) for v in one.levels]]
            for one in sorted(ladders, key=lambda one: one.tau)[:5]
        ],
    }


def main() -> None:
    """Print the figures as JSON."""
    records = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines() if line]
    ladders = asyncio.run(measure(load_pack("ai-architect"), records))
    sys.stdout.write(json.dumps(summary(ladders), indent=1) + "\n")


if __name__ == "__main__":
    main()
