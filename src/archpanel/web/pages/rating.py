"""A coach's own rating, before the panel's verdict is shown to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest, RoleKept
from archpanel.rooms.comparing import names_in
from archpanel.rooms.house import House
from archpanel.rooms.limits import WRITE
from archpanel.rooms.ratings import CONFIDENCES, LONGEST_WHY, RECOMMENDATIONS
from archpanel.rooms.rooms import Room
from archpanel.web.entering import Coach, TheHouse, Visitor
from archpanel.web.templating import page

router = APIRouter(prefix="/rooms/{session}/rating")

OF_FIVE = ("no evidence", "below the bar", "meets the bar", "above it", "exceptional")
"""What the levels 1 to 5 mean in a pack with five anchors; see `domain.levels`."""


@router.get("")
def show_rating(request: Request, house: TheHouse, who: Coach, session: str) -> Response:
    """Show the form; who has rated, or answered themselves, is led to the verdict."""
    request.state.who = who
    room = house.rooms.find(who.account, session)
    if room.status != "finished":
        return RedirectResponse(f"/rooms/{room.session}", 303)
    if _has_rated(house, who, room):
        return RedirectResponse(f"/verdicts/{room.session}", 303)
    whose = names_in(house, who.account, [room])[0]
    return page(request, "rating.html", room=room, whose=whose, **_form_values(house, room))


@router.post("")
def rate(
    house: TheHouse,
    who: Coach,
    session: str,
    recommendation: Annotated[str, Form(max_length=20)] = "",
    axis: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
    level: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
    confidence: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=2 * LONGEST_WHY)] = "",
    waive: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a rating, or that there is to be none; then the verdict is shown."""
    house.gate.check(WRITE, who.account.id)
    room = house.rooms.find(who.account, session)
    if waive:
        house.ratings.waive(who.account, room.session)
    else:
        levels = _levels(axis, level)
        house.ratings.rate(who.account, room.session, recommendation, levels, confidence, reason)
    return RedirectResponse(f"/verdicts/{room.session}", 303)


def _has_rated(house: House, who: Visitor, room: Room) -> bool:
    """Tell whether there is nothing to rate (any more).

    A replay can still be rated where its interview was: what is shown of both is shown already.
    """
    if room.sat_in:
        return True
    return house.ratings.of(room.session, who.account.id) is not None


def _form_values(house: House, room: Room) -> dict[str, Any]:
    """Return what the form needs; of the record, the role alone, and nothing of the verdict."""
    role = house.sessions.record(room.session).role
    return {
        "role": role,
        "recommendations": RECOMMENDATIONS,
        "confidences": CONFIDENCES,
        "longest": LONGEST_WHY,
        "steps": _steps(role),
        "words": OF_FIVE if role.top == len(OF_FIVE) else ("",) * role.top,
    }


def _steps(role: RoleKept) -> list[float]:
    """Return the levels that can be chosen: halves, from 1 to the top."""
    return [half / 2 for half in range(2, 2 * role.top + 1)]


def _levels(axes: list[str], levels: list[str]) -> dict[str, float]:
    """Return the levels that were chosen; an empty one was left open."""
    if len(axes) != len(levels):
        raise BadRequest("Each axis has one level, or none. Load the page again.")
    return {name: _number(level) for name, level in zip(axes, levels, strict=True) if level}


def _number(level: str) -> float:
    try:
        return float(level)
    except ValueError:
        raise BadRequest("A level is a number, such as 3.5.") from None
