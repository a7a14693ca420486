"""Answers: given once under a key, passed, made clearer before, and kept half-typed."""

from typing import Annotated

from fastapi import Query

from archpanel.domain import Answer, BadRequest
from archpanel.rooms.limits import ANSWER, DRAFT, WRITE
from archpanel.rooms.sheet import Sheet as Parts
from archpanel.rooms.sheet import sheet_of
from archpanel.web.api.bodies import Asked, GoingOn, Sheet
from archpanel.web.api.reading import LARGE
from archpanel.web.api.replies import AnswerKept, Clarified, Draft, Paused
from archpanel.web.api.routers import WRITING, Key, SessionId, new_router, problems
from archpanel.web.api.yours import asked_in
from archpanel.web.entering import TheHouse, Who

router = new_router("answers", "/sessions/{session}")


@router.post("/answers", responses=problems(*WRITING), max_body_size=LARGE)
def give_answer(
    house: TheHouse, who: Who, session: SessionId, key: Key, sheet: Sheet
) -> AnswerKept:
    """Answer a question. When this returns, the answer is on disk and the panel goes on."""
    house.gate.check(ANSWER, who.account.id)
    room = house.rooms.own(who.account, session)
    text = parts_of(sheet).text
    if not text:
        raise BadRequest("There is nothing in the answer yet. To go on without one, pass.")
    return _kept(house.answer(room.session, sheet.question, text, key))


@router.post("/pass", responses=problems(*WRITING))
def pass_question(
    house: TheHouse, who: Who, session: SessionId, key: Key, asked: Asked
) -> AnswerKept:
    """Pass a question: it counts as answered with nothing."""
    house.gate.check(ANSWER, who.account.id)
    room = house.rooms.own(who.account, session)
    return _kept(house.answer(room.session, asked.question, "", key))


@router.post("/clarify", responses=problems(*WRITING))
def clarify_question(house: TheHouse, who: Who, session: SessionId, asked: Asked) -> Clarified:
    """Have the asking persona make a question clearer; that gives nothing away."""
    house.gate.check(WRITE, who.account.id)
    room = house.rooms.own(who.account, session)
    question = asked_in(house, room.session, asked.question)
    said = house.clarify(room.session, question)
    return Clarified(question=question.id, persona=question.persona, text=said)


@router.post("/pause", responses=problems(*WRITING))
def pause_session(house: TheHouse, who: Who, session: SessionId) -> Paused:
    """Leave for now; the clock of the question stands still."""
    house.gate.check(WRITE, who.account.id)
    house.pause(house.rooms.own(who.account, session).session)
    return Paused(paused=True)


@router.post("/return", responses=problems(*WRITING))
def return_to_session(house: TheHouse, who: Who, session: SessionId) -> Paused:
    """Come back; the clock goes on."""
    house.gate.check(WRITE, who.account.id)
    house.come_back(house.rooms.own(who.account, session).session)
    return Paused(paused=False)


@router.post("/go-on", status_code=202, responses=problems(*WRITING))
def go_on(house: TheHouse, who: Who, session: SessionId, going: GoingOn) -> Paused:
    """Have a panel that could not go on try again."""
    house.gate.check(WRITE, who.account.id)
    room = house.rooms.own(who.account, session)
    house.go_on(room, as_is=going.as_is)
    return Paused(paused=room.paused)


@router.get("/draft")
def show_draft(
    house: TheHouse,
    who: Who,
    session: SessionId,
    question: Annotated[str, Query(pattern="^q[0-9]{1,4}$", examples=["q3"])],
) -> Draft:
    """Return what was typed so far; empty where nothing was, and once there is an answer."""
    room = house.rooms.own(who.account, session)
    return _draft(question, sheet_of(house.sessions.draft(room.session, question)))


@router.put("/draft", responses=problems(*WRITING), max_body_size=LARGE)
def keep_draft(house: TheHouse, who: Who, session: SessionId, sheet: Sheet) -> Draft:
    """Keep what was typed so far, if the question waits for its answer."""
    house.gate.check(DRAFT, who.account.id)
    room = house.rooms.own(who.account, session)
    house.keep_draft(room.session, sheet.question, parts_of(sheet).text)
    return _draft(sheet.question, sheet_of(house.sessions.draft(room.session, sheet.question)))


def parts_of(sheet: Sheet) -> Parts:
    """Return the parts of an answer as the rooms know them."""
    return Parts(sheet.said, sheet.diagram, sheet.code, sheet.language)


def _kept(answer: Answer) -> AnswerKept:
    return AnswerKept(question=answer.question_id, text=answer.text, received=answer.received)


def _draft(question: str, parts: Parts) -> Draft:
    return Draft.model_validate(
        {
            "question": question,
            "said": parts.said,
            "diagram": parts.diagram,
            "code": parts.code,
            "language": parts.language,
        }
    )
