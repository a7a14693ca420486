"""The persona lab: what a coach wants compared, how far it is, and the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest
from archpanel.lab.html import body_style
from archpanel.rooms.comparing import names_in
from archpanel.rooms.house import House
from archpanel.rooms.lab_choosing import (
    MOST_INTERVIEWS,
    MOST_WHO,
    LabChosen,
    choices,
    version_choices,
    wish_of,
)
from archpanel.rooms.lab_wishes import wish_from
from archpanel.rooms.labs import BODY, FORMATS, Lab
from archpanel.rooms.limits import OPEN, WRITE
from archpanel.rooms.lines import lines_of
from archpanel.rooms.rooms import NotYours
from archpanel.web.documents import KINDS, download
from archpanel.web.entering import Coach, TheHouse, Visitor
from archpanel.web.templating import page

router = APIRouter(prefix="/coach/lab")

MOST_LISTED = 60
"""Finished interviews that can be ticked: the newest; older ones are compared by programs."""

Names = Annotated[list[str], Form(max_length=40)]
Amount = Annotated[int, Form(ge=0, le=MOST_INTERVIEWS)]


@dataclass(frozen=True)
class Entry:
    """One comparison in the list."""

    lab: Lab
    told: str


@router.get("")
def show_lab(request: Request, house: TheHouse, who: Coach) -> Response:
    """Show what can be compared, and what was."""
    request.state.who = who
    return _page(request, house, who)


@router.get("/report.css")
def style() -> Response:
    """Send the style sheet of the report's sections; nobody's words are in it."""
    kept = {"Cache-Control": "public, max-age=3600"}
    return Response(body_style(), media_type="text/css", headers=kept)


@router.post("")
def ask(
    request: Request,
    house: TheHouse,
    who: Coach,
    seats: Names = [],  # noqa: B006
    of: Names = [],  # noqa: B006
    bank: Amount = 0,
    candidates: Amount = 0,
    world: Annotated[str, Form(max_length=60)] = "startup",
) -> Response:
    """Have something compared; it is worked on beside everything else."""
    request.state.who = who
    house.gate.check(OPEN, who.account.id)
    named = [name for name in seats if name]  # "nobody" of a choice of versions is ""
    try:
        wish = wish_of(house, who.account, LabChosen(named, of, bank, candidates, world))
        made = house.labs.ask(who.account.id, wish.as_json(), wish.sessions)
    except BadRequest as error:
        return _page(request, house, who, wrong=str(error), status=422)
    house.laboratory.wake()
    return RedirectResponse(f"/coach/lab/{made}", 303)


@router.get("/{lab}")
def show_comparison(request: Request, house: TheHouse, who: Coach, lab: str) -> Response:
    """Show one comparison: its report, or how far it is."""
    request.state.who = who
    found = house.labs.find(who.account.id, lab)
    body = house.labs.text(who.account.id, lab, BODY) if found.status == "finished" else ""
    # The sections were made by an autoescaping engine, and kept as they were made.
    return page(request, "lab_one.html", entry=_entry(found), body=Markup(body), formats=FORMATS)


@router.get("/{lab}/progress")
def progress(request: Request, house: TheHouse, who: Coach, lab: str) -> Response:
    """Show how far a comparison is; part of its page, which asks for it again and again."""
    request.state.who = who
    found = house.labs.find(who.account.id, lab)
    return page(request, "parts/lab_progress.html", entry=_entry(found))


@router.get("/{lab}/{document}")
def take_away(house: TheHouse, who: Coach, lab: str, document: str) -> Response:
    """Send the report as a file.

    Raises:
        NotYours: there is none of this name, or it is not theirs.
        NotFinished: there is no report yet.
    """
    name, _, format_ = document.rpartition(".")
    if name != "report" or format_ not in FORMATS:
        raise NotYours("page")
    text = house.labs.text(who.account.id, lab, format_)
    sent = download(text, f"archpanel-{lab}.{format_}", KINDS[format_])
    sent.headers["Cache-Control"] = "private, no-store"
    return sent


@router.post("/{lab}/delete")
def delete(house: TheHouse, who: Coach, lab: str) -> Response:
    """Delete a comparison; one that is worked on ends soon."""
    house.gate.check(WRITE, who.account.id)
    house.labs.delete(who.account.id, lab)
    return RedirectResponse("/coach/lab", 303)


def _page(
    request: Request, house: House, who: Visitor, *, wrong: str = "", status: int = 200
) -> Response:
    return page(
        request,
        "lab.html",
        status=status,
        wrong=wrong,
        entries=[_entry(lab) for lab in house.labs.all(who.account.id)],
        choices=choices(house, who.account),
        versions=version_choices(house, who.account),
        interviews=_interviews(house, who),
        most=MOST_INTERVIEWS,
        most_who=MOST_WHO,
    )


def _entry(lab: Lab) -> Entry:
    try:
        return Entry(lab, wish_from(lab.wish).told)
    except ValueError:  # kept by another version of archpanel
        return Entry(lab, "something that this version of archpanel cannot read")


def _interviews(house: House, who: Visitor) -> Sequence[tuple[Any, str]]:
    """Return the newest interviews whose verdict a coach may see, with who sat in each."""
    rooms = house.rooms.part(who.account, most=MOST_LISTED).rooms
    visible = house.ratings.visible(who.account, rooms)
    seen = [room for room in rooms if room.session in visible]
    lines = [line for line in lines_of(house, seen) if not line.problem]
    return list(
        zip(lines, names_in(house, who.account, [line.room for line in lines]), strict=True)
    )
