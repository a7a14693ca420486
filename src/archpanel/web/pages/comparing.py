"""Two to four interviews of a coach's, side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from archpanel.domain import BadRequest
from archpanel.rooms.comparing import side_by_side
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room
from archpanel.web.entering import Coach, TheHouse, Visitor
from archpanel.web.templating import page

router = APIRouter()

FEWEST, MOST = 2, 4


@router.get("/coach/compare")
def compare(
    request: Request,
    house: TheHouse,
    who: Coach,
    of: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
) -> Response:
    """Show interviews side by side, or which of them are to be rated first."""
    request.state.who = who
    rooms = [house.rooms.find(who.account, session) for session in dict.fromkeys(of)]
    if not FEWEST <= len(rooms) <= MOST:
        raise BadRequest(f"Choose {FEWEST} to {MOST} interviews to compare.")
    if waiting := [room for room in rooms if not house.ratings.shows(who.account, room)]:
        return page(request, "compare_waits.html", waiting=waiting)
    found = side_by_side([house.sessions.record(room.session) for room in rooms])
    return page(request, "compare.html", found=found, names=_names(house, who, rooms))


def _names(house: House, who: Visitor, rooms: list[Room]) -> list[str]:
    """Return who sat in each interview, as their coach knows them."""
    known = {account.id: account.name for account in house.accounts.candidates(who.account.id)}
    known[who.account.id] = who.account.name or "Myself"
    return [known.get(room.candidate, "Terminal" if room.of_the_terminal else "Closed account")
            for room in rooms]  # fmt: skip
