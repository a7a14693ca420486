"""The stream of one room: each event of its log as the part of the page that it changes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from archpanel.domain import PanelError
from archpanel.rooms.events import Kept
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room
from archpanel.rooms.seen import look
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.pages.room import stand_values
from archpanel.web.streaming import After, LastEventId, Stream, batches
from archpanel.web.templating import fill

router = APIRouter()


@router.get("/rooms/{session}/events")
def stream(
    house: TheHouse,
    who: Who,
    session: str,
    after: After = 0,
    shows: Annotated[str, Query(max_length=20)] = "",
    last_event_id: LastEventId = "",
) -> Response:
    """Send what happens after event number `after`, or after the last that the browser got.

    `shows` is the question that the page had in its answer box when it was loaded.
    """
    room = house.rooms.find(who.account, session)
    return Stream(house, who, parts(house, who, room, int(last_event_id or after), shows))


async def parts(
    house: House, who: Visitor, room: Room, n: int, shows: str = ""
) -> AsyncIterator[dict[str, str]]:
    """Yield parts of the page until the room is gone, or the browser, or the right to see it."""
    shown = await asyncio.to_thread(_before, house, room.session, n, shows)
    with suppress(PanelError):  # it may be erased
        async with aclosing(batches(house, who, room.session, n)) as news:
            async for events in news:
                drawn = await asyncio.to_thread(_parts, house, who, room.session, shown, events)
                for part in drawn:
                    yield part


@dataclass
class Shown:
    """What one stream has sent."""

    last: int
    """Every event up to this number is on the page."""

    question: str = ""
    """The one in the answer box: drawing it again would take what is being typed."""

    told: str = ""
    """The question that was announced."""


def _before(house: House, session: str, n: int, shows: str) -> Shown:
    """Return what a browser has that got everything up to event number `n`.

    A page may be loaded when a question is on record, and not yet in the log of events.
    """
    told = [
        str(event.body["question"])
        for event in house.log.drawn(session)
        if event.n <= n and event.kind == "question"
    ]
    if shows and shows not in told:
        told.append(shows)
    return Shown(n, told=told[-1] if told else "")


def _parts(
    house: House, who: Visitor, session: str, shown: Shown, news: Sequence[Kept]
) -> list[dict[str, str]]:
    """Return what has to be sent; what is drawn shows all that has happened by then.

    So several events are drawn once, and words that are part of a drawing are not sent again.
    """
    events = [event for event in news if event.n > shown.last]
    sent = []
    if drawn := [event for event in events if _is_drawn(event, shown)]:
        sent.append(_draw(house, who, session, drawn[-1], shown))
    for event in events:
        name = _ADDED.get(event.kind)
        if name and event.n > shown.last and _belongs(event, shown):
            sent.append(_sent(event.n, fill(name, body=event.body)))
    shown.last = max([shown.last, *(event.n for event in events)])
    return sent


_ADDED = {"words": "parts/words.html", "clarified": "parts/clarified.html"}
"""What is added to the page as it is; for all else the page is drawn."""


def _belongs(event: Kept, shown: Shown) -> bool:
    """Tell whether an addition is about the question that waits, under which the page puts it."""
    return event.kind != "clarified" or event.body["question"] == shown.told


def _is_drawn(event: Kept, shown: Shown) -> bool:
    if event.kind == "question":
        return event.body["question"] not in (shown.question, shown.told)
    return event.kind not in _ADDED


def _draw(house: House, who: Visitor, session: str, event: Kept, shown: Shown) -> dict[str, str]:
    """Draw the room as it is now, and announce what it waits for, once."""
    room = house.rooms.find(who.account, session)
    seen = asyncio.run(look(house, room))
    shown.last = max(seen.last, event.n)
    shown.question = seen.waits.id if seen.waits else ""
    announced = shown.question if shown.question != shown.told else ""
    shown.told = shown.question or shown.told
    values = {**stand_values(house, room, seen), "announced": announced, "who": who}
    return _sent(shown.last, fill("parts/stand.html", swaps=True, **values))


def _sent(n: int, html: str) -> dict[str, str]:
    return {"id": str(n), "data": html}
