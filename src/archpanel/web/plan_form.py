"""What the form of a programme says, for who plans their own and for who assigns one."""

from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from archpanel.agents.clock import today
from archpanel.domain import MAX_PAPER, BadRequest, Paper
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids
from archpanel.programme.calendar import next_monday
from archpanel.programme.plan import MOST_SESSIONS, MOST_WEEKS, SESSIONS, WEEKS
from archpanel.programme.profiles import profiles_for
from archpanel.rooms.accounts import Account
from archpanel.rooms.choosing import pasted_paper, uploaded_paper
from archpanel.rooms.house import House
from archpanel.rooms.personas import PACK
from archpanel.rooms.programmes import MOST_JOBS, PlanChosen
from archpanel.web.templating import page

MOST_PASTED = 2 * MAX_PAPER
"""Characters of the field, in which the end of a line takes two; see `papers` for the limit."""

Names = Annotated[list[Annotated[str, Form(max_length=60)]], Form(max_length=60)]


def plan_from(
    sessions: Annotated[int, Form(ge=1, le=MOST_SESSIONS)],
    weeks: Annotated[int, Form(ge=1, le=MOST_WEEKS)],
    seats: Names,
    start: Annotated[str, Form(max_length=10)] = "",
    profiles: Names = [],  # noqa: B006
    weak: Names = [],  # noqa: B006
    worlds: Names = [],  # noqa: B006
    views: Names = [],  # noqa: B006
    rounds: Names = [],  # noqa: B006
    levels: Names = [],  # noqa: B006
    surprises: Annotated[bool, Form()] = False,
    jd_text: Annotated[str, Form(max_length=MOST_PASTED)] = "",
    jd_files: Annotated[list[UploadFile], File()] = [],  # noqa: B006
) -> PlanChosen:
    """Return what a form says.

    Raises:
        BadFile: a job description that cannot be read.
        BadRequest: there are more than `MOST_JOBS`.
    """
    return PlanChosen(
        seats=tuple(seats),
        sessions=sessions,
        weeks=weeks,
        start=start,
        jobs=_jobs(jd_text, jd_files),
        profiles=tuple(profiles),
        weak=tuple(weak),
        worlds=tuple(worlds),
        views=tuple(views),
        rounds=tuple(rounds),
        levels=tuple(levels),
        surprises=surprises,
    )


def _jobs(pasted: str, files: list[UploadFile]) -> tuple[Paper, ...]:
    named = [file for file in files if file.filename]
    if len(named) + bool(pasted.strip()) > MOST_JOBS:
        raise BadRequest(f"A programme aims at {MOST_JOBS} job descriptions at most.")
    text = pasted_paper(pasted, "job-description.txt")
    read = [uploaded_paper(f.filename or "", f.file.read(), "job-description") for f in named]
    return (*([text] if text else []), *read)


def form_page(request: Request, house: House, owner: Account, *, own: bool) -> Response:
    """Return the form, filled in as most will want it."""
    pack = load_pack(PACK)
    has_one = bool(house.programmes.of(owner.id).all())
    return page(
        request,
        "programme_plan.html",
        pack=pack,
        owner=owner,
        own=own,
        has_one=has_one,
        personas=[load_persona(name) for name in persona_ids()],
        profiles=profiles_for(pack),
        start=next_monday(today()),
        sessions=SESSIONS,
        weeks=WEEKS,
        most_sessions=MOST_SESSIONS,
        most_weeks=MOST_WEEKS,
        most_jobs=MOST_JOBS,
    )
