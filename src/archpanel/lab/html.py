"""The lab report as one self-contained HTML file: no script, no font, no address."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from archpanel.evals.harness.figure import Figure
from archpanel.lab.plots import draw
from archpanel.lab.sections import Cell, LabReport, reasons, shown


def to_html(report: LabReport) -> str:
    """Return the file. Every word of a persona or a file is escaped by the template engine."""
    environment = Environment(
        loader=PackageLoader("archpanel.lab", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shown=shown, reasons=reasons, is_number=_is_number)
    # Plots are made here from figures and escaped names, so the page must not escape them again.
    plots = {section.id: Markup(draw(section)) for section in report.sections}
    return environment.get_template("lab.html.j2").render(report=report, plots=plots)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Figure)
