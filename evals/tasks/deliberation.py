"""Deliberation: does talking help, and is a minority's view kept?

An interview is four answers of `evals/datasets/ladders/` on one rung; the rung is the truth. One
seat's level of one competency is planted wrong by two levels (`evals/deliberations.py`). From the
same sealed ballots the seats vote only, look again alone, or see peers without or with their
places. Beside the panel's rule stand others on the same ballots.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from archpanel.agents.agenda import Agenda
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import Assessment, Dissent, Persona
from archpanel.evals.borderline import read_one
from archpanel.evals.deliberations import (
    ARMS,
    SPREAD,
    Hearing,
    aggregates,
    cast,
    deliberate,
    helps,
    planted,
)
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import groups_of, mean_of, mean_score, share_of
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, make_brief
from archpanel.evals.tasks.ladders import RUNGS, rungs
from archpanel.personas import seat_panel

SEED = 20261127
ANSWERS = 4
RULES = ("panel", "mean", "median", "majority", "chairman", *(f"judge/{s}" for s in CORE_SEATS))


def load(data: Path | None) -> list[Sample]:
    """Return interviews of four ladders each, on every rung, with a seat that errs up and down."""
    rows, lot = list(own_rows("ladders")), random.Random(SEED)
    lot.shuffle(rows)
    groups = [rows[at : at + ANSWERS] for at in range(0, len(rows), ANSWERS)]
    samples = [
        _sample(number, group, rung, lot)
        for number, group in enumerate(groups)
        for rung in range(1, RUNGS + 1)
    ]
    lot.shuffle(samples)  # or every fifth of them would be on one rung
    return samples


def _sample(number: int, group: Sequence[dict[str, Any]], rung: int, lot: random.Random) -> Sample:
    # On the lowest rung a seat can only err upwards, on the highest only downwards.
    by = {1: SPREAD, RUNGS: -SPREAD}.get(rung) or lot.choice((-SPREAD, SPREAD))
    return Sample(
        id=f"interview-{number}/rung-{rung}",
        input={
            "answers": {row["question_id"]: rungs(row)[rung - 1] for row in group},
            "seat": lot.choice(CORE_SEATS),
            "by": by,
            "lot": lot.random(),
        },
        target=rung,
        cluster=f"interview-{number}",
    )


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return moves by arm, levels by rule, and where the planted minority's view went."""
    given = sample.input
    hearing = await _voted(given["answers"], setup)
    seat, competency = given["seat"], _disputable(hearing, given)
    wrong = planted(hearing, seat, competency, given["by"])
    before, after = (_level(h, seat, competency) for h in (hearing, wrong))
    owner = Agenda((), (), hearing.seated, hearing.setting).owner_of(competency).id
    arms = {arm: await _arm(wrong, arm, competency, seat, owner) for arm in ARMS}
    natural = {arm: await _moves(hearing, arm) for arm in ARMS}
    way = "up" if after > before else "down"
    return {"competency": competency, "way": way, "arms": arms, "natural": natural}


def _level(hearing: Hearing, seat: str, competency: str) -> float:
    own = next(b.levels[competency] for b in hearing.ballots if b.persona == seat)
    assert own is not None, "only what all seats judged is planted"
    return own


async def _voted(answers: dict[str, str], setup: Setup) -> Hearing:
    brief = make_brief(setup.pack, engine=setup.engine.maker.engine)
    made: list[Assessment] = []
    for question, text in answers.items():
        made += await read_one(setup, brief, question, text)
    seated: tuple[Persona, ...] = tuple(seat_panel(CORE_SEATS))
    return cast(setup, Setting(brief, keep_role(setup.pack)), seated, made)


def _disputable(hearing: Hearing, given: dict[str, Any]) -> str:
    """Return the competency that is planted: one that all seats judged, drawn."""
    judged = [
        c.id
        for c in hearing.setting.role.competencies
        if all(b.levels.get(c.id) is not None for b in hearing.ballots)
    ]
    return judged[int(given["lot"] * len(judged))]


async def _arm(hearing: Hearing, arm: Any, competency: str, seat: str, owner: str) -> Output:
    moves = await deliberate(hearing, arm)
    ballots = hearing.after(moves)
    own = _level(replace(hearing, ballots=ballots), seat, competency)
    rules = aggregates(ballots, competency, owner, hearing.setting.policy.spread)
    return {
        "moves": [[m.persona, m.competency, m.origin, m.to] for m in moves],
        "rules": rules,
        "kept": _kept(hearing.dissent(moves), seat, competency),
        "prevailed": rules["panel"] == own,
    }


async def _moves(hearing: Hearing, arm: Any) -> Output:
    return [[m.persona, m.competency, m.origin, m.to] for m in await deliberate(hearing, arm)]


def _kept(dissent: Sequence[Dissent], seat: str, competency: str) -> bool:
    return any((d.persona, d.subject) == (seat, competency) for d in dissent)


def score(sample: Sample, output: Output) -> Score:
    """Hold moves and levels against the rung."""
    truth, value = float(sample.target), dict[str, float]()
    for arm, held in output["arms"].items():
        signs = [helps(origin, to, truth) for _, _, origin, to in held["moves"]]
        value |= {f"helpful/{arm}": signs.count(1), f"harmful/{arm}": signs.count(-1)}
        value[f"error/{arm}"] = abs(held["rules"]["panel"] - truth)
    for rule, level in output["arms"]["vote"]["rules"].items():
        value[f"rule/{rule}"] = abs(level - truth)
    for arm, moves in output["natural"].items():
        signs = [helps(origin, to, truth) for _, _, origin, to in moves]
        value |= {f"natural-helpful/{arm}": signs.count(1)}
        value |= {f"natural-harmful/{arm}": signs.count(-1)}
    shown = output["arms"]["anonymous"]
    value["kept"] = float(shown["kept"] or shown["prevailed"])
    value["noted"] = float(shown["kept"])
    return Score(value, answer=output["competency"])


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return help and harm by arm, errors by arm and rule, and how often a minority is kept."""
    down = [one for one in scored if one.output["way"] == "down"]
    up = [one for one in scored if one.output["way"] == "up"]
    return [
        share_of("dissent", [o.score.value["kept"] > 0 for o in scored], "noted or prevailed"),
        share_of("noted/up", [o.score.value["noted"] > 0 for o in up], "lenient minority noted"),
        share_of("kept/down", [o.score.value["kept"] > 0 for o in down], "stern minority"),
        *(_mean(f"{what}/{arm}", scored) for arm in ARMS for what in ("helpful", "harmful")),
        _net("net", scored, "", "helpful minus harmful moves, planted"),
        _net("net/natural", scored, "natural-", "the same, nothing planted"),
        *(_mean(f"error/{arm}", scored, "levels") for arm in ARMS),
        *(_mean(f"rule/{rule}", scored, "levels") for rule in RULES),
    ]


def _net(name: str, scored: Sequence[Scored], kind: str, note: str) -> Figure:
    values = [
        o.score.value[f"{kind}helpful/anonymous"] - o.score.value[f"{kind}harmful/anonymous"]
        for o in scored
    ]
    return mean_of(name, values, groups_of(scored), "moves an interview", note)


def _mean(what: str, scored: Sequence[Scored], unit: str = "moves an interview") -> Figure:
    mine = [one for one in scored if what in one.score.value]
    return mean_score(what, mine, what, unit)


DELIBERATION = Task(
    name="deliberation",
    asks="Do seats that see each other's positions move towards the truth, and is every planted "
    "minority's view kept?",
    material="50 interviews of four ladder answers on one rung, one seat wrong by two levels on "
    "one competency; truth: the rung",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    gates=(Gate("dissent", least=1.0), Gate("net", least=0.0)),
    quick=10,
    notes="The rung is the truth of an answer, not of each competency. The planted seat errs by a "
    "number alone, without a false quote. The panel has no named mode: the named arm shows levels "
    "in the order of the seats, which the embedded engine cannot tell from any other order, and "
    "alone it never moves: for these two arms see `deliberation-models`.",
    version="2",
)
