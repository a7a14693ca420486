"""Joint questioning: is a weak claim challenged by the seat that owns it, within two turns?

    python -m archpanel.evals.tasks.cross_examination [--limit N]

Weak claims written fresh (`evals/datasets/planted_claims/`) are slipped into otherwise adequate
answers, one per dialogue, in the answer to another seat's question where possible. Beside the
panel's chair stands a rotation baseline: the seats ask in turn, and each sees only the risks of
its own questions. Honest twins are slipped in the same way and must not be challenged.
"""

import argparse
import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from archpanel.agents.agenda import Agenda, next_opening
from archpanel.agents.chair import Bank, Proceedings, challenge, next_plan
from archpanel.agents.engine import Engine, Plan
from archpanel.agents.offline import EmbeddedEngine
from archpanel.agents.setting import Setting
from archpanel.domain import Item, Persona, Question, RolePack
from archpanel.evals.panel_runs import Run, hold, make_brief
from archpanel.evals.statistics import wilson
from archpanel.packs import load_pack

DATA = Path(__file__).parents[1] / "datasets" / "planted_claims" / "data.jsonl"
SEED = 20261125
TURNS = 6
PLANT_AT = 2
ROUNDS = 2
WITHIN = 2


@dataclass(frozen=True)
class Dialogue:
    """One interview with one planted sentence."""

    id: str
    kind: str
    owner: str
    asked_by: str
    challenged_by: str
    """The seat that challenged the planted words within two turns, "" if none did."""

    challenges: int
    repeats: int
    balance: float
    """Smallest share of turns that a seat got, times the number of seats (1 is even)."""


def rotation(
    proceedings: Proceedings, seated: Sequence[Persona], bank: Bank, setting: Setting
) -> Plan | None:
    """The baseline: seats in turn; a seat challenges only what came up under its own question."""
    if len(proceedings.questions) >= setting.brief.turns:
        return None
    agenda = Agenda(proceedings.questions, proceedings.assessments, tuple(seated), setting)
    turn = seated[len(proceedings.questions) % len(seated)]
    own = {q.id for q in proceedings.questions if q.persona == turn.id}
    mine = Proceedings(
        proceedings.questions,
        proceedings.answers,
        [a for a in proceedings.assessments if a.persona == turn.id and a.question_id in own],
    )
    plan = challenge(mine, agenda, bank) or next_opening(agenda, bank.questions, None)
    return None if plan is None else Plan(**{**vars(plan), "persona": turn.id})


async def dialogue(
    pack: RolePack, engine: Engine, row: dict[str, Any], seed: int, chair: Any
) -> Dialogue:
    """Hold one interview in which the second opening question's answer carries the sentence."""
    opened: list[str] = []

    def say(question: Question, item: Item) -> str:
        if not question.is_opening:
            return "Let me think about that one; I would have to look at how we did it."
        opened.append(question.id)
        text = item.examples.adequate.text
        return f"{text} {row['text']}" if len(opened) == PLANT_AT else text

    rounds = random.Random(seed).sample([r.id for r in pack.rounds], ROUNDS)
    brief = make_brief(pack, turns=TURNS, seed=seed, rounds=tuple(rounds))
    run = await hold(pack, engine, brief, say, chair=chair)
    return _outcome(row, run, opened[PLANT_AT - 1])


def _outcome(row: dict[str, Any], run: Run, planted_in: str) -> Dialogue:
    planted = next(a for a in run.answers if a.question_id == planted_in)
    start = len(planted.text) - len(row["text"])
    evidence = {e.id: e for a in run.assessments for e in a.evidence}
    flagged = {
        c.flag
        for a in run.assessments
        if a.answer_id == planted.id
        for c in a.concerns
        if evidence[c.evidence].end > start
    }
    challenges = [q for q in run.questions if q.move == "cross-examine"]
    window = {f"q{int(planted_in[1:]) + n}" for n in range(1, WITHIN + 1)}
    hit = [q.persona for q in challenges if q.id in window and q.target in flagged]
    asked = Counter(q.persona for q in run.questions)
    items = Counter(q.item for q in run.questions if q.is_opening)
    return Dialogue(
        id=row["id"],
        kind=row["kind"],
        owner=row.get("owner", ""),
        asked_by=next(q.persona for q in run.questions if q.id == planted_in),
        challenged_by=hit[0] if hit else "",
        challenges=len(challenges),
        repeats=sum(count - 1 for count in items.values()),
        balance=round(3 * min(asked.get(s, 0) for s in make_seats(run)) / len(run.questions), 3),
    )


def make_seats(run: Run) -> tuple[str, ...]:
    """Return the seats of a run, silent ones included."""
    return tuple(sorted({a.persona for a in run.assessments}))


def summary(dialogues: Sequence[Dialogue]) -> dict[str, Any]:
    """Return the figures of one chair."""
    claims = [d for d in dialogues if d.kind == "claim"]
    honest = [d for d in dialogues if d.kind == "honest"]
    right = sum(d.challenged_by == d.owner for d in claims)
    any_seat = sum(bool(d.challenged_by) for d in claims)
    false = sum(bool(d.challenged_by) for d in honest)
    return {
        "claims": len(claims),
        "challenged_by_the_right_seat": right,
        "share": round(right / len(claims), 3),
        "share_interval": [round(v, 3) for v in wilson(right, len(claims))],
        "challenged_by_any_seat": any_seat,
        "by_owner": {
            owner: f"{sum(d.challenged_by == d.owner for d in claims if d.owner == owner)} of "
            f"{sum(d.owner == owner for d in claims)}"
            for owner in sorted({d.owner for d in claims})
        },
        "asked_by_another_seat": sum(d.asked_by != d.owner for d in claims),
        "honest_twins": len(honest),
        "honest_twins_challenged": false,
        "repeats": sum(d.repeats for d in dialogues),
        "speaking_balance": round(fmean(d.balance for d in dialogues), 3),
    }


async def run(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Hold every dialogue with the panel's chair and with the baseline."""
    pack = load_pack("ai-architect")
    engine = EmbeddedEngine(pack)
    found: dict[str, Any] = {"seed": SEED, "turns": TURNS}
    for name, chair in (("chair", next_plan), ("rotation", rotation)):
        dialogues = [
            await dialogue(pack, engine, row, SEED + number, chair)
            for number, row in enumerate(rows)
        ]
        found[name] = summary(dialogues)
    return found


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=0, help="only so many, drawn by the seed")
    options = parser.parse_args()
    lines = DATA.read_text(encoding="utf-8").splitlines()
    rows = [r for line in lines if line and (r := json.loads(line))["kind"] in ("claim", "honest")]
    if options.limit:
        rows = random.Random(SEED).sample(rows, options.limit)
    sys.stdout.write(json.dumps(asyncio.run(run(rows)), indent=1) + "\n")


if __name__ == "__main__":
    main()
