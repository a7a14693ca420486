"""The commands on PostgreSQL: one line for whatever is wrong, and the doctor knows where it is."""

import gc
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    # A command leaves its connections to the end of its process, which a test has not.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


PASSWORD = "secret"
NOBODY = f"postgresql://me:{PASSWORD}@127.0.0.1:1/x"


@pytest.fixture(autouse=True)
def on_postgres(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    url = database_url.replace("panel@", f"panel:{PASSWORD}@")
    monkeypatch.setenv("ARCHPANEL_DATABASE", url)
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def database_finding(run: Any) -> dict[str, Any]:
    findings = json.loads(run("doctor", "--json").out)["findings"]
    return next(f for f in findings if f["what"] == "session database")


def test_the_doctor_names_server_and_version_and_no_password(run: Any) -> None:
    found = database_finding(run)
    assert found["ok"]
    assert found["detail"].startswith("PostgreSQL 1")
    assert re.search(r"answers in \d+\.\d\d s", found["detail"])
    assert "(0 sessions)" in found["detail"]
    assert "secret" not in found["detail"]


def test_the_doctor_says_that_a_server_does_not_answer(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHPANEL_DATABASE", NOBODY)
    found = database_finding(run)
    assert not found["ok"]
    assert "127.0.0.1:1 does not answer" in found["detail"]
    assert "secret" not in found["detail"]


@pytest.mark.parametrize("url", [NOBODY, "postgresql+psycopg://h/x"])
def test_a_server_that_cannot_be_used_is_one_line(
    run: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ARCHPANEL_DATABASE", url)
    done = run("sessions")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "secret" not in done.err


def test_a_rehearsal_is_held_listed_and_erased(
    run: Any, pack_file: Path, form_file: Path, strong_answers: Path
) -> None:
    options = ("--pack", pack_file, "--form", form_file, "--answers", strong_answers)
    done = run("rehearse", *options, "--json")
    session = done.json["session"]
    (listed,) = run("sessions", "--json").json
    assert listed["id"] == session
    assert run("erase", session, "--yes").code == 0
    assert run("sessions", "--json").json == []
