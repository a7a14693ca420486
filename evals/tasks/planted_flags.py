"""Red flags in fresh words: how often the panel asks, how often it counts them unasked.

    python -m archpanel.evals.tasks.planted_flags

Answers of `evals/datasets/planted_flags/` to 37 questions: partly good ones with one red-flag
position in words far from the bank's, and honest twins on the same topic. Read by the three core
seats with the shipped weights, which have never seen these answers.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archpanel.agents.engine import Engine
from archpanel.agents.offline import EmbeddedEngine
from archpanel.domain import Item, RolePack
from archpanel.evals.panel_runs import CORE_SEATS, assess_alone
from archpanel.evals.statistics import wilson
from archpanel.packs import load_pack
from archpanel.personas import seat_panel

DATA = Path(__file__).parents[1] / "datasets" / "planted_flags" / "data.jsonl"


@dataclass(frozen=True)
class Heard:
    """What the panel heard in one answer."""

    kind: str
    foreseen: bool
    """The planted flag itself was heard; for an honest answer, any flag of the question."""

    anything: bool
    """Something would be asked about."""

    counted: bool
    """A flag counts though nobody asked about it."""


async def hear(pack: RolePack, engine: Engine, rows: Sequence[dict[str, str]]) -> list[Heard]:
    """Let the core seats assess each answer."""
    items: dict[str, Item] = {item.id: item for item in (*pack.questions, *pack.surprises)}
    seats = seat_panel(CORE_SEATS)
    heard = []
    for row in rows:
        item = items[row["question"]]
        made = await assess_alone(pack, engine, item, row["text"], seats)
        concerns = [c for one in made for c in one.concerns if c.state != "withdrawn"]
        own = f"{item.id}/{row['flag'] if row['kind'] == 'planted' else ''}"
        heard.append(
            Heard(
                kind=row["kind"],
                foreseen=any(c.flag.startswith(own) for c in concerns),
                anything=bool(concerns),
                counted=any(c.state == "raised" for c in concerns),
            )
        )
    return heard


def main() -> None:
    """Print the shares with their intervals."""
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    pack = load_pack("ai-architect")
    heard = asyncio.run(hear(pack, EmbeddedEngine(pack), rows))
    for kind in ("planted", "honest"):
        some = [one for one in heard if one.kind == kind]
        for what in ("foreseen", "anything", "counted"):
            hits = sum(bool(getattr(one, what)) for one in some)
            low, high = wilson(hits, len(some))
            share = f"{hits / len(some):.2f} ({low:.2f} to {high:.2f})"
            sys.stdout.write(f"{kind:8s} {what:8s} {hits} of {len(some)}: {share}\n")


if __name__ == "__main__":
    main()
