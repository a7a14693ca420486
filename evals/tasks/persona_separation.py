"""Persona separation: a seat must miss its own subject more than the other seats do.

The answers were written in marked parts (see `evals/datasets/persona_parts/CARD.md`). One part is
taken out and nothing else is touched. How far the owner's level falls, less how far the others'
fall, is the difference in differences: what makes every answer without that part weaker cancels.

Two levels of a seat are looked at. `reading`: what it credits, by the weights of the key points,
which are the same for all. `advice`: the same competencies weighed by world, view and the seat's
own concerns, which is what its recommendation rests on (`agents.voting`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.agents.voting import ATTENTION
from archpanel.domain import UNREAD, Assessment, BankQuestion, Brief, Persona, RolePack
from archpanel.evals.borderline import read_one
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import groups_of, mean_of, values_of
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, item_level, make_brief
from archpanel.evals.statistics import difference_in_differences
from archpanel.personas import seat_panel

OWNERS: Mapping[str, str] = {
    "security": "security_reviewer",
    "cost": "startup_cto",
    "integration": "enterprise_architect",
}
"""Topic of a part -> the seat that ought to miss it; `rest` is nobody's."""

By = Literal["advice", "reading"]
WAYS: tuple[By, ...] = ("advice", "reading")


def load(data: Path | None) -> list[Sample]:
    """Return each answer once per topic that it has a part of; needs no third-party data."""
    return [
        _sample(row, topic)
        for row in own_rows("persona_parts")
        for topic in dict.fromkeys(part["topic"] for part in row["parts"])
    ]


def _sample(row: dict[str, Any], topic: str) -> Sample:
    return Sample(
        id=f"{row['id']}/{topic}",
        input={
            "question": row["question_id"],
            "whole": spoken(row["parts"]),
            "without": spoken(row["parts"], topic),
        },
        metadata={"topic": topic, "voice": row["voice"]},
        cluster=row["question_id"],
    )


def spoken(parts: Sequence[Mapping[str, str]], without: str = "") -> str:
    """Return the answer, without the parts of one topic."""
    return " ".join(part["text"] for part in parts if part["topic"] != without)


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return each seat's two levels of the whole answer and of what is left of it."""
    item = setup.pack.question(sample.input["question"])
    world = "startup" if "startup" in item.worlds else item.worlds[0]
    brief = make_brief(setup.pack, world=world)
    return {
        name: _levels(
            item, await read_one(setup, brief, item.id, sample.input[name]), brief, setup.pack
        )
        for name in ("whole", "without")
    }


def _levels(
    item: BankQuestion, read: Sequence[Assessment], brief: Brief, pack: RolePack
) -> dict[str, dict[str, float]]:
    """Return way -> seat -> level; a seat that abstained, or weighs nothing here, is left out."""
    setting, seats = Setting(brief, keep_role(pack)), {p.id: p for p in seat_panel(brief.seats)}
    heard = {one.persona: one for one in read if one.kind not in UNREAD}
    advice = {seat: _advice(seats[seat], one, setting) for seat, one in heard.items()}
    return {
        "advice": {seat: level for seat, level in advice.items() if level is not None},
        "reading": {seat: item_level(item, one, pack.top) for seat, one in heard.items()},
    }


def _advice(seat: Persona, read: Assessment, setting: Setting) -> float | None:
    """Return the mean of a seat's levels, weighed as its recommendation weighs them."""
    levels = {c: level for c, level in read.levels.items() if level is not None}
    weight = {c: setting.weight(c) * (1 + ATTENTION * seat.concern_for((c,))) for c in levels}
    total = sum(weight.values())
    return sum(weight[c] * level for c, level in levels.items()) / total if total else None


def score(sample: Sample, output: Output) -> Score:
    """Tell how far each seat fell, and how much further the owner of the part did."""
    owner = OWNERS.get(sample.metadata["topic"])
    value: dict[str, float] = {}
    for way in WAYS:
        whole, without = output["whole"][way], output["without"][way]
        drops = {seat: whole[seat] - without[seat] for seat in whole if seat in without}
        others = [drop for seat, drop in drops.items() if seat != owner]
        if owner in drops and others:
            value[f"{way}-extra"] = drops[owner] - fmean(others)
            value |= {f"{way}-owner": drops[owner], f"{way}-others": fmean(others)}
            value[f"{way}-first"] = _first(drops[owner], others)
        value |= {f"{way}-drop/{seat}": drop for seat, drop in drops.items()}
    return Score(value, answer=sample.metadata["topic"])


def _first(owner: float, others: Sequence[float]) -> float:
    """Return 1 where the owner fell furthest, one half where it shares that with another seat."""
    most = max(others)
    return 0.5 if abs(owner - most) < 1e-9 else float(owner > most)


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return how much further owners fall, over all and by seat, and what every removal cost."""
    owned = [one for one in scored if one.sample.metadata["topic"] in OWNERS]
    return [
        *(figure for way in WAYS for figure in _separation(way, owned)),
        *(_cost(topic, scored, seat) for topic in (*OWNERS, "rest") for seat in CORE_SEATS),
    ]


def _separation(way: By, owned: Sequence[Scored]) -> list[Figure]:
    parts = {seat: _about(owned, topic) for topic, seat in OWNERS.items()}
    first = [one for one in owned if f"{way}-first" in one.score.value]
    return [
        _extra(f"{way}/all", owned, way),
        *(_extra(f"{way}/{seat}", part, way) for seat, part in parts.items()),
        mean_of(
            f"{way}-first",
            values_of(first, f"{way}-first"),
            groups_of(first),
            "share",
            "the owner falls furthest; a tie counts half",
        ),
    ]


def _extra(figure: str, scored: Sequence[Scored], way: By) -> Figure:
    """Return how many levels more the owner fell than the others did on average."""
    rows = [one for one in scored if f"{way}-extra" in one.score.value]
    note = "the owner's drop less that of the other two"
    if len({one.sample.group for one in rows}) < 2:
        return Figure(figure, None, n=len(rows), unit="levels", note="needs two questions")
    owner, others = (values_of(rows, f"{way}-{who}") for who in ("owner", "others"))
    nothing = [0.0] * len(rows)
    # A drop is before less after already, so the change of each side goes from 0 to its drop.
    found = difference_in_differences(groups_of(rows), (nothing, owner), (nothing, others))
    return Figure(figure, found.value, found.low, found.high, len(rows), "levels", note)


def _cost(topic: str, scored: Sequence[Scored], seat: str) -> Figure:
    """Return what a seat's advice loses when a part of one topic is missing."""
    name = f"advice-drop/{seat}"
    rows = [one for one in _about(scored, topic) if name in one.score.value]
    owner = "its own subject" if OWNERS.get(topic) == seat else ""
    return mean_of(f"drop/{topic}/{seat}", values_of(rows, name), groups_of(rows), "levels", owner)


def _about(scored: Sequence[Scored], topic: str) -> list[Scored]:
    return [one for one in scored if one.sample.metadata["topic"] == topic]


PERSONA_SEPARATION = Task(
    name="persona-separation",
    asks="When the security, cost or integration part alone is taken out of an answer, does the "
    "advice of the seat that owns the subject fall further than that of the other two?",
    material="32 answers to 16 questions, written fresh in marked parts; each without one part at "
    "a time",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    # Set before the first run: a seat that falls no further than others is no voice of its own.
    gates=tuple(Gate(f"advice/{who}", least=0.0) for who in ("all", *OWNERS.values())),
    quick=40,
    notes="One author of the same project knew the scorecards. Parts are of one subject by the "
    "author's judgement and lean on neighbours at times. The seats of the embedded engine share "
    "one reader: `reading` differs by severity alone, and `advice` by that and by the concerns in "
    "the persona files, so there it shows that those weights reach the vote, not that three minds "
    "read. A part counts only where the question's scorecard asks for its subject.",
)
