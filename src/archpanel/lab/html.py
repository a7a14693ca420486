"""The lab report as one self-contained HTML file, and its sections for a page with its own head.

The file holds no script, no font and no address; the sections hold no style either.
"""

from importlib.resources import files
from typing import Any

from markupsafe import Markup

from archpanel.evals.harness.figure import Figure
from archpanel.lab.plots import draw
from archpanel.lab.sections import Cell, LabReport, reasons, shown
from archpanel.report.templating import environment


def to_html(report: LabReport) -> str:
    """Return the file. Every word of a persona or a file is escaped by the template engine."""
    return _fill("lab.html.j2", report)


def to_body(report: LabReport) -> Markup:
    """Return the sections alone, for a page whose style sheets hold `body_style`.

    All of it was made by an autoescaping engine, so that the page must not escape it again.
    """
    return Markup(_fill("lab_body.html.j2", report))


def body_style() -> str:
    """Return the style sheet of the sections; the page sets the colours as variables."""
    return files("archpanel.lab").joinpath("templates", "lab.css").read_text(encoding="utf-8")


def _fill(name: str, report: LabReport) -> str:
    templates = environment("archpanel.lab")
    filters: dict[str, Any] = {"shown": shown, "reasons": reasons, "is_number": _is_number}
    templates.filters.update(filters)
    # Plots are made here from figures and escaped names, so the page must not escape them again.
    plots = {section.id: Markup(draw(section)) for section in report.sections}
    return templates.get_template(name).render(report=report, plots=plots)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Figure)
