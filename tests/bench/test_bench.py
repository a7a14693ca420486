"""The machinery, on a product that is the floor and on one that is as bad as most."""

import asyncio
import json
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

import pytest

from archpanel.domain import PanelError, UnknownName
from archpanel.evals.bench.answers import scripted_answers
from archpanel.evals.bench.bench import Bench, Load, Measured
from archpanel.evals.bench.figures import Figure
from archpanel.evals.bench.journal import Entry
from archpanel.evals.bench.plans import CallPlan
from archpanel.evals.bench.product import OURS, load_product
from archpanel.evals.bench.runs import Run, Task, hold, hold_apart
from archpanel.evals.bench.scenarios import (
    SCENARIOS,
    after_last_answer,
    before_question,
    chosen,
    late_scores,
)
from archpanel.evals.bench.specimens import sample_plan
from archpanel.evals.bench.stub import Stub
from archpanel.evals.bench.timings import Timings, Turn

BARE = "archpanel.evals.bench.specimens:bare"
NAIVE = "archpanel.evals.bench.specimens:naive"
SMALL = Load(
    answers=2, first_token=0.02, per_token=0.0, think=0.2, idle=0.0, apart=0.01, pause=0.2,
    sizes=(1, 2, 4), middle=2, repeats=1, crowd=5, imports=1,
)  # fmt: skip


def hold_here(task: Task) -> Run:
    return asyncio.run(hold(task))


def bench(stub: Stub, product: str) -> Bench:
    return Bench(stub, product, rounds=1, load=SMALL, hold=hold_here)


def by_name(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def unordered(plan: CallPlan) -> list[list[str]]:
    """Calls that run side by side come in any order where the machine is busy."""
    text = partial(json.dumps, sort_keys=True)
    beside = [[text(turn.question), *sorted(map(text, turn.beside))] for turn in plan.turns]
    return beside + [sorted(map(text, wave)) for wave in plan.waves]


def test_the_floor_makes_the_calls_that_were_recorded(stub: Stub) -> None:
    # Time to think, or a busy machine sends scores after the next question's own.
    made = Bench(stub, BARE, rounds=1, load=replace(SMALL, think=2.0), hold=hold_here)
    plan = made.plan(2, 1)
    assert unordered(plan) == unordered(sample_plan(scripted_answers(2), 1))
    assert plan.calls == 4 * 2 + 3 + 3
    made.behave(1, record=True)
    seen = made.floor(2, 1, warmups=0)
    sent = [entry.body for entry in seen.entries]
    wanted = [turn.question for turn in plan.turns] + [b for t in plan.turns for b in t.beside]
    wanted += [body for wave in plan.waves for body in wave]
    assert sorted(map(str, sent)) == sorted(map(str, wanted))
    assert sent[0] == plan.turns[0].question
    assert sent[1] == plan.turns[1].question  # before the scores of the answer before


def test_the_floor_of_a_naive_product_is_in_the_best_order(stub: Stub) -> None:
    made = bench(stub, NAIVE)
    assert [len(wave) for wave in made.plan(2, 1).waves] == [6, 3]


def test_a_debrief_of_this_panel_asks_the_seats_that_may_move(stub: Stub) -> None:
    ours = Bench(stub, OURS, rounds=1, load=SMALL, hold=hold_apart)
    last, *debriefs = ours.plan(2, 1).waves
    assert [len(wave) for wave in debriefs] == [1]
    assert not any(map(load_product().debriefs, last))


def test_a_script_that_leads_astray_is_told(stub: Stub) -> None:
    astray = Bench(stub, BARE, rounds=1, load=SMALL, hold=lambda task: hold_here(_unled(task)))
    with pytest.raises(PanelError, match=r"through 1 rounds of debrief; .* there were 0"):
        astray.plan(2, 1)


def _unled(task: Task) -> Task:
    return Task(task.product, task.base_url, task.key, task.answers, task.think, warmups=0)


def test_bare_asks_first_and_votes_beside_the_last_scores(stub: Stub) -> None:
    made = bench(stub, BARE)
    made.behave(1, first_token=0.25)  # longer than a busy machine takes to send six calls
    seen = made.ours(2, 1, warmups=0)
    assert (before_question(seen), after_last_answer(seen)) == (1, 2)


def test_naive_does_one_thing_after_the_other(stub: Stub) -> None:
    made = bench(stub, NAIVE)
    made.behave(1)
    seen = made.ours(2, 1, warmups=0)
    assert (before_question(seen), after_last_answer(seen)) == (4, 9)


def test_late_scores_are_counted() -> None:
    turns = (Turn(0, 1, 1, 2), Turn(2, 3, 3, 4), Turn(4, 5, 5, 6))
    ends = (3.0, 3.5, 4.5, 5.0, 5.0, 7.0)  # three seats, two answers before the third
    scores = [Entry(1, "", "", "score", False, 2, 1, False, end=end) for end in ends]
    run = Run((Timings(turns, decided=9),), 0, 9, 1)
    assert late_scores(Measured(run, tuple(scores))) == 1  # at 4 one is missing, at 6 one of six
    assert late_scores(Measured(run, tuple(scores[:4]))) == 2


def test_the_bare_product_meets_what_is_counted_in_every_scenario(stub: Stub) -> None:
    made = bench(stub, BARE)
    for name in SCENARIOS.keys() - {"import"}:
        figures = SCENARIOS[name](made)
        assert {figure.scenario for figure in figures} == {name}
        missed = [f.name for f in figures if not f.met and f.kind == "D"]
        # With so short a wait it depends on the machine what runs side by side, and with that how
        # many connections are opened.
        told = [n for n in missed if "in a row" not in n and n != "new after the first turn"]
        assert not told


def test_a_naive_product_misses_what_is_counted(stub: Stub) -> None:
    made = bench(stub, NAIVE)
    latency, verdict = (by_name(SCENARIOS[name](made)) for name in ("latency", "verdict"))
    assert not latency["calls in a row before it"].met
    assert not verdict["one debrief: calls in a row"].met
    assert not verdict["unanimous: calls in a row"].met


def test_a_run_in_a_process_of_its_own_says_the_same(stub: Stub) -> None:
    task = Task(BARE, stub.base_url("apart"), "key", 2, rounds=1)
    run = hold_apart(task)
    assert len(run.timings) == 1
    assert len(run.timings[0].turns) == 2
    measured = [entry for entry in stub.log("apart") if entry.start >= run.began]
    assert len(measured) == 14
    assert len(stub.log("apart")) == 28  # one interview to warm up


def test_a_run_that_fails_says_why(stub: Stub) -> None:
    with pytest.raises(PanelError, match="cannot be loaded"):
        hold_apart(Task("nowhere:x", stub.base_url(), "key", 1))


def test_scenarios_are_chosen_by_name() -> None:
    assert chosen(["verdict", "latency"]) == ["latency", "verdict"]
    assert chosen([]) == list(SCENARIOS)
    with pytest.raises(UnknownName, match="latency"):
        chosen(["latencies"])


@pytest.mark.skipif(bool(find_spec(OURS.partition(":")[0])), reason="the adapter is there")
def test_without_the_adapter_there_is_nothing_to_measure() -> None:
    with pytest.raises(PanelError, match="nothing to measure"):
        load_product()


def test_answers_are_about_120_words_and_all_differ() -> None:
    answers = scripted_answers(32)
    assert len(set(answers)) == 32
    assert all(110 <= len(answer.split()) <= 150 for answer in answers)
    assert scripted_answers(4) == answers[:4]
