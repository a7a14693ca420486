"""`replay`: one turn answered anew, the old answers for the rest, and what is new is not hidden."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_replay_answers_one_turn_anew_and_gives_the_old_answers_to_the_rest(
    held: Any, own: Path, run: Run
) -> None:
    done = run(
        "replay", held.session, "--from", 2, "--answer", "I would retry until it works.", "--json",
        home=own,
    )  # fmt: skip
    assert done.code == 0, done.err
    before, after = held.printed, done.json
    assert after["session"] != before["session"]
    assert after["answers"][0]["text"] == before["answers"][0]["text"]
    assert after["answers"][1]["text"] == "I would retry until it works."
    old = {(q["item"], q["target"]): a["text"] for q, a in both(before)}
    for question, answer in both(after)[2:]:
        assert answer["text"] == old.get((question["item"], question["target"]), "")
    assert {s["id"] for s in run("sessions", "--json", home=own).json} == {
        before["session"],
        after["session"],
    }


def both(record: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return list(zip(record["questions"], record["answers"], strict=True))


def test_replay_with_the_same_answer_changes_nothing(held: Any, own: Path, run: Run) -> None:
    same = held.printed["answers"][0]["text"]
    done = run("replay", held.session, "--from", 1, "--answer", same, "--json", home=own)
    assert done.json["verdict"] == held.printed["verdict"]


def test_replay_shows_before_and_after(held: Any, own: Path, run: Run) -> None:
    done = run("replay", "last", "--from", 1, home=own, stdin="No idea, to be honest.")
    assert done.code == 0
    assert "Before and after" in done.out
    assert "No idea, to be honest." in done.out
    assert "decision" in done.out


BOTH = (
    "I would run a keyword index with BM25 beside the vectors, so that part numbers are matched "
    "exactly, and merge both lists by rank."
)
"""Says what the panel asked after the first answer, so that it asks for something else."""


def test_replay_names_the_new_questions_that_nobody_could_answer(
    held: Any, own: Path, run: Run
) -> None:
    done = run("replay", held.session, "--from", 1, "--answer", BOTH, home=own)
    assert "New questions, passed since nobody was there to type" in done.err
    asked = run("report", "last", "--json", home=own).json["questions"]
    before = {(q["item"], q["target"]) for q in held.printed["questions"]}
    new = [q for q in asked if (q["item"], q["target"]) not in before]
    assert new
    for question in new:
        assert f"  {question['id']}: {question['text'][:40]}" in done.err


def test_replay_says_how_many_old_answers_no_longer_fit(run: Run, own: Path, held: Any) -> None:
    shown = run("replay", held.session, "--from", 1, "--answer", BOTH, home=own)
    assert "no longer fit" not in shown.err  # the probe that is gone had been passed
    bad = run("report", "last", "--json", home=own).json
    probe = next(q for q in bad["questions"] if q["move"] == "probe")
    said = run(
        "replay", bad["session"], "--from", int(probe["id"][1:]),
        "--answer", "I look it up by the same key before I say that it failed.", home=own,
    )  # fmt: skip
    assert said.code == 0
    better = next(a["text"] for a in held.printed["answers"] if a["id"] == "a1")
    back = run("replay", "last", "--from", 1, "--answer", better, home=own)
    assert "1 of your old answers no longer fits: " in back.err


@pytest.mark.parametrize("stdin", ["", " \n\n"])
@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["text", "json"])
def test_replay_without_an_answer_is_refused_and_changes_nothing(
    held: Any, own: Path, run: Run, stdin: str, as_json: tuple[str, ...]
) -> None:
    done = run("replay", held.session, "--from", 2, *as_json, home=own, stdin=stdin)
    assert done.code == 1
    assert "No new answer to turn 2 was given" in done.err
    assert "--answer TEXT" in done.err
    assert "terminal" in done.err
    assert done.err.count("\n") == 1
    assert [s["id"] for s in run("sessions", "--json", home=own).json] == [held.session]


def test_replay_may_pass_a_turn_when_that_is_said(held: Any, own: Path, run: Run) -> None:
    done = run("replay", held.session, "--from", 2, "--answer", "", "--json", home=own)
    assert done.code == 0
    assert done.json["answers"][1]["text"] == ""


def test_replay_of_a_turn_that_is_not_there_is_one_line(held: Any, own: Path, run: Run) -> None:
    turns = len(held.printed["questions"])
    turn = turns + 1
    done = run("replay", held.session, "--from", turn, "--answer", "x", home=own)
    assert done.code == 1
    assert f"has turns 1 to {turns}, not {turn}" in done.err
    assert len(run("sessions", "--json", home=own).json) == 1


def test_a_turn_that_is_not_there_is_named_before_anybody_answers_it(
    held: Any, own: Path, run: Run
) -> None:
    turns = len(held.printed["questions"])
    done = run("replay", held.session, "--from", turns + 1, home=own)
    assert done.code == 1
    assert f"has turns 1 to {turns}, not {turns + 1}." in done.err
    assert len(run("sessions", "--json", home=own).json) == 1
