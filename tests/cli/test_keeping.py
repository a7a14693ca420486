"""Commands about sessions that exist: sessions, resume, report, verify, export."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Change = Callable[[dict[str, Any]], None]


def test_sessions_are_listed_for_people_and_for_scripts(held: Any, run: Run) -> None:
    listed = run("sessions", "--json", home=held.home).json
    assert [(s["id"], s["status"]) for s in listed] == [(held.session, "finished")]
    assert listed[0]["brief"]["seats"][0] == "startup_cto"
    shown = run("sessions", home=held.home)
    (line,) = [line for line in shown.out.splitlines() if held.session in line]
    assert "finished" in line  # in one line, so that grep finds it
    assert "startup" in line


def test_a_session_of_another_version_is_listed_and_erased(own: Path, run: Run) -> None:
    with closing(sqlite3.connect(own / "sessions.sqlite")) as database:
        database.execute("UPDATE sessions SET brief = json_set(brief, '$.mood', 'sunny')")
        database.commit()
    (listed,) = run("sessions", "--json", home=own).json
    assert listed["brief"]["mood"] == "sunny"
    assert "kept by another version of archpanel" in listed["problem"]
    shown = run("sessions", home=own)
    assert listed["id"] in shown.out
    assert "brief/mood" in shown.err
    refused = run("resume", "last", home=own)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert run("erase", "last", "--yes", home=own).code == 0
    assert run("sessions", "--json", home=own).json == []


def test_the_list_tells_sessions_apart(held: Any, own: Path, run: Run, pack_file: Path) -> None:
    said = "I would cap the retries in one layer, with jitter."
    assert run("rehearse", "--pack", pack_file, "--level", "staff", home=own, stdin=said).code == 3
    first = run("replay", held.session, "--from", 4, "--answer", "x", "--json", home=own).json
    again = run("replay", "last", "--from", 4, "--answer", "y", "--json", home=own).json
    lines = run("sessions", home=own).out.splitlines()[1:]
    told = {line.split()[0]: line for line in lines}
    verdict = held.printed["verdict"]["decision"].replace("_", " ")
    assert f"finished: {verdict}" in told[held.session]
    assert "startup, developer-plus, senior, form short" in told[held.session]
    assert "replay" not in told[held.session]
    (waiting,) = (line for line in lines if "open: 1 of 9" in line)
    assert "startup, developer-plus, staff" in waiting
    assert f"replay of {held.session}" in told[first["session"]]
    assert f"replay of {first['session']}" in told[again["session"]]
    listed = {s["id"]: s for s in run("sessions", "--json", home=own).json}
    assert listed[held.session]["decision"] == held.printed["verdict"]["decision"]
    assert listed[held.session]["answered"] == len(held.printed["answers"])
    assert listed[again["session"]]["replay_of"] == sorted([held.session, first["session"]])


def test_resume_says_what_it_resumes(run: Run, pack_file: Path) -> None:
    said = "I would cap the retries in one layer, with jitter."
    run("rehearse", "--pack", pack_file, "--turns", 2, stdin=said)
    row = run("sessions", "--json").json[0]
    started = row["created"][:16].replace("T", " ")
    assert f"Session {row['id']} of {started} UTC goes on: 1 of 2 answered." in run("resume").err
    run("resume", stdin=said)
    assert "is finished; this is its verdict." in " ".join(run("resume", row["id"]).err.split())


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
    assert done.code == 2
    assert done.err == "archpanel: No format is called 'pdf'. Known: html, json, md.\n"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", "<!doctype html>"),
        ("r.HTM", "<!doctype html>"),
        ("r.json", "{"),
        ("r.md", "# "),
        ("r.txt", "# "),
        ("report", "# "),
    ],
)
def test_the_ending_of_the_file_says_the_format(
    held: Any, run: Run, tmp_path: Path, name: str, begins: str
) -> None:
    file = tmp_path / name
    done = run("report", "last", "--out", file, home=held.home)
    assert (done.code, done.err) == (0, f"Written: {file}\n")
    assert file.read_text(encoding="utf-8").startswith(begins)


def test_a_format_that_contradicts_the_ending_is_refused(
    held: Any, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "r.html"
    done = run("report", "last", "--format", "md", "--out", file, home=held.home)
    assert done.code == 2
    assert f"--out {file} ends as html, and --format says md." in done.err
    assert not file.exists()
    assert run("report", "last", "--out", tmp_path / "r.pdf", home=held.home).code == 2
    same = run("report", "last", "--format", "html", "--out", file, home=held.home)
    assert same.code == 0


def test_a_record_verifies(held: Any, run: Run) -> None:
    file = held.out / "record.json"
    done = run("verify", file)
    assert done.code == 0
    assert done.out.startswith(f"Verified: {file} recomputes to ")
    told = run("verify", file, "--json").json
    assert told["verified"] is True
    assert told["session"] == held.session
    assert told["head"] == held.printed["seal"]["head"]


def test_a_verified_session_is_named_by_its_id_in_lines_that_fit(held: Any, run: Run) -> None:
    told = run("verify", "last", home=held.home).out.splitlines()
    assert told[0].startswith(f"Verified: {held.session} recomputes to ")
    assert "_" not in told[0]
    assert max(len(line) for line in told) <= 80


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
    ("content", "why"),
    [
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b"{", "it is not JSON: ", id="cut off"),
        pytest.param(b"[]", "it should be a JSON object", id="a list"),
        pytest.param(b"[" * 100_000, "it is not JSON: ", id="a deep nest"),
        pytest.param(b'{"session": "x"}', "neither a verdict nor a seal", id="another document"),
        pytest.param(b'{"record": {}}', "it looks like an export", id="an export"),
    ],
)
def test_what_is_no_record_is_one_line_that_names_the_file(
    run: Run, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(content)
    done = run("verify", file)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"archpanel: {file}: is no decision record (")
    assert why in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"\xff\xfe{}"], ids=["binary", "not UTF-8"])
def test_a_record_that_is_no_text_is_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(content)
    done = run("verify", file)
    assert done.code == 1
    assert done.err.startswith(f"archpanel: {file}:")
    assert done.err.count("\n") == 1


def test_a_record_without_its_seal_was_tampered_with(held: Any, run: Run, tmp_path: Path) -> None:
    record = json.loads((held.out / "record.json").read_text(encoding="utf-8"))
    del record["seal"]
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    assert run("verify", file).code == 4


def test_a_record_that_is_not_there_is_one_line(run: Run) -> None:
    done = run("verify", "nowhere.json")
    assert done.code == 1
    assert done.err == "archpanel: nowhere.json: cannot be read: No such file or directory.\n"


def test_export_holds_everything(held: Any, run: Run, tmp_path: Path) -> None:
    told = run("export", "last", "--json", home=held.home).json
    assert told["session"] == held.session
    assert told["record"] == held.printed
    assert [a["text"] for a in told["answers"]] == [a["text"] for a in held.printed["answers"]]
    assert told["drafts"] == {}
    file = tmp_path / "new/export.json"
    assert run("export", "last", "--out", file, home=held.home).code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == told


def test_a_report_before_the_verdict_says_how_to_go_on(run: Run, pack_file: Path) -> None:
    run("rehearse", "--pack", pack_file)
    opened = run("sessions", "--json").json[0]["id"]
    done = run("report", opened)
    assert done.code == 1
    assert f"has no verdict yet; `archpanel resume {opened}`" in done.err


@pytest.fixture
def opened(own: Path, run: Run, pack_file: Path) -> str:
    """A session that waits, younger than the finished one."""
    assert run("rehearse", "--pack", pack_file, home=own).code == 3
    return str(run("sessions", "--json", home=own).json[0]["id"])


def test_last_is_the_last_finished_one_for_whoever_needs_a_verdict(
    held: Any, own: Path, opened: str, run: Run
) -> None:
    assert opened != held.session
    assert run("report", "--json", home=own).json["session"] == held.session
    assert run("export", "last", home=own).json["session"] == held.session
    assert run("verify", "last", "--json", home=own).json["session"] == held.session
    assert run("export", opened, home=own).json["status"] == "open"


def test_last_is_the_last_open_one_for_who_goes_on(
    held: Any, own: Path, opened: str, run: Run
) -> None:
    assert run("resume", "--json", home=own).json == {"session": opened, "status": "open"}


@pytest.mark.parametrize("command", ["report", "export", "verify", "replay"])
def test_without_a_finished_session_last_names_the_open_one(
    run: Run, pack_file: Path, command: str
) -> None:
    more = ("--from", 1, "--answer", "x") if command == "replay" else ()
    none = run(command, "last", *more)
    assert (none.code, none.out) == (1, "")
    assert none.err == "archpanel: There is no session yet; `archpanel rehearse` starts one.\n"
    run("rehearse", "--pack", pack_file)
    opened = run("sessions", "--json").json[0]["id"]
    done = run(command, "last", *more)
    assert (done.code, done.out) == (1, "")
    assert "No session is finished yet" in done.err
    assert f"`archpanel resume {opened}` goes on with it" in done.err


def test_a_session_is_verified_by_its_id(held: Any, run: Run) -> None:
    told = run("verify", held.session[:12], "--json", home=held.home).json
    assert (told["verified"], told["head"]) == (True, held.printed["seal"]["head"])
    assert "No session is called 'nobody'" in run("verify", "nobody", home=held.home).err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_files_with_answers_can_be_read_by_their_user_alone(
    held: Any, run: Run, tmp_path: Path
) -> None:
    there = tmp_path / "export.json"
    there.write_text("older", encoding="utf-8")
    there.chmod(0o644)
    run("export", "last", "--out", there, home=held.home)
    run("report", "last", "--out", tmp_path / "report.md", home=held.home)
    files = [there, tmp_path / "report.md", *held.out.iterdir()]
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in files} == {
        file.name: "0o600" for file in files
    }
    assert json.loads(there.read_text(encoding="utf-8"))["session"] == held.session


def test_a_report_may_go_to_a_pipe(held: Any, run: Run) -> None:
    assert run("report", "last", "--out", os.devnull, home=held.home).code == 0


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///in-the-way/x.sqlite",
        "nonsense://x",
        "http://user:secret@host/x",
        "sqlite://",  # in memory: every answer would be lost when the program ends
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
    ],
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
