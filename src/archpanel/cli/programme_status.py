"""Where the programme stands, as text, JSON and HTML."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from archpanel.cli.consoles import busy, content, say
from archpanel.cli.exits import print_json
from archpanel.cli.practising import due_line
from archpanel.cli.programme_matrix import matrix
from archpanel.cli.programme_next import Desk, brought_up_to_date
from archpanel.cli.tables import Column, print_table
from archpanel.files import write_private
from archpanel.programme import wording
from archpanel.programme.coverage_map import CoverageMap
from archpanel.programme.html import to_html
from archpanel.programme.overview import Ground, Line, Overview, Place, overview
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
        desk = Desk.open()
        standing = brought_up_to_date(desk)
        found = overview(standing, desk.pack, desk.personas, desk.today, level)
        due = desk.drills.due
    if html is not None:
        write_private(html, to_html(found))
    if as_json:
        print_json({**plain(found), "drills_due": due})
        return
    _show(content(), found)
    say(content(), NO_DRILLS, *due_line(due))
    if html is not None:
        say(content(), f"The page is in {html}.")


def plain(found: Overview) -> dict[str, Any]:
    """Return where a programme stands as JSON."""
    coverage = found.coverage
    return {
        "day": found.day.isoformat(),
        "level": found.level,
        "targets": list(found.targets),
        "planned": len(found.places),
        "held": [one.session for one in found.held],
        "remaining": [place.planned.plain() for place in found.places if not place.held],
        "sessions": [_place(place) for place in found.places],
        "next": found.next
        and {**found.next.planned.plain(), "why": wording.reasons(found.next.choice)},
        "pairs_held": coverage.total("held"),
        "pairs_planned": coverage.total("planned"),
        "pairs_open": coverage.total("open"),
        "pairs": len(coverage.cells),
        "coverage": _pairs(coverage),
        "streak_weeks": found.streak,
        "streak_sessions": found.running,
        "competencies": {line.id: _line(line) for line in found.lines},
        "never_assessed": list(found.unheard),
        "adaptability": {line.id: _line(line) for line in [found.adaptability] if line},
        "readiness": [_ground(ground) for ground in found.grounds],
        "practice": found.practice,
    }


def _place(place: Place) -> dict[str, Any]:
    held = place.held
    if held is None:
        return place.planned.plain()
    told = {"session": held.session, "held_on": held.day.isoformat(), "decision": held.decision}
    return {**place.planned.plain(), **told}


def _pairs(coverage: CoverageMap) -> list[dict[str, Any]]:
    return [
        {
            "pair": [f"{v.factor} {v.name}" for v in (cell.row, cell.column)],
            "state": cell.state,
            "held": list(cell.held),
            "planned": list(cell.planned),
        }
        for cell in coverage.cells.values()
    ]


def _line(line: Line) -> dict[str, Any]:
    """Return a trend, with the day of each of its levels."""
    days = [point.day.isoformat() for point in line.points]
    return {**asdict(line.trend), "bar": line.bar, "days": days}


def _ground(ground: Ground) -> dict[str, Any]:
    ready = ground.ready
    return {
        **asdict(ready),
        "axes": [{**asdict(axis), "state": axis.state} for axis in ready.axes],
        "evidence": [
            {"session": one.session, "day": one.day.isoformat(), "decision": one.decision}
            for one in ground.evidence
        ],
    }


def _show(console: Console, found: Overview) -> None:
    say(console, wording.head_line(found), "", *matrix(found.coverage, found.pack))
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
