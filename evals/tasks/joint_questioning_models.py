"""Joint questioning with models that are played: what a chair makes of a claim that was heard.

The claims, the dialogue and the three chairs are those of `joint_questioning.py`; who hears the
planted words is set (`evals/listeners.py`): the seat that owns the matter, one that does not, all,
or nobody. So a chair is judged by what it does with what seats heard, and not by their ears.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from archpanel.domain import RolePack
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import mean_lead, mean_score, of_kind, share_of
from archpanel.evals.harness.sample import Sample, mixed_up, own_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.listeners import Listener
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import PlayedCaller, by_seat, on_stage, theatre_of
from archpanel.evals.tasks.joint_questioning import CHAIRS, SEED, dialogue

HEARERS = ("owner", "another", "all", "nobody")


def load(data: Path | None) -> list[Sample]:
    """Return each claim, heard by each kind of hearers; needs no third-party data."""
    rows = [row for row in own_rows("planted_claims") if row["kind"] == "claim"]
    samples = [
        Sample(
            id=f"{row['id']}/{who}",
            input={"text": row["text"], "seed": SEED + number, "who": who,
                   "owner": row["owner"], "competency": row["competency"]},
            target=row["owner"],
            metadata={"who": who},
            cluster=row["id"],
        )
        for number, row in enumerate(rows)
        for who in HEARERS
    ]  # fmt: skip
    return mixed_up(samples, SEED)


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return, by chair, who challenged the planted words and how the turns were shared."""
    played = _played(setup.pack, sample)
    return {name: await dialogue(sample.input, played, chair) for name, chair in CHAIRS.items()}


def _played(pack: RolePack, sample: Sample) -> Setup:
    given = sample.input
    hearers = _hearers(given["who"], given["owner"], sample.id)
    seats = {
        seat: Listener(given["text"], given["competency"], seat in hearers) for seat in CORE_SEATS
    }
    return on_stage(theatre_of(pack), PlayedCaller(by_seat(seats)))


def _hearers(who: str, owner: str, name: str) -> tuple[str, ...]:
    others = [seat for seat in CORE_SEATS if seat != owner]
    drawn = random.Random(name).choice(others)
    return {"owner": (owner,), "another": (drawn,), "all": CORE_SEATS, "nobody": ()}[who]


def score(sample: Sample, output: Output) -> Score:
    """Tell for each chair whether the owner challenged the words, and whether any seat did."""
    value: dict[str, float] = {}
    for name, held in output.items():
        value[f"right/{name}"] = float(held["by"] == sample.target)
        value[f"any/{name}"] = float(bool(held["by"]))
        value[f"balance/{name}"] = float(held["balance"])
        value[f"repeats/{name}"] = float(held["repeats"])
    return Score(value, answer=f"{output['chair']['by'] or 'nobody'}", explanation=sample.target)


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return, for each chair and kind of hearers, who challenged, and how far ours is ahead."""
    return [
        *(_share(what, name, who, scored) for who in HEARERS[:3] for what in ("right", "any")
          for name in CHAIRS),
        *(_share("any", name, "nobody", scored) for name in CHAIRS),
        *(_ahead(scored, other) for other in CHAIRS if other != "chair"),
        *(mean_score(f"balance/{name}", scored, f"balance/{name}") for name in CHAIRS),
        mean_score("repeats/chair", scored, "repeats/chair"),
    ]  # fmt: skip


def _share(what: str, name: str, who: str, scored: Sequence[Scored]) -> Figure:
    mine = of_kind(scored, "who", who)
    by = {"right": "challenged by their owner", "any": "challenged by any seat"}[what]
    hits = [one.score.value[f"{what}/{name}"] > 0 for one in mine]
    return share_of(f"{what}/{name}/{who}", hits, f"claims heard by {who}, {by}")


def _ahead(scored: Sequence[Scored], other: str) -> Figure:
    heard = [one for one in scored if one.sample.metadata["who"] != "nobody"]
    note = "owner challenges, paired by claim, where anybody heard it"
    return mean_lead(f"ahead-of/{other}", heard, "right/chair", f"right/{other}", "share", note)


JOINT_QUESTIONING_MODELS = Task(
    name="joint-questioning-models",
    asks="When a weak claim was heard, by the seat that owns the matter or by another, does the "
    "owner challenge it within two turns?",
    material="90 weak claims, each slipped into an adequate answer of a six-turn dialogue of "
    "played models, held by three chairs, heard by its owner, by another seat, by all or by nobody",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    gates=(
        Gate("right/chair/owner", least=0.95),
        Gate("any/chair/nobody", most=0.0),
        Gate("ahead-of/rotation", least=0.0),
        Gate("repeats/chair", most=0.0),
    ),
    quick=24,
    notes="Models are played by rule, whichever engine is named, and hear what they are set to "
    "hear: this shows what the chair does with it, not how well a model listens. A seat reports "
    "the risks of its own concerns, and every blocking one: what it hears besides is not taken up. "
    "Each answer is read before the next question; where models lag, a challenge comes later.",
)
