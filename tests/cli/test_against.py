"""`verify --against` compares what was asked with the bank, and says nothing of what it cannot."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archpanel.domain.seal import seal

Run = Callable[..., Any]
Change = Callable[[dict[str, Any]], None]


def as_it_was(record: dict[str, Any]) -> None:
    """A record that nobody changed."""


def ask_something_kinder(record: dict[str, Any]) -> None:
    record["questions"][0]["text"] = "What is your favourite colour?"


def tell_another_scene(record: dict[str, Any]) -> None:
    record["questions"][0]["context"] = "It is a small system that nobody depends on."


def call_it_a_models_wording(record: dict[str, Any]) -> None:
    ask_something_kinder(record)
    record["questions"][0]["wording"] = "engine"


def only_begin(record: dict[str, Any]) -> None:
    asked = record["questions"][0]
    seat = next(p for p in record["personas"] if p["id"] == asked["persona"])
    asked["text"] = seat["lead_ins"][asked["move"]][0]


@pytest.mark.parametrize(
    ("change", "alone", "code"),
    [
        (as_it_was, 0, 0),
        (ask_something_kinder, 4, 4),
        (tell_another_scene, 0, 4),
        (call_it_a_models_wording, 0, 4),
        (only_begin, 4, 4),
    ],
)
def test_a_question_that_the_bank_does_not_ask_is_found(
    held: Any, run: Run, pack_file: Path, tmp_path: Path, change: Change, alone: int, code: int
) -> None:
    record = json.loads((held.out / "record.json").read_text("utf-8"))
    change(record)
    parts = {name: part for name, part in record.items() if name != "seal"}
    file = tmp_path / "record.json"
    file.write_text(json.dumps({**parts, "seal": seal(parts)}), encoding="utf-8")
    assert run("verify", file).code == alone  # sealed anew, it mostly recomputes
    done = run("verify", file, "--against", pack_file)
    assert (done.code, "questions/0" in done.err) == (code, code == 4), done.err
