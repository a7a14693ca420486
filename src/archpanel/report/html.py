"""The report as one self-contained HTML file: no script, no font, no address is loaded."""

from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined

from archpanel.report.model import Report
from archpanel.report.wording import (
    DECISIONS,
    PRACTICE,
    SYMBOLS,
    comparable,
    depth,
    flip_sentence,
    level,
    no_flip,
)


def to_html(report: Report) -> str:
    """Return the page. Candidate text is escaped by the template engine everywhere."""
    environment = Environment(
        loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["level"] = level
    environment.filters["depth"] = depth
    template = files("archpanel.report").joinpath("templates", "report.html.j2")
    return environment.from_string(template.read_text(encoding="utf-8")).render(
        report=report,
        decision=DECISIONS[report.decision],
        practice=PRACTICE,
        symbols=SYMBOLS,
        comparable=comparable(report),
        flips=[flip_sentence(flip) for flip in report.flips] or [no_flip(report)],
    )
