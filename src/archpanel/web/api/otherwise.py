"""A finished interview decided otherwise: without a seat, in another world, for another level."""

from typing import Annotated

from fastapi import Query

from archpanel.lab.whatif import Change, redecide
from archpanel.rooms.limits import READ
from archpanel.web.api.replies_on_many import Otherwise
from archpanel.web.api.routers import SessionId, new_router, problems
from archpanel.web.api.yours import over_room
from archpanel.web.entering import Coach, TheHouse

router = new_router("otherwise", "/sessions/{session}/otherwise")

Without = Annotated[
    list[str], Query(max_length=6, description="Seats to leave out.", examples=[["startup_cto"]])
]
Other = Annotated[str, Query(max_length=60)]


@router.get("", responses=problems(409, 429))
def decide_otherwise(
    house: TheHouse,
    who: Coach,
    session: SessionId,
    without: Without = [],  # noqa: B006
    world: Other = "",
    level: Other = "",
) -> Otherwise:
    """Return another verdict on the same answers; nothing is changed, and no engine reads.

    With nothing to change it is the verdict as it is.
    """
    house.gate.check(READ, who.account.id)
    room = over_room(house, who, session)
    found = redecide(
        house.sessions.record(room.session),
        Change(without=tuple(dict.fromkeys(without)), world=world, level=level),
    )
    return Otherwise(
        before=found.before.decision,
        after=found.after.decision,
        differs=found.differs,
        assumptions=found.assumptions,
    )
