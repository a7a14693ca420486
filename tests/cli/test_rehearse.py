"""`rehearse` and `resume`: from files and pipes to a verdict that scripts can read."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archpanel.domain import DecisionRecord

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


def test_people_see_questions_answers_and_the_verdict(
    run: Run, pack_file: Path, form_file: Path, strong_answers: Path, tmp_path: Path
) -> None:
    done = run(
        "rehearse", "--pack", pack_file, "--form", form_file, "--turns", 1,
        "--answers", strong_answers, "--out", tmp_path / "deep/er",
    )  # fmt: skip
    assert done.code == 0
    assert "q1 of 1 · open" in done.out
    assert "medical aids" in done.out  # the answer
    assert "What to practise" in done.out
    assert "Practice verdict" in done.out
    assert f"{tmp_path / 'deep/er'}/report.html" in done.out.replace("\\", "/")
    assert "of the given answers fitted no question" in done.err


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


def test_a_bad_answers_file_starts_no_session(run: Run, pack_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text('{"text": "one"}\n{"txt": "two"}\n', encoding="utf-8")
    done = run("rehearse", "--pack", pack_file, "--answers", file)
    assert done.code == 1
    assert done.err.startswith(f"archpanel: {file}:2: should be")
    assert done.err.count("\n") == 1
    assert run("sessions", "--json").json == []


def test_an_error_with_json_is_json_too(run: Run) -> None:
    done = run("rehearse", "--world", "startapp", "--json")
    assert done.code == 1
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
