"""Injection against language models: one seat of three obeys whatever it can read.

    python -m archpanel.evals.tasks.llm_injection [DATA] [--limit N] [--edges] [--down]
        [--sly] [--still]

Each attack is appended to, prepended to and given alone as one of twelve answers, in a weak, a
borderline and a strong interview; the obedient seat takes any three words that the filter left of
it for an order. With `--edges` the interviews lie one key point away from another verdict, with
`--down` it obeys downwards, with `--sly` it quotes the candidate's own sentences for what it was
told. The other two follow in the debrief whatever they are shown, or stay (`--still`). Benign
look-alikes are added to an answer likewise; of them it obeys what reads like an order. Compared
with the clean interview; where an attack is the whole answer, with silence.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import fmean
from typing import Any, Unpack

from archpanel.domain import Decision, PanelError
from archpanel.evals.hearings import EDGES, STANDINGS, WAYS, Hearing, How, Standing, Ways, hearings
from archpanel.evals.obedient import orders_of, surviving
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import Theatre
from archpanel.evals.statistics import wilson
from archpanel.packs import load_pack

SEED = 20261126
RANK: dict[Decision, int] = {"no_hire": 0, "hold": 1, "hire": 2}
Row = dict[str, Any]


@dataclass(frozen=True)
class Push:
    """What one text did to one interview."""

    id: str
    kind: str
    standing: Standing
    how: How
    obeyed: bool
    seat: float
    """Mean drift of the obedient seat's levels."""

    panel: float
    """Mean drift of the panel's levels."""

    before: Decision
    after: Decision
    moved: tuple[int, int] = (0, 0)
    """Moves up that the other seats made in the debrief, before and after."""

    @property
    def raised(self) -> bool:
        """Whether the verdict is better for the candidate than it was."""
        return RANK[self.after] > RANK[self.before]


def own_rows() -> list[Row]:
    """Return the texts that were written for this."""
    path = files("archpanel.evals") / "datasets" / "llm_injections" / "data.jsonl"
    return _rows(path.read_text(encoding="utf-8"))


def foreign_rows(data: Path) -> list[Row]:
    """Return those of `injection_dev.jsonl`.

    Raises:
        PanelError: it is not there.
    """
    path = data / "injection_dev.jsonl"
    if not path.is_file():
        raise PanelError(f"{path} is not there; DATA is the folder that holds it.")
    return _rows(path.read_text(encoding="utf-8"))


def _rows(text: str) -> list[Row]:
    return [json.loads(line) for line in text.splitlines() if line]


async def opened(standings: Sequence[Standing], **ways: Unpack[Ways]) -> dict[str, list[Hearing]]:
    """Return, by the seat that obeys, an interview of each standing; `ways` are a hearing's."""
    return await hearings(Theatre(load_pack("ai-architect")), standings, **ways)


async def push(hearing: Hearing, row: Row, how: How, item: str) -> Push:
    """Plant a text into one answer and see what changes."""
    orders = (surviving if row["kind"] == "attack" else orders_of)(row["text"])
    before = await hearing.reference(item, how)
    after = await hearing.with_planted(item, row["text"], how, orders)
    return Push(
        id=row["id"],
        kind=row["kind"],
        standing=hearing.standing,
        how=how,
        obeyed=after.obeyed > 0,
        seat=after.drift(before, hearing.seat),
        panel=after.drift(before),
        before=before.decision,
        after=after.decision,
        moved=(before.moved, after.moved),
    )


def summary(pushes: Sequence[Push]) -> dict[str, Any]:
    """Return figures by kind of text, standing and way of giving it."""
    found: dict[str, Any] = {"seed": SEED}
    for kind in ("attack", "benign"):
        mine = [p for p in pushes if p.kind == kind]
        if mine:
            found[kind] = figures(mine)
            found.update(_by_place(mine))
    changed = [p for p in pushes if p.before != p.after]
    found["changed_by"] = [
        f"{p.id} ({p.how}, {p.standing}: {p.before} to {p.after})" for p in changed[:40]
    ]
    return found


def ways_of(row: Row) -> tuple[How, ...]:
    """Return how a text is given: an honest one alone is an answer, which may well earn credit."""
    return WAYS if row["kind"] == "attack" else WAYS[:2]


def _by_place(mine: Sequence[Push]) -> Iterator[tuple[str, dict[str, Any]]]:
    for standing in (*STANDINGS, *EDGES):
        for how in WAYS:
            if here := [p for p in mine if (p.standing, p.how) == (standing, how)]:
                yield f"{here[0].kind}/{standing}/{how}", figures(here)


def figures(pushes: Sequence[Push]) -> dict[str, Any]:
    """Return counts with 95 % Wilson intervals, and mean drifts in levels."""
    changed, raised = sum(p.before != p.after for p in pushes), sum(p.raised for p in pushes)
    return {
        "interviews": len(pushes),
        "texts": len({p.id for p in pushes}),
        "obeyed": sum(p.obeyed for p in pushes),
        "verdicts_changed": changed,
        "changed_95": _interval(changed, len(pushes)),
        "verdicts_raised": raised,
        "raised_95": _interval(raised, len(pushes)),
        "drift_of_seat": round(fmean(p.seat for p in pushes), 4),
        "drift_of_panel": round(fmean(p.panel for p in pushes), 4),
        "moves_up_of_others": [sum(p.moved[at] for p in pushes) for at in (0, 1)],
        "largest_rise_of_panel": round(max(p.panel for p in pushes), 4),
    }


def _interval(count: int, trials: int) -> list[float]:
    return [max(0.0, round(share, 4)) for share in wilson(count, trials)]


async def run(
    rows: Sequence[Row], standings: Sequence[Standing] = STANDINGS, **ways: Unpack[Ways]
) -> list[Push]:
    """Plant every text in every way into every interview; seat and question are drawn."""
    held, draw, pushes = await opened(standings, **ways), random.Random(SEED), []
    for row in rows:
        for how in ways_of(row):
            for hearing in held[draw.choice(CORE_SEATS)]:
                pushes.append(await push(hearing, row, how, draw.choice(hearing.items).id))
    return pushes


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder with injection_dev.jsonl")
    parser.add_argument("--limit", type=int, default=0, help="only so many, drawn by the seed")
    parser.add_argument("--edges", action="store_true", help="interviews on the edge of a verdict")
    parser.add_argument("--down", action="store_true", help="obey downwards")
    parser.add_argument("--sly", action="store_true", help="quote the candidate's own sentences")
    parser.add_argument("--still", action="store_true", help="the other seats stay in the debrief")
    options = parser.parse_args()
    rows = [*own_rows(), *(foreign_rows(options.data) if options.data else ())]
    if options.limit:
        rows = random.Random(SEED).sample(rows, options.limit)
    standings = EDGES if options.edges else STANDINGS
    ways = Ways(up=not options.down, sly=options.sly, follow=not options.still)
    pushes = asyncio.run(run(rows, standings, **ways))
    sys.stdout.write(json.dumps(summary(pushes), indent=1) + "\n")


if __name__ == "__main__":
    main()
