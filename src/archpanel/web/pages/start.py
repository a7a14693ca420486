"""Choosing an interview: presets, and everything one can choose; then the room is opened."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from archpanel.domain import MAX_PAPER, Paper, RolePack
from archpanel.opening import read_jd
from archpanel.packs import load_pack
from archpanel.report import JobTaken, job_taken
from archpanel.rooms.choosing import (
    Chosen,
    Mind,
    open_chosen,
    pasted_paper,
    places_for,
    uploaded_paper,
    with_seat,
)
from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN
from archpanel.rooms.personas import PACK
from archpanel.web.config import WebConfig
from archpanel.web.entering import TheConfig, TheHouse, Visitor, Who
from archpanel.web.presets import PRESETS, preset_of
from archpanel.web.templating import page

router = APIRouter()

MOST_PASTED = 2 * MAX_PAPER
"""Characters of a field, in which the end of a line takes two; a paper says when it is too long."""


def chosen_from(
    world: Annotated[str, Form(max_length=60)],
    view: Annotated[str, Form(max_length=60)],
    level: Annotated[str, Form(max_length=60)],
    turns: Annotated[int, Form(ge=1, le=60)],
    seats: Annotated[list[Annotated[str, Form(max_length=60)]], Form(max_length=7)],
    rounds: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
    surprise: Annotated[bool, Form()] = False,
    engine: Annotated[Mind, Form()] = "embedded",
    candidate: Annotated[str, Form(max_length=40)] = "",
) -> Chosen:
    """Return what a form says, without the papers."""
    return Chosen(
        world=world,
        view=view,
        level=level,
        turns=turns,
        seats=tuple(seats),
        rounds=tuple(rounds),
        surprise=surprise,
        mind=engine,
        candidate=candidate,
    )


@dataclass(frozen=True)
class Papers:
    """Job description and CV as a form sends them; nothing of them has been read yet."""

    jd_text: str
    cv_text: str
    jd_file: UploadFile | None
    cv_file: UploadFile | None
    shown: str
    """Mark of the job description of which the page has shown what is made of it."""

    def read(self) -> tuple[Paper | None, Paper | None]:
        """Return both, or raise `BadFile`."""
        jd = _paper(self.jd_text, self.jd_file, "job-description.txt")
        return jd, _paper(self.cv_text, self.cv_file, "cv.txt")


def papers_from(
    jd_text: Annotated[str, Form(max_length=MOST_PASTED)] = "",
    cv_text: Annotated[str, Form(max_length=MOST_PASTED)] = "",
    jd_file: Annotated[UploadFile | None, File()] = None,
    cv_file: Annotated[UploadFile | None, File()] = None,
    shown: Annotated[str, Form(max_length=64)] = "",
) -> Papers:
    """Return the papers of a form."""
    return Papers(jd_text, cv_text, jd_file, cv_file, shown)


@router.get("/start")
def show_start(
    request: Request,
    house: TheHouse,
    config: TheConfig,
    who: Who,
    preset: str = "",
    seat: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Show what can be chosen; a preset fills it in, with `seat` in its last place."""
    request.state.who = who
    known = {place.seat for place in places_for(house, who.account)}
    given = preset_of(preset)
    seats = with_seat(given.seats, seat) if seat in known else given.seats
    chosen = Chosen(
        given.world, given.view, given.level, given.turns, seats, given.rounds, given.surprise
    )
    kept = seat if seat in seats else ""
    return _filled(request, house, config, who, chosen, preset=given.id, seat=kept)


@router.post("/start")
def start(
    request: Request,
    house: TheHouse,
    config: TheConfig,
    who: Who,
    chosen: Annotated[Chosen, Depends(chosen_from)],
    papers: Annotated[Papers, Depends(papers_from)],
) -> Response:
    """Open a room as it was chosen, once it is shown what is made of the job description."""
    request.state.who = who
    house.gate.check(OPEN, who.account.id)
    jd, cv = papers.read()
    chosen = replace(chosen, jd=jd, cv=cv)
    if jd is not None and papers.shown != _mark(jd):
        return _filled(request, house, config, who, chosen)
    session = open_chosen(house, who.account, chosen, config.model)
    return RedirectResponse(f"/rooms/{session}", 303)


def _filled(
    request: Request,
    house: House,
    config: WebConfig,
    who: Visitor,
    chosen: Chosen,
    *,
    preset: str = "",
    seat: str = "",
) -> Response:
    """Return the form as it was chosen, with what is made of the job description."""
    pack, jd = load_pack(PACK), chosen.jd
    invited = house.accounts.candidates(who.account.id) if who.account.kind == "coach" else []
    return page(
        request,
        "start.html",
        pack=pack,
        chosen=chosen,
        presets=PRESETS,
        places=places_for(house, who.account),
        invited=invited,
        model=config.model,
        job=_made_of(jd, pack) if jd else None,
        shown=_mark(jd) if jd else "",
        preset=preset,
        seat=seat,
    )


def _made_of(jd: Paper, pack: RolePack) -> JobTaken:
    names = {competency.id: competency.name for competency in pack.competencies}
    return job_taken(jd.text, read_jd(jd, pack), names)


def _mark(paper: Paper) -> str:
    """Return what tells a text from others; a file and what was pasted from it have the same."""
    return sha256(paper.text.encode()).hexdigest()


def _paper(pasted: str, uploaded: UploadFile | None, name: str) -> Paper | None:
    """Return a paper from a file, else from what was pasted."""
    if uploaded is not None and uploaded.filename:
        return uploaded_paper(uploaded.filename, uploaded.file.read(), name)
    return pasted_paper(pasted, name)
