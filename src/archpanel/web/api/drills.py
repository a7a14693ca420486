"""Drills: the practice list, and one question, one answer, one assessment at a time."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path
from starlette.responses import Response

from archpanel.agents.clock import today
from archpanel.opening.practising import Choice
from archpanel.programme.practice import Card
from archpanel.rooms.limits import READ, WRITE
from archpanel.rooms.practice import (
    Put,
    begin_drill,
    drilled,
    find_drill,
    hear_drill,
    practice_desk,
)
from archpanel.web.api.drilling import (
    DrillAnswer,
    DrillAsked,
    DrillCard,
    DrillChoice,
    DrillHeard,
    DrillList,
    PointHeard,
    RiskHeard,
)
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.entering import TheHouse, Who

router = new_router("drills", "/drills")

Name = Annotated[str, Path(max_length=60)]


@router.get("", responses=problems(429))
def list_drills(house: TheHouse, who: Who) -> DrillList:
    """Return your practice list, what is due first."""
    house.gate.check(READ, who.account.id)
    desk = practice_desk(house, who.account)
    waiting = [f"{left.question}/{left.competency}" for left in desk.practice.left()]
    return DrillList(due=desk.due, drills=[_card(card) for card in desk.cards], waiting=waiting)


@router.post("/next", responses=problems(*WRITING))
def begin_next_drill(house: TheHouse, who: Who, choice: DrillChoice) -> DrillAsked:
    """Put the question of the next drill; the one that waits goes first."""
    house.gate.check(WRITE, who.account.id)
    wanted = Choice(choice.competency, choice.question, choice.ahead)
    left = begin_drill(house, who.account, wanted)
    return _asked(find_drill(house, who.account, left.question, left.competency))


@router.get("/{question}/{competency}", responses=problems(429))
def show_drill(house: TheHouse, who: Who, question: Name, competency: Name) -> DrillAsked:
    """Return a drill that waits for your answer."""
    house.gate.check(READ, who.account.id)
    return _asked(find_drill(house, who.account, question, competency))


@router.post("/{question}/{competency}/answer", responses=problems(*WRITING))
def answer_drill(
    house: TheHouse, who: Who, question: Name, competency: Name, said: DrillAnswer
) -> DrillHeard:
    """Answer a drill that waits, and return what was heard; it counts once."""
    house.gate.check(WRITE, who.account.id)
    done = hear_drill(house, who.account, question, competency, said.text)
    return _heard(drilled(house, who.account, done.card.tries[-1].id), done.card)


@router.delete("", status_code=204, responses=problems(*WRITING))
def forget_all_drills(house: TheHouse, who: Who) -> Response:
    """Erase all your drills; verdicts put what they ask for on the list anew."""
    house.gate.check(WRITE, who.account.id)
    house.practices.of(who.account.id).forget()
    return Response(status_code=204)


def _card(card: Card) -> DrillCard:
    task = card.task
    return DrillCard(
        question=task.question,
        competency=task.competency,
        due=card.back.due.isoformat(),
        is_due=card.is_due(today()),
        why=card.back.why,
        level=card.level,
        bar=task.bar,
        drilled=len(card.tries),
        session=task.sessions[-1] if task.sessions else "",
    )


def _asked(put: Put) -> DrillAsked:
    task, asked = put.card.task, put.asked
    return DrillAsked(
        question=task.question,
        competency=task.competency,
        persona=put.seat.id,
        context=asked.context,
        text=asked.text,
        draft=put.left.said,
    )


def _heard(one: Mapping[str, Any], card: Card) -> DrillHeard:
    told = one["whole"]["told"]
    return DrillHeard(
        id=one["id"],
        question=one["question"],
        competency=told["competency"],
        level=told["level"],
        bar=told["bar"],
        kind=told["kind"],
        unread=told["unread"],
        points=[PointHeard(**{n: p[n] for n in PointHeard.model_fields}) for p in told["points"]],
        risks=[RiskHeard(**risk) for risk in told["risks"]],
        next_time=told["say_next"],
        due=card.back.due.isoformat(),
        why=card.back.why,
    )
