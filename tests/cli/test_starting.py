"""Next steps that are printed can be typed as they stand, with or without an installation."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archpanel.cli.starting import starting, typeable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="programs have an ending there")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a `.venv` that holds the command, which is not on the PATH."""
    scripts = tmp_path / "my clone/.venv/bin"
    scripts.mkdir(parents=True)
    (scripts / "archpanel").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing here"))
    monkeypatch.setattr(sys, "argv", ["-m"])
    monkeypatch.setattr(sys, "executable", str(scripts / "python"))
    monkeypatch.chdir(tmp_path / "my clone")
    return tmp_path / "my clone"


def test_a_command_on_the_path_is_called_by_its_name() -> None:
    assert starting() == "archpanel"


def test_in_a_clone_it_is_the_script_of_its_environment(clone: Path) -> None:
    assert starting() == ".venv/bin/archpanel"


def test_from_another_folder_the_whole_path_is_quoted(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone.parent / "elsewhere").mkdir()
    monkeypatch.chdir(clone.parent / "elsewhere")
    assert starting() == f"'{clone}/.venv/bin/archpanel'"


def test_the_script_that_was_started_comes_first(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / "archpanel").touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", ["./archpanel", "resume"])
    assert starting() == "./archpanel"


def test_without_any_script_it_is_the_module(clone: Path) -> None:
    (clone / ".venv/bin/archpanel").unlink()
    assert starting() == ".venv/bin/python -m archpanel.cli"


def test_commands_within_a_sentence_are_written_so(clone: Path) -> None:
    assert typeable("Try `archpanel resume x`; archpanel: archpanel is fine.") == (
        "Try `.venv/bin/archpanel resume x`; archpanel: archpanel is fine."
    )


def test_what_is_printed_after_a_pause_a_verdict_and_an_error_can_be_typed(
    held: Any, own: Path, run: Callable[..., Any], pack_file: Path, clone: Path
) -> None:
    paused = run("rehearse", "--pack", pack_file, home=own)
    assert "Saved. Go on with: .venv/bin/archpanel resume 2" in paused.err
    opened = run("sessions", "--json", home=own).json[0]["id"]
    assert f"`.venv/bin/archpanel resume {opened}`" in run("report", opened, home=own).err
    shown = run("resume", held.session, home=own).out
    assert f"Whole report: .venv/bin/archpanel report {held.session}" in shown
    assert f".venv/bin/archpanel replay {held.session} --from" in shown
    assert "`.venv/bin/archpanel rehearse` starts one" in run("sessions").err


def test_a_step_that_can_be_typed_already_is_left_as_it_is() -> None:
    once = typeable("Go on with: archpanel resume x")
    assert typeable(once) == once
