"""Replays: a turn of a finished interview answered anew, in a room of its own."""

from fastapi import Response

from archpanel.rooms.limits import OPEN
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.answers import parts_of
from archpanel.web.api.bodies import Sheet
from archpanel.web.api.reading import LARGE
from archpanel.web.api.replies import Opened, ReplayList
from archpanel.web.api.routers import WRITING, Key, SessionId, new_router, problems
from archpanel.web.api.yours import over_room
from archpanel.web.entering import TheHouse, Who

router = new_router("replays", "/sessions/{session}/replays")


@router.get("")
def list_replays(house: TheHouse, who: Who, session: SessionId) -> ReplayList:
    """Return the replays that hold answers of a session, the oldest first."""
    room = house.rooms.find(who.account, session)
    replays = house.sessions.replays(room.session)
    mine = {found.session for found in house.rooms.among(who.account, replays)}
    return ReplayList(replays=[replay for replay in replays if replay in mine])


@router.post("", status_code=201, responses=problems(*WRITING), max_body_size=LARGE)
def replay_session(
    house: TheHouse, who: Who, session: SessionId, key: Key, sheet: Sheet, response: Response
) -> Opened:
    """Answer a turn anew; an empty sheet passes it. Later answers come again by themselves."""
    house.gate.check(OPEN, who.account.id)
    room = over_room(house, who, session)
    if not room.sat_in:
        raise NotYours
    text = parts_of(sheet).text
    copy = house.rehear(room, sheet.question, text, key, who.account.id)
    response.headers["Location"] = f"/api/v1/sessions/{copy}"
    return Opened(session=copy)
