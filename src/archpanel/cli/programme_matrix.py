"""The coverage map of a programme for a terminal: one letter for each pair. Pure."""

from itertools import groupby
from string import ascii_letters
from textwrap import wrap

from archpanel.domain import RolePack
from archpanel.programme.coverage_map import Cell, CoverageMap
from archpanel.programme.variants import Variant
from archpanel.programme.wording import label

NAMES, FEWEST = 30, 10
"""Columns for the names of rows, where there is room and where there is little; a longer is cut."""

MANY = 9
"""A pair that was held more often is shown as so often."""

PLANNED, NOWHERE, NEVER = "·", "x", " "

LEGEND = (
    f"1 to {MANY}: held in so many sessions; {PLANNED} planned; {NOWHERE} in no session; "
    "blank: cannot meet."
)


def matrix(found: CoverageMap, pack: RolePack, width: int = 80) -> list[str]:
    """Return the lines of a coverage map, with what its letters stand for below.

    Args:
        found: the pairs.
        pack: what they are called.
        width: columns of the terminal; from 48 on nothing of the shipped role goes past it.
    """
    letters = dict(zip(found.columns, ascii_letters, strict=False))
    groups = _factors(found.columns)
    cells = [
        ("", [[letters[v] for v in group] for group in groups]),
        *(
            (label(row, pack), [[_shown(found.cells.get((row, v))) for v in g] for g in groups])
            for row in found.rows
        ),
    ]
    names = min(NAMES, max(FEWEST, width - len(_row("", cells[0][1], 0))))
    table = [_row(name, marks, names) for name, marks in cells]
    return [*table, "", *_legend(letters, pack, width), *wrap(LEGEND, width)]


def _factors(variants: tuple[Variant, ...]) -> list[list[Variant]]:
    return [list(group) for _, group in groupby(variants, key=lambda variant: variant.factor)]


def _row(name: str, groups: list[list[str]], names: int) -> str:
    short = name if len(name) <= names else f"{name[: names - 1]}…"
    return (f"{short:>{names}} " + " ".join(" " + " ".join(group) for group in groups)).rstrip()


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return NEVER
    if cell.state == "held":
        return str(min(len(cell.held), MANY))
    return PLANNED if cell.state == "planned" else NOWHERE


def _legend(letters: dict[Variant, str], pack: RolePack, width: int) -> list[str]:
    told = [
        f"{group[0].factor}: " + ", ".join(f"{letters[v]} {label(v, pack)}" for v in group)
        for group in _factors(tuple(letters))
    ]
    return [
        line
        for one in told
        for line in wrap(one, width, initial_indent="  ", subsequent_indent="    ")
    ]
