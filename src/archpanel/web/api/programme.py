"""Programme: one's own plan of sessions, its next session, and where one stands."""

import json
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from archpanel.opening.plans import calendar_of
from archpanel.programme.as_json import plain
from archpanel.programme.wording import reasons
from archpanel.rooms.limits import OPEN, READ, WRITE
from archpanel.rooms.programme_seen import PlaceSeen, ProgrammeSeen, programme_seen
from archpanel.rooms.programmes import (
    PLAN,
    PlanChosen,
    begin_next,
    desk_of,
    plan_for,
    take_up,
)
from archpanel.web.api.bodies_on_programmes import InForce, NextSession, ProgrammeOrder
from archpanel.web.api.papers import JD, paper_from
from archpanel.web.api.reading import UPLOAD
from archpanel.web.api.replies_on_programmes import (
    BegunSession,
    CommentSeen,
    EarlierProgramme,
    NextPlace,
    PlannedSession,
    Programme,
)
from archpanel.web.api.routers import WRITING, Described, new_router, problems
from archpanel.web.documents import CALENDAR, KINDS, download
from archpanel.web.entering import TheConfig, TheHouse, Visitor, Who

router = new_router("programme", "/programme")

Level = Annotated[str, Query(max_length=60, description="Level sought; empty: the role's own.")]
AS_OBJECT: Described = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


@router.get("", responses=problems(429))
def show_programme(house: TheHouse, who: Who) -> Programme:
    """Return your programme in force, with what came of its sessions and what was said to it."""
    house.gate.check(READ, who.account.id)
    return told(programme_seen(house, who.account, who.account), who)


@router.put("", responses=problems(*WRITING), max_body_size=UPLOAD)
def plan_programme(house: TheHouse, who: Who, order: ProgrammeOrder) -> Programme:
    """Plan one, which is in force from then on. Sent again, it is the same one."""
    house.gate.check(PLAN, who.account.id)
    plan_for(house, who.account, who.account, chosen_from(order))
    return told(programme_seen(house, who.account, who.account), who)


@router.delete("", status_code=204, responses=problems(*WRITING))
def erase_programmes(house: TheHouse, who: Who) -> Response:
    """Erase all your programmes, with what was said to them; interviews stay."""
    house.gate.check(WRITE, who.account.id)
    house.programmes.of(who.account.id).forget()
    return Response(status_code=204)


@router.post("/next", responses=problems(*WRITING, 503))
def hold_next(house: TheHouse, config: TheConfig, who: Who, how: NextSession) -> BegunSession:
    """Open the next session, or return the one that was begun and waits."""
    house.gate.check(OPEN, who.account.id)
    begun = begin_next(house, who.account, how.turns, how.engine, config.model)
    return BegunSession(session=begun.session, new=begun.new)


@router.put("/in-force", responses=problems(*WRITING))
def take_up_again(house: TheHouse, who: Who, which: InForce) -> Programme:
    """Put an earlier programme in force again, with the sessions that were held for it."""
    house.gate.check(WRITE, who.account.id)
    take_up(house, who.account, which.number)
    return told(programme_seen(house, who.account, who.account), who)


@router.get("/status", responses=problems(429, more=AS_OBJECT), response_class=Response)
def show_status(house: TheHouse, who: Who, level: Level = "") -> Response:
    """Return what is covered, how levels come along, and where the bar is met."""
    house.gate.check(READ, who.account.id)
    return status_of(programme_seen(house, who.account, who.account), level)


@router.get(
    "/calendar",
    responses=problems(429, more={200: {"content": {"text/calendar": {}}}}),
    response_class=Response,
)
def show_calendar(house: TheHouse, who: Who) -> Response:
    """Return the days of the sessions as a calendar file (RFC 5545)."""
    house.gate.check(READ, who.account.id)
    desk = desk_of(house, who.account)
    text = calendar_of(desk.standing().dated, desk.pack, desk.personas)
    return download(text, "archpanel-programme.ics", CALENDAR)


def chosen_from(order: ProgrammeOrder) -> PlanChosen:
    """Return what a body says, with its papers read."""
    papers = [paper_from(job.text, job.file, JD) for job in order.jobs]
    return PlanChosen(
        seats=tuple(order.seats),
        sessions=order.sessions,
        weeks=order.weeks,
        start=order.start,
        jobs=tuple(paper for paper in papers if paper is not None),
        profiles=tuple(order.profiles),
        weak=tuple(order.weak),
        worlds=tuple(order.worlds),
        views=tuple(order.views),
        rounds=tuple(order.rounds),
        levels=tuple(order.levels),
        surprises=order.surprises,
    )


def status_of(seen: ProgrammeSeen, level: str) -> Response:
    """Return where a programme stands, as the terminal tells it."""
    text = json.dumps(plain(seen.overview(level)), ensure_ascii=False)
    return Response(text, media_type=KINDS["json"])


def told(seen: ProgrammeSeen, who: Visitor) -> Programme:
    """Return a programme as the API tells it."""
    kept, replaced = seen.kept, seen.replaced
    said = [*seen.comments, *(one for place in seen.places for one in place.comments)]
    return Programme(
        number=kept.number,
        made=kept.made,
        assigned_by=seen.names.get(kept.assigned_by, ""),
        replaced=replaced.number if replaced else None,
        targets=[target.name for target in kept.targets],
        sessions=[_place(place) for place in seen.places],
        waiting=seen.waiting,
        next=NextPlace(n=seen.next[0].n, why=reasons(seen.next[1])) if seen.next else None,
        comments=[
            CommentSeen(
                id=one.id,
                session=one.place,
                by=seen.names[one.coach],
                text=one.text,
                at=one.at,
                mine=one.coach == who.account.id,
            )
            for one in said
        ],
        earlier=[
            EarlierProgramme(
                number=one.kept.number,
                made=one.kept.made,
                assigned_by=seen.names.get(one.kept.assigned_by, ""),
                sessions=len(one.kept.sessions),
                begun=one.begun,
            )
            for one in seen.earlier
        ],
    )


def _place(place: PlaceSeen) -> PlannedSession:
    one = place.planned.sitting
    return PlannedSession(
        n=place.planned.n,
        day=place.planned.day.isoformat(),
        world=one.world,
        view=one.view,
        rounds=list(one.rounds),
        seats=list(one.seats),
        level=one.level,
        surprise=one.surprise,
        state=place.state,
        session=place.session,
        decision=place.decision,
        rate_first=place.sealed,
    )
