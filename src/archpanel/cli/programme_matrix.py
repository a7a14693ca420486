"""The coverage map of a programme for a terminal of 80 columns: one letter for each pair. Pure."""

from itertools import groupby
from string import ascii_letters

from archpanel.domain import RolePack
from archpanel.programme.coverage_map import Cell, CoverageMap
from archpanel.programme.variants import Variant
from archpanel.programme.wording import label

NAMES = 30
"""Columns for the names of rows; a longer one is cut."""

MANY = 9
"""A pair that was held more often is shown as so often."""

PLANNED, NOWHERE, NEVER = "·", "x", " "

LEGEND = (
    f"1 to {MANY}: held in so many sessions; {PLANNED} planned; {NOWHERE} in no session; "
    "blank: cannot meet."
)


def matrix(found: CoverageMap, pack: RolePack) -> list[str]:
    """Return the lines of a coverage map, with what its letters stand for below."""
    letters = dict(zip(found.columns, ascii_letters, strict=False))
    head = _row("", [[letters[v] for v in group] for group in _factors(found.columns)])
    rows = [
        _row(label(row, pack), [[_shown(found.cells.get((row, v))) for v in g] for g in groups])
        for row in found.rows
        for groups in [_factors(found.columns)]
    ]
    return [head, *rows, "", *_legend(letters, pack), LEGEND]


def _factors(variants: tuple[Variant, ...]) -> list[list[Variant]]:
    return [list(group) for _, group in groupby(variants, key=lambda variant: variant.factor)]


def _row(name: str, groups: list[list[str]]) -> str:
    short = name if len(name) <= NAMES else f"{name[: NAMES - 1]}…"
    return (f"{short:>{NAMES}} " + " ".join(" " + " ".join(group) for group in groups)).rstrip()


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return NEVER
    if cell.state == "held":
        return str(min(len(cell.held), MANY))
    return PLANNED if cell.state == "planned" else NOWHERE


def _legend(letters: dict[Variant, str], pack: RolePack) -> list[str]:
    return [
        f"  {group[0].factor}: " + ", ".join(f"{letters[v]} {label(v, pack)}" for v in group)
        for group in _factors(tuple(letters))
    ]
