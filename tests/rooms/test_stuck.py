"""A panel that cannot go on: what is told of it, and how one goes on without who is missing."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Any

import pytest
from houses import PATIENCE, question, sit_down, thorough, wait_for

from archpanel.agents.engine import Conversation, EngineUnavailable, Plan, Say
from archpanel.domain import Answer, BadRequest, Item, PanelError, Persona, Question, UnknownName
from archpanel.evals.small_pack import small_seats
from archpanel.rooms import host
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.seen import Seen, look
from archpanel.testing import ScriptedEngine

NEVER = 1000.0
"""Seconds: no test waits for it."""

ADDRESS = "http://10.0.0.5:8000/v1"


@dataclass
class Away(ScriptedEngine):
    """Reads nothing until it is back; while the door is shut, each reading waits before it."""

    back: bool = False
    door: Flag = field(default_factory=Flag)
    waits: Flag = field(default_factory=Flag)

    def __post_init__(self) -> None:
        """Nothing is held up."""
        self.door.set()

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Any:
        self.waits.set()
        await asyncio.to_thread(self.door.wait, PATIENCE)
        if not self.back:
            raise EngineUnavailable(f"{ADDRESS} is out of reach.")
        return await super().read(seat, question, item, answer)


@dataclass
class Wordless(ScriptedEngine):
    """Never finds words."""

    error: Exception = field(default_factory=lambda: PanelError("The model is out of reach."))
    tried: int = 0

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        self.tried += 1
        raise self.error


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried again by itself."""
    monkeypatch.setattr(host, "LOOKS_EVERY", NEVER)
    monkeypatch.setattr(host, "FIRST_WAIT", NEVER)


@pytest.fixture
def mind() -> Away:
    return Away()


@pytest.fixture
def away(opens: Callable[..., House], mind: Away, coach: Account, house: House) -> House:
    """A house whose engine is away."""
    house.host.stop(5.0)
    return opens(mind)


def seen(house: House, coach: Account, session: str) -> Seen:
    return asyncio.run(look(house, house.rooms.find(coach, session)))


def is_stuck(house: House, coach: Account, session: str) -> bool:
    return seen(house, coach, session).standing == "stuck"


def before_the_verdict(house: House, coach: Account) -> str:
    """Return a session in which everything is answered and nothing read."""
    session = sit_down(house, coach, coach, turns=2)
    for number in (1, 2):
        asked = question(house, session)
        assert asked is not None
        house.answer(session, asked.id, thorough(asked), f"a-good-key-{number}")
    wait_for(lambda: is_stuck(house, coach, session))
    return session


@pytest.mark.usefixtures("patient")
def test_going_on_without_seats_holds_though_another_try_is_under_way(
    away: House, mind: Away, coach: Account
) -> None:
    session = before_the_verdict(away, coach)
    room = away.rooms.find(coach, session)
    mind.door.clear()
    mind.waits.clear()
    away.go_on(room, as_is=False)
    assert mind.waits.wait(PATIENCE)
    away.go_on(room, as_is=True)
    mind.door.set()
    assert question(away, session) is None
    assert away.sessions.record(session).verdict.decision == "hold"


@pytest.mark.usefixtures("patient")
def test_once_the_panel_has_come_on_it_waits_for_its_seats_again(
    away: House, mind: Away, coach: Account
) -> None:
    first = before_the_verdict(away, coach)
    away.go_on(away.rooms.find(coach, first), as_is=True)
    assert question(away, first) is None
    assert away.host._as_is == set()


@pytest.mark.usefixtures("patient")
def test_a_call_that_comes_as_a_task_ends_is_heard(
    opens: Callable[..., House], house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.host.stop(5.0)
    other = opens()
    ring = other.bell.ring

    def answers_at_once(session: str) -> None:
        """With its bell the task of q1 ends: what is called then comes just before that."""
        ring(session)
        if [e.kind for e in other.log.all(session)].count("question") == 1:
            if other.waits_for(session) == "q1":
                other.sessions.answer(session, "q1", "At once.", "a-good-key")
                other.host.wake(session)

    monkeypatch.setattr(other.bell, "ring", answers_at_once)
    session = sit_down(other, coach, coach, turns=2)
    wait_for(lambda: other.waits_for(session) == "q2")


@pytest.mark.usefixtures("patient")
def test_who_is_missing_is_told_by_name_and_the_rest_goes_into_the_log(
    away: House, coach: Account, caplog: pytest.LogCaptureFixture
) -> None:
    session = before_the_verdict(away, coach)
    told = seen(away, coach, session).trouble
    assert all(persona.name in told for persona in small_seats())
    assert "then a hold" in told
    assert not re.search(r"://|archpanel|--|[A-Z]_", told)
    assert ADDRESS in caplog.text
    assert "--as-is" in caplog.text


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "error",
    [
        BadRequest("No key is set, and the server answers nobody without one."),
        PanelError("LangGraph was imported too soon; set LANGGRAPH_STRICT_MSGPACK=true."),
        PanelError(f"{ADDRESS} asks for something else."),
        PanelError("Another model would do: --model NAME."),
        PanelError("/srv/panel/sessions.sqlite is full."),
        UnknownName("pack", "/srv/panel/ours.yaml", []),
    ],
)
def test_what_is_wrong_with_the_house_is_told_by_a_number(
    opens: Callable[..., House],
    house: House,
    coach: Account,
    caplog: pytest.LogCaptureFixture,
    error: PanelError,
) -> None:
    house.host.stop(5.0)
    caplog.set_level(logging.INFO)
    other = opens(Wordless(error=error))
    session = sit_down(other, coach, coach)
    wait_for(lambda: is_stuck(other, coach, session))
    told = seen(other, coach, session).trouble
    number = re.fullmatch(r"The panel cannot go on as .* \(error ([0-9a-f]{8})\)\.", told)
    assert number, told
    assert number[1] in caplog.text
    assert str(error) in caplog.text


def test_a_room_stays_stuck_between_tries(
    opens: Callable[..., House], house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "LOOKS_EVERY", 0.02)
    monkeypatch.setattr(host, "FIRST_WAIT", 0.05)
    house.host.stop(5.0)
    mind = Wordless()
    other = opens(mind)
    session = sit_down(other, coach, coach)
    for tries in (1, 2, 3, 4):
        wait_for(lambda tries=tries: mind.tried >= tries)  # type: ignore[misc]
        wait_for(lambda: is_stuck(other, coach, session))


@pytest.mark.usefixtures("patient")
def test_who_leaves_and_comes_back_finds_the_room_as_stuck_as_before(
    opens: Callable[..., House], house: House, coach: Account
) -> None:
    house.host.stop(5.0)
    other = opens(Wordless())
    session = sit_down(other, coach, coach)
    wait_for(lambda: is_stuck(other, coach, session))
    for leave in (other.pause, other.come_back):
        leave(session)
        shown = seen(other, coach, session)
        assert (shown.standing, shown.trouble) == ("stuck", "The model is out of reach.")
