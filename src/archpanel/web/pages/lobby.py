"""The first page: somebody's rooms, and the way to a new one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from archpanel.rooms.comparing import names_in
from archpanel.rooms.lines import lines_of
from archpanel.web.entering import TheHouse, Who
from archpanel.web.templating import page

router = APIRouter()

Before = Annotated[str, Query(max_length=80)]
"""Where a part of a list begins; see `rooms.Part`."""


@router.get("/")
def lobby(request: Request, house: TheHouse, who: Who, before: Before = "") -> Response:
    """Show somebody's rooms, the newest first, or those before a mark."""
    request.state.who = who
    part = house.rooms.part(who.account, before)
    lines = lines_of(house, part.rooms)
    names = dict(zip(part.rooms, names_in(house, who.account, part.rooms), strict=True))
    return page(
        request,
        "lobby.html",
        lines=lines,
        names=names,
        before=before,
        older=part.older,
        renewal=house.entries.renewal(who.account.id),
    )
