"""Output that cannot be written, or lacks letters, is one line and never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FULL = Path("/dev/full")


def archpanel(*args: str, home: Path, stdout: Any = subprocess.PIPE, **env: str) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "archpanel.cli", *args],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "ARCHPANEL_HOME": str(home), **env},
        check=False,
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("args", [("sessions", "--json"), ("report", "last"), ("--help",)])
def test_a_full_disk_is_one_line(held: Any, args: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        done = archpanel(*args, home=held.home, stdout=full)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "No space left" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_unicode_gets_a_report_and_whole_json(held: Any, encoding: str) -> None:
    shown = archpanel("report", "last", home=held.home, PYTHONIOENCODING=encoding)
    assert (shown.returncode, shown.stderr) == (0, b"")
    as_json = archpanel("export", "last", home=held.home, PYTHONIOENCODING=encoding)
    assert json.loads(as_json.stdout)["session"] == held.session
