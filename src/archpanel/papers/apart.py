"""Have a PDF or Word file parsed by a process of its own: a bomb costs one line, and no session."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from archpanel.domain import BadFile
from archpanel.papers import parsing

WALL = 8.0
"""Seconds until the parser is killed; it may compute for 5 of them."""

AT_ONCE = 2
"""Parsers that one process runs side by side: each may take half a gigabyte and a whole core."""

TURN = 4.0
"""Seconds that a file waits for its turn; whoever uploads many at once waits alone."""

_NEEDED = ("SYSTEMROOT",)
"""Windows starts no Python without it; nothing else of the environment is passed on."""

_TOO_LONG = "takes too long to read, as only a broken or hostile file does; export it as text."
_BUSY = (
    "has to wait: too many files are read just now. Give it again in a moment, or paste its text."
)

_TURNS = BoundedSemaphore(AT_ONCE)


def text_of(path: Path, kind: str, raw: bytes) -> str:
    """Return the text of a PDF or Word file.

    Args:
        path: names the file in errors; it is not opened again.
        kind: `.pdf` or `.docx`.
        raw: what the file holds.

    Raises:
        BadFile: it cannot be parsed, or not within the limits of `parsing`; or others are read
            for longer than `TURN`.
    """
    with _turn(path):
        told = _told(path, _run(path, kind, raw))
    if problem := told.get("problem"):
        raise BadFile(str(path), problem)
    return told.get("text", "")


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Hold one of the few places; raise `BadFile` where none gets free in time."""
    if not _TURNS.acquire(timeout=TURN):
        raise BadFile(str(path), _BUSY)
    try:
        yield
    finally:
        _TURNS.release()


def _run(path: Path, kind: str, raw: bytes) -> subprocess.CompletedProcess[bytes]:
    # -E -P: neither PYTHON* variables nor the folder of the script decide what is imported.
    # -B: nothing is written, not even byte code.
    command = [sys.executable, "-E", "-P", "-B", str(parsing.__file__), kind]
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    try:
        return subprocess.run(
            command,
            input=raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=WALL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(str(path), _TOO_LONG) from None


def _told(path: Path, done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    """Return what the parser told, or why it could tell nothing."""
    if done.returncode == 0:
        try:
            told = json.loads(done.stdout)
            return {str(key): str(value) for key, value in told.items()}
        except (ValueError, AttributeError):
            raise BadFile(str(path), "could not be read; export it as text.") from None
    if -done.returncode in (getattr(signal, "SIGXCPU", 0), getattr(signal, "SIGKILL", 0)):
        raise BadFile(str(path), _TOO_LONG)
    raise BadFile(str(path), f"ended its parser (code {done.returncode}); export it as text.")
