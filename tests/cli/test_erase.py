"""What a replay leaves behind, and what `erase` takes with it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


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
    assert done.json == {"erased": held.session, "replays_erased": [], "replays_left": []}
    assert run("sessions", "--json", home=own).json == []
    assert not [file.name for file in own.iterdir() if said in file.read_bytes()]


@pytest.fixture
def replayed(held: Any, own: Path, run: Run) -> list[str]:
    """A replay of the finished session, and a replay of that replay."""
    ids: list[str] = []
    for origin in (held.session, None):
        done = run(
            "replay", origin or ids[0], "--from", 2, "--answer", "No idea.", "--json", home=own
        )
        ids.append(done.json["session"])
    return ids


def test_a_replay_says_what_it_is_a_replay_of(
    held: Any, own: Path, replayed: list[str], run: Run
) -> None:
    listed = {s["id"]: s["replay_of"] for s in run("sessions", "--json", home=own).json}
    first, second = replayed
    assert listed == {
        held.session: [],
        first: [held.session],
        second: sorted([held.session, first]),
    }
    assert run("export", held.session, home=own).json["replays"] == replayed


def test_erase_names_the_replays_that_stay(
    held: Any, own: Path, replayed: list[str], run: Run
) -> None:
    asked = run("erase", held.session, home=own, stdin="n\n")
    assert all(name in asked.err for name in replayed)
    assert "stay and hold the same answers" in asked.err
    assert "--with-replays" in asked.err
    done = run("erase", held.session, "--yes", "--json", home=own)
    assert done.json["replays_left"] == replayed
    left = {s["id"] for s in run("sessions", "--json", home=own).json}
    assert left == set(replayed)
    # The replay of the replay holds answers of the erased one still, and is still found by it.
    assert run("erase", replayed[0], "--yes", "--json", home=own).json["replays_left"] == [
        replayed[1]
    ]


def test_erase_takes_the_replays_too_when_asked(
    held: Any, own: Path, replayed: list[str], run: Run
) -> None:
    shutil.rmtree(own / "out")
    said = held.printed["answers"][0]["text"][:40].encode()
    done = run("erase", held.session, "--with-replays", "--yes", home=own)
    assert done.out == f"Erased: {', '.join([*replayed, held.session])}\n"
    assert run("sessions", "--json", home=own).json == []
    assert not [file.name for file in own.iterdir() if said in file.read_bytes()]


def test_bytes_that_are_left_of_a_replay_keep_nothing_from_being_erased(
    held: Any, own: Path, replayed: list[str], run: Run
) -> None:
    for file in own.glob("checkpoints.sqlite*"):
        file.unlink()
    (own / "checkpoints.sqlite").mkdir()
    done = run("erase", held.session, "--with-replays", "--yes", home=own)
    assert done.code == 1
    assert "is erased, but" in done.err
    assert run("sessions", "--json", home=own).json == []


def test_no_session_is_guessed_since_the_nearest_is_another_interview(
    held: Any, own: Path, run: Run
) -> None:
    wrong = f"{held.session[:-1]}{'0' if held.session[-1] != '0' else '1'}"
    done = run("erase", wrong, "--yes", home=own)
    assert done.code == 1
    assert f"No session is called '{wrong}'. `" in done.err


def test_erase_asks_on_stderr_and_takes_silence_for_no(held: Any, own: Path, run: Run) -> None:
    done = run("erase", held.session, "--json", home=own)
    assert done.code == 1
    assert "Nothing was erased" in done.json["error"]
    assert "for good? [y/N]" in done.err
