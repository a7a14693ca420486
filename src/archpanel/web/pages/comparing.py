"""Two to four interviews of a coach's, side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from archpanel.rooms.comparing import chosen_rooms, names_in, side_by_side
from archpanel.web.entering import Coach, TheHouse
from archpanel.web.templating import page

router = APIRouter()


@router.get("/coach/compare")
def compare(
    request: Request,
    house: TheHouse,
    who: Coach,
    of: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
) -> Response:
    """Show interviews side by side, or which of them are to be rated first."""
    request.state.who = who
    rooms = chosen_rooms(house, who.account, of)
    visible = house.ratings.visible(who.account, rooms)
    if waiting := [room for room in rooms if room.session not in visible]:
        return page(request, "compare_waits.html", waiting=waiting)
    found = side_by_side([house.sessions.record(room.session) for room in rooms])
    return page(request, "compare.html", found=found, names=names_in(house, who.account, rooms))
