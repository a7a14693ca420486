"""Where the programme stands, as text, JSON and HTML."""

from pathlib import Path

from rich.console import Console

from archpanel.agents.clock import today
from archpanel.cli.consoles import busy, content, say
from archpanel.cli.exits import print_json
from archpanel.cli.practising import due_line
from archpanel.cli.programme_matrix import matrix
from archpanel.cli.programme_next import drills_of
from archpanel.cli.tables import Column, print_table
from archpanel.files import write_private
from archpanel.opening.desk import Desk
from archpanel.programme import wording
from archpanel.programme.as_json import plain
from archpanel.programme.html import to_html
from archpanel.programme.overview import Ground, Line, Overview, overview
from archpanel.programme.readiness import Axis
from archpanel.programme.trends import Trend
from archpanel.programme.wording import interval
from archpanel.report.wording import capital, depth

NO_DRILLS = "Drills are practice: none of them is counted here."


def print_status(level: str, html: Path | None, *, as_json: bool) -> None:
    """Print what was held, what it covers, how levels come along, and where the bar is met.

    Raises:
        BadRequest: there is no programme.
        UnknownName: a level that the pack does not have.
    """
    with busy("The sessions are read"):
        desk = Desk.open(today())
        standing = desk.up_to_date()
        found = overview(standing, desk.pack, desk.personas, desk.today, level)
        due = drills_of(desk).due
    if html is not None:
        write_private(html, to_html(found))
    if as_json:
        print_json({**plain(found), "drills_due": due})
        return
    _show(content(), found)
    say(content(), NO_DRILLS, *due_line(due))
    if html is not None:
        say(content(), f"The page is in {html}.")


def _show(console: Console, found: Overview) -> None:
    say(console, wording.head_line(found), "", *matrix(found.coverage, found.pack, console.width))
    if found.held:
        _show_lines(console, found)
    for ground in found.grounds:
        say(console, *_ready(ground, found))
    say(console, *_next(found), f"\n{wording.limits(practice=found.practice)}")


def _show_lines(console: Console, found: Overview) -> None:
    columns = [
        Column("competency"),
        Column("of late", ids=True),
        Column("90 % interval", ids=True),
        Column("bar", ids=True),
        Column("course"),
        Column("n", ids=True),
    ]
    lines = [*found.lines, *([found.adaptability] if found.adaptability else [])]
    say(console, "")
    print_table(console, columns, [_row(line, found.pack.top) for line in lines])
    say(console, wording.bar_line(found))
    if found.unheard:
        say(console, f"Never assessed so far: {', '.join(found.unheard)}.")


def _row(line: Line, top: int) -> tuple[str, ...]:
    found: Trend = line.trend
    bar = "-" if line.bar is None else f"{line.bar:.1f}"
    many = str(len(found.levels))
    return line.name, f"{found.mean:.2f}", interval(found, top), bar, found.direction, many


def _ready(ground: Ground, found: Overview) -> list[str]:
    head = f"\n{wording.ready_line(ground.ready, found.pack)}"
    if not ground.evidence:
        return [head]
    axes = [
        f"  {_depth(axis, found.pack.top)}, the bar is {axis.bar:.1f}" for axis in ground.ready.axes
    ]
    rests = "; ".join(f"{e.day} {wording.decision(e.decision).lower()}" for e in ground.evidence)
    missing = [f"  · {line}" for line in ground.ready.missing]
    return [head, *axes, f"  Rests on {rests}.", *missing]


def _depth(axis: Axis, top: int) -> str:
    if axis.trend is None:
        return f"{capital(depth(axis.axis))}: never assessed"
    sure = interval(axis.trend, top)
    between = "" if sure == "-" else f" ({sure})"
    return f"{capital(depth(axis.axis))}: {axis.trend.mean:.2f} of late{between}"


def _next(found: Overview) -> list[str]:
    if found.next is None:
        return ["\nAll sessions of the programme are held."]
    planned = found.next.planned
    return [
        f"\nNext: session {planned.n}, planned for {planned.day:%a %Y-%m-%d}: "
        f"{wording.sitting_line(planned.sitting, found.pack)}; "
        f"{wording.rounds_line(planned.sitting, found.pack)}."
    ]
