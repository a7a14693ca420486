"""Files and disks that fail: one line, nothing lost, and a way out."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize("column", ["brief", "personas"])
def test_a_damaged_session_is_listed_and_erased(own: Path, run: Run, column: str) -> None:
    with closing(sqlite3.connect(own / "sessions.sqlite")) as database:
        database.execute(f"UPDATE sessions SET status = 'open', {column} = '{{bad'")
        database.commit()
    (listed,) = run("sessions", "--json", home=own).json
    assert "is damaged" in listed["problem"]
    refused = run("resume", listed["id"], home=own)
    assert (refused.code, refused.err.startswith("archpanel: Session ")) == (1, True)
    assert run("erase", "last", "--yes", home=own).code == 0
    assert run("sessions", "--json", home=own).json == []


def test_a_damaged_answer_is_one_line_and_hides_no_session(own: Path, run: Run) -> None:
    with closing(sqlite3.connect(own / "sessions.sqlite")) as database:
        database.execute("UPDATE inbox SET body = '{bad'")
        database.commit()
    (listed,) = run("sessions", "--json", home=own).json
    refused = run("export", listed["id"], home=own)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert run("erase", "last", "--yes", home=own).code == 0


def test_a_report_that_cannot_be_written_leaves_the_old_one_whole(
    held: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    file = folder / "report.md"
    file.write_text("the old one", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    done = run("report", "last", "--out", file, home=held.home)
    assert (done.code, done.err) == (1, f"archpanel: {file}: No space left on device.\n")
    assert file.read_text("utf-8") == "the old one"
    assert [path.name for path in folder.iterdir()] == ["report.md"]
