"""A candidate's programme as their coach sees it: assigned, looked at, commented, compared."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from archpanel.programme.comments import LONGEST_COMMENT
from archpanel.rooms.candidates_compared import chosen_candidates, compare_candidates
from archpanel.rooms.limits import READ, WRITE
from archpanel.rooms.programme_seen import programme_seen
from archpanel.rooms.programmes import (
    PLAN,
    PlanChosen,
    Replaced,
    Said,
    comment,
    plan_for,
    remove_comment,
)
from archpanel.web.entering import Coach, TheHouse
from archpanel.web.pages.programme import Level, Unkept, programme_page, status_page
from archpanel.web.plan_form import form_page, plan_from
from archpanel.web.templating import page

router = APIRouter(prefix="/coach/candidates")


@router.get("/compare")
def compare(
    request: Request,
    house: TheHouse,
    who: Coach,
    of: Annotated[list[Annotated[str, Query(max_length=40)]], Query(max_length=20)] = [],  # noqa: B006
) -> Response:
    """Show candidates side by side, in what can be compared."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    chosen = chosen_candidates(house, who.account, of)
    found = compare_candidates(house, who.account, chosen)
    return page(request, "candidates_compared.html", found=found)


@router.get("/{candidate}/programme")
def show_programme(request: Request, house: TheHouse, who: Coach, candidate: str) -> Response:
    """Show a candidate's programme; without one, the form that assigns one."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    theirs = house.candidate(who.account, candidate)
    if not house.programmes.of(theirs.id).all():
        return RedirectResponse(f"/coach/candidates/{theirs.id}/programme/plan", 303)
    seen = programme_seen(house, who.account, theirs)
    return programme_page(request, seen)


@router.get("/{candidate}/programme/status")
def show_status(
    request: Request, house: TheHouse, who: Coach, candidate: str, level: Level = ""
) -> Response:
    """Show where a candidate stands, as far as their coach has rated what they held."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    theirs = house.candidate(who.account, candidate)
    return status_page(request, programme_seen(house, who.account, theirs), level)


@router.get("/{candidate}/programme/plan")
def show_form(request: Request, house: TheHouse, who: Coach, candidate: str) -> Response:
    """Show what the programme can be like that a coach assigns."""
    request.state.who = who
    return form_page(request, house, house.candidate(who.account, candidate), own=False)


@router.post("/{candidate}/programme/plan")
def assign(
    house: TheHouse,
    who: Coach,
    candidate: str,
    chosen: Annotated[PlanChosen, Depends(plan_from)],
) -> Response:
    """Make a programme in a candidate's name; it is in force until they replace it."""
    theirs = house.candidate(who.account, candidate)
    house.gate.check(PLAN, who.account.id)
    plan_for(house, theirs, who.account, chosen)
    return _back(theirs.id)


@router.post("/{candidate}/programme/comments")
def say(
    request: Request,
    house: TheHouse,
    who: Coach,
    candidate: str,
    text: Annotated[str, Form(max_length=2 * LONGEST_COMMENT)],
    place: Annotated[int, Form(ge=0, le=999)] = 0,
    number: Annotated[int, Form(ge=0, le=9999)] = 0,
) -> Response:
    """Keep a comment on the programme, or on one session of it."""
    request.state.who = who
    house.gate.check(WRITE, who.account.id)
    theirs = house.candidate(who.account, candidate)
    try:
        comment(house, who.account, theirs, Said(text, place, number))
    except Replaced as replaced:  # what was typed stays in the form
        seen = programme_seen(house, who.account, theirs)
        return programme_page(request, seen, unkept=Unkept(str(replaced), text))
    return _back(theirs.id, "#comments")


@router.post("/{candidate}/programme/comments/{comment_id}/delete")
def take_back(house: TheHouse, who: Coach, candidate: str, comment_id: str) -> Response:
    """Delete a comment of one's own."""
    house.gate.check(WRITE, who.account.id)
    theirs = house.candidate(who.account, candidate)
    remove_comment(house, who.account, theirs, comment_id)
    return _back(theirs.id, "#comments")


def _back(candidate: str, place: str = "") -> Response:
    return RedirectResponse(f"/coach/candidates/{candidate}/programme{place}", 303)
