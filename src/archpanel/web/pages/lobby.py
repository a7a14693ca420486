"""The first page: somebody's rooms, and the way to a new one."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from archpanel.rooms.lines import lines_of
from archpanel.web.entering import TheHouse, Who
from archpanel.web.templating import page

router = APIRouter()


@router.get("/")
def lobby(request: Request, house: TheHouse, who: Who) -> Response:
    """Show somebody's rooms, the newest first."""
    request.state.who = who
    rooms = house.rooms.all(who.account)
    return page(request, "lobby.html", lines=lines_of(house, rooms))
