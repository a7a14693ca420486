"""Real processes: what a terminal, a pipe and a person who wants no colours get to see."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

ESCAPE = "\x1b"
SECONDS = 120
"""When a process that says nothing is given up; on an idle machine all takes a few seconds."""


class Terminal:
    """A process with a terminal of its own, 100 columns wide."""

    def __init__(self, *args: str, **env: str) -> None:
        self.seen = ""
        self._read_to = 0
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, *args],
            stdin=slave, stdout=slave, stderr=slave, env=environment(**env),
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def until(self, pattern: str) -> str:
        """Read until the pattern is seen; returns all up to its end, and goes on from there."""
        start, end = self._read_to, time.monotonic() + SECONDS
        while not (found := re.compile(pattern).search(self.seen, start)):
            assert time.monotonic() < end, f"no {pattern!r} in:\n{self.seen[start:][-2000:]}"
            assert self._read(), f"ended before {pattern!r}:\n{self.seen[start:][-2000:]}"
        self._read_to = found.end()
        return self.seen[start : found.end()]

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def ended(self) -> int:
        """Read to the end; returns the exit code."""
        while self._read():
            pass
        return self.process.wait(SECONDS)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], 1.0)
        if not ready:
            return True
        try:
            got = os.read(self._master, 65536)
        except OSError:  # Linux says so when the other side was closed
            return False
        self.seen += got.decode(errors="replace")
        return bool(got)


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM", "FORCE_COLOR")}
    # The terminal of these tests does not answer when it is asked where its cursor is.
    ours = {"TERM": "xterm-256color", "COLUMNS": "100", "PROMPT_TOOLKIT_NO_CPR": "1"}
    return {**kept, **ours, **changes}


def archpanel(*args: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archpanel.cli", *args],
        input=stdin, capture_output=True, text=True, env=environment(**env), check=False,
    )  # fmt: skip


def show(*args: str, **env: str) -> str:
    with Terminal("-m", "archpanel.cli", *args, **env) as terminal:
        terminal.ended()
        return terminal.seen


BUSY = "from archpanel.cli.consoles import busy\nwith busy('The panel confers'): pass"


def test_a_terminal_gets_colours_and_a_sign_of_life() -> None:
    assert ESCAPE in show("personas", "show", "ml_lead")
    with Terminal("-c", BUSY) as working:
        assert working.ended() == 0
    assert ESCAPE in working.seen
    assert "The panel confers" in working.seen


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
@pytest.mark.parametrize("command", ["personas show ml_lead", "--help", "personas show nobody"])
def test_who_wants_no_escape_codes_gets_none(command: str, env: dict[str, str]) -> None:
    shown = show(*command.split(), **env)
    assert len(shown) > 40
    assert ESCAPE not in shown


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_a_sign_of_life_needs_no_escape_codes(env: dict[str, str]) -> None:
    with Terminal("-c", BUSY, **env) as working:
        assert working.ended() == 0
    assert working.seen.strip() == "The panel confers ..."


def test_a_pipe_gets_no_escape_codes() -> None:
    done = archpanel("packs", "show")
    assert done.returncode == 0
    assert ESCAPE not in done.stdout + done.stderr


def test_the_version_and_a_wrong_command() -> None:
    assert re.fullmatch(r"archpanel \d+\.\d+\.\d+\n", archpanel("--version").stdout)
    wrong = archpanel("rehearsal", NO_COLOR="1")
    assert wrong.returncode == 2
    assert "No such command 'rehearsal'" in wrong.stderr


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m archpanel.cli packs show --json | head -1"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr


READY = r"\x1b\[\?2004h"
"""The answer box is open: from here on pasted lines are marked as such."""


def test_an_interview_in_a_terminal_survives_ctrl_c_and_goes_on(
    pack_file: Path, run: Callable[..., Any]
) -> None:
    rehearse = ("-m", "archpanel.cli", "rehearse", "--pack", str(pack_file), "--turns", "2")
    with Terminal(*rehearse, NO_COLOR="1") as first:
        opening = first.until(READY)
        assert "practice verdict" in opening
        assert "q1 of 2" in opening
        first.type("I would cap the retries\x03")
        saved = re.search(r"archpanel resume (\S+)", first.until(r"Saved\. Go on with: .*\n"))
        assert saved
        assert first.ended() == 130

    with Terminal("-m", "archpanel.cli", "resume", saved[1], NO_COLOR="1") as again:
        again.until(READY)
        again.until("cap the retries")  # the draft
        again.type(" in one layer, with jitter.\r")
        again.until("q2 of 2")
        again.until(READY)
        again.type("/clarify\r")
        again.until(READY)
        again.type("/pass\r")
        again.until("How far away the other verdicts are")
        assert again.ended() == 0
    kept = run("export", saved[1]).json
    said = [answer["text"] for answer in kept["answers"]]
    assert said == ["I would cap the retries in one layer, with jitter.", ""]
    assert kept["drafts"] == {}


def test_a_session_erased_elsewhere_is_said_to_be_erased_and_not_saved(
    pack_file: Path, run: Callable[..., Any]
) -> None:
    rehearse = ("-m", "archpanel.cli", "rehearse", "--pack", str(pack_file), "--turns", "2")
    with Terminal(*rehearse, NO_COLOR="1") as waiting:
        waiting.until(READY)
        (row,) = run("sessions", "--json").json
        assert run("erase", row["id"], "--yes").code == 0
        waiting.type("I would cap the retries.\r")
        waiting.until(f"Session {row['id']} was erased in the meantime")
        assert waiting.ended() == 1
    assert "Saved" not in waiting.seen
    assert "No question is called" not in waiting.seen
    assert run("sessions", "--json").json == []


@pytest.mark.parametrize("keys", ["\x04", "half an answer\x03"], ids=["ctrl-d", "ctrl-c"])
def test_who_leaves_an_erased_session_is_told_as_well(
    pack_file: Path, run: Callable[..., Any], keys: str
) -> None:
    rehearse = ("-m", "archpanel.cli", "rehearse", "--pack", str(pack_file), "--turns", "2")
    with Terminal(*rehearse, NO_COLOR="1") as waiting:
        waiting.until(READY)
        run("erase", "last", "--yes")
        waiting.type(keys)
        waiting.until("was erased in the meantime")
        assert waiting.ended() == 1
    assert "Saved" not in waiting.seen


BOTH = "A keyword index with BM25 beside the vectors matches part numbers exactly; I merge both."
"""Says what the panel asked after the first answer, so that it asks for something else."""


def test_replay_asks_new_questions_of_who_sits_at_the_terminal(
    held: Any, own: Path, run: Callable[..., Any]
) -> None:
    replay = ("-m", "archpanel.cli", "replay", held.session, "--from", "1")
    with Terminal(*replay, NO_COLOR="1", ARCHPANEL_HOME=str(own)) as again:
        again.until("q1 of 4")
        again.until(READY)
        again.type(f"{BOTH}\r")
        again.until("q2 of 4")
        again.until("This question is new: your answer changed what follows")
        again.until(READY)
        again.type("I would count on known part numbers how often each list has them.\r")
        again.until("Before and after")
        assert again.ended() == 0
    record = run("report", "last", "--json", home=own).json
    said = [answer["text"] for answer in record["answers"]]
    old = {q["item"]: a["text"] for q, a in zip(
        held.printed["questions"], held.printed["answers"], strict=True) if a["text"]}  # fmt: skip
    assert said[:2] == [BOTH, "I would count on known part numbers how often each list has them."]
    assert said[2:] == [old["retries-on-retries"], old["refund-exactly-once"]]
