"""Interviews by language models on the command line: who reads is said, and notes are asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archpanel.cli.models import PromptPrinter, minds_of
from archpanel.domain import ModelChoice
from archpanel.opening.doors import read_prices

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Any]


def test_the_verdict_of_models_is_no_practice_verdict(interview: Any) -> None:
    assert "practice verdict" not in interview.done.out.lower()
    assert "read this as one opinion in three voices" in " ".join(interview.done.out.split())
    assert "tokens in" in interview.done.out
    for name in ("report.md", "report.html"):
        text = (interview.out / name).read_text("utf-8")
        assert "practice verdict" not in text.lower()
        assert "How this was read" in text


def test_the_list_of_sessions_names_the_model(interview: Any, run: Run) -> None:
    assert "read by stub-model" in run("sessions", home=interview.home).out


def test_each_word_of_the_prompts_is_shown_once(interview: Any) -> None:
    shown = interview.done.err
    assert shown.count("You work for an interview panel") == 1
    assert "request 1: trial, stub-model" in shown  # whether the model is there
    assert "request 2: ask, " in shown
    assert "[system] as in request 2" in shown
    assert "[wanted] JSON of the schema 'assess'" in shown
    said = json.loads((interview.out / "record.json").read_text("utf-8"))["answers"][0]["text"]
    # Once to be read, by whichever seat is first, and once in the conversation.
    assert 1 <= shown.count(said.split("\n")[0]) <= 2


def test_each_form_is_shown_with_its_schema_and_no_schema_twice(interview: Any) -> None:
    lines = interview.done.err.splitlines()
    schemas = [line.removeprefix("[schema] ") for line in lines if line.startswith("[schema] ")]
    assert len(schemas) == sum(line.startswith("[wanted] JSON of the schema") for line in lines)
    printed = [schema for schema in schemas if not schema.startswith("as in request ")]
    assert len(set(printed)) == len(printed) < len(schemas)
    fields = {field for schema in printed for field in json.loads(schema)["properties"]}
    assert {"points", "flags", "recommendation"} <= fields


def test_a_coaching_note_is_written_once_and_kept(interview: Any, run: Run) -> None:
    calls = interview.stub.stats()["all"]["calls"]
    first = run("report", "last", "--coaching", "--show-prompts", home=interview.home)
    assert first.code == 0, first.err
    assert "Written by stub-model after the verdict" in first.out
    assert "Start with the weakest competency" in first.out
    again = run("report", "last", "--coaching", home=interview.home)
    assert again.out == first.out == run("report", "last", home=interview.home).out
    assert interview.stub.stats()["all"]["calls"] == calls + 1
    prompt = first.err.partition("Job: COACHING")[2]
    answers = json.loads((interview.out / "record.json").read_text("utf-8"))["answers"]
    words = [" ".join(answer["text"].split()[at : at + 6]) for answer in answers for at in (0, 9)]
    assert "Weakest competencies" in prompt
    assert not [said for said in words if said and said in prompt]


def test_what_a_note_cost_is_in_the_table_of_the_report_and_not_in_the_record(
    interview: Any, run: Run
) -> None:
    run("report", "last", "--coaching", home=interview.home)
    shown = run("report", "last", home=interview.home).out
    rows = [line for line in shown.splitlines() if "| coaching |" in line]
    assert len(rows) == 1
    assert "Coaching: after the verdict" in shown
    record = run("report", "last", "--format", "json", home=interview.home).json
    assert "coaching" not in {call["job"] for call in record["calls"]}
    told = run("export", "last", home=interview.home).json["calls"]
    total = next(line for line in shown.splitlines() if line.startswith("| **All** |"))
    assert f" {sum(call['input'] for call in told):,} " in total


def test_each_call_names_the_prompts_of_its_own_job(interview: Any) -> None:
    calls = json.loads((interview.out / "record.json").read_text("utf-8"))["calls"]
    named = {
        call["job"]: [label.partition("@")[0] for label in call["prompt"].split()] for call in calls
    }
    assert named["ask"] == ["ask"]
    assert named["assess"] == ["assess", "assess-seat"]
    assert named["ballot"] == ["ballot"]


def test_a_note_is_exported_and_is_no_part_of_the_record(
    interview: Any, run: Run, tmp_path: Path
) -> None:
    run("report", "last", "--coaching", home=interview.home)
    told = run("export", "last", home=interview.home).json
    assert [note["model"] for note in told["notes"]] == ["stub-model"]
    assert told["calls"][-1]["job"] == "coaching"
    assert told["calls"][-1]["prompt"].startswith("coaching@")
    whole = run("report", "last", "--format", "json", home=interview.home)
    assert "coaching" not in whole.json
    file = tmp_path / "record.json"
    file.write_text(whole.out, "utf-8")
    assert run("verify", file).code == 0
    with_note = run("report", "last", "--coaching", "--json", home=interview.home).json
    assert with_note["coaching"]["kind"] == "coaching"


def test_an_interview_that_no_model_read_gets_no_note(held: Any, run: Run) -> None:
    refused = run("report", "last", "--coaching", home=held.home)
    assert refused.code == 1
    assert "for interviews that a language model read" in refused.err


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (ModelChoice(model="a"), "a"),
        (ModelChoice(model="a", by_seat={"second_seat": "b"}), "a and b"),
        (ModelChoice(model="a", fallback="c"), "a, else c"),
    ],
)
def test_the_minds_of_a_brief_in_a_few_words(choice: ModelChoice, told: str) -> None:
    from interviews import brief

    assert minds_of(brief(engine="llm", models=choice)) == told


def test_the_example_of_prices_can_be_used() -> None:
    prices = read_prices(ROOT / "examples/prices.yaml")
    assert {price.currency for price in prices.values()} == {"USD"}
    assert any(price.cached is not None for price in prices.values())


def test_a_prompt_that_begins_like_an_earlier_one_shows_what_is_new(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from archpanel.agents.llm import Request

    show = PromptPrinter()
    for end in ("first", "second"):
        show(Request(job="ask", seat="s", model="m", system="S", user=("x" * 300 + "\n" + end,)))
    shown = capsys.readouterr().err
    assert shown.count("x" * 300) == 1
    assert "(301 characters as in request 1, then:)\nsecond" in shown
