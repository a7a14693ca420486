"""Rooms as the lines of a list: what kind of interview, how far, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import Brief
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room
from archpanel.sessions import Progress, SessionRow


@dataclass(frozen=True)
class Line:
    """One room in a list."""

    room: Room
    brief: Brief | None
    """None where this version cannot read it; `problem` says why."""

    answered: int
    decision: str
    problem: str

    @property
    def what(self) -> str:
        """Return what kind of interview it is, in a few words."""
        brief = self.brief
        parts = (brief.world, brief.view, brief.level) if brief else ()
        return ", ".join(part for part in parts if part)

    @property
    def turns(self) -> int:
        """Return how many questions are put at most."""
        return self.brief.turns if self.brief else 0


def lines_of(house: House, rooms: Sequence[Room]) -> list[Line]:
    """Return rooms as a list shows them."""
    wanted = [room.session for room in rooms]
    rows, progress = house.sessions.rows(wanted), house.sessions.progress(wanted)
    return [
        _line(room, rows[room.session], progress.get(room.session, Progress()))
        for room in rooms
        if room.session in rows  # it may have been erased just now
    ]


def _line(room: Room, row: SessionRow, progress: Progress) -> Line:
    brief = None if row.problem else row.brief
    return Line(room, brief, progress.answered, progress.decision, row.problem)
