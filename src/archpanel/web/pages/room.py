"""The room: the panel, what was said, and the answer box; for a coach the same without the box."""

import asyncio
from itertools import groupby
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest
from archpanel.rooms.comparing import names_in
from archpanel.rooms.house import House
from archpanel.rooms.limits import ANSWER, DRAFT, WRITE
from archpanel.rooms.remarks import Remark
from archpanel.rooms.rooms import Room
from archpanel.rooms.seen import Seen, look
from archpanel.rooms.sheet import LANGUAGES, LONGEST_PART, Sheet, sheet_of
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.templating import is_partial, page

router = APIRouter(prefix="/rooms/{session}")


def sheet_from(
    said: Annotated[str, Form(max_length=LONGEST_PART)] = "",
    diagram: Annotated[str, Form(max_length=LONGEST_PART)] = "",
    code: Annotated[str, Form(max_length=LONGEST_PART)] = "",
    language: Annotated[str, Form(max_length=20)] = "text",
) -> Sheet:
    """Return the parts of an answer as a form sends them."""
    return Sheet(said, diagram, code, language if language in LANGUAGES else "text")


TheSheet = Annotated[Sheet, Depends(sheet_from)]
"""Of routes that take an answer, new or anew."""


def stand_values(house: House, room: Room, seen: Seen) -> dict[str, Any]:
    """Return what the part of the page needs that shows where the interview stands."""
    waits = seen.waits
    draft = house.sessions.draft(room.session, waits.id) if waits and room.answers else ""
    return {
        "seen": seen,
        "room": room,
        "sheet": sheet_of(draft),
        "key": uuid4().hex,
        "languages": LANGUAGES,
    }


@router.get("")
def show_room(request: Request, house: TheHouse, who: Who, session: str) -> Response:
    """Show a room as it is now; what happens after that comes by the stream."""
    request.state.who = who
    room = house.rooms.find(who.account, session)
    seen = asyncio.run(look(house, room))
    rehearing = house.rehearings.of(room.session)
    more: dict[str, Any] = {"rehearing": rehearing, "noted": _noted(house, who, room)}
    more["whose"] = names_in(house, who.account, [room])[0]
    return page(request, "room.html", **more, **stand_values(house, room, seen))


@router.post("/answer")
def answer(
    request: Request,
    house: TheHouse,
    who: Who,
    session: str,
    question: Annotated[str, Form(max_length=12)],
    key: Annotated[str, Form(min_length=8, max_length=80)],
    sheet: TheSheet,
    passes: Annotated[bool, Form()] = False,
) -> Response:
    """Accept an answer, or a pass; an empty answer is neither."""
    house.gate.check(ANSWER, who.account.id)
    room = house.rooms.own(who.account, session)
    text = "" if passes else sheet.text
    if not text and not passes:
        raise BadRequest("There is nothing in the answer yet. To go on without one, choose Pass.")
    house.answer(room.session, question, text, key)
    return _back(request, room)


@router.post("/draft")
def keep_draft(
    house: TheHouse,
    who: Who,
    session: str,
    question: Annotated[str, Form(max_length=12)],
    sheet: TheSheet,
) -> Response:
    """Keep what was typed so far."""
    house.gate.check(DRAFT, who.account.id)
    room = house.rooms.own(who.account, session)
    house.keep_draft(room.session, question, sheet.text)
    return Response(status_code=204)


@router.post("/clarify")
def clarify(
    request: Request,
    house: TheHouse,
    who: Who,
    session: str,
    question: Annotated[str, Form(max_length=12)],
) -> Response:
    """Have the asking seat make its question clearer."""
    house.gate.check(WRITE, who.account.id)
    room = house.rooms.own(who.account, session)
    asked = asyncio.run(house.sessions.question(room.session, question))
    house.clarify(room.session, asked)
    return _back(request, room)


@router.post("/pause")
def pause(house: TheHouse, who: Who, session: str) -> Response:
    """Leave for now; the clock of the question stands still."""
    house.gate.check(WRITE, who.account.id)
    house.pause(house.rooms.own(who.account, session).session)
    return RedirectResponse("/", 303)


@router.post("/return")
def come_back(house: TheHouse, who: Who, session: str) -> Response:
    """Come back; the clock goes on."""
    house.gate.check(WRITE, who.account.id)
    room = house.rooms.own(who.account, session)
    house.come_back(room.session)
    return RedirectResponse(f"/rooms/{room.session}", 303)


@router.post("/go-on")
def go_on(
    request: Request,
    house: TheHouse,
    who: Who,
    session: str,
    as_is: Annotated[bool, Form()] = False,
) -> Response:
    """Have a panel that could not go on try again; `as_is` without seats that are out of reach."""
    house.gate.check(WRITE, who.account.id)
    room = house.rooms.own(who.account, session)
    house.go_on(room, as_is=as_is)
    return _back(request, room)


def _noted(house: House, who: Visitor, room: Room) -> list[tuple[str, list[Remark]]] | None:
    """Return a coach's notes by question; None for who answers, and is not to be led astray."""
    if room.answers or who.account.kind != "coach":
        return None
    remarks = house.remarks.of(who.account, room.session)
    return [(question, list(of)) for question, of in groupby(remarks, lambda r: r.question)]


def _back(request: Request, room: Room) -> Response:
    """The stream brings what has changed; a browser without scripts loads the page anew."""
    if is_partial(request):
        return Response(status_code=204)
    return RedirectResponse(f"/rooms/{room.session}", 303)
