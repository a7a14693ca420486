"""Commands about content: personas, packs, and the doctor."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from interviews import run_python

from archpanel.personas import persona_ids, persona_path

Run = Callable[..., Any]


@pytest.fixture
def own_persona(tmp_path: Path) -> Path:
    file = tmp_path / "my_cto.yaml"
    text = persona_path("startup_cto").read_text(encoding="utf-8")
    file.write_text(text.replace("id: startup_cto", "id: my_cto"), encoding="utf-8")
    return file


def test_personas_are_listed(run: Run) -> None:
    listed = run("personas", "list", "--json").json
    assert [p["id"] for p in listed] == list(persona_ids())
    assert all({"name", "role", "severity", "concerns"} <= set(p) for p in listed)
    shown = run("personas", "list").out
    assert all(name in shown for name in persona_ids())


def test_a_persona_is_shown(run: Run) -> None:
    told = run("personas", "show", "security_reviewer", "--json").json
    assert told["id"] == "security_reviewer"
    shown = run("personas", "show", "security_reviewer").out
    for part in ("Background", "Voice", "Concerns", "Probes", "Never accepts", "Severity"):
        assert part in shown
    assert told["name"] in shown
    for line in told["never_accepts"]:
        assert line in " ".join(shown.split())


def test_a_persona_file_is_shown_too(run: Run, own_persona: Path) -> None:
    assert run("personas", "show", own_persona, "--json").json["id"] == "my_cto"


def test_brackets_in_a_persona_are_shown_as_they_stand(run: Run, own_persona: Path) -> None:
    text = own_persona.read_text(encoding="utf-8")
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("role:"))
    lines[at] = 'role: "CTO [bold] of [/] a [start-up]"'
    own_persona.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "CTO [bold] of [/] a [start-up]" in run("personas", "show", own_persona).out


def test_the_shipped_personas_pass_their_check(run: Run) -> None:
    done = run("personas", "check", "--json")
    assert (done.code, done.json) == (0, {"problems": []})
    assert f"{len(persona_ids())} personas, 0 problems" in run("personas", "check").err


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("severity:", "severety:", "unknown key 'severety'. Did you mean 'severity'?"),
        ("version:", "id: twice\nversion:", "key 'id' is there twice"),
        ("version: ", "version: &v ", "anchors and aliases"),
        ("voice:", "voice: !!python/object/apply:os.system ['true']\nwords:", "tags are not"),
    ],
)
def test_a_wrong_persona_file_is_one_line(
    run: Run, own_persona: Path, old: str, new: str, problem: str
) -> None:
    text = own_persona.read_text(encoding="utf-8")
    assert old in text
    own_persona.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = run("personas", "check", own_persona)
    assert done.code == 4
    assert done.out.startswith(str(own_persona))
    assert problem in done.out
    assert done.out.count("\n") == 1
    assert run("personas", "check", own_persona, "--json").code == 4
    shown = run("personas", "show", own_persona)
    assert shown.code == 1
    assert shown.err == f"archpanel: {done.out}"


def test_an_unknown_persona_gets_the_nearest(run: Run) -> None:
    done = run("personas", "show", "startup_ceo")
    assert done.code == 2
    assert "Did you mean 'startup_cto'?" in done.err


def test_the_difference_of_two_personas_is_told_by_meaning(run: Run, own_persona: Path) -> None:
    text = own_persona.read_text(encoding="utf-8").replace("severity: even", "severity: strict")
    text = text.replace("severity: lenient", "severity: strict")
    own_persona.write_text(text, encoding="utf-8")
    told = run("personas", "diff", "startup_cto", own_persona, "--json").json
    fields = {entry["field"]: (entry["before"], entry["after"]) for entry in told}
    assert fields["id"] == ("startup_cto", "my_cto")
    assert fields["severity"][1] == "strict"
    assert "id: startup_cto -> my_cto" in run("personas", "diff", "startup_cto", own_persona).out


def test_a_persona_does_not_differ_from_itself(run: Run) -> None:
    done = run("personas", "diff", "ml_lead", "ml_lead")
    assert (done.code, done.out, done.err) == (0, "", "No difference.\n")
    assert run("personas", "diff", "ml_lead", "ml_lead", "--json").json == []


def test_packs_are_listed(run: Run) -> None:
    assert [p["id"] for p in run("packs", "list", "--json").json] == ["ai-architect"]
    assert "27 competencies, 10 rounds" in run("packs", "list").out


def test_a_pack_keeps_its_json_contract(run: Run) -> None:
    told = run("packs", "show", "ai-architect", "--json").json
    for part in ("competencies", "rounds", "questions", "surprises"):
        assert isinstance(told[part], list)
        assert all("id" in entry for entry in told[part])
    assert len(told["competencies"]) >= 22
    assert len(told["rounds"]) == 10
    assert len(told["questions"]) >= 150
    assert len(told["surprises"]) >= 24
    assert {c["axis"] for c in told["competencies"]} == {"ai", "architecture"}


def test_a_pack_is_shown(run: Run) -> None:
    shown = run("packs", "show").out
    assert "Competencies" in shown
    assert "governance-risk" in shown
    assert "demo" in shown


def test_a_pack_of_one_file_is_shown(run: Run, pack_file: Path, tmp_path: Path) -> None:
    assert len(run("packs", "show", pack_file, "--json").json["questions"]) == 3
    rubric = tmp_path / "rubric.yaml"
    rubric.write_text("framing: {low: vague, high: clear}\ndata: [none, some]\n", "utf-8")
    told = run("packs", "show", rubric, "--json").json
    assert [c["id"] for c in told["competencies"]] == ["framing", "data"]
    assert told["top"] == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("framing: {low: vague}\n", "two to nine ordered anchors"),
        (
            "a: {low: x, high: y}\nb: {low: x, mid: y, high: z}\n",
            "b has 3 anchors, the first has 2",
        ),
        ("- a\n- b\n", "should hold competencies"),
        ("a: {low: x\n", "is not valid YAML"),
        ("", "should hold"),
    ],
)
def test_a_wrong_pack_is_one_line(run: Run, tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "rubric.yaml"
    file.write_text(content, encoding="utf-8")
    done = run("packs", "show", file)
    assert done.code == 1
    assert problem in done.err
    assert done.err.startswith(f"archpanel: {file}")
    assert done.err.count("\n") == 1


def test_an_unknown_pack_gets_the_nearest(run: Run) -> None:
    done = run("packs", "show", "ai-architct", "--json")
    assert done.code == 2
    assert "Did you mean 'ai-architect'?" in done.json["error"]


def test_a_check_of_a_pack_prints_a_line_per_problem(
    run: Run, pack_file: Path, tmp_path: Path
) -> None:
    pack = json.loads(pack_file.read_text(encoding="utf-8"))
    file = tmp_path / "one.json"
    file.write_text(json.dumps({**pack, "questions": pack["questions"][:1]}), encoding="utf-8")
    done = run("packs", "check", file)
    assert done.code == 4  # one question is no ten rounds
    lines = done.out.splitlines()
    assert lines
    assert all(": " in line for line in lines)
    assert done.err == (
        "Reading the examples of every question: 1 in all ...\n"
        f"27 competencies of 5 anchors, 1 question with their examples: {len(lines)} problems\n"
    )


def test_a_check_says_what_it_checked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rubric.yaml"
    file.write_text("framing: {low: vague, high: clear}\ndata: {low: none, high: some}\n", "utf-8")
    done = run("packs", "check", file)
    assert done.err == (
        "2 competencies of 2 anchors, no questions (enough for `archpanel review`): 0 problems\n"
    )


def test_a_persona_whose_shares_do_not_add_up_is_told_so_in_words(
    run: Run, own_persona: Path
) -> None:
    text = own_persona.read_text(encoding="utf-8")
    share = re.search(r"concerns:\n\s+[\w-]+: (0\.\d+)", text)
    assert share
    own_persona.write_text(text[: share.start(1)] + "0.9" + text[share.end(1) :], encoding="utf-8")
    done = run("personas", "check", own_persona)
    assert re.fullmatch(rf"{own_persona}: concerns add up to \d\.\d+, not to 1\.\n", done.out)
    assert done.err == "1 persona, 1 problem\n"


def test_a_check_can_be_read_by_scripts(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rubric.yaml"
    file.write_text("framing: {low: vague and short, high: clear and testable}\n", "utf-8")
    told = run("packs", "check", file, "--json").json
    assert told["pack"] == "rubric"
    assert all({"where", "what"} <= set(problem) for problem in told["problems"])


def test_the_doctor_examines_what_a_rehearsal_needs(run: Run, own_home: Path) -> None:
    done = run("doctor", "--json")
    findings = {f["what"]: f for f in done.json["findings"]}
    needed = {"Python", "role pack", "encoder", "weights", "session database", "strict checkpoints"}
    assert needed <= set(findings)
    assert [f for f in findings.values() if f["fatal"] and not f["ok"]] == []
    assert str(own_home) in findings["session database"]["detail"]
    assert findings["tracing"]["detail"].startswith("off")
    assert done.code == 0
    shown = run("doctor")
    assert all(line[:7] in ("ok     ", "note   ") for line in shown.out.splitlines())
    assert ("note: it works, with this limit" in shown.err) == ("note " in shown.out)
    assert ("fails: mend this first" in shown.err) == ("fails " in shown.out)
    for name in ("weights", "review"):
        assert findings[name]["detail"].endswith("is there")


def test_the_doctor_says_how_to_work_around_an_old_sqlite(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    (told,) = (line for line in run("doctor").out.splitlines() if "SQLite:" in line)
    assert told.startswith("note ")
    assert "One terminal at a time is safe" in told
    assert "ARCHPANEL_DATABASE=postgresql://USER@HOST/NAME" in told


def test_the_doctor_names_who_asked_for_tracing_that_is_off() -> None:
    told = run_python(
        "import sys; sys.argv = ['archpanel', 'doctor', '--json']\n"
        "from archpanel.cli import main; main()",
        LANGSMITH_TRACING="true",
    )
    findings = {f["what"]: f for f in json.loads(told)["findings"]}
    assert findings["tracing"]["ok"] is True
    assert findings["tracing"]["detail"] == "off (although LANGSMITH_TRACING asks for it)"


def test_the_doctor_says_what_is_broken(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHPANEL_DATABASE", "nonsense://x")
    done = run("doctor", "--json")
    findings = {f["what"]: f for f in done.json["findings"]}
    assert done.code == 1
    assert findings["session database"]["ok"] is False
    assert findings["encoder"]["ok"] is True


def test_the_doctor_finds_files_that_others_can_read(run: Run, own_home: Path) -> None:
    run("sessions")
    (own_home / "sessions.sqlite").chmod(0o644)
    findings = {f["what"]: f for f in run("doctor", "--json").json["findings"]}
    assert findings["file modes"]["ok"] is False
    assert "sessions.sqlite" in findings["file modes"]["detail"]
