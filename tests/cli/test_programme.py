"""`archpanel programme plan`: a table, its proof, a calendar, and JSON for scripts."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SHORT = (
    "programme", "plan", "--start", "2027-01-11", "--sessions", "8", "--view", "developer-plus",
    "--round", "coding", "--round", "system-design",
    "--seats", "startup_cto,enterprise_architect,security_reviewer",
)  # fmt: skip
BANK = """Lead AI Architect, retail bank
- You own audit trails and model governance for every automated credit decision.
- You bring privacy by design, data protection impact assessments and retention into each design.
- You answer to internal audit and the regulator for the evidence behind each release.
- You review security architecture: identity, secrets, tenant isolation and least privilege.
"""


def test_a_plan_for_scripts_names_what_each_session_is_made_of(run: Run) -> None:
    told = run(*SHORT, "--json").json
    assert len(told["sessions"]) == 8
    assert told["every_pair"]
    for n, one in enumerate(told["sessions"], 1):
        assert one["n"] == n
        assert one["world"] in ("startup", "enterprise")
        assert one["view"] == "developer-plus"
        assert set(one["rounds"]) <= {"coding", "system-design"}
        assert len(one["seats"]) == 3
        assert one["level"] in ("senior", "staff", "principal")
        assert isinstance(one["surprise"], bool)
        assert one["command"].startswith("archpanel rehearse")
    assert {tuple(c["factors"]) for c in told["pairs"]} >= {("world", "view"), ("round", "seat")}


def test_a_plan_is_a_table_with_its_proof(run: Run) -> None:
    done = run(*SHORT, "--proof")
    assert "Mon 2027-01-11" in done.out
    assert "Every pair of variants meets" in done.out
    assert "round coding + seat security_reviewer" in done.out
    assert "Left out" not in done.err


def test_too_few_sessions_say_which_pairs_are_missing_and_how_many_it_takes(run: Run) -> None:
    done = run(*SHORT, "--sessions", "2", "--proof")
    assert done.code == 0
    assert re.search(r"^level \w+ \+ .*\bnone\s*$", done.out, re.MULTILINE), (
        "a pair without session"
    )
    assert "pairs of variants meet. No plan of so many rounds each holds all in fewer" in done.out
    assert "Missing: " in done.out


def test_a_first_day_that_is_over_and_the_weak_spots_are_named(run: Run) -> None:
    done = run(*SHORT, "--no-keep", "--start", "2026-01-05", "--weak", "security-architecture")
    assert done.code == 0
    assert "Its first day, 2026-01-05, is over: today is " in done.out
    assert "Aimed at weak spots (security-architecture)." in done.out


def test_a_calendar_and_a_file_are_written(run: Run, tmp_path: Path) -> None:
    run(*SHORT, "--ics", tmp_path / "plan.ics", "--out", tmp_path / "plan.json")
    assert (tmp_path / "plan.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 8
    assert len(json.loads((tmp_path / "plan.json").read_text())["sessions"]) == 8


def test_a_job_that_is_aimed_at_is_told_and_comes_more_often(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bank.md").write_text(BANK, encoding="utf-8")
    aimed = run(*SHORT, "--target", tmp_path / "bank.md", "--json").json
    worlds = [one["world"] for one in aimed["sessions"]]
    assert worlds.count("enterprise") > worlds.count("startup")
    assert aimed["every_pair"]
    assert aimed["targets"][0]["name"] == "bank.md"
    assert "Aimed at bank.md" in run(*SHORT, "--target", tmp_path / "bank.md").out


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--start", "11.1.2027"), "'11.1.2027' is no day; write it as 2027-01-11"),
        (("--weak", "securty"), "No competency is called 'securty'"),
        (("--round", "codng"), "Did you mean 'coding'"),
        (("--seats", "nobody"), "nobody"),
        (("--target", "/nowhere/jd.md"), "jd.md"),
    ],
)
def test_what_cannot_be_planned_is_told_in_one_line(
    run: Run, more: tuple[str, ...], told: str
) -> None:
    done = run(*SHORT, *more)
    assert done.code in (1, 2)
    assert told in done.err


def test_a_session_in_which_nothing_was_said_is_not_held(run: Run, tmp_path: Path) -> None:
    (tmp_path / "said.jsonl").write_text('{"text": ""}\n')
    run(*SHORT, "--sessions", "4")
    passed = run(
        "programme", "next", "--turns", "1", "--json", "--answers", tmp_path / "said.jsonl"
    )
    assert passed.code == 0
    told = run("programme", "status", "--json").json
    assert (told["held"], told["pairs_held"], told["competencies"]) == ([], 0, {})
    assert len(told["remaining"]) == 4


def test_the_next_session_is_held_and_the_status_tells_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("I would measure it first, and then decide.\n")
    said = ("--turns", "2", "--json", "--answers", tmp_path / "said.txt")
    assert "programme plan" in run("programme", "next").err
    plan = run(*SHORT, "--sessions", "4", "--json").json
    shown = run("programme", "next", "--show", "--json").json
    assert shown["world"] in ("startup", "enterprise")
    assert shown["why"][0].startswith("it adds ")
    assert run("programme", "status", "--json").json["held"] == []

    held = run("programme", "next", *said).json
    brief = held["brief"]
    place = plan["sessions"][shown["n"] - 1]
    assert (brief["world"], brief["level"]) == (place["world"], place["level"])
    assert brief["rounds"] == place["rounds"]

    told = run("programme", "status", "--json").json
    assert told["held"] == [held["session"]]
    assert [one["n"] for one in told["remaining"]] == [n for n in range(1, 5) if n != shown["n"]]
    assert told["pairs_held"] > 0
    assert told["streak_weeks"] == 1
    assert told["sessions"][shown["n"] - 1]["session"] == held["session"]
    assert told["next"]["n"] in {one["n"] for one in told["remaining"]}
    states = [pair["state"] for pair in told["coverage"]]
    assert (states.count("held"), len(states)) == (told["pairs_held"], told["pairs"])
    page = tmp_path / "status.html"
    text = run("programme", "status", "--html", page).out
    assert "1 of 4 sessions held" in text
    assert "1 to 9: held in so many sessions" in text
    assert "Next: session " in text
    assert "1 of 4 sessions held" in page.read_text(encoding="utf-8")

    again = run("programme", "next", *said).json
    first, second = ({q["item"] for q in r["questions"]} for r in (held, again))
    assert set(again["brief"]["seen"]) >= first
    assert not first & second


def test_a_session_that_waits_is_to_be_finished_first(run: Run) -> None:
    run(*SHORT, "--sessions", "4")
    assert run("programme", "next", "--turns", "2", stdin="One answer, and then nothing.\n").code
    done = run("programme", "next", "--turns", "2")
    assert done.code == 1
    assert "waits for you: `" in done.err
    assert " resume " in done.err


def test_a_plan_that_is_only_looked_at_is_not_kept(run: Run) -> None:
    run(*SHORT, "--no-keep")
    assert "There is no programme yet" in run("programme", "status").err


def test_a_level_that_is_not_there_is_told(run: Run) -> None:
    run(*SHORT, "--sessions", "4")
    assert "Did you mean 'senior'" in run("programme", "status", "--level", "senoir").err


def test_a_study_sheet_tells_what_is_judged_and_holds_a_third_back(
    run: Run, tmp_path: Path
) -> None:
    told = run("study", "coding", "--json").json
    bank = [q for q in run("packs", "show", "ai-architect", "--json").json["questions"]
            if q["round"] == "coding"]  # fmt: skip
    shown = {question["id"] for question in told["questions"]}
    hidden = [question for question in bank if question["id"] not in shown]
    assert len(hidden) == told["held_back"] > 0
    assert "key_points" not in told["questions"][0]
    both = run("study", "coding", "--points", "--json", "--out", tmp_path / "coding.md")
    assert "key_points" in both.json["questions"][0]
    assert "Written: " in both.err
    sheet = (tmp_path / "coding.md").read_text(encoding="utf-8")
    assert "## What is judged" in sheet
    assert "A good answer:" in sheet
    assert not any(question["title"] in sheet for question in hidden)
    assert "Did you mean 'coding'" in run("study", "codng").err
    assert "No world is called 'mars'" in run("study", "coding", "--world", "mars").err


def test_kinds_of_firms_are_listed_shown_and_found_in_a_job(run: Run, tmp_path: Path) -> None:
    assert len(run("programme", "profiles", "--json").json) >= 8
    bank = run("programme", "profiles", "retail-bank").out
    assert "What it means by the title" in bank
    assert "(compliance_officer)" in bank, "who sits there has a name beside the id"
    (tmp_path / "bank.md").write_text(BANK, encoding="utf-8")
    found = run("programme", "profiles", "--jd", tmp_path / "bank.md", "--json").json["likest"]
    lifts = [one["lift"] for one in found]
    assert lifts == sorted(lifts, reverse=True)
    told = run("programme", "profiles", "--jd", tmp_path / "bank.md").out
    assert "bank.md stresses: " in told
    assert "It sounds most like " in told
    plan = run(*SHORT, "--profile", "retail-bank", "--no-keep", "--json").json
    worlds = [one["world"] for one in plan["sessions"]]
    assert worlds.count("enterprise") > worlds.count("startup")


def test_programmes_are_taken_along_and_erased(run: Run, tmp_path: Path) -> None:
    run(*SHORT)
    (kept,) = run("programme", "export").json
    assert (kept["number"], len(kept["sessions"]), kept["begun"]) == (1, 8, {})
    run("programme", "export", "--out", tmp_path / "all.json")
    assert json.loads((tmp_path / "all.json").read_text()) == [kept]
    refused = run("programme", "forget")
    assert (refused.code, "Nothing was erased" in refused.err) == (1, True)
    assert run("programme", "forget", "--yes", "--json").json == {"erased": 1}
    assert run("programme", "export").json == []
    assert "no programme yet" in run("programme", "status").err
