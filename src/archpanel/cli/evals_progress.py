"""How far a task has come, on stderr: a bar on a terminal, a line now and then elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from archpanel.cli.consoles import notices, plain
from archpanel.evals.harness.row import Row

LINES = 10
"""So many lines tell of a long task where there is no terminal."""


@contextmanager
def progress_of(task: str, total: int) -> Iterator[Callable[[Row], None]]:
    """Show how far a task has come.

    Yields:
        To be called with each row.
    """
    console = notices()
    if plain() or not console.is_terminal:
        yield _Lines(console, task, total)
        return
    with _bar(console) as bar:
        shown = bar.add_task(task, total=total, failed="")
        failed = 0

        def one(row: Row) -> None:
            nonlocal failed
            failed += bool(row.error)
            bar.update(shown, advance=1, failed=f"{failed} failed" if failed else "")

        yield one


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
        console=console,
    )


class _Lines:
    def __init__(self, console: Console, task: str, total: int) -> None:
        self._console, self._task, self._total = console, task, total
        self._done = self._failed = 0
        console.print(f"{task}: {total} in all ...", highlight=False)

    def __call__(self, row: Row) -> None:
        self._done += 1
        self._failed += bool(row.error)
        tenths = [done * LINES // max(1, self._total) for done in (self._done - 1, self._done)]
        if tenths[0] != tenths[1] and self._total > LINES:
            failed = f", {self._failed} failed" if self._failed else ""
            told = f"{self._task}: {self._done} of {self._total}{failed}"
            self._console.print(told, highlight=False)
