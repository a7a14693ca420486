"""Commands about sessions that exist: sessions, report, verify, replay, export, erase."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def own(held: Any, tmp_path: Path) -> Path:
    """A copy of the finished session's home, which a test may change."""
    home = tmp_path / "own"
    shutil.copytree(held.home, home)
    return home


def test_sessions_are_listed_for_people_and_for_scripts(held: Any, run: Run) -> None:
    listed = run("sessions", "--json", home=held.home).json
    assert [(s["id"], s["status"]) for s in listed] == [(held.session, "finished")]
    assert listed[0]["brief"]["seats"][0] == "startup_cto"
    shown = run("sessions", home=held.home)
    (line,) = [line for line in shown.out.splitlines() if held.session in line]
    assert "finished" in line  # in one line, so that grep finds it
    assert "startup" in line


def test_no_sessions_is_no_error(run: Run) -> None:
    assert run("sessions", "--json").json == []
    done = run("sessions")
    assert (done.code, done.out) == (0, "")
    assert "No sessions yet" in done.err


def test_a_report_comes_as_markdown_html_or_json(held: Any, run: Run) -> None:
    markdown = run("report", "last", home=held.home)
    html = run("report", held.session, "--format", "html", home=held.home)
    as_json = run("report", held.session[:12], "--format", "json", home=held.home)
    assert markdown.out == (held.out / "report.md").read_text(encoding="utf-8")
    assert html.out == (held.out / "report.html").read_text(encoding="utf-8")
    assert as_json.json == held.printed == run("report", "--json", home=held.home).json


def test_a_report_can_be_written_to_a_file(held: Any, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new/folder/report.html"
    done = run("report", "last", "--format", "html", "--out", file, home=held.home)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"Written: {file}\n"
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_an_unknown_format_names_the_known_ones(held: Any, run: Run) -> None:
    done = run("report", "last", "--format", "pdf", home=held.home)
    assert done.code == 1
    assert done.err == "archpanel: No format is called 'pdf'. Known: html, json, md.\n"


def test_a_record_verifies(held: Any, run: Run) -> None:
    file = held.out / "record.json"
    done = run("verify", file)
    assert done.code == 0
    assert done.out.startswith(f"Verified: {file} recomputes to ")
    told = run("verify", file, "--json").json
    assert told["verified"] is True
    assert told["session"] == held.session
    assert told["head"] == held.printed["seal"]["head"]


def set_answer(record: dict[str, Any]) -> None:
    record["answers"][0]["text"] += " And more."


def set_level(record: dict[str, Any]) -> None:
    record["verdict"]["levels"]["retrieval"] = 5.0


def set_decision(record: dict[str, Any]) -> None:
    record["verdict"]["decision"] = "hire" if record["verdict"]["decision"] != "hire" else "hold"


def set_quote(record: dict[str, Any]) -> None:
    record["assessments"][0]["evidence"][0]["start"] += 1


def drop_ballot(record: dict[str, Any]) -> None:
    del record["ballots"][0]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (set_answer, "answers/0/text"),
        (set_level, "verdict/levels/"),
        (set_decision, "verdict/decision"),
        (set_quote, "assessments/0/evidence/0/start"),
        (drop_ballot, "ballots/"),
    ],
)
def test_a_record_that_was_tampered_with_names_the_field(
    held: Any, run: Run, tmp_path: Path, change: Change, field: str
) -> None:
    record = json.loads((held.out / "record.json").read_text(encoding="utf-8"))
    change(record)
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    done = run("verify", file)
    assert done.code == 4
    assert done.out == ""
    assert done.err.startswith(f"archpanel: {field}")
    assert done.err.count("\n") == 1
    told = run("verify", file, "--json").json
    assert told["kind"] == "RecordTampered"
    assert told["field"].startswith(field)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", 4, id="empty"),
        pytest.param(b"{", 4, id="cut off"),
        pytest.param(b"[]", 4, id="a list"),
        pytest.param(b"[" * 100_000, 4, id="a deep nest"),
        pytest.param(b'{"session": "x"}', 4, id="another document"),
        pytest.param(b"\x00\x01\x02", 1, id="binary"),
        pytest.param(b"\xff\xfe{}", 1, id="not UTF-8"),
    ],
)
def test_what_is_no_record_is_one_line(run: Run, tmp_path: Path, content: bytes, code: int) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(content)
    done = run("verify", file)
    assert done.code == code
    assert done.err.startswith("archpanel: ")
    assert done.err.count("\n") == 1


def test_a_record_that_is_not_there_is_one_line(run: Run) -> None:
    done = run("verify", "nowhere.json")
    assert done.code == 1
    assert done.err == "archpanel: nowhere.json: cannot be read: No such file or directory.\n"


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


def test_replay_of_a_turn_that_is_not_there_is_one_line(held: Any, own: Path, run: Run) -> None:
    turns = len(held.printed["questions"])
    turn = turns + 1
    done = run("replay", held.session, "--from", turn, "--answer", "x", home=own)
    assert done.code == 1
    assert f"has turns 1 to {turns}, not {turn}" in done.err
    assert len(run("sessions", "--json", home=own).json) == 1


def test_export_holds_everything(held: Any, run: Run, tmp_path: Path) -> None:
    told = run("export", "last", "--json", home=held.home).json
    assert told["session"] == held.session
    assert told["record"] == held.printed
    assert [a["text"] for a in told["answers"]] == [a["text"] for a in held.printed["answers"]]
    assert told["drafts"] == {}
    file = tmp_path / "new/export.json"
    assert run("export", "last", "--out", file, home=held.home).code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == told


def test_erase_asks_first(held: Any, own: Path, run: Run) -> None:
    done = run("erase", held.session, home=own, stdin="n\n")
    assert done.code == 1
    assert "Nothing was erased" in done.err
    assert len(run("sessions", "--json", home=own).json) == 1


def test_erase_leaves_no_byte_of_what_was_said(held: Any, own: Path, run: Run) -> None:
    said = held.printed["answers"][0]["text"][:40].encode()
    shutil.rmtree(own / "out")
    assert any(said in file.read_bytes() for file in own.iterdir())
    done = run("erase", held.session, "--yes", "--json", home=own)
    assert done.json == {"erased": held.session}
    assert run("sessions", "--json", home=own).json == []
    assert not [file.name for file in own.iterdir() if said in file.read_bytes()]


def test_a_report_before_the_verdict_says_how_to_go_on(run: Run, pack_file: Path) -> None:
    run("rehearse", "--pack", pack_file)
    done = run("report", "last")
    assert done.code == 1
    assert "has no verdict yet; `archpanel resume" in done.err


@pytest.mark.parametrize(
    "url", ["sqlite:///in-the-way/x.sqlite", "nonsense://x", "http://user:secret@host/x"]
)
def test_a_database_that_cannot_be_opened_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    Path("in-the-way").write_text("a file, no folder", encoding="utf-8")
    monkeypatch.setenv("ARCHPANEL_DATABASE", url)
    done = run("sessions")
    assert done.code == 1
    assert "The session database cannot be opened" in done.err
    assert "secret" not in done.err
    assert done.err.count("\n") == 1


def test_an_env_file_that_cannot_be_read_is_one_line(run: Run) -> None:
    Path(".env").write_bytes(b"ARCHPANEL_HOME=\xff\xfe\n")
    done = run("sessions")
    assert (done.code, done.err) == (1, "archpanel: .env is not UTF-8; save it as UTF-8.\n")


def test_a_database_that_is_none_is_one_line(run: Run, own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "sessions.sqlite").write_text("this is not a database " * 100, encoding="utf-8")
    done = run("sessions")
    assert done.code == 1
    assert "file is not a database" in done.err
    assert done.err.count("\n") == 1


def test_an_empty_home_variable_is_no_home(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from archpanel.settings import read_settings

    monkeypatch.setenv("ARCHPANEL_HOME", "")
    assert read_settings().home.is_absolute()
