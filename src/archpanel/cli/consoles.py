"""Where words go: content to stdout, notices to stderr, and styles only where they are wanted."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

_POINT = re.compile(r" +· ")
"""What a line begins with that is one of several points."""

WIDTH = 96
"""Columns of text that one reads with ease; also what a pipe gets."""


def plain() -> bool:
    """Tell whether this person or terminal wants no escape codes at all."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") in ("dumb", "unknown")


def content(*, quiet: bool = False, pipe_width: int = WIDTH) -> Console:
    """Return the console of stdout.

    Args:
        quiet: print nothing, for `--json`.
        pipe_width: columns where stdout is no terminal.
    """
    width = None if sys.stdout.isatty() else pipe_width
    return Console(quiet=quiet, width=width, color_system=None if plain() else "auto")


def notices() -> Console:
    """Return the console of stderr."""
    return Console(stderr=True, color_system=None if plain() else "auto")


def say(console: Console, *lines: str) -> None:
    """Print lines as they are: nothing in them is markup, and nothing is coloured.

    A line too long for the terminal goes on where its first word begins, so that points stay apart.
    """
    for line in lines:
        for part in _wrapped(line, console) if _POINT.match(line) else (line,):
            console.print(part, highlight=False, markup=False)


def _wrapped(line: str, console: Console) -> Iterator[str]:
    """Yield the lines of a point."""
    before, dot, said = line.partition("· ")
    room = max(console.width - len(before + dot), 20)
    for n, part in enumerate(Text(said).wrap(console, room)):
        yield (before + dot if n == 0 else " " * len(before + dot)) + part.plain.rstrip()


@contextmanager
def busy(what: str) -> Iterator[Callable[[], None]]:
    """Show that something goes on, on stderr; silent where that is no terminal.

    Yields:
        What stops the showing before the block ends.
    """
    console = notices()
    if not console.is_terminal:
        yield _nothing
    elif plain():
        console.print(f"{what} ...", highlight=False)
        yield _nothing
    else:
        with _deaf(), console.status(f"{what} ...") as status:
            yield status.stop


def _nothing() -> None: ...


@contextmanager
def counted(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show on stderr how far a long work has come; where that is no terminal, one line tells of it.

    Yields:
        To be called after each piece of the work.
    """
    console, done = notices(), 0
    if plain() or not console.is_terminal:
        console.print(f"{what}: {total} in all ...", highlight=False)
        yield lambda: None
        return
    with console.status(f"{what} ...") as status:

        def one_done() -> None:
            nonlocal done
            done += 1
            status.update(f"{what}: {done} of {total} ...")

        yield one_done


@contextmanager
def _deaf() -> Iterator[None]:
    """Keys pressed meanwhile neither show nor become part of the next answer."""
    try:
        import termios
    except ImportError:  # Windows has none
        yield
        return
    if not sys.stdin.isatty():
        yield
        return
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    silent = [*before]
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(keyboard, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)
        termios.tcflush(keyboard, termios.TCIFLUSH)
