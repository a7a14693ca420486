"""The lab report as Markdown: the same sections, without plots."""

from archpanel.lab.sections import Cell, LabReport, Section, reasons, shown
from archpanel.report.escaping import text


def to_markdown(report: LabReport) -> str:
    """Return the report; words of personas and files are escaped."""
    lines = [f"# {report.title}", ""]
    lines += [f"- **{name}**: {text(told)}" for name, told in report.about]
    lines += ["", "## What stands out", "", *(f"- {text(line)}" for line in report.findings)]
    for section in report.sections:
        lines += ["", *_section(section)]
    lines += ["", "## What this does not show", "", *(f"- {text(line)}" for line in report.limits)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> list[str]:
    lines = [f"## {text(section.title)}", "", text(section.lead)]
    if section.rows:
        lines += ["", _row(section.columns), _row(["---"] * len(section.columns))]
        lines += [_row([_cell(cell) for cell in row]) for row in section.rows]
    if notes := reasons(section):
        lines += ["", *(f"- {text(note)}" for note in notes)]
    return lines


def _cell(cell: Cell) -> str:
    return text(cell) if isinstance(cell, str) else shown(cell)


def _row(cells: "list[str] | tuple[str, ...]") -> str:
    return f"| {' | '.join(cells)} |"
