"""Questions to a stable verdict: does an adaptive chair need fewer than a fixed or a drawn order?

Candidates answer from the bank's examples by a profile. After each turn the panel's decision on
what it heard so far is taken, and held against the one at the end of the same interview. The
order counts as stable from the turn after which the decision never changes again.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from archpanel.agents.agenda import Agenda
from archpanel.agents.chair import Bank, Proceedings, next_plan
from archpanel.agents.engine import Plan
from archpanel.agents.gates import all_gates, axis_result, decide, panel_levels
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.agents.voting import cast_ballot
from archpanel.domain import Assessment, BankQuestion, Item, Persona, Question
from archpanel.evals.arbiters import Chair
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import mean_score, share_of
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, Run, hold, make_brief
from archpanel.personas import seat_panel

SEED = 20261127
TURNS = 12
PROFILES = ("strong", "adequate", "weak", "strong-then-weak", "weak-security", "weak-cost", "mixed")
SEEDS = 4
"""Candidates of each profile; each draws its own order and, where mixed, its own answers."""

WEAK_IN = {
    "weak-security": {"security-architecture", "privacy-compliance", "ai-guardrails"},
    "weak-cost": {"token-economy", "inference-serving", "scalability-performance"},
}
ORDERS = ("adaptive", "fixed", "drawn")


def load(data: Path | None) -> list[Sample]:
    """Return candidates of every profile; needs no third-party data."""
    return [
        Sample(id=f"{profile}/{seed}", input={"profile": profile, "seed": SEED + seed})
        for profile in PROFILES
        for seed in range(SEEDS)
    ]


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return, by order, the panel's decision after each turn."""
    profile, seed = sample.input["profile"], sample.input["seed"]
    chairs: dict[str, Chair] = {
        "adaptive": next_plan,
        "fixed": in_order(lambda q: 0),
        "drawn": in_order(lambda q: random.Random(f"{seed}/{q.id}").random()),
    }
    brief = make_brief(setup.pack, turns=TURNS, seed=seed)
    found = {}
    for order, chair in chairs.items():
        # Each order meets a candidate of its own: one of them remembers how long it has talked.
        say = candidate(profile, seed)
        run = await hold(setup.pack, setup.engine, brief, say, chair=chair)
        found[order] = decisions(run, Setting(brief, keep_role(setup.pack)))
    return found


def candidate(profile: str, seed: int) -> Callable[[Question, Item], str]:
    """Return somebody who answers every question from the bank's examples."""
    asked: list[str] = []

    def say(question: Question, item: Item) -> str:
        asked.append(item.id)
        examples = item.examples
        if profile == "mixed":
            lot = random.Random(f"{seed}/{item.id}").choice(("strong", "adequate", "weak"))
            return str(getattr(examples, lot).text)
        if profile == "strong-then-weak":
            late = len(asked) > TURNS // 2
            return (examples.weak if late else examples.strong).text
        if profile in WEAK_IN:
            gap = WEAK_IN[profile].intersection(item.competencies)
            return (examples.weak if gap else examples.strong).text
        return str(getattr(examples, profile).text)

    return say


def in_order(key: Callable[[BankQuestion], float]) -> Chair:
    """Return a chair that opens the bank's questions in a fixed order and follows up nothing.

    Args:
        key: what to sort the questions by; equal ones stay in the bank's order.
    """

    def chair(
        proceedings: Proceedings, seated: Sequence[Persona], bank: Bank, setting: Setting
    ) -> Plan | None:
        agenda = Agenda(proceedings.questions, proceedings.assessments, tuple(seated), setting)
        asked = {q.item for q in proceedings.questions}
        world = setting.brief.world
        left = [q for q in bank.questions if q.id not in asked and world in q.worlds]
        if len(asked) >= setting.brief.turns or not left:
            return None
        best = min(left, key=key)
        seat = agenda.seat_for(best.competencies)
        return Plan(persona=seat.id, move="open", item=best.id, reason="Next in order.")

    return chair


def decisions(run: Run, setting: Setting) -> list[str]:
    """Return the panel's decision after each turn, on the answers given until then."""
    return [decision(run, turn, setting) for turn in range(1, len(run.questions) + 1)]


def decision(run: Run, turns: int, setting: Setting) -> str:
    """Return the decision on the first so many answers, without a debrief."""
    seated, ids = seat_panel(CORE_SEATS), [a.id for a in run.answers[:turns]]

    def mine(seat: str) -> list[Assessment]:
        return [a for a in run.assessments if a.persona == seat and a.answer_id in ids]

    ballots = [cast_ballot(p, mine(p.id), setting, ids) for p in seated]
    levels = panel_levels(ballots, setting)
    axes = [axis_result(axis, levels, setting) for axis in setting.role.axes]
    return decide(all_gates(ballots, levels, axes, seated, setting))


def stable_from(found: Sequence[str]) -> int:
    """Return the turn (from 1) after which the decision is the last one and stays so."""
    changes = [turn for turn, one in enumerate(found, 1) if one != found[-1]]
    return max(changes, default=0) + 1


def score(sample: Sample, output: Output) -> Score:
    """Count the questions until each order is stable, and what the chair saves."""
    turns = {order: float(stable_from(found)) for order, found in output.items()}
    value = {f"saved/{order}": turns[order] - turns["adaptive"] for order in ORDERS[1:]}
    value |= {f"turns/{order}": turns[order] for order in ORDERS}
    value |= {
        f"same/{order}": float(output[order][-1] == output["adaptive"][-1]) for order in ORDERS[1:]
    }
    value |= {f"open/{order}": float(output[order][-1] == "hold") for order in ORDERS}
    return Score(value, answer=" ".join(f"{order}:{output[order][-1]}" for order in ORDERS))


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return questions to a stable verdict by order, and those saved, paired by candidate."""
    return [
        *(_mean(f"saved/{order}", scored) for order in ORDERS[1:]),
        *(_mean(f"turns/{order}", scored) for order in ORDERS),
        *(_share(f"same/{order}", scored, "ends as the chair's interview") for order in ORDERS[1:]),
        *(_share(f"open/{order}", scored, "ends in a hold") for order in ORDERS),
    ]


def _mean(what: str, scored: Sequence[Scored]) -> Figure:
    return mean_score(what, scored, what, "questions")


def _share(what: str, scored: Sequence[Scored], note: str) -> Figure:
    return share_of(what, [one.score.value[what] > 0 for one in scored], note)


QUESTIONS_TO_VERDICT = Task(
    name="questions-to-verdict",
    asks="Does the adaptive chair reach a verdict that stays with fewer questions than a fixed or "
    "a drawn order?",
    material="28 candidates of seven profiles who answer from the bank's examples, twelve turns, "
    "three orders each",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    # Seven candidates, as in a quick run, differ by luck; the bar is for all of them.
    gates=tuple(Gate(f"saved/{order}", least=0.0, enough=28) for order in ORDERS[1:]),
    quick=len(PROFILES),
    notes="An interview that stays at a hold from the first turn counts as stable though it has "
    "settled nothing: read `turns` beside `open`. Candidates speak in the bank's own words, and "
    "those of one profile differ by order and lot alone. Follow-ups are turns of the adaptive "
    "chair; the other orders make none. To a follow-up a candidate says the same again, which "
    "earns nothing, so the turns that the chair spends on them are lost here.",
)
