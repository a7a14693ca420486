"""The flow from the first question to the verdict, seen through the graph itself."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from interviews import SOUND, answer_to, asked_of, brief, exact_calls, held, panel, run_python
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command

from archpanel.agents.verification import verify
from archpanel.domain import Assessment, Question
from archpanel.evals.small_pack import SEATS
from archpanel.graphs import (
    InterviewGraph,
    MemoryRecords,
    Panel,
    PanelContext,
    build_debrief,
    build_interview,
    build_scoring,
    interview,
    new_interview,
    score_missing,
)
from archpanel.graphs.environment import TRACING
from archpanel.graphs.state import InterviewState
from archpanel.testing import ScriptedEngine

CONFIG = RunnableConfig(configurable={"thread_id": "s"}, recursion_limit=25)


async def step(graph: InterviewGraph, panel: Panel, what: Any) -> None:
    await graph.ainvoke(what, CONFIG, context=PanelContext(panel), durability="sync")


async def start(graph: InterviewGraph, panel: Panel) -> None:
    await step(graph, panel, new_interview("s", brief().model_dump(mode="json")))


async def waiting(graph: InterviewGraph) -> list[str]:
    return [i.id for i in (await graph.aget_state(CONFIG)).interrupts]


async def play(
    records: MemoryRecords,
    engine: ScriptedEngine,
    say: Callable[[Question], str],
    graph_anew: Callable[[], InterviewGraph],
) -> None:
    """Hold a whole interview; every turn gets a new graph and a new panel."""
    await start(graph_anew(), panel(engine, records))
    while ids := await waiting(graph := graph_anew()):
        question = (await records.questions())[-1]
        records.accept(answer_to(question.id, say(question)))
        resume = {key: {"on": question.id} for key in ids}
        await step(graph, panel(engine, records), Command(resume=resume))


async def test_a_whole_interview_asks_each_question_once_and_each_seat_once_per_answer() -> None:
    engine, records, saver = ScriptedEngine(), MemoryRecords(), InMemorySaver()

    await play(records, engine, lambda q: SOUND, lambda: build_interview(saver))

    questions, answers = await records.questions(), await records.answers()
    assert len(questions) == len(answers) == 6
    assert asked_of(engine) == exact_calls(questions, answers)
    assert records.verdict is not None
    assert verify(records.verdict.model_dump_json()).verdict == records.verdict.verdict


async def test_a_pass_costs_no_reading_and_earns_nothing() -> None:
    engine, records, saver = ScriptedEngine(), MemoryRecords(), InMemorySaver()

    await play(records, engine, lambda q: "", lambda: build_interview(saver))

    assert not [call for call in engine.calls if call.startswith("read")]
    assert records.verdict is not None
    assert {a.kind for a in records.verdict.assessments} == {"passed"}
    assert records.verdict.verdict.decision != "hire"


async def test_the_graph_stops_at_every_question_and_nowhere_else() -> None:
    engine, records = ScriptedEngine(), MemoryRecords()
    graph = build_interview(InMemorySaver())

    await start(graph, panel(engine, records))

    state = await graph.aget_state(CONFIG)
    assert [i.value for i in state.interrupts] == [{"question": "q1"}]
    assert [task.name for task in state.tasks] == ["wait"]
    assert state.values["pending"] == "q1"


async def test_resuming_the_last_question_again_does_not_answer_the_next_one() -> None:
    engine, records = ScriptedEngine(), MemoryRecords()
    graph, seats = build_interview(InMemorySaver()), panel(engine, records)
    await start(graph, seats)
    [first] = await waiting(graph)
    records.accept(answer_to("q1", SOUND))
    await step(graph, seats, Command(resume={first: {"on": "q1"}}))
    [second] = await waiting(graph)

    await step(graph, seats, Command(resume={first: {"on": "q1"}}))

    assert await waiting(graph) == [second] != [first]
    assert [q.id for q in await records.questions()] == ["q1", "q2"]
    assert [a.id for a in await records.answers()] == ["a1"]


async def test_a_checkpoint_is_plain_json_and_holds_no_word_of_the_candidate() -> None:
    engine, records, saver = ScriptedEngine(), MemoryRecords(), InMemorySaver()

    await play(records, engine, lambda q: f"Xylophone. {SOUND}", lambda: build_interview(saver))

    seen = 0
    async for kept in saver.alist(CONFIG):
        values = kept.checkpoint["channel_values"]
        state = {k: v for k, v in values.items() if k in InterviewState.__annotations__}
        assert json.loads(json.dumps(state)) == state
        everything = f"{kept}"
        assert "Xylophone" not in everything
        assert "I would say" not in everything
        seen += 1
    assert seen >= 12


async def test_a_nested_graph_leaves_no_checkpoints_with_its_caller() -> None:
    engine, records, saver = ScriptedEngine(), MemoryRecords(), InMemorySaver()

    await play(records, engine, lambda q: SOUND, lambda: build_interview(saver))

    assert list(saver.storage["s"]) == [""]


class LimitedRecords(MemoryRecords):
    """Notes under which recursion limit the graphs use them."""

    def __init__(self) -> None:
        super().__init__()
        self.limits: set[int] = set()

    async def answers(self) -> Any:
        self.limits.add(get_config()["recursion_limit"])
        return await super().answers()

    async def moves(self) -> Any:
        self.limits.add(get_config()["recursion_limit"])
        return await super().moves()

    async def put_assessment(self, assessment: Assessment, item_digest: str) -> Assessment:
        self.limits.add(get_config()["recursion_limit"])
        return await super().put_assessment(assessment, item_digest)


async def test_every_graph_runs_under_an_explicit_recursion_limit() -> None:
    engine, records, saver = ScriptedEngine(), LimitedRecords(), InMemorySaver()

    await play(records, engine, lambda q: SOUND, lambda: build_interview(saver))

    assert len(records.limits) == 3  # the interview, the scoring and the debrief
    assert max(records.limits) <= 25


@pytest.mark.parametrize("build", [build_interview, build_scoring, build_debrief])
def test_no_graph_waits_for_a_list_of_branches(build: Callable[[], Any]) -> None:
    assert not [name for name in build().channels if name.startswith("join:")]


async def test_a_graph_without_its_panel_says_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match=r"pass context=PanelContext\(panel\)"):
        await build_interview().ainvoke(new_interview("s", {}))


async def test_scoring_fills_only_what_is_missing() -> None:
    engine = ScriptedEngine()
    seats, records = await held(engine, lambda q: SOUND, turns=3)
    await score_missing(seats)
    lost = MemoryRecords()
    for question, answer in zip(await records.questions(), await records.answers(), strict=True):
        await lost.put_question(question)
        lost.accept(answer)
    proceedings = await seats.proceedings()
    for made in proceedings.assessments:
        if (made.answer_id, made.persona) != ("a2", SEATS[1]):
            await lost.put_assessment(made, seats.matter(made.item).item.id)
    engine.calls.clear()

    await score_missing(panel(engine, lost))
    await score_missing(panel(engine, lost))

    assert engine.calls == [f"read {SEATS[1]} a2"]


async def test_after_a_change_of_engines_each_seat_has_one_assessment_per_answer() -> None:
    seats, records = await held(ScriptedEngine(version="1"), lambda q: SOUND, turns=3)
    await score_missing(seats)

    later = panel(ScriptedEngine(version="2"), records)
    await score_missing(later)

    made = [(a.answer_id, a.persona) for a in (await later.proceedings()).assessments]
    assert len(made) == len(set(made)) == 3 * len(SEATS)


async def test_a_node_that_runs_twice_changes_nothing() -> None:
    engine, records = ScriptedEngine(), MemoryRecords()
    seats = panel(engine, records, turns=1)
    state = new_interview("s", {})
    runtime = Runtime(context=PanelContext(seats))

    first = await interview.ask(state, runtime)
    second = await interview.ask(state, runtime)
    records.accept(answer_to("q1", SOUND))
    assert first == second
    assert len([call for call in engine.calls if call.startswith("word")]) == 1

    for node in (interview.judge, interview.debrief, interview.decide):
        await node(state, runtime)
        before = (await records.ballots(), await records.moves(), records.verdict, [*engine.calls])
        await node(state, runtime)
        after = (await records.ballots(), await records.moves(), records.verdict, engine.calls)
        assert before == after


async def test_an_answer_that_came_before_the_flow_waited_is_taken_in() -> None:
    engine, records = ScriptedEngine(), MemoryRecords()
    seats, state = panel(engine, records), new_interview("s", {})
    await interview.ask(state, Runtime(context=PanelContext(seats)))  # and then it crashed
    records.accept(answer_to("q1", SOUND))

    graph = build_interview(InMemorySaver())
    await start(graph, seats)

    values = (await graph.aget_state(CONFIG)).values
    assert (values["pending"], values["answered"]) == ("q2", 1)


def test_the_picture_of_the_interview_is_the_one_we_explain() -> None:
    drawn = build_interview().get_graph().draw_mermaid(with_styles=False)

    arrows = sorted(line.strip(" ;\t") for line in drawn.splitlines() if ">" in line)
    assert arrows == [
        "__start__ --> ask",
        "ask -.-> judge",
        "ask -.-> wait",
        "debrief --> decide",
        "decide --> __end__",
        "judge --> debrief",
        "wait --> ask",
    ]


def test_tracing_is_off_and_checkpoints_are_strict_whatever_the_environment_says() -> None:
    script = (
        "import archpanel.graphs\n"
        "from langsmith.utils import tracing_is_enabled\n"
        "from archpanel.sessions.checkpoints import strict_checkpoints\n"
        "print(bool(tracing_is_enabled()), strict_checkpoints())"
    )
    asked = {name: "true" for name in TRACING}

    out = run_python(script, LANGSMITH_API_KEY="x", LANGGRAPH_STRICT_MSGPACK="0", **asked)

    assert out.split() == ["False", "True"]


def test_langsmith_that_was_asked_before_archpanel_was_imported_is_switched_off_too() -> None:
    script = (
        "from langsmith.utils import tracing_is_enabled\n"
        "before = bool(tracing_is_enabled())\n"
        "import archpanel.graphs\n"
        "print(before, bool(tracing_is_enabled()))"
    )

    assert run_python(script, LANGCHAIN_TRACING_V2="true").split() == ["True", "False"]
