"""The verdict: the report as a page, its downloads, and any turn answered anew."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest, DecisionRecord
from archpanel.opening import calls_for_notes, kept_note, report_of
from archpanel.report import Links, body_style, compare, to_body
from archpanel.rooms.comparing import names_in
from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN
from archpanel.rooms.otherwise import counterfactuals
from archpanel.rooms.remarks import Remark
from archpanel.rooms.rooms import NotYours, Room
from archpanel.rooms.sheet import LANGUAGES, sheet_of
from archpanel.web.documents import KINDS, document_of, download
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.pages.room import TheSheet
from archpanel.web.templating import fill_markup, page

router = APIRouter(prefix="/verdicts")

DOWNLOADS = {"report.md": "md", "report.html": "html", "record.json": "json"}
"""Name in the address -> format."""


@router.get("/report.css")
def style() -> Response:
    """Send the style sheet of the report's sections; nobody's words are in it."""
    return Response(
        body_style(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"}
    )


@router.get("/{session}")
def show_verdict(request: Request, house: TheHouse, who: Who, session: str) -> Response:
    """Show a verdict to who may see it."""
    request.state.who = who
    room = house.rooms.find(who.account, session)
    if room.status != "finished":
        return RedirectResponse(f"/rooms/{session}", 303)
    if not house.ratings.may_see(who.account, session):
        return page(request, "verdict_waits.html", room=room)
    return page(request, "verdict.html", room=room, **_shown(house, who, room))


@router.get("/{session}/change")
def show_change(request: Request, house: TheHouse, who: Who, session: str) -> Response:
    """Show what a replay changed, once it is finished."""
    request.state.who = who
    room = house.rooms.find(who.account, session)
    if room.status != "finished":
        return RedirectResponse(f"/rooms/{session}", 303)
    origin = house.made_of(session)
    first = house.rooms.find(who.account, origin)
    if not all(house.ratings.may_see(who.account, seen) for seen in (session, origin)):
        return page(request, "verdict_waits.html", room=first)
    change = compare(house.sessions.record(origin), house.sessions.record(session))
    return page(request, "change.html", room=room, origin=origin, change=change)


@router.get("/{session}/{document}")
def take_away(house: TheHouse, who: Who, session: str, document: str) -> Response:
    """Send a report or the record as a file; its name says what a replay is a replay of.

    Raises:
        NotYours: there is none, it is not theirs, or their own rating comes first.
    """
    if document not in DOWNLOADS:
        raise NotYours("page")
    if not house.ratings.shows(who.account, house.rooms.find(who.account, session)):
        raise NotYours("verdict")
    format_, origin = DOWNLOADS[document], house.made_of(session)
    of = f"-replay-of-{origin}" if origin else ""
    name = f"archpanel-{session}{of}.{format_}"
    sent = download(document_of(house, session, format_), name, KINDS[format_])
    sent.headers["Cache-Control"] = "private, no-store"
    return sent


@router.post("/{session}/replay")
def replay(
    house: TheHouse,
    who: Who,
    session: str,
    question: Annotated[str, Form(max_length=12)],
    key: Annotated[str, Form(min_length=8, max_length=80)],
    sheet: TheSheet,
    passes: Annotated[bool, Form()] = False,
) -> Response:
    """Answer a turn anew in a copy; the room shows how the panel takes it."""
    house.gate.check(OPEN, who.account.id)
    room = house.rooms.find(who.account, session)
    if not room.sat_in:
        raise NotYours
    text = "" if passes else sheet.text
    if not text and not passes:
        raise BadRequest("There is nothing in the new answer. To leave it out, choose Pass.")
    copy = house.rehear(room, question, text, key, who.account.id)
    return RedirectResponse(f"/rooms/{copy}", 303)


def _shown(house: House, who: Visitor, room: Room) -> dict[str, Any]:
    record = house.sessions.record(room.session)
    origin = house.made_of(room.session)
    note = kept_note(house.sessions, room.session)
    later = calls_for_notes(house.sessions, room.session)
    replays = house.sessions.replays(room.session)
    mine = {found.session for found in house.rooms.among(who.account, (*replays, origin))}
    return {
        "body": to_body(report_of(record, note, later, origin), _links(house, who, room, record)),
        "rating": house.ratings.of(room.session, who.account.id),
        "downloads": DOWNLOADS,
        "origin": origin if origin in mine else "",
        "replays": [copy for copy in replays if copy in mine],
        "answers_anew": room.sat_in,
        "otherwise": counterfactuals(record) if who.account.kind == "coach" else [],
        "whose": names_in(house, who.account, [room])[0],
    }


def _links(house: House, who: Visitor, room: Room, record: DecisionRecord) -> Links:
    """Return where the report leads, and what stands below turns: notes, and answering anew."""
    texts = {answer.question_id: answer.text for answer in record.answers}
    notes = house.remarks.of(who.account, room.session)
    below = {q: _notes(who, room, q, [n for n in notes if n.question == q]) for q in texts}
    if not room.sat_in:
        return Links(below=below)
    forms = {question: _form(who, room, question, text) for question, text in texts.items()}
    return Links(
        again={question: f"#again-{question}" for question in texts},
        below={question: below[question] + forms[question] for question in texts},
    )


def _notes(who: Visitor, room: Room, question: str, remarks: list[Remark]) -> Markup:
    return fill_markup(
        "parts/remarks.html",
        who=who,
        session=room.session,
        question=question,
        remarks=remarks,
        writes=who.account.kind == "coach",
        back="verdict",
    )


def _form(who: Visitor, room: Room, question: str, text: str) -> Markup:
    return fill_markup(
        "parts/again.html",
        who=who,
        room=room,
        question=question,
        sheet=sheet_of(text),
        languages=LANGUAGES,
        key=uuid4().hex,
    )
