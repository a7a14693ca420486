"""What comes of an interview: its record, its report, and everything that is kept about it."""

import json
from typing import Any, Literal

from starlette.responses import Response

from archpanel.report import compare
from archpanel.rooms.limits import READ
from archpanel.web.api.replies_on_replays import ReplayChange
from archpanel.web.api.routers import SessionId, new_router, problems
from archpanel.web.api.yours import over_room
from archpanel.web.documents import KINDS, document_of, download
from archpanel.web.entering import TheHouse, Who

router = new_router("outcomes", "/sessions/{session}")

EXPORTING = 30.0
"""Seconds that an export may take."""


def described(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """Return how a document in these media types is described."""
    schema = {"schema": {"type": "string"}}
    return {200: {"content": {kind: schema for kind in kinds}, "description": "The document."}}


_JSON: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}}
}


@router.get("/record", responses=problems(409, 429, more=_JSON), response_class=Response)
def show_record(house: TheHouse, who: Who, session: SessionId) -> Response:
    """Return the decision record: everything that is needed to recompute the verdict offline."""
    house.gate.check(READ, who.account.id)
    room = over_room(house, who, session)
    return download(document_of(house, room.session, "json"), f"{room.session}.json", KINDS["json"])


@router.get(
    "/report",
    responses=problems(409, 429, more=described("text/markdown", "text/html")),
    response_class=Response,
)
def show_report(
    house: TheHouse, who: Who, session: SessionId, format: Literal["md", "html"] = "md"
) -> Response:
    """Return the report for people, as Markdown or as one HTML file."""
    house.gate.check(READ, who.account.id)
    room = over_room(house, who, session)
    text = document_of(house, room.session, format)
    return download(text, f"{room.session}.{format}", KINDS[format])


@router.get("/change", responses=problems(409, 429))
def show_change(house: TheHouse, who: Who, session: SessionId) -> ReplayChange:
    """Return what a replay changed; you have to be allowed to see both verdicts."""
    house.gate.check(READ, who.account.id)
    room = over_room(house, who, session)
    first = over_room(house, who, house.made_of(room.session))
    found = compare(house.sessions.record(first.session), house.sessions.record(room.session))
    return ReplayChange.model_validate({**vars(found), "origin": first.session})


@router.get("/export", responses=problems(409, 429, more=_JSON), response_class=Response)
def export_session(house: TheHouse, who: Who, session: SessionId) -> Response:
    """Return everything that is kept about a finished session, in one JSON object."""
    house.gate.check(READ, who.account.id)
    room = over_room(house, who, session)
    told = house.host.ask(house.sessions.export(room.session), EXPORTING)
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return download(text, f"{room.session}-export.json", KINDS["json"])
