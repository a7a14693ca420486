"""A coach's notes on turns: added, changed and deleted in the room or beside the verdict."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from archpanel.rooms.limits import WRITE
from archpanel.rooms.remarks import LONGEST_REMARK
from archpanel.web.entering import Coach, TheHouse

router = APIRouter(prefix="/rooms/{session}/remarks")

Text = Annotated[str, Form(max_length=2 * LONGEST_REMARK)]
Back = Annotated[str, Form(max_length=20)]


@router.post("")
def add(
    house: TheHouse,
    who: Coach,
    session: str,
    question: Annotated[str, Form(max_length=12)],
    text: Text,
    shown: Annotated[bool, Form()] = False,
    back: Back = "",
) -> Response:
    """Keep a note on a turn."""
    house.gate.check(WRITE, who.account.id)
    house.remarks.add(who.account, session, question, text, shown)
    return _back(session, question, back)


@router.post("/{remark}")
def edit(
    house: TheHouse,
    who: Coach,
    session: str,
    remark: str,
    text: Text,
    shown: Annotated[bool, Form()] = False,
    back: Back = "",
) -> Response:
    """Change one's own note."""
    house.gate.check(WRITE, who.account.id)
    return _back(session, house.remarks.edit(who.account, session, remark, text, shown), back)


@router.post("/{remark}/delete")
def delete(house: TheHouse, who: Coach, session: str, remark: str, back: Back = "") -> Response:
    """Delete one's own note."""
    house.gate.check(WRITE, who.account.id)
    return _back(session, house.remarks.delete(who.account, session, remark), back)


def _back(session: str, question: str, back: str) -> Response:
    """Lead back to where the note was written; the room or the verdict decide who sees them."""
    place = f"/verdicts/{session}#{question}" if back == "verdict" else f"/rooms/{session}#notes"
    return RedirectResponse(place, 303)
