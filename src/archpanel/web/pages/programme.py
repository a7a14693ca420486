"""One's own programme: planned, held session by session, and how far it has come."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from archpanel.opening.plans import calendar_of
from archpanel.programme.html import body_style, to_body
from archpanel.programme.wording import head_line, sitting_line
from archpanel.rooms.choosing import Mind
from archpanel.rooms.limits import OPEN, READ, WRITE
from archpanel.rooms.programme_seen import ProgrammeSeen, programme_seen
from archpanel.rooms.programmes import (
    PLAN,
    PlanChosen,
    begin_next,
    desk_of,
    plan_for,
    take_up,
)
from archpanel.web.documents import CALENDAR, download
from archpanel.web.entering import TheConfig, TheHouse, Who
from archpanel.web.plan_form import form_page, plan_from
from archpanel.web.templating import page

router = APIRouter(prefix="/programme")

Level = Annotated[str, Query(max_length=60)]


@router.get("")
def show_programme(request: Request, house: TheHouse, config: TheConfig, who: Who) -> Response:
    """Show the programme in force; who has none is led to the form of one."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    if not house.programmes.of(who.account.id).all():
        return RedirectResponse("/programme/plan", 303)
    seen = programme_seen(house, who.account, who.account)
    return programme_page(request, seen, config.model)


@router.get("/status.css")
def style() -> Response:
    """Send the style sheet of the status; nobody's words are in it."""
    kept = {"Cache-Control": "public, max-age=3600"}
    return Response(body_style(), media_type="text/css", headers=kept)


@router.get("/status")
def show_status(request: Request, house: TheHouse, who: Who, level: Level = "") -> Response:
    """Show what is covered, how levels come along, and where the bar is met."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    if not house.programmes.of(who.account.id).all():
        return RedirectResponse("/programme/plan", 303)
    return status_page(request, programme_seen(house, who.account, who.account), level)


def status_page(request: Request, seen: ProgrammeSeen, level: str) -> Response:
    """Return the page of where a programme stands, for whose it is or for their coach."""
    found = seen.overview(level)
    return page(
        request, "programme_status.html", seen=seen, body=to_body(found), sought=found.level
    )


@dataclass(frozen=True)
class Unkept:
    """A comment that was not kept."""

    why: str = ""
    text: str = ""


def programme_page(
    request: Request, seen: ProgrammeSeen, model: str = "", unkept: Unkept = Unkept()
) -> Response:
    """Return the page of a programme, for whose it is or for their coach."""
    return page(
        request,
        "programme.html",
        status=409 if unkept.why else 200,
        unkept=unkept,
        seen=seen,
        model=model,
        head=head_line(seen.overview()),
        line_of=sitting_line,
    )


@router.get("/plan")
def show_form(request: Request, house: TheHouse, who: Who) -> Response:
    """Show what a programme can be like."""
    request.state.who = who
    return form_page(request, house, who.account, own=True)


@router.post("/plan")
def plan(house: TheHouse, who: Who, chosen: Annotated[PlanChosen, Depends(plan_from)]) -> Response:
    """Make a programme, which is in force from then on."""
    house.gate.check(PLAN, who.account.id)
    plan_for(house, who.account, who.account, chosen)
    return RedirectResponse("/programme", 303)


@router.post("/next")
def hold_next(
    house: TheHouse,
    config: TheConfig,
    who: Who,
    turns: Annotated[int, Form(ge=1, le=60)],
    engine: Annotated[Mind, Form()] = "embedded",
    n: Annotated[int, Form(ge=0, le=999)] = 0,
) -> Response:
    """Lead to the room of the next session, which is opened unless one waits."""
    house.gate.check(OPEN, who.account.id)
    begun = begin_next(house, who.account, turns, engine, config.model, n)
    return RedirectResponse(f"/rooms/{begun.session}", 303)


@router.post("/take-up")
def take_up_again(
    house: TheHouse, who: Who, number: Annotated[int, Form(ge=1, le=999_999)]
) -> Response:
    """Put an earlier programme in force again."""
    house.gate.check(WRITE, who.account.id)
    take_up(house, who.account, number)
    return RedirectResponse("/programme", 303)


@router.get("/calendar.ics")
def calendar(house: TheHouse, who: Who) -> Response:
    """Send the days of the sessions as a calendar file."""
    house.gate.check(READ, who.account.id)
    desk = desk_of(house, who.account)
    text = calendar_of(desk.standing().dated, desk.pack, desk.personas)
    return download(text, "archpanel-programme.ics", CALENDAR)


@router.get("/erase")
def ask_to_erase(request: Request, house: TheHouse, who: Who) -> Response:
    """Say what goes and what stays."""
    request.state.who = who
    many = len(house.programmes.of(who.account.id).all())
    return page(request, "programme_erase.html", many=many)


@router.post("/erase")
def erase(house: TheHouse, who: Who) -> Response:
    """Erase all programmes of one's own."""
    house.gate.check(WRITE, who.account.id)
    house.programmes.of(who.account.id).forget()
    return RedirectResponse("/programme/plan", 303)
