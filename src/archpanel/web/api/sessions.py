"""Sessions: which there are, opening one, and what its room looks like."""

import asyncio
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from archpanel.rooms.choosing import Chosen, open_chosen
from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN, WRITE
from archpanel.rooms.lines import Line, lines_of
from archpanel.rooms.rooms import AT_ONCE, Room
from archpanel.rooms.seen import Seen, look
from archpanel.web.api.bodies import Opening
from archpanel.web.api.papers import CV, JD, paper_from
from archpanel.web.api.reading import UPLOAD
from archpanel.web.api.replies import Opened, RoomState, SessionLine, SessionList
from archpanel.web.api.routers import WRITING, SessionId, new_router, problems
from archpanel.web.entering import TheConfig, TheHouse, Who

router = new_router("sessions", "/sessions")

Before = Annotated[
    str, Query(max_length=80, description="What the reply before this one gave as `older`.")
]
Most = Annotated[int, Query(ge=1, le=AT_ONCE, description="How many sessions, at most.")]


@router.get("")
def list_sessions(
    house: TheHouse, who: Who, before: Before = "", most: Most = AT_ONCE
) -> SessionList:
    """Return your sessions, the newest first; with `before` those that are older."""
    part = house.rooms.part(who.account, before, most=most)
    visible = house.ratings.visible(who.account, part.rooms)
    lines = [_line(line, line.room.session in visible) for line in lines_of(house, part.rooms)]
    return SessionList(sessions=lines, older=part.older)


@router.post("", status_code=201, responses=problems(*WRITING, 503), max_body_size=UPLOAD)
def open_session(
    house: TheHouse, config: TheConfig, who: Who, opening: Opening, response: Response
) -> Opened:
    """Open a session as it was chosen; the panel begins at once. Papers come as text or as files.

    A language model that is chosen is asked for one word first: 503 where it does not answer.
    """
    house.gate.check(OPEN, who.account.id)
    session = open_chosen(house, who.account, _chosen(opening), config.model)
    response.headers["Location"] = f"/api/v1/sessions/{session}"
    return Opened(session=session)


@router.get("/{session}")
def show_session(house: TheHouse, who: Who, session: SessionId) -> RoomState:
    """Return what a room looks like now."""
    return state_of(house, house.rooms.find(who.account, session))


@router.delete("/{session}", status_code=204, responses=problems(*WRITING))
def erase_session(house: TheHouse, who: Who, session: SessionId) -> Response:
    """Erase a session with all that was said in it. There is no way back.

    Replays of it are sessions of their own, which keep the answers: erase those as well.
    """
    house.gate.check(WRITE, who.account.id)
    house.erase(house.rooms.find(who.account, session).session)
    return Response(status_code=204)


def state_of(house: House, room: Room) -> RoomState:
    """Return what a room looks like now, without what a candidate is not to know yet."""
    return told(asyncio.run(look(house, room)), answers=room.answers)


def told(seen: Seen, *, answers: bool) -> RoomState:
    """Return a room as the API tells it.

    Of the brief only what is named here: the rest is a form of questions to come, and papers.
    """
    return RoomState(
        session=seen.session,
        world=seen.brief.world,
        view=seen.brief.view,
        level=seen.brief.level,
        turns_planned=seen.brief.turns,
        rounds=list(seen.brief.rounds),
        engine=seen.brief.engine,
        standing=seen.standing,
        paused=seen.paused,
        answers=answers,
        seats=seen.seats,
        turns=seen.turns,
        speech=seen.speech,
        timer=seen.timer,
        trouble=seen.trouble,
        last=seen.last,
    )


def _line(line: Line, visible: bool) -> SessionLine:
    room, brief = line.room, line.brief
    return SessionLine(
        session=room.session,
        created=room.created,
        status=room.status,
        world=brief.world if brief else "",
        view=brief.view if brief else "",
        level=brief.level if brief else "",
        turns=line.turns,
        answered=line.answered,
        paused=room.paused,
        answers=room.answers,
        decision=line.decision if visible else "",
        problem=line.problem,
    )


def _chosen(opening: Opening) -> Chosen:
    return Chosen(
        world=opening.world,
        view=opening.view,
        level=opening.level,
        turns=opening.turns,
        seats=tuple(opening.seats),
        rounds=tuple(opening.rounds),
        surprise=opening.surprise,
        mind=opening.engine,
        candidate=opening.candidate,
        jd=paper_from(opening.job_description, opening.job_description_file, JD),
        cv=paper_from(opening.cv, opening.cv_file, CV),
    )
