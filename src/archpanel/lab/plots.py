"""Plots of sections as SVG, drawn by Altair and vl-convert without a browser (extra `lab`).

The SVG goes into a page: its colours of ink are variables of the page's style sheet, so that it
follows a dark or light theme, and it holds no address.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from importlib.util import find_spec
from typing import Any

from archpanel.evals.harness.figure import Figure
from archpanel.lab.sections import SIGNED, Section

INK, SOFT, LINE = "#010101", "#020202", "#030303"
"""Stand for the page's variables; Vega knows no variables."""

_VARIABLES = {INK: "var(--ink)", SOFT: "var(--soft)", LINE: "var(--line)"}
_DARK = "#14181c"
"""Text on a coloured cell: the same in both themes, since the cell is."""

_COLOURS = ["#4a90c4", "#d98324", "#5a9e54", "#b0609a", "#8d8d8d"]
"""Told apart by brightness as well, and legible on white and on near black."""

_SEQUENTIAL = ["#fdf3e3", "#8fc7c0"]
_DIVERGING = ["#7fb2dd", "#f4f1ea", "#eaa05f"]
"""Milder, alike, stricter; blue and orange, which colour-blind readers tell apart."""

LETTER = 7.4
"""Pixels of a letter, at most: fonts of readers are wider than the one that Vega measures with."""

CELL = 62
"""Pixels of a cell's width in a heatmap."""


def can_draw() -> bool:
    """Tell whether the extra is installed."""
    return bool(find_spec("altair") and find_spec("vl_convert"))


def draw(section: Section) -> str:
    """Return a section's plot as SVG for a page; "" without one, or without the extra."""
    kind, rows = section.chart.kind, list(_rows(section))
    if not kind or not rows or not can_draw():
        return ""
    import vl_convert

    chart = _KINDS[kind](section, rows)
    return _for_page(vl_convert.vegalite_to_svg(chart.to_dict()), section)


def to_svg_file(svg: str) -> str:
    """Return a plot as a file of its own: with its name space, on white, in ink that is dark."""
    colours = {"var(--ink)": "#1c2127", "var(--soft)": "#56606b", "var(--line)": "#d7dce1"}
    for variable, colour in colours.items():
        svg = svg.replace(variable, colour)
    return svg.replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" style="background:#fff" ', 1
    )


def _rows(section: Section) -> Iterator[dict[str, Any]]:
    """Yield what is drawn: one row per figure that has a value."""
    for row in section.rows:
        for column in section.chart.columns:
            figure = row[section.columns.index(column)]
            if isinstance(figure, Figure) and figure.value is not None:
                yield {
                    "row": str(row[0]),
                    "column": column,
                    "value": figure.value,
                    "low": figure.low if figure.low is not None else figure.value,
                    "high": figure.high if figure.high is not None else figure.value,
                    "text": _text(figure),
                }


def _text(figure: Figure) -> str:
    value = figure.value or 0.0
    if figure.unit == "share":
        return f"{100 * value:.0f}%"
    rounded = round(value, 2) + 0.0
    return f"{rounded:+.2f}" if figure.unit in SIGNED else f"{rounded:.1f}"


def _dots(section: Section, rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    base = alt.Chart(alt.Data(values=rows)).encode(y=_down(rows))
    ends = _domain(section, [end for row in rows for end in (row["low"], row["high"])])
    scale = alt.Scale(domain=ends, nice=True)
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=SOFT, strokeDash=[4, 3])
    layers = alt.layer(
        zero.encode(x=alt.X("at:Q", scale=scale)),
        base.mark_rule(color=_COLOURS[0], strokeWidth=5).encode(
            x=alt.X("low:Q", title=section.chart.axis, scale=scale, axis=_numbers()), x2="high:Q"
        ),
        base.mark_point(filled=True, size=36, color=INK, opacity=1).encode(
            x=alt.X("value:Q", scale=scale)
        ),
    )
    return _styled(layers.properties(width=300, height=alt.Step(26)))


def _heat(section: Section, rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    across = alt.X(
        "column:N",
        sort=list(section.chart.columns),
        title=None,
        axis=_names(section.chart.columns, angle=-40, orient="top"),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=across, y=_down(rows))
    low, high = _domain(section, [row["value"] for row in rows])
    reach = max(-low, high)
    scale = (
        alt.Scale(range=_DIVERGING, domain=[-reach, 0, reach])
        if section.chart.diverging
        else alt.Scale(range=_SEQUENTIAL, domain=[low, high])
    )
    cells = base.mark_rect(stroke=LINE).encode(color=alt.Color("value:Q", scale=scale, legend=None))
    words = base.mark_text(color=_DARK, fontSize=12).encode(text="text:N")
    return _styled((cells + words).properties(width=alt.Step(CELL), height=alt.Step(24)))


def _domain(section: Section, values: list[float]) -> tuple[float, float]:
    """Return the ends of a scale, which shows at least what the section asks for."""
    least = section.chart.least or (min(values), max(values))
    return min(least[0], *values), max(least[1], *values)


def _bars(section: Section, rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    order = list(section.chart.columns)
    legend = alt.Legend(
        orient="bottom", columns=3, labelColor=INK, labelLimit=200, labelFontSize=12
    )
    bars = (
        alt.Chart(alt.Data(values=[{**row, "at": order.index(row["column"])} for row in rows]))
        .mark_bar()
        .encode(
            x=alt.X("value:Q", title=section.chart.axis, axis=_numbers(), stack="zero"),
            y=_down(rows),
            order=alt.Order("at:Q"),
            color=alt.Color(
                "column:N",
                sort=order,
                title=None,
                scale=alt.Scale(domain=order, range=_COLOURS[: len(order)]),
                legend=legend,
            ),
        )
    )
    return _styled(bars.properties(width=300, height=alt.Step(24)))


_KINDS: dict[str, Callable[[Section, list[dict[str, Any]]], Any]] = {
    "dots": _dots,
    "heat": _heat,
    "bars": _bars,
}


def _down(rows: list[dict[str, Any]]) -> Any:
    """Return the axis of the rows' names, in the order of the table."""
    import altair as alt

    names = list(dict.fromkeys(row["row"] for row in rows))
    return alt.Y("row:N", sort=names, title=None, axis=_names(names))


def _names(names: Sequence[str], angle: int = 0, orient: str = "left") -> Any:
    import altair as alt

    return alt.Axis(
        labelColor=INK,
        labelLimit=400,
        labelAngle=angle,
        labelFontSize=12,
        orient=orient,
        ticks=False,
        domain=False,
        minExtent=LETTER * max(map(len, names)) * (0.66 if angle else 1),
    )


def _numbers() -> Any:
    import altair as alt

    colours = {"labelColor": SOFT, "titleColor": INK, "gridColor": LINE, "domainColor": SOFT}
    return alt.Axis(**colours, labelFontSize=12, tickColor=SOFT, tickCount=5)


def _styled(chart: Any) -> Any:
    plain = chart.configure(background="transparent", font="sans-serif")
    return plain.configure_view(stroke=None)


_ROLE = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SPACE = re.compile(r' (?:xmlns(?::xlink)?|version)="[^"]*"')


def _for_page(svg: str, section: Section) -> str:
    """Return a plot that a page can hold: named, without addresses, its ids its own."""
    plain = _SPACE.sub("", _ROLE.sub("", svg))
    for colour, variable in _VARIABLES.items():
        plain = plain.replace(f'"{colour}"', f'"{variable}"')
    plain = re.sub(r'(id="|url\(#)(?=[A-Za-z])', rf"\g<1>{section.id}-", plain)
    title, words = f"{section.id}-title", f"{section.id}-words"
    told = (
        f'<title id="{title}">{escape(section.chart.title)}</title>'
        f'<desc id="{words}">{escape(_spoken(section))}</desc>'
    )
    opening = f'<svg role="img" aria-labelledby="{title} {words}" '
    return re.sub(r"<svg ([^>]*)>", lambda found: f"{opening}{found[1]}>{told}", plain, count=1)


def _spoken(section: Section) -> str:
    """Say in words what is drawn."""
    told = [f"{row['row']}, {row['column']}: {row['text']}" for row in _rows(section)]
    return "; ".join(told) + ". The table below has the same figures with their intervals."
