"""Erasing an interview for good: its coach may, and so may who answered in it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN
from archpanel.rooms.rooms import Room
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.templating import page

router = APIRouter(prefix="/rooms/{session}/erase")


@router.get("")
def ask_to_erase(request: Request, house: TheHouse, who: Who, session: str) -> Response:
    """Say what goes, what stays, and which replays hold the same answers."""
    request.state.who = who
    room = house.rooms.find(who.account, session)
    mine, others = _replays(house, who, room)
    return page(request, "erase.html", room=room, replays=mine, others=others)


@router.post("")
def erase(
    house: TheHouse,
    who: Who,
    session: str,
    sure: Annotated[bool, Form()] = False,
    with_replays: Annotated[bool, Form()] = False,
) -> Response:
    """Erase an interview, and its replays where that is ticked."""
    house.gate.check(OPEN, f"erase {who.account.id}")
    room = house.rooms.find(who.account, session)
    if not sure:
        return RedirectResponse(f"/rooms/{room.session}/erase", 303)
    replays = _replays(house, who, room)[0] if with_replays else []
    for each in (*replays, room.session):
        house.erase(each)
    return RedirectResponse("/", 303)


def _replays(house: House, who: Visitor, room: Room) -> tuple[list[str], int]:
    """Return the replays that are somebody's as well, and how many others there are."""
    replays = house.sessions.replays(room.session)
    theirs = {found.session for found in house.rooms.among(who.account, replays)}
    mine = [replay for replay in replays if replay in theirs]
    return mine, len(replays) - len(mine)
