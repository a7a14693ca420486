"""Tables whose ids stay whole: what one copies into the next command is never folded or cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archpanel.cli.consoles import notices

GAP = 2
"""Columns between two columns of a table."""


@dataclass(frozen=True)
class Column:
    """A column: ids take the room that they need, prose wraps between its words."""

    title: str
    ids: bool = False

    def least(self, cells: Sequence[str]) -> int:
        """Return the fewest columns of the terminal in which no id and no word is cut."""
        parts = [*cells, self.title]
        words = [
            line for part in parts for line in (part.split("\n") if self.ids else part.split())
        ]
        return max((len(word) for word in words), default=1)


def print_table(
    console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str = ""
) -> None:
    """Print a table. Where there is no room for all columns, the last ones are left out and named.

    Args:
        console: where to.
        columns: the most needed first.
        rows: cells as plain text; several ids in a cell stand under each other.
        title: stands above.
    """
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    needs = [column.least(cell) + GAP for column, cell in zip(columns, cells, strict=True)]
    fit = max((n for n in range(1, len(needs) + 1) if sum(needs[:n]) <= console.width), default=1)
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    table.padding = (0, GAP, 0, 0)
    for column, need in zip(columns[:fit], needs, strict=False):
        table.add_column(column.title, no_wrap=column.ids, min_width=need - GAP)
    for row in rows:
        table.add_row(*map(escape, row[:fit]))
    console.print(table, crop=False)
    if left := [column.title for column in columns[fit:]]:
        notices().print(
            f"Left out for want of room: {', '.join(left)}. --json has all.", style="dim"
        )
