"""Sessions: which there are, opening one, and what its room looks like."""

import asyncio
from dataclasses import asdict

from starlette.responses import Response

from archpanel.domain import Brief
from archpanel.rooms.choosing import Chosen, open_chosen, pasted_paper
from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN, WRITE
from archpanel.rooms.lines import Line, lines_of
from archpanel.rooms.rooms import Room
from archpanel.rooms.seen import look
from archpanel.web.api.bodies import Opening
from archpanel.web.api.reading import LARGE
from archpanel.web.api.replies import Opened, RoomState, SessionLine, SessionList
from archpanel.web.api.routers import WRITING, SessionId, new_router, problems
from archpanel.web.entering import TheConfig, TheHouse, Visitor, Who

router = new_router("sessions", "/sessions")


@router.get("")
def list_sessions(house: TheHouse, who: Who) -> SessionList:
    """Return your sessions, the newest first."""
    lines = lines_of(house, house.rooms.all(who.account))
    return SessionList(sessions=[_line(house, who, line) for line in lines])


@router.post("", status_code=201, responses=problems(*WRITING, 503), max_body_size=LARGE)
def open_session(
    house: TheHouse, config: TheConfig, who: Who, opening: Opening, response: Response
) -> Opened:
    """Open a session as it was chosen; the panel begins at once.

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
    seen = asyncio.run(look(house, room))
    shown = {**asdict(seen), **_brief(seen.brief), "answers": room.answers}
    return RoomState.model_validate({name: shown[name] for name in RoomState.model_fields})


def _brief(brief: Brief) -> dict[str, object]:
    """The rest of a brief is a form of questions to come, and papers of the candidate."""
    return {
        "world": brief.world,
        "view": brief.view,
        "level": brief.level,
        "turns_planned": brief.turns,
        "rounds": list(brief.rounds),
        "engine": brief.engine,
    }


def _line(house: House, who: Visitor, line: Line) -> SessionLine:
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
        decision=line.decision if house.ratings.may_see(who.account, room.session) else "",
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
        jd=pasted_paper(opening.job_description, "job-description.txt"),
        cv=pasted_paper(opening.cv, "cv.txt"),
    )
