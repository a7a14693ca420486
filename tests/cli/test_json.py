"""`--json`: one document on stdout and nothing else there, whatever else is said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
TEXT = "Interviewer: Why?\nCandidate: I measure before and after each change.\n"

LOOKS = (
    "sessions",
    "report last",
    "report last --format html",
    "verify last",
    "export last",
    "doctor",
    "personas list",
    "personas show ml_lead",
    "personas check",
    "personas diff ml_lead product_owner",
    "packs list",
    "packs show",
)
REFUSED = (
    "resume nobody",
    "replay nobody --from 1 --answer x",
    "replay last --from 1",
    "replay last --from 99 --answer x",
    "review nowhere.txt",
    "verify nowhere.json",
    "verify nobody",
    "export nobody",
    "erase nobody --yes",
    "erase last",
    "rehearse --seats nobody",
    "rehearse --answers nowhere.txt",
    "personas show nobody",
    "personas diff nobody ml_lead",
    "packs show nobody",
    "packs check nobody",
)


@pytest.mark.parametrize("command", LOOKS)
def test_who_asks_for_json_gets_one_document(run: Run, held: Any, command: str) -> None:
    done = run(*command.split(), "--json", home=held.home)
    assert done.code == 0, done.err
    assert done.json is not None


@pytest.mark.parametrize("command", REFUSED)
def test_a_refusal_is_one_document_too_and_one_line_on_stderr(
    run: Run, own: Path, command: str
) -> None:
    done = run(*command.split(), "--json", home=own)
    assert done.code in (1, 2, 4)
    assert set(done.json) >= {"error", "kind"}
    assert done.err.splitlines()[-1] == f"archpanel: {done.json['error']}"


def test_what_is_held_judged_checked_and_erased_is_one_document(
    run: Run, own: Path, pack_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "interview.txt"
    file.write_text(TEXT, encoding="utf-8")
    out = ("--out", tmp_path / "out")
    one = ("rehearse", "--pack", pack_file, "--turns", 1, *out, "--json")
    paused = run("rehearse", "--pack", pack_file, "--json", home=own).json["session"]
    assert run(*one, home=own, stdin="One answer.").json["verdict"]
    assert run("resume", paused, "--answers", file, *out, "--json", home=own).json["verdict"]
    assert run("replay", paused, "--from", 1, "--json", *out, home=own, stdin="x").json["verdict"]
    assert run("review", file, "--pack", pack_file, *out, "--json", home=own).json["verdict"]
    assert "problems" in run("packs", "check", pack_file, "--json").json
    assert run("erase", paused, "--json", home=own, stdin="y\n").json["erased"] == paused
