"""Drills: the practice list, and one question, one answer, one assessment at a time."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from archpanel.agents.clock import today
from archpanel.opening.practising import Choice
from archpanel.packs import load_pack
from archpanel.rooms.limits import READ, WRITE
from archpanel.rooms.personas import PACK
from archpanel.rooms.practice import (
    begin_drill,
    drilled,
    find_drill,
    hear_drill,
    keep_drill_draft,
    practice_desk,
)
from archpanel.rooms.sheet import LONGEST_PART
from archpanel.web.entering import TheHouse, Who
from archpanel.web.templating import page

router = APIRouter(prefix="/drills")

Name = Annotated[str, Path(max_length=60)]
Said = Annotated[str, Form(max_length=LONGEST_PART)]


@router.get("")
def show_list(request: Request, house: TheHouse, who: Who) -> Response:
    """Show what is due when, what waits, and how it went so far."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    desk = practice_desk(house, who.account)
    return page(request, "drills.html", desk=desk, today=today(), left=desk.practice.left())


@router.post("/next")
def begin(
    house: TheHouse,
    who: Who,
    competency: Annotated[str, Form(max_length=60)] = "",
    ahead: Annotated[bool, Form()] = False,
) -> Response:
    """Put the question of the next drill; the one that waits goes first."""
    house.gate.check(WRITE, who.account.id)
    left = begin_drill(house, who.account, Choice(competency, "", ahead))
    return RedirectResponse(f"/drills/{left.question}/{left.competency}", 303)


@router.post("/forget")
def forget(house: TheHouse, who: Who) -> Response:
    """Erase all drills of one's own; verdicts put what they ask for on the list anew."""
    house.gate.check(WRITE, who.account.id)
    house.practices.of(who.account.id).forget()
    return RedirectResponse("/drills", 303)


@router.get("/done/{drill}")
def show_outcome(request: Request, house: TheHouse, who: Who, drill: Name) -> Response:
    """Show what was heard in an answer, and when the question comes again."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    one = drilled(house, who.account, drill)
    desk = practice_desk(house, who.account)
    asked = (one["question"], one["competency"])
    card = next((c for c in desk.cards if (c.task.question, c.task.competency) == asked), None)
    return page(request, "drilled.html", one=one, card=card, pack=desk.pack, due=desk.due)


@router.get("/{question}/{competency}")
def show_question(
    request: Request, house: TheHouse, who: Who, question: Name, competency: Name
) -> Response:
    """Show a drill that waits, with what was typed so far."""
    request.state.who = who
    house.gate.check(READ, who.account.id)
    put = find_drill(house, who.account, question, competency)
    return page(request, "drill.html", put=put, pack=load_pack(PACK))


@router.post("/{question}/{competency}/draft")
def keep_draft(
    house: TheHouse, who: Who, question: Name, competency: Name, said: Said = ""
) -> Response:
    """Keep what was typed so far."""
    house.gate.check(WRITE, who.account.id)
    keep_drill_draft(house, who.account, question, competency, said)
    return Response(status_code=204)


@router.post("/{question}/{competency}")
def answer(
    house: TheHouse,
    who: Who,
    question: Name,
    competency: Name,
    said: Said = "",
    passes: Annotated[bool, Form()] = False,
) -> Response:
    """Have an answer read, and lead to what was heard."""
    house.gate.check(WRITE, who.account.id)
    given = "" if passes else said
    done = hear_drill(house, who.account, question, competency, given)
    return RedirectResponse(f"/drills/done/{done.card.tries[-1].id}", 303)
