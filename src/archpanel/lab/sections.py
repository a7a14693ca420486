"""What a lab report is made of: sections of figures in tables. All outputs are drawn from them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from archpanel.evals.harness.figure import Figure
from archpanel.lab.measured import FEWEST_INTERVIEWS, TOO_FEW

Cell = Figure | str

SMALLEST_P = 0.001
"""Smaller ones are shown as below it: no table of ours can tell them apart."""

SIGNED = ("levels", "difference")
"""Units of differences, which are shown with their sign."""

Plot = Literal["", "dots", "heat", "bars"]


@dataclass(frozen=True)
class Chart:
    """How a section is drawn, if it is."""

    kind: Plot = ""
    title: str = ""
    """What the plot shows, for whoever cannot see it as well."""

    axis: str = ""
    """What its numbers are."""

    columns: tuple[str, ...] = ()
    """Which columns of the section's table are drawn; the first column names the rows."""

    diverging: bool = False
    """Whether 0 is the middle of the colours."""

    least: tuple[float, float] | None = None
    """What the scale shows at least: a scale that fits itself to differences of a hundredth makes
    them look like something."""


@dataclass(frozen=True)
class Section:
    """One question to the material, and its answer."""

    id: str
    title: str
    lead: str
    """How to read it, for a coach."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    chart: Chart = field(default_factory=Chart)


@dataclass(frozen=True)
class LabReport:
    """A whole report."""

    title: str
    about: tuple[tuple[str, str], ...]
    """What was compared on what, by whom: (name, text)."""

    findings: tuple[str, ...]
    """What stands out, in sentences."""

    sections: tuple[Section, ...]
    limits: tuple[str, ...]
    """What the report does not show."""


def as_json(report: LabReport) -> dict[str, Any]:
    """Return the report as JSON; a figure keeps its value, interval, n, unit and note."""
    return {"lab": 1, **asdict(report)}


def count(value: int, name: str = "") -> Figure:
    """Return a count as a figure: it was counted, not estimated, and has no interval."""
    return Figure(name, float(value), n=value, unit="count")


def shown(cell: Cell) -> str:
    """Return a cell as people read it: `+0.31 (0.20 to 0.42)`, `38 % (20 to 55)`, `-`."""
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return "-"
    value = _number(cell.value, cell.unit)
    if cell.low is None or cell.high is None:
        return value
    low, high = (_bare(end, cell.unit) for end in (cell.low, cell.high))
    return f"{value} ({low} to {high})"


def reasons(section: Section) -> tuple[str, ...]:
    """Return, once each, why figures of a section have no value, and its notes."""
    cells = [c for row in section.rows for c in row if isinstance(c, Figure) and c.value is None]
    told = [_reason(cell.note) for cell in cells if cell.note]
    return (*dict.fromkeys(told), *section.notes)


def _reason(note: str) -> str:
    """One line for all that are too few, however many they are."""
    few = note.startswith(TOO_FEW)
    return f"- : {f'{TOO_FEW}; {FEWEST_INTERVIEWS} interviews are needed' if few else note}."


def _number(value: float, unit: str) -> str:
    if unit == "count":
        return f"{value:.0f}"
    if unit == "share":
        return f"{_bare(value, unit)} %"
    return _bare(value, unit)


def _bare(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.0f}"
    if unit == "p":
        return f"{value:.3f}" if value >= SMALLEST_P else f"<{SMALLEST_P}"
    # Adding 0 turns -0.00 into 0.00.
    rounded = round(value, 2) + 0.0
    return f"{rounded:+.2f}" if unit in SIGNED else f"{rounded:.2f}"


def named(figure: Figure, name: str) -> Figure:
    """Return a figure under another name."""
    return replace(figure, name=name)


def counted(counter: Mapping[str, int], most: int = 3) -> str:
    """Return the commonest of a count in words: `probe 4, open 2`."""
    ranked = sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
    told = ", ".join(f"{name} {times}" for name, times in ranked[:most])
    more = len(ranked) - most
    return f"{told}, {more} more" if more > 0 else told or "-"
