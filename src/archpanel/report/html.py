"""The report as one self-contained HTML file, and its sections for a page that has its own head.

The file loads no script, no font and no address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from archpanel.report.model import Report
from archpanel.report.templating import environment
from archpanel.report.wording import (
    COACHED,
    DECIDES,
    DECISIONS,
    FLIPS,
    LEFT_OUT,
    NO_EVIDENCE,
    NO_FOCUS,
    PRACTICE,
    SYMBOLS,
    TAILORED,
    UNASKED,
    anchor_sentence,
    comparable,
    depth,
    faint_sentence,
    flip_sentences,
    focus_sentence,
    left_out,
    level,
    moments,
    money,
    replay_sentence,
    risk_heading,
    tokens,
    unheard,
    usage_notes,
    what_levels_mean,
    words_of,
)


@dataclass(frozen=True)
class Links:
    """Where a report leads on. A file leads nowhere, and names commands instead."""

    again: Mapping[str, str] = field(default_factory=dict)
    """Question id -> where it can be answered again."""

    below: Mapping[str, Markup] = field(default_factory=dict)
    """Question id -> what stands below its turn, such as a form that a template has filled."""

    commands: bool = False
    """Whether drills name commands of the terminal."""


_FILE = Links(commands=True)


def to_html(report: Report) -> str:
    """Return the file. Candidate text is escaped by the template engine everywhere."""
    return _fill("report.html.j2", report, _FILE)


def to_body(report: Report, links: Links) -> Markup:
    """Return the sections alone, for a page whose style sheets hold `body_style`.

    This is the one place where markup is handed on from one template to another: the autoescaping
    environment below made all of it, so that the page need not, and must not, escape it again.
    """
    return Markup(_fill("body.html.j2", report, links))


def body_style() -> str:
    """Return the style sheet of the sections; the page sets the colours as variables."""
    return files("archpanel.report").joinpath("templates", "body.css").read_text(encoding="utf-8")


def _environment() -> Environment:
    made = environment("archpanel.report", lstrip_blocks=False)
    made.filters["level"] = level
    made.filters["depth"] = depth
    made.filters["stressed"] = focus_sentence
    made.filters["evidence"] = anchor_sentence
    made.filters["tokens"] = tokens
    made.filters["money"] = money
    made.filters["words"] = words_of
    made.filters["heading"] = risk_heading
    made.filters["faint"] = faint_sentence
    return made


def _fill(name: str, report: Report, links: Links) -> str:
    return _environment().get_template(name).render(**_values(report), links=links)


def _values(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "decision": DECISIONS[report.decision],
        "practice": PRACTICE,
        "symbols": SYMBOLS,
        "no_evidence": NO_EVIDENCE,
        "moments": {row.competency: moments(report, row.competency) for row in report.heat},
        "comparable": comparable(report),
        "decides": DECIDES,
        "coached": COACHED.format(model=report.coaching.model) if report.coaching else "",
        "usage_notes": usage_notes(report.usage) if report.usage else (),
        "unasked": UNASKED,
        "tailored": TAILORED,
        "no_focus": NO_FOCUS,
        "lines_left_out": LEFT_OUT,
        "flips_are": FLIPS,
        "flips": flip_sentences(report),
        "left_out": left_out(report),
        "levels_mean": what_levels_mean(report),
        "unheard": unheard(report.engine),
        "replay": replay_sentence(report),
    }
