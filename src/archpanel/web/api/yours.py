"""What somebody may see and do in a session, for all routers of the API."""

import asyncio
from typing import Annotated

from fastapi import Depends

from archpanel.domain import Question
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room
from archpanel.web.entering import Visitor, Who
from archpanel.web.refusals import NeedsLogin, NotOver, NotRated


async def person(who: Who) -> Visitor:
    """Return who makes a request, if it is somebody who is logged in.

    Raises:
        NeedsLogin: a program does. Whoever finds a token could otherwise stay beyond its end.
    """
    if not who.csrf:
        raise NeedsLogin
    return who


Person = Annotated[Visitor, Depends(person)]


def over_room(house: House, who: Visitor, session: str) -> Room:
    """Return a room whose verdict somebody may see.

    Raises:
        NotYours: there is none.
        NotOver: there is no verdict yet.
        NotRated: a coach has to rate the interview first.
    """
    room = over(house.rooms.find(who.account, session))
    if not house.ratings.may_see(who.account, room.session):
        raise NotRated
    return room


def over(room: Room) -> Room:
    """Return a room if its interview is over, or raise `NotOver`."""
    if room.status != "finished":
        raise NotOver
    return room


def asked_in(house: House, session: str, question: str) -> Question:
    """Return a question of a session, or raise `UnknownName`."""
    return asyncio.run(house.sessions.question(session, question))
