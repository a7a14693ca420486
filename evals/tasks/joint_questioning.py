"""Joint questioning: is a weak claim challenged by the seat that owns it, within two turns?

Weak claims written fresh (`evals/datasets/planted_claims/`) are slipped into otherwise adequate
answers, one per dialogue, in the answer to the second opening question. The same dialogue is held
by the panel's chair and by two others (`evals/arbiters.py`): seats in turn, and whoever's keywords
were used. Honest twins are slipped in the same way and must not be challenged.
"""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archpanel.agents.chair import Bank, Proceedings, next_plan
from archpanel.agents.engine import Plan
from archpanel.agents.setting import Setting
from archpanel.domain import Item, Persona, Question
from archpanel.evals.arbiters import Chair, keywords, rotation
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import groups_of, mean_of, mean_score, share_of
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, Run, hold, make_brief

SEED = 20261125
TURNS = 6
PLANT_AT = 2
ROUNDS = 2
WITHIN = 2
CHAIRS: dict[str, Chair] = {"chair": next_plan, "rotation": rotation, "keywords": keywords}


def load(data: Path | None) -> list[Sample]:
    """Return the claims and the honest twins; needs no third-party data."""
    rows = [row for row in own_rows("planted_claims") if row["kind"] in ("claim", "honest")]
    return [
        Sample(
            id=row["id"],
            input={"text": row["text"], "seed": SEED + number},
            target=row.get("owner", ""),
            metadata={"kind": row["kind"]},
        )
        for number, row in enumerate(rows)
    ]


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return, by chair, who challenged the planted words and how the turns were shared."""
    return {name: await dialogue(sample.input, setup, chair) for name, chair in CHAIRS.items()}


async def dialogue(given: dict[str, Any], setup: Setup, chair: Chair) -> dict[str, Any]:
    """Hold one interview in which the second opening question's answer carries the sentence."""
    opened: list[str] = []
    quotes: dict[int, str] = {}

    def say(question: Question, item: Item) -> str:
        if not question.is_opening:
            return "Let me think about that one; I would have to look at how we did it."
        opened.append(question.id)
        text = item.examples.adequate.text
        return f"{text} {given['text']}" if len(opened) == PLANT_AT else text

    def noted(
        proceedings: Proceedings, seated: Sequence[Persona], bank: Bank, setting: Setting
    ) -> Plan | None:
        plan = chair(proceedings, seated, bank, setting)
        if plan and plan.move == "cross-examine":
            quotes[len(proceedings.questions) + 1] = plan.quote
        return plan

    pack = setup.pack
    rounds = random.Random(given["seed"]).sample([r.id for r in pack.rounds], ROUNDS)
    brief = make_brief(pack, turns=TURNS, seed=given["seed"], rounds=tuple(rounds))
    run = await hold(pack, setup.engine, brief, say, chair=noted)
    return outcome(run, opened[PLANT_AT - 1], given["text"], quotes)


def outcome(run: Run, planted_in: str, text: str, quotes: dict[int, str]) -> dict[str, Any]:
    """Return what came of one dialogue.

    Args:
        run: the dialogue.
        planted_in: id of the question whose answer carries the sentence, at its end.
        text: the planted words.
        quotes: the number of each challenging question -> what it quoted.
    """
    at, asked = int(planted_in[1:]), Counter(q.persona for q in run.questions)
    window = [q for q in run.questions[at : at + WITHIN] if q.move == "cross-examine"]
    planted = next(a for a in run.answers if a.question_id == planted_in)
    flagged = _flagged(run, planted.id, len(planted.text) - len(text))
    hit = [q.persona for q in window if q.target in flagged or _quotes(quotes[int(q.id[1:])], text)]
    opened = Counter(q.item for q in run.questions if q.is_opening)
    return {
        "by": hit[0] if hit else "",
        "asked_by": next(q.persona for q in run.questions if q.id == planted_in),
        "challenges": len(quotes),
        "repeats": sum(count - 1 for count in opened.values()),
        # The smallest share of turns that a seat got, times the number of seats: 1 is even.
        "balance": len(CORE_SEATS) * min(asked[s] for s in CORE_SEATS) / len(run.questions),
    }


def _flagged(run: Run, answer: str, start: int) -> set[str]:
    """Return the risks that a seat heard in the planted words."""
    evidence = {e.id: e for a in run.assessments for e in a.evidence}
    return {
        concern.flag
        for made in run.assessments
        if made.answer_id == answer
        for concern in made.concerns
        if evidence[concern.evidence].end > start
    }


def _quotes(quote: str, text: str) -> bool:
    return bool(quote) and (quote in text or text in quote)


def score(sample: Sample, output: Output) -> Score:
    """Tell for each chair whether the right seat challenged the words, and any seat did."""
    value: dict[str, float] = {}
    for name, held in output.items():
        if sample.metadata["kind"] == "claim":
            value[f"right/{name}"] = float(held["by"] == sample.target)
        value[f"any/{name}"] = float(bool(held["by"]))
        value |= {f"{what}/{name}": float(held[what]) for what in ("repeats", "balance")}
    return Score(value, answer=f"{output['chair']['by'] or 'nobody'}", explanation=sample.target)


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return the shares for each chair, and how far the panel's is ahead, dialogue by dialogue."""
    claims = [one for one in scored if one.sample.metadata["kind"] == "claim"]
    honest = [one for one in scored if one.sample.metadata["kind"] == "honest"]
    return [
        *(_share(f"right/{name}", claims, "claims challenged by their owner") for name in CHAIRS),
        *(_share(f"any/{name}", claims, "claims challenged by any seat") for name in CHAIRS),
        *(
            _share(f"any/{name}", honest, "honest twins challenged", f"false/{name}")
            for name in CHAIRS
        ),
        *(_ahead(claims, other) for other in CHAIRS if other != "chair"),
        *(mean_score(f"balance/{name}", scored, f"balance/{name}") for name in CHAIRS),
        mean_score("repeats/chair", scored, "repeats/chair"),
    ]


def _share(what: str, scored: Sequence[Scored], note: str, name: str = "") -> Figure:
    return share_of(name or what, [one.score.value[what] > 0 for one in scored], note)


def _ahead(claims: Sequence[Scored], other: str) -> Figure:
    values = [o.score.value["right/chair"] - o.score.value[f"right/{other}"] for o in claims]
    note = "right seat, paired by claim"
    return mean_of(f"ahead-of/{other}", values, groups_of(claims), "share", note)


JOINT_QUESTIONING = Task(
    name="joint-questioning",
    asks="Is a weak claim challenged within two turns by the seat that owns it, more often than "
    "when seats ask in turn or listen for keywords?",
    material="90 weak claims and 60 honest twins, written fresh, each slipped into an adequate "
    "answer of a six-turn dialogue held by three chairs",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    gates=(Gate("ahead-of/rotation", least=0.0), Gate("repeats/chair", most=0.0)),
    quick=12,
    notes="One author wrote claims and twins and knew the seats; the claims are appended to an "
    "answer about something else, which makes them stand out. The keyword arbiter's list is taken "
    "from the personas and not tuned; a challenge by it counts for the planted words also where it "
    "quoted others and named a risk that was heard in them.",
    version="2",
)
