"""Notes: what coaches write down on turns, for themselves or for who answered."""

from starlette.responses import Response

from archpanel.rooms.house import House
from archpanel.rooms.limits import WRITE
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.bodies import NewNote, Note
from archpanel.web.api.replies import NoteList, NoteSeen
from archpanel.web.api.routers import WRITING, SessionId, new_router, problems
from archpanel.web.entering import Coach, TheHouse, Visitor, Who

router = new_router("notes", "/sessions/{session}/notes")


@router.get("")
def list_notes(house: TheHouse, who: Who, session: SessionId) -> NoteList:
    """Return a coach's own notes; who answered gets what is shown to them, after the verdict."""
    found = house.remarks.of(who.account, session)
    return NoteList(notes=[NoteSeen.model_validate(each) for each in found])


@router.post("", status_code=201, responses=problems(*WRITING))
def add_note(house: TheHouse, who: Coach, session: SessionId, note: NewNote) -> NoteSeen:
    """Keep a note on a question that was asked."""
    house.gate.check(WRITE, who.account.id)
    made = house.remarks.add(who.account, session, note.question, note.text, note.shown)
    return _seen(house, who, session, made)


@router.put("/{note}", responses=problems(*WRITING))
def change_note(
    house: TheHouse, who: Coach, session: SessionId, note: str, changed: Note
) -> NoteSeen:
    """Change a note of yours."""
    house.gate.check(WRITE, who.account.id)
    house.remarks.edit(who.account, session, note, changed.text, changed.shown)
    return _seen(house, who, session, note)


@router.delete("/{note}", status_code=204, responses=problems(*WRITING))
def delete_note(house: TheHouse, who: Coach, session: SessionId, note: str) -> Response:
    """Delete a note of yours."""
    house.gate.check(WRITE, who.account.id)
    house.remarks.delete(who.account, session, note)
    return Response(status_code=204)


def _seen(house: House, who: Visitor, session: str, note: str) -> NoteSeen:
    """Return one of somebody's notes, or raise `NotYours` where it was just deleted."""
    for each in house.remarks.of(who.account, session):
        if each.id == note:
            return NoteSeen.model_validate(each)
    raise NotYours("note")
