"""Events of a room: as a stream, or as a list that waits until there is something to tell."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated

from fastapi import Header, Query
from starlette.responses import Response

from archpanel.rooms.events import Kept
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.replies import EventList, EventSeen
from archpanel.web.api.routers import SessionId, new_router, problems
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.streaming import After, LastEventId, Stream, batches, may_look, ring

router = new_router("events", "/sessions/{session}")

LONGEST_WAIT = 25
"""Seconds: below the patience of common proxies."""

STREAM = "text/event-stream"

Wait = Annotated[
    int, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait for one, if there is none.")
]

_EXAMPLE = 'id: 4\nevent: question\ndata: {"n":4,"at":1795000000.5,"kind":"question",...}\n\n'


@router.get(
    "/events",
    response_model=EventList,
    responses=problems(
        429,
        more={200: {"content": {STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}}}},
    ),
)
async def list_events(
    house: TheHouse,
    who: Who,
    session: SessionId,
    after: After = 0,
    wait: Wait = 0,
    accept: Annotated[str, Header(max_length=1000)] = "",
    last_event_id: LastEventId = "",
) -> Response | EventList:
    """Return what happened after an event.

    With `Accept: text/event-stream` the reply is a stream of the same objects, each with its
    number as `id`; after a lost connection send that as `Last-Event-ID`. It ends with the right to
    see the session. Streams and waits are at most 20 at a time for each account.
    """
    room = await asyncio.to_thread(house.rooms.find, who.account, session)
    if STREAM in accept:
        return Stream(house, who, told(house, who, room.session, int(last_event_id or after)))
    events = await _news(house, who, room.session, after, wait)
    return EventList(events=[seen(e) for e in events], last=events[-1].n if events else after)


async def told(house: House, who: Visitor, session: str, n: int) -> AsyncIterator[dict[str, str]]:
    """Yield events as a stream tells them, until the room is gone, or the right to see it."""
    async with aclosing(batches(house, who, session, n)) as news:
        async for events in news:
            for event in events:
                data = json.dumps(seen(event).model_dump(mode="json"), ensure_ascii=False)
                yield {"id": str(event.n), "event": event.kind, "data": data}


async def _news(
    house: House, who: Visitor, session: str, after: int, seconds: int
) -> Sequence[Kept]:
    """Return the events after a number; where there are none, wait for some.

    Raises:
        TooOften: the account listens enough already.
        NotYours: the room is gone meanwhile, or the right to see it.
    """
    events = await asyncio.to_thread(house.log.after, session, after)
    if events or not seconds:
        return events
    with house.bell.admits(who.account.id), house.bell.listening(session) as rung:
        events = await asyncio.to_thread(house.log.after, session, after)  # it may just have come
        if not events:
            await ring(rung, seconds)
            events = await asyncio.to_thread(house.log.after, session, after)
    # Asked last: what was written after a right ended is read before that is noticed.
    if not await asyncio.to_thread(may_look, house, who, session):
        raise NotYours
    return events


def seen(event: Kept) -> EventSeen:
    """Return an event as it is told."""
    return EventSeen(n=event.n, at=event.at, kind=event.kind, body=event.body)
