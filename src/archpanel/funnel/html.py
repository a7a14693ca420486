"""A search as one self-contained HTML file: no script, no font, no address."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from archpanel.funnel import wording
from archpanel.funnel.calibration import LIMITS
from archpanel.funnel.figures import MENTOR, MENTOR_WHOLE, Share
from archpanel.funnel.state import STEPS
from archpanel.funnel.summary import Summary
from archpanel.report.templating import environment

WIDE, HIGH, GAP = 360.0, 58.0, 44.0
"""Units of the drawing: its width, the height of one step, the room left of the intervals. It is
drawn for a telephone, where a unit is about a pixel, and is enlarged elsewhere."""


@dataclass(frozen=True)
class Bar:
    """One step of the funnel: how many came so far, beside the mentor's."""

    label: str
    """How many, and of what."""

    y: float
    width: float
    settled: float
    """Width of those of which it is known how it went on."""

    theirs: int
    their_width: float


@dataclass(frozen=True)
class Whisker:
    """One share on a scale from 0 to 100 %."""

    label: str
    y: float
    mine: bool
    at: float | None
    low: float
    high: float
    text: str


def to_html(summary: Summary) -> str:
    """Return the file. Whatever somebody wrote is escaped by the template engine."""
    templates = environment("archpanel.funnel")
    templates.filters["code"] = _code
    return templates.get_template("funnel.html.j2").render(
        summary=summary,
        words=wording,
        limits=LIMITS,
        bars=list(bars(summary)),
        whiskers=list(whiskers(summary)),
        high=HIGH,
    )


def _code(line: str) -> Markup:
    """Return a sentence in which commands, between backticks, are set as such; all is escaped."""
    parts = (
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(line.split("`"))
    )
    return Markup("").join(parts)


def bars(summary: Summary) -> Iterator[Bar]:
    """Yield the steps, each as wide as its part of all applications."""
    everybody, theirs = len(summary.applications), MENTOR_WHOLE.reached
    for at, step in enumerate(STEPS):
        mine = [state for state in summary.states if state.reached(step)]
        known = sum(state.settled(step) for state in mine)
        count = MENTOR[at].reached if at < len(MENTOR) else MENTOR_WHOLE.passed
        yield Bar(
            label=wording.counted(len(mine), step),
            y=at * HIGH,
            width=WIDE * len(mine) / max(1, everybody),
            settled=WIDE * known / max(1, everybody),
            theirs=count,
            their_width=WIDE * count / theirs,
        )


def whiskers(summary: Summary) -> Iterator[Whisker]:
    """Yield each share and the mentor's under it, with their intervals."""
    for at, pair in enumerate(zip(summary.shares, MENTOR, strict=True)):
        for under, share in enumerate(pair):
            yield _whisker(share, at * HIGH + under * HIGH / 3, mine=not under)


def _whisker(share: Share, y: float, *, mine: bool) -> Whisker:
    low, high = share.interval or (0.0, 1.0)
    room = WIDE - GAP - 8
    return Whisker(
        label=f"{wording.STEPS[share.origin]} to {wording.STEPS[share.to]}",
        y=y,
        mine=mine,
        at=None if share.share is None else GAP + room * share.share,
        low=GAP + room * low,
        high=GAP + room * high,
        text=wording.share_text(share),
    )
