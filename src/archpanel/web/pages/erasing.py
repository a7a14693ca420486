"""Erasing an interview for good: its coach may, and so may who answered in it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.rooms.erasing import Erasure
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
    request: Request,
    house: TheHouse,
    who: Who,
    session: str,
    sure: Annotated[bool, Form()] = False,
    with_replays: Annotated[bool, Form()] = False,
) -> Response:
    """Erase an interview, and its replays where that is ticked; say what is left of which."""
    request.state.who = who
    house.gate.check(OPEN, f"erase {who.account.id}")
    room = house.rooms.find(who.account, session)
    if not sure:
        return RedirectResponse(f"/rooms/{room.session}/erase", 303)
    replays = _replays(house, who, room)[0] if with_replays else []
    erasure = house.erase_all((*replays, room.session))
    if erasure.clean:
        return RedirectResponse("/", 303)
    return page(request, "erased.html", status=_status(erasure), erasure=erasure)


def _status(erasure: Erasure) -> int:
    """Return what a program is told: done in part, something else came first, or accepted."""
    if erasure.gone:
        return 200
    return 409 if erasure.busy else 202


def _replays(house: House, who: Visitor, room: Room) -> tuple[list[str], int]:
    """Return the replays that are somebody's as well, and how many others there are."""
    replays = house.sessions.replays(room.session)
    theirs = {found.session for found in house.rooms.among(who.account, replays)}
    mine = [replay for replay in replays if replay in theirs]
    return mine, len(replays) - len(mine)
