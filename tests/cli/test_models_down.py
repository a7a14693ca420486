"""Models that fail, before an interview or within it: what is told, and how one goes on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archpanel.evals.bench.stub import Stub, with_stub
from archpanel.opening import doors

Run = Callable[..., Any]
HONEST = "archpanel.evals.actors:honest"
NO_JSON = "archpanel.evals.actors:parrot"
SAID = ("I would measure it first.", "Then I would cut the largest part of the cost.")
NOBODY = "http://127.0.0.1:1/v1"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with with_stub(replies=NO_JSON) as started:
        yield started


@pytest.fixture
def options(tmp_path: Path) -> tuple[object, ...]:
    file = tmp_path / "answers.txt"
    file.write_text("\n---\n".join(SAID), encoding="utf-8")
    return ("--turns", "2", "--answers", file, "--model", "small", "--json")


@pytest.fixture
def waiting(run: Run, tmp_path: Path, stub: Stub, options: tuple[object, ...]) -> Any:
    """An interview whose models replied with nothing that can be used."""
    return run("rehearse", *options, "--base-url", stub.base_url("a"), home=tmp_path)


def test_models_that_never_reply_usably_make_the_panel_wait_and_both_ways_on_are_named(
    run: Run, tmp_path: Path, stub: Stub, waiting: Any
) -> None:
    assert waiting.code == 1
    assert "No verdict for now. 0 of 3 seats can vote; 2 are needed." in waiting.err
    assert waiting.err.count("Unusable reply, twice") == 1  # once for all seats
    assert "--model NAME" in waiting.err
    assert "--as-is" in waiting.err
    assert "During task" not in waiting.err
    (waits,) = run("sessions", "--json", home=tmp_path).json
    assert (waits["status"], waits["answered"]) == ("open", 2)

    stub.config(replies=HONEST)
    back = run("resume", "last", "--json", home=tmp_path)
    assert back.code == 0, back.err
    assert [a["text"] for a in back.json["answers"]] == list(SAID)
    assert back.json["verdict"]["diversity"]["independent"] == 1


def test_another_model_at_another_server_goes_on_and_the_record_verifies(
    run: Run, tmp_path: Path, waiting: Any
) -> None:
    with with_stub(replies=HONEST) as other:
        where = ("--base-url", other.base_url("b"))
        back = run("resume", "last", "--model", "bigger", *where, "--json", home=tmp_path)
        assert back.code == 0, back.err
        assert f"From now on bigger reads, at {other.base_url('b')}." in back.err
        assert other.stats()["all"]["calls"] > 6
        assert "read by bigger" in run("sessions", home=tmp_path).out
        copy = run("replay", "last", "--from", "2", "--answer", "No.", "--json", home=tmp_path)
        assert copy.code == 0, copy.err
    assert back.json["brief"]["models"]["model"] == "small"
    assert {a["maker"]["model"] for a in back.json["assessments"]} == {"bigger"}
    file = tmp_path / "record.json"
    file.write_text(back.out, "utf-8")
    assert run("verify", file).code == 0
    late = run("resume", back.json["session"], "--model", "small", home=tmp_path)
    assert late.code == 1
    assert "its verdict stays as it was reached" in late.err


def test_what_the_environment_names_is_said_not_to_be_heeded(
    run: Run, tmp_path: Path, waiting: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("ARCHPANEL_MODEL", "other")
    monkeypatch.setenv("ARCHPANEL_BASE_URL", NOBODY)
    told = run("resume", "last", home=tmp_path).err
    assert "This session thinks with small at http://127.0.0.1" in told
    assert "--model and --base-url change it" in " ".join(told.split())


def test_resume_stops_at_once_where_the_server_is_gone_and_as_is_goes_on(
    run: Run, tmp_path: Path, waiting: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("ARCHPANEL_PATIENCE", "4")
    gone = run("resume", "last", "--base-url", NOBODY, home=tmp_path)
    assert gone.code == 1
    assert "is out of reach" in gone.err
    assert "waits as before." in gone.err
    held = run("resume", "last", "--as-is", "--json", home=tmp_path)
    assert (held.code, held.json["verdict"]["decision"]) == (0, "hold")


def test_a_server_that_is_not_there_starts_nothing(
    run: Run, tmp_path: Path, options: tuple[object, ...]
) -> None:
    gone = run("rehearse", *options, "--base-url", NOBODY, home=tmp_path)
    assert gone.code == 1
    assert "is out of reach or hung up" in gone.err
    assert "Nothing was started." in gone.err
    assert run("sessions", "--json", home=tmp_path).json == []


BAD = {
    "PRICES": ("nosuch.yaml", "ARCHPANEL_PRICES names a file that cannot be used: nosuch.yaml"),
    "CA_FILE": ("nosuch.pem", "ARCHPANEL_CA_FILE or SSL_CERT_FILE names nosuch.pem"),
    "BUDGET_MONEY": ("0.5", "No price is known for model 'small', so ARCHPANEL_BUDGET_MONEY"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_setting_that_cannot_be_used_is_named_before_anything_is_asked(
    run: Run, tmp_path: Path, options: tuple[object, ...], monkeypatch: Any, name: str
) -> None:
    value, told = BAD[name]
    monkeypatch.setenv(f"ARCHPANEL_{name}", value)
    refused = run("rehearse", *options, "--base-url", "https://127.0.0.1:1/v1", home=tmp_path)
    assert refused.code == 1
    assert told in refused.err
    assert "resume" not in refused.err
    assert run("sessions", "--json", home=tmp_path).json == []


def test_without_a_key_nothing_is_sent_to_openai(
    run: Run, tmp_path: Path, options: tuple[object, ...]
) -> None:
    refused = run("rehearse", *options, home=tmp_path)
    assert refused.code == 1
    assert "No key is set, and https://api.openai.com/v1" in refused.err
    assert run("sessions", "--json", home=tmp_path).json == []


def test_where_the_server_fails_within_the_interview_the_panel_waits(
    run: Run, tmp_path: Path, options: tuple[object, ...], monkeypatch: Any
) -> None:
    monkeypatch.setenv("ARCHPANEL_BUDGET_TOKENS", "1")  # what the trial takes is not counted
    with with_stub(replies=HONEST) as stub:
        spent = run("rehearse", *options, "--base-url", stub.base_url("a"), home=tmp_path)
        assert spent.code == 1
        assert "Raise ARCHPANEL_BUDGET_TOKENS to go on." in spent.err
        monkeypatch.delenv("ARCHPANEL_BUDGET_TOKENS")
        doors._BOARD.clear()
        assert run("resume", "last", "--json", home=tmp_path).code == 0
