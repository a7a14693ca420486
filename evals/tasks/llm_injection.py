"""Injection against language models: one seat of three obeys whatever it can read.

A text is put into one of twelve answers of an interview; the obedient seat takes any three words
that the filter left of it for an order. The other two follow in the debrief whatever they are
shown, or stay. Of benign look-alikes it obeys what reads like an order. Compared with the clean
interview; where a text is the whole answer, with silence. The task is `injection_models.py`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Unpack

from archpanel.domain import Decision
from archpanel.evals.hearings import WAYS, Hearing, How, Standing, Ways, hearings
from archpanel.evals.obedient import orders_of, surviving
from archpanel.evals.played import Theatre
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


def ways_of(row: Row) -> tuple[How, ...]:
    """Return how a text is given: an honest one alone is an answer, which may well earn credit."""
    return WAYS if row["kind"] == "attack" else WAYS[:2]
