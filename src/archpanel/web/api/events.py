"""Events of a room: as a stream, or as a list that waits until there is something to tell."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import Header, Query, Request
from sse_starlette import EventSourceResponse
from starlette.responses import Response

from archpanel.domain import PanelError
from archpanel.rooms.events import Kept
from archpanel.rooms.house import House
from archpanel.web.api.replies import EventList, EventSeen
from archpanel.web.api.routers import SessionId, new_router, problems
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.pages.stream import PATIENCE, PING, may_look

router = new_router("events", "/sessions/{session}")

LONGEST_WAIT = 25
"""Seconds: below the patience of common proxies."""

HIGHEST = 1_000_000_000
STREAM = "text/event-stream"

After = Annotated[int, Query(ge=0, le=HIGHEST, description="Number of the last event you have.")]
Wait = Annotated[
    int, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait for one, if there is none.")
]

_EXAMPLE = 'id: 4\nevent: question\ndata: {"n":4,"at":1795000000.5,"kind":"question",...}\n\n'


@router.get(
    "/events",
    response_model=EventList,
    responses=problems(
        more={200: {"content": {STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}}}}
    ),
)
async def list_events(
    request: Request,
    house: TheHouse,
    who: Who,
    session: SessionId,
    after: After = 0,
    wait: Wait = 0,
    accept: Annotated[str, Header(max_length=1000)] = "",
    last_event_id: Annotated[str, Header(pattern="^[0-9]{0,9}$")] = "",
) -> Response | EventList:
    """Return what happened after an event.

    With `Accept: text/event-stream` the reply is a stream of the same objects, each with its
    number as `id`; after a lost connection send that as `Last-Event-ID`.
    """
    room = await asyncio.to_thread(house.rooms.find, who.account, session)
    if STREAM in accept:
        begin = int(last_event_id or after)
        told = stream(house, who, room.session, begin)
        return EventSourceResponse(told, ping=PING, headers={"X-Accel-Buffering": "no"})
    events = await _wait_for(house, room.session, after, wait)
    return EventList(events=[seen(e) for e in events], last=events[-1].n if events else after)


async def stream(house: House, who: Visitor, session: str, n: int) -> AsyncIterator[dict[str, str]]:
    """Yield events until the room is gone, or the right to see it."""
    with house.bell.listening(session) as rung, suppress(PanelError):  # it may be erased
        while await asyncio.to_thread(may_look, house, who, session):
            rung.clear()
            for event in await asyncio.to_thread(house.log.after, session, n):
                n = event.n
                data = json.dumps(seen(event).model_dump(mode="json"), ensure_ascii=False)
                yield {"id": str(n), "event": event.kind, "data": data}
            await _until(rung, PATIENCE)


async def _wait_for(house: House, session: str, after: int, seconds: int) -> Sequence[Kept]:
    with house.bell.listening(session) as rung:
        events = await asyncio.to_thread(house.log.after, session, after)
        if not events and seconds:
            await _until(rung, seconds)
            events = await asyncio.to_thread(house.log.after, session, after)
    return events


async def _until(rung: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, but no longer than so many seconds."""
    await asyncio.wait([waiting := asyncio.ensure_future(rung.wait())], timeout=seconds)
    waiting.cancel()


def seen(event: Kept) -> EventSeen:
    """Return an event as it is told."""
    return EventSeen(n=event.n, at=event.at, kind=event.kind, body=event.body)
