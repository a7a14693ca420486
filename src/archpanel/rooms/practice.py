"""Drills in the house: somebody's practice list, and one question at a time.

The embedded engine asks and reads, so that nothing is sent anywhere; list, checks and spacing are
those of `archpanel drill`. What is said is kept before it is read, and counts once.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from archpanel.agents.answers import make_answer
from archpanel.domain import PanelError, Persona, Question
from archpanel.opening import ModelWishes
from archpanel.opening.drills import Done, drill_brief, keep_drill, ready
from archpanel.opening.practising import Choice, PracticeDesk
from archpanel.personas import seat_panel
from archpanel.programme.drilling import Drilling, seat_for
from archpanel.programme.practice import Card
from archpanel.programme.practice_store import DrilledMeanwhile, Left, Practice
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.personas import PACK
from archpanel.rooms.programmes import rooms_of
from archpanel.rooms.rooms import NotYours
from archpanel.sessions.kept import load_kept

SEATS = ("startup_cto", "enterprise_architect", "security_reviewer")
"""Among whom the owner of a competency asks about it."""


class NothingDue(PanelError):
    """No drill is due, and nothing was chosen."""

    def __init__(self) -> None:
        """Say what can be done."""
        super().__init__(
            "Nothing is due today. Practise ahead, or choose a competency; the list says what "
            "comes next."
        )


@dataclass(frozen=True)
class Put:
    """A drill whose question was put."""

    card: Card
    seat: Persona
    asked: Question
    left: Left
    """With what was typed so far."""


def practice_desk(house: House, account: Account) -> PracticeDesk:
    """Return the practice of somebody, with what their interviews have asked for since."""
    held = [room.session for room in rooms_of(house, account) if room.status == "finished"]
    return PracticeDesk.opened(house.practices.of(account.id), house.sessions, PACK, held)


def begin_drill(house: House, account: Account, choice: Choice) -> Left:
    """Put the question of the next drill, or return the one that waits.

    Raises:
        UnknownName: no such competency.
        BadRequest: no such question, or one that is kept for rehearsals.
        NothingDue: there is none.
    """
    desk = practice_desk(house, account)
    if waiting := desk.waiting(choice):
        return waiting
    card = desk.choose(choice)
    if card is None:
        raise NothingDue
    asked = asyncio.run(_drilling(desk, card).ask())
    task = card.task
    session = task.sessions[-1] if task.sessions else ""
    body = asked.model_dump(mode="json")
    left = Left(task.question, task.competency, session, desk.pack.id, body, "", False)
    desk.practice.leave(left)
    return left


def find_drill(house: House, account: Account, question: str, competency: str) -> Put:
    """Return a drill that waits.

    Raises:
        NotYours: none of these waits for this account.
    """
    desk = practice_desk(house, account)
    left = _left(desk.practice, question, competency)
    asked = load_kept(Question, dict(left.asked), f"(drill {question})")
    return Put(desk.of(left), _seat(desk.of(left)), asked, left)


def keep_drill_draft(
    house: House, account: Account, question: str, competency: str, said: str
) -> None:
    """Keep what was typed so far.

    Raises:
        NotYours: no such drill waits.
    """
    practice = house.practices.of(account.id)
    left = _left(practice, question, competency)
    if not practice.change_left(replace(left, said=said, is_answer=False)):
        raise NotYours("drill")


def hear_drill(house: House, account: Account, question: str, competency: str, said: str) -> Done:
    """Have an answer read, and keep what came of it; "" is a pass.

    Raises:
        NotYours: no such drill waits; it may have been answered already.
        BadRequest: the answer is too long.
        DrilledMeanwhile: another window was quicker, and its answer counts.
    """
    desk = practice_desk(house, account)
    left = _left(desk.practice, question, competency)
    card = desk.of(left)
    drilling = _drilling(desk, card)
    asked = load_kept(Question, dict(left.asked), f"(drill {question})")
    answer = make_answer(asked.id, said, key="drill")
    if not desk.practice.change_left(replace(left, said=said, is_answer=True)):
        raise DrilledMeanwhile
    made = asyncio.run(drilling.read(asked, answer))
    return keep_drill(desk, card, drilling, (asked, answer, made))


def drilled(house: House, account: Account, drill: str) -> Mapping[str, Any]:
    """Return a drill that was read, as the history has it.

    Raises:
        NotYours: there is none of this id.
    """
    for one in house.practices.of(account.id).history():
        if one["id"] == drill:
            return one
    raise NotYours("drill")


def _left(practice: Practice, question: str, competency: str) -> Left:
    for left in practice.left():
        if (left.question, left.competency) == (question, competency):
            return left
    raise NotYours("drill")


def _seat(card: Card) -> Persona:
    return seat_for(card.task.competency, seat_panel(list(SEATS)))


def _drilling(desk: PracticeDesk, card: Card) -> Drilling:
    seat = _seat(card)
    return ready(desk, card, seat, drill_brief(desk, card, seat, ModelWishes(), embedded=True))
