"""Where a programme stands as JSON, the same on a terminal and for programs. Pure."""

from dataclasses import asdict
from typing import Any

from archpanel.programme import wording
from archpanel.programme.coverage_map import CoverageMap
from archpanel.programme.overview import Ground, Line, Overview, Place


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
        "unrated": list(found.unrated),
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
