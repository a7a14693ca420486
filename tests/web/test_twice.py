"""What is sent twice, or cannot be: nothing happens a second time, and the reason is told."""

import asyncio
from pathlib import Path

import pytest
from browsers import Browser
from databases import on_both
from houses import house_in, interview, question, sit_down
from programs import Program, SetUp
from starlette.testclient import TestClient

from archpanel.domain import Item, Persona, Question
from archpanel.rooms import house as houses
from archpanel.rooms.house import House
from archpanel.testing import ScriptedEngine
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig

pytestmark = on_both

USED = "This form, or this Idempotency-Key, was used for another"


@pytest.fixture
def ada(program: SetUp, candidate: Browser) -> Program:
    return program(candidate)


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    opened = sit_down(house, coach.account, candidate.account, turns=2)
    question(house, opened)
    return opened


def test_a_form_sent_twice_is_one_answer_and_redraws_nothing(
    house: House, candidate: Browser, session: str
) -> None:
    page, where = candidate.get(f"/rooms/{session}"), f"/rooms/{session}/answer"
    fields = {"question": "q1", "key": "k" * 32, "said": "A queue."}
    candidate.send(where, page, 303, **fields)
    question(house, session)
    before = [event.n for event in house.log.all(session)]
    candidate.send(where, page, 303, **fields)
    assert [event.n for event in house.log.all(session)] == before
    told = candidate.send(where, page, 409, **{**fields, "said": "Another."})
    assert f"{USED} answer" in told
    told = candidate.send(where, page, 409, **{**fields, "key": "l" * 32})
    assert "has another answer already" in told


def test_a_key_that_was_used_is_told_apart_from_an_answer_that_came_first(
    ada: Program, session: str
) -> None:
    sheet = {"question": "q1", "said": "A queue."}
    ada.post(f"/sessions/{session}/answers", sheet)
    told = ada.post(f"/sessions/{session}/answers", {**sheet, "said": "Another."}, 409)
    assert told["detail"].startswith(f"{USED} answer")
    told = ada.post(f"/sessions/{session}/pass", {"question": "q1"}, 409, key="another-key")
    assert told["detail"].startswith("This question has another answer already.")


def test_a_replay_sent_twice_with_another_text_is_told_so(
    house: House, candidate: Browser, ada: Program, session: str
) -> None:
    interview(house, session)
    page, where = candidate.get(f"/verdicts/{session}"), f"/verdicts/{session}/replay"
    fields = {"question": "q1", "key": "k" * 32, "said": "Otherwise."}
    room = candidate.send(where, page, 303, **fields)
    assert candidate.send(where, page, 303, **fields) == room
    for changed in ({"said": "A third."}, {"question": "q2"}):
        told = candidate.send(where, page, 409, **{**fields, **changed})
        assert f"{USED} replay" in told
    sheet = {"question": "q1", "said": "A third."}
    told = ada.post(f"/sessions/{session}/replays", sheet, 409, key="k" * 32)
    assert told["detail"].startswith(f"{USED} replay")
    assert len(house.sessions.list()) == 2


class Silent(ScriptedEngine):
    """Never says what it means."""

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        await asyncio.Event().wait()
        return item.clarify


def test_a_clarification_that_takes_too_long_says_what_else_can_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(houses, "CLARIFYING", 0.01)
    house = house_in(tmp_path, Silent())
    with TestClient(create_app(house, WebConfig("http://testserver"))) as client:
        carla = house.accounts.open("coach", "Carla")
        session = sit_down(house, carla, carla)
        question(house, session)
        token = house.tokens.issue(carla.id, "api")
        mine = Program(client, Authorization=f"Bearer {token}")
        told = mine.post(f"/sessions/{session}/clarify", {"question": "q1"}, 409)
    assert "Answer as you understood it" in told["detail"]


def test_a_name_that_is_not_there_is_told_with_those_that_are(ada: Program, session: str) -> None:
    opening = {"world": "mars", "view": "developer-plus", "level": "senior", "turns": 2,
               "seats": ["startup_cto"]}  # fmt: skip
    told = ada.post("/sessions", opening, 422)["detail"]
    assert told == "There is no world of that name. Known: enterprise, startup."
    told = ada.post("/sessions", {**opening, "world": "startup", "seats": ["ceo"]}, 422)["detail"]
    assert "startup_cto" in told
    told = ada.post(f"/sessions/{session}/answers", {"question": "q9", "said": "x"}, 422)["detail"]
    assert told == "There is no question of that name.", "what is to come is not told"
