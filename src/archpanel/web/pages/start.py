"""Choosing an interview: presets, and everything one can choose; then the room is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from archpanel.domain import Paper, Persona
from archpanel.opening import ModelWishes, Wishes, make_brief
from archpanel.packs import load_pack
from archpanel.papers import paper_of
from archpanel.personas import load_persona, persona_ids
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN
from archpanel.rooms.personas import PACK
from archpanel.web.entering import TheConfig, TheHouse, Visitor, Who
from archpanel.web.presets import PRESETS, preset_of
from archpanel.web.templating import page

router = APIRouter()

MOST_PASTED = 200_000


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
    pack = load_pack(PACK)
    places = places_for(house, who.account)
    chosen = preset_of(preset)
    seats = with_seat(chosen.seats, seat) if seat in {p.seat for p in places} else chosen.seats
    invited = house.accounts.candidates(who.account.id) if who.account.kind == "coach" else []
    return page(
        request,
        "start.html",
        pack=pack,
        chosen=chosen,
        presets=PRESETS,
        places=places,
        seats=seats,
        seat=seat if seat in seats else "",
        invited=invited,
        model=config.model,
    )


@router.post("/start")
def start(
    house: TheHouse,
    config: TheConfig,
    who: Who,
    world: Annotated[str, Form(max_length=60)],
    view: Annotated[str, Form(max_length=60)],
    level: Annotated[str, Form(max_length=60)],
    turns: Annotated[int, Form(ge=1, le=60)],
    seats: Annotated[list[Annotated[str, Form(max_length=60)]], Form(max_length=7)],
    rounds: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
    surprise: Annotated[bool, Form()] = False,
    engine: Annotated[str, Form(max_length=20)] = "embedded",
    candidate: Annotated[str, Form(max_length=40)] = "",
    jd_text: Annotated[str, Form(max_length=MOST_PASTED)] = "",
    cv_text: Annotated[str, Form(max_length=MOST_PASTED)] = "",
    jd_file: Annotated[UploadFile | None, File()] = None,
    cv_file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Open a room as it was chosen."""
    house.gate.check(OPEN, who.account.id)
    coach, sits = who_sits(house, who, candidate)
    seated = house.personas.seats(coach, seats)
    wishes = Wishes(
        world, view, tuple(rounds), "", turns, level, surprise, "", PACK, 0,
        models=ModelWishes(model=config.model if engine == "llm" else ""),
        jd=_paper(jd_text, jd_file, "job-description.txt"),
        cv=_paper(cv_text, cv_file, "cv.txt"),
        personas=seated,
    )  # fmt: skip
    session = house.open(make_brief(wishes), seated, coach, sits)
    return RedirectResponse(f"/rooms/{session}", 303)


@dataclass(frozen=True)
class Place:
    """Somebody who can be chosen for a seat."""

    seat: str
    persona: Persona

    @property
    def own(self) -> bool:
        """Tell whether a coach wrote it."""
        return self.seat != self.persona.id


def places_for(house: House, account: Account) -> list[Place]:
    """Return whom somebody can choose: those that are shipped, and their coach's own."""
    coach = account.coach if account.kind == "candidate" else account.id
    own = [Place(each.seat, each.persona) for each in house.personas.all(coach)]
    return [*(Place(name, load_persona(name)) for name in persona_ids()), *own]


def with_seat(seats: Sequence[str], seat: str) -> tuple[str, ...]:
    """Return seats of which one is taken by somebody: the last, unless they have one already."""
    return tuple(seats) if seat in seats else (*seats[:-1], seat)


def who_sits(house: House, who: Visitor, candidate: str) -> tuple[str, str]:
    """Return who looks on and who answers.

    Raises:
        NotYours: a candidate was named whom the coach has not invited.
    """
    account = who.account
    if account.kind == "candidate":
        return account.coach, account.id
    if not candidate:
        return account.id, account.id
    return account.id, house.candidate(account, candidate).id


def _paper(pasted: str, uploaded: UploadFile | None, name: str) -> Paper | None:
    """Return a paper from a file, else from what was pasted; the file's folder is not looked at."""
    if uploaded is not None and uploaded.filename:
        given = PurePath(uploaded.filename.replace("\\", "/")).name
        return paper_of(Path(given[-255:] or name), uploaded.file.read())
    return pasted_paper(pasted, name)


def pasted_paper(pasted: str, name: str) -> Paper | None:
    """Return a paper of what was pasted; None where nothing was."""
    text = pasted.strip()
    return paper_of(Path(name), text.encode("utf-8", "replace")) if text else None
