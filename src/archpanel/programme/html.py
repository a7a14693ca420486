"""Where a programme stands as one self-contained HTML file, and its sections for another page.

The file holds no script, no font and no address; the sections hold no style either, so that they
stand on a page whose policy forbids style attributes.
"""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from archpanel.programme import cells, drawing, wording
from archpanel.programme.overview import Overview
from archpanel.report.templating import environment
from archpanel.report.wording import capital, depth


def to_html(found: Overview) -> str:
    """Return the file. Whatever somebody wrote is escaped by the template engine."""
    return _fill("status.html.j2", found)


def to_body(found: Overview) -> Markup:
    """Return the sections alone, for a page whose style sheets hold `body_style`.

    All of it was made by an autoescaping engine, so that the page must not escape it again.
    """
    return Markup(_fill("status_body.html.j2", found))


def body_style() -> str:
    """Return the style sheet of the sections.

    The page sets the colours as variables: `ink`, `soft`, `line`, `paper`, `card`, `mark`, `hire`,
    `hold` and `no`.
    """
    return files("archpanel.programme").joinpath("templates", "status.css").read_text("utf-8")


def _fill(name: str, found: Overview) -> str:
    return _environment().get_template(name).render(**_shown(found))


@cache
def _environment() -> Environment:
    made = environment("archpanel.programme")
    filters: dict[str, Any] = {
        "depth": depth,
        "capital": capital,
        "unit": "{:.1f}".format,
    }
    made.filters.update(filters)
    return made


def _shown(found: Overview) -> dict[str, Any]:
    pack, sessions = found.pack, len(found.places)
    by_axis = {
        axis: [drawing.curve(line, sessions, pack.top) for line in found.lines if line.axis == axis]
        for axis in pack.axes
    }
    surprise = found.adaptability
    return {
        "found": found,
        "words": wording,
        "cells": cells,
        "drawing": drawing,
        "map": drawing.staircase(found.coverage, pack),
        "curves": {axis: curves for axis, curves in by_axis.items() if curves},
        "surprises": surprise and drawing.curve(surprise, sessions, pack.top),
        "whiskers": drawing.whiskers(found.grounds, pack.top),
    }
