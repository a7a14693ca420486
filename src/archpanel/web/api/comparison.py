"""Comparison: two to four interviews of a coach's, side by side."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from archpanel.rooms import comparing
from archpanel.rooms.comparing import FEWEST, MOST, chosen_rooms, names_in, side_by_side
from archpanel.rooms.limits import READ
from archpanel.web.api.replies import EXAMPLE
from archpanel.web.api.replies_on_many import Compared, Comparison, Shared
from archpanel.web.api.routers import new_router, problems
from archpanel.web.api.yours import over_room
from archpanel.web.entering import Coach, TheHouse

router = new_router("comparison", "/comparison")

Of = Annotated[
    list[str],
    Query(
        min_length=FEWEST,
        max_length=MOST,
        description="A session; named once for each that you want side by side.",
        examples=[[EXAMPLE, EXAMPLE]],
    ),
]


@router.get("", responses=problems(409, 429))
def compare_sessions(house: TheHouse, who: Coach, of: Of) -> Comparison:
    """Return finished interviews side by side. You have to have rated each, or waived that."""
    house.gate.check(READ, who.account.id)
    rooms = [over_room(house, who, room.session) for room in chosen_rooms(house, who.account, of)]
    found = side_by_side([house.sessions.record(room.session) for room in rooms])
    return _comparison(found, names_in(house, who.account, rooms))


def _comparison(found: comparing.Comparison, names: Sequence[str]) -> Comparison:
    return Comparison(
        interviews=[
            Compared(
                session=record.session,
                who=name,
                decision=record.verdict.decision,
                provisional=record.verdict.provisional,
            )
            for record, name in zip(found.records, names, strict=True)
        ],
        facts=found.facts,
        one_form=found.one_form,
        apart=found.apart,
        axes=found.axes,
        levels=found.levels,
        other_axes=found.other_axes,
        other_levels=found.other_levels,
        shared=[Shared(title=title, turns=list(turns)) for title, turns in found.shared],
    )
