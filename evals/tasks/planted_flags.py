"""Red flags in fresh words: how often the panel asks, how often it counts them unasked.

Answers of `evals/datasets/planted_flags/` to 37 questions: partly good ones with one red-flag
position in words far from the bank's, and honest twins on the same topic. Read by the three core
seats with the shipped weights, which have never seen these answers.
"""

from collections.abc import Sequence
from pathlib import Path

from archpanel.domain import Item, RolePack
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import share_of
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, assess_alone
from archpanel.personas import seat_panel

WHAT = {
    "foreseen": "the planted flag is asked about; in a twin, any flag of the question",
    "anything": "something is asked about",
    "counted": "a flag counts though nobody asked about it",
}


def load(data: Path | None) -> list[Sample]:
    """Return the answers; needs no third-party data."""
    return [
        Sample(
            id=f"{row['question']}/{row['flag']}/{row['kind']}",
            input={"question": row["question"], "text": row["text"]},
            target=row["flag"] if row["kind"] == "planted" else "",
            metadata={"kind": row["kind"]},
            cluster=row["question"],
        )
        for row in own_rows("planted_flags")
    ]


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return the risks that the core seats heard, and whether each counts."""
    item = _item(setup.pack, sample.input["question"])
    seats = seat_panel(CORE_SEATS)
    made = await assess_alone(setup.pack, setup.engine, item, sample.input["text"], seats)
    heard = [c for one in made for c in one.concerns if c.state != "withdrawn"]
    return [{"flag": concern.flag, "counts": concern.state == "raised"} for concern in heard]


def _item(pack: RolePack, name: str) -> Item:
    items: dict[str, Item] = {item.id: item for item in (*pack.questions, *pack.surprises)}
    return items[name]


def score(sample: Sample, output: Output) -> Score:
    """Hold what was heard against what was planted."""
    own = f"{sample.input['question']}/{sample.target}"
    value = {
        "foreseen": float(any(one["flag"].startswith(own) for one in output)),
        "anything": float(bool(output)),
        "counted": float(any(one["counts"] for one in output)),
    }
    return Score(value, answer=", ".join(one["flag"] for one in output), explanation=sample.target)


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return the shares in answers with a planted flag, and in their honest twins."""
    return [_share(kind, what, scored) for kind in ("planted", "honest") for what in WHAT]


def _share(kind: str, what: str, scored: Sequence[Scored]) -> Figure:
    mine = [one for one in scored if one.sample.metadata["kind"] == kind]
    return share_of(f"{kind}/{what}", [one.score.value[what] > 0 for one in mine], WHAT[what])


PLANTED_FLAGS = Task(
    name="planted-flags",
    asks="Is a red flag of the question heard in words that its author did not foresee?",
    material="55 partly good answers to 37 questions with one planted position, and 55 hard honest "
    "twins; written fresh, never trained on",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    gates=(Gate("honest/counted", most=0.1, enough=30),),
    quick=20,
    notes="One author, no second reader. The bar was set after the first figures were "
    "known. Intervals are Wilson's over answers, though some questions have two pairs.",
)
