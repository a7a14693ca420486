"""The API by itself: an interview through it, keys, refusals, headers, limits, the description."""

import asyncio
import json
from dataclasses import asdict, fields
from typing import get_type_hints

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import question, sit_down
from programs import V1, Program, SetUp
from starlette.testclient import TestClient

from archpanel import __version__
from archpanel.rooms.house import House
from archpanel.rooms.limits import OPEN
from archpanel.rooms.seen import Seen, Turn, look
from archpanel.rooms.sheet import LANGUAGES
from archpanel.web.api.replies import Language, RoomState


@pytest.fixture
def ada(program: SetUp, candidate: Browser) -> Program:
    return program(candidate)


@pytest.fixture
def carla(program: SetUp, coach: Browser) -> Program:
    return program(coach)


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    return sit_down(house, coach.account, candidate.account, turns=2)


@on_both
def test_a_whole_interview(house: House, ada: Program, carla: Program, session: str) -> None:
    room = f"/sessions/{session}"
    while (asked := question(house, session)) is not None:
        sheet = {"question": asked.id, "said": "A queue.", "diagram": "flowchart LR\n a-->b"}
        ada.client.put(f"{V1}{room}/draft", json=sheet)
        assert ada.get(f"{room}/draft?question={asked.id}")["said"] == "A queue."
        kept = ada.post(f"{room}/answers", sheet, key=f"key-of-{asked.id}")
        assert kept["text"].startswith("A queue.\n\n```mermaid")
    assert ada.get(room)["standing"] == "finished"
    assert ada.get(f"{room}/record")["verdict"]["decision"]
    assert ada.client.get(f"{V1}{room}/report?format=md").text.startswith("#")
    assert ada.get(f"{room}/export")["answers"]
    assert carla.get(f"{room}/record", 409)["detail"].startswith("Rate this interview first")
    assert carla.get("/sessions")["sessions"][0]["decision"] == ""
    carla.client.put(f"{V1}{room}/rating", json={"recommendation": None})
    assert carla.get(f"{room}/record")["session"] == session
    again = {"question": "q1", "said": "Another."}
    copy = ada.post(f"{room}/replays", again, 201)["session"]
    assert ada.post(f"{room}/replays", again, 201)["session"] == copy
    ada.post(f"{room}/replays", {**again, "said": "A third."}, 409)


@on_both
def test_an_answer_is_given_once_under_its_key(house: House, ada: Program, session: str) -> None:
    asked = question(house, session)
    assert asked
    path, sheet = f"/sessions/{session}/answers", {"question": asked.id, "said": "A queue."}
    first = ada.post(path, sheet)
    question(house, session)
    before = house.log.newest([session])
    assert ada.post(path, sheet) == first
    assert house.log.newest([session]) == before, "nothing happened a second time"
    ada.post(path, {**sheet, "said": "Another."}, 409)
    ada.post(path, sheet, 409, key="another-key")
    told = ada.client.post(V1 + path, json=sheet)
    assert told.status_code == 422
    assert told.json()["fields"] == ["idempotency-key"]


def test_a_room_is_told_as_it_is_seen_and_no_part_of_it_is_written_down_twice(
    house: House, ada: Program, candidate: Browser, session: str
) -> None:
    parts = ("seats", "turns", "speech", "timer", "standing")
    for part in parts:  # a field that is added to one of them is added to the API with it
        assert RoomState.model_fields[part].annotation == get_type_hints(Seen)[part], part
    question(house, session)
    seen = asyncio.run(look(house, house.rooms.find(candidate.account, session)))
    told = ada.get(f"/sessions/{session}")
    assert {part: told[part] for part in parts} == json.loads(
        json.dumps({part: asdict(seen)[part] for part in parts})
    )
    assert set(told["turns"][0]) == {field.name for field in fields(Turn)}


@on_both
def test_events_come_as_a_list_in_order(house: House, ada: Program, session: str) -> None:
    question(house, session)
    told = ada.get(f"/sessions/{session}/events")
    assert [e["n"] for e in told["events"]] == list(range(1, told["last"] + 1))
    later = ada.get(f"/sessions/{session}/events?after={told['last'] - 1}")
    assert later["events"] == told["events"][-1:]


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("PUT", "/me", b"", "application/json", 405),
        ("POST", "/candidates", b'{"name": "x"}', "text/plain", 415),
        ("POST", "/candidates", b'{"name": "' + b"x" * 70_000 + b'"}', "application/json", 413),
        ("POST", "/candidates", b'{"name": 1}', "application/json", 422),
        ("POST", "/candidates", b'{"name": "a", "name": "b"}', "application/json", 400),
        ("GET", "/nowhere", b"", "application/json", 404),
    ],
)
def test_what_cannot_be_is_refused_as_a_problem(
    carla: Program, method: str, path: str, body: bytes, kind: str, status: int
) -> None:
    told = carla.client.request(method, V1 + path, content=body, headers={"Content-Type": kind})
    assert told.status_code == status
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == status


def test_a_cookie_needs_its_token_against_forgery(house: House, coach: Browser) -> None:
    body = {"name": "Bea"}
    assert coach.client.post(f"{V1}/candidates", json=body).status_code == 403
    grant = house.tokens.find(coach.client.cookies["archpanel"], "login")
    assert grant
    headers = {"X-CSRF-Token": grant.csrf}
    assert coach.client.post(f"{V1}/candidates", json=body, headers=headers).status_code == 201
    assert coach.client.post(f"{V1}/me/tokens", headers=headers).status_code == 201


def test_a_token_makes_no_other_token(carla: Program) -> None:
    carla.post("/me/tokens", {}, 403)


@on_both
def test_too_often_says_when_to_come_back(house: House, carla: Program, coach: Browser) -> None:
    for _ in range(OPEN.tries):
        house.gate.check(OPEN, coach.account.id)
    opening = {"world": "startup", "view": "developer-plus", "level": "senior", "turns": 2,
               "seats": ["startup_cto"]}  # fmt: skip
    told = carla.client.post(f"{V1}/sessions", json=opening)
    assert told.status_code == 429
    assert 0 < int(told.headers["retry-after"]) <= OPEN.seconds


def test_packs_give_no_answers_away(ada: Program) -> None:
    pack = str(ada.get("/packs/ai-architect"))
    for word in ("key_points", "red_flags", "examples", "anchors", "challenge", "questions"):
        assert f"'{word}'" not in pack


def test_every_reply_says_what_a_browser_may_do(served: TestClient) -> None:
    long = {"Content-Length": "200000000"}
    replies = [
        served.get("/enter"), served.get("/nowhere"), served.get(f"{V1}/me"),
        served.post("/enter", headers=long), served.get("/", headers={"Host": "evil.example"}),
        served.get("/static/house.css"), served.put("/"), served.get("/api/docs"),
    ]  # fmt: skip
    assert [r.status_code for r in replies] == [200, 404, 401, 413, 400, 200, 405, 200]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff", reply.url
        assert "default-src 'none'" in reply.headers["content-security-policy"], reply.url


def test_assets_are_kept_and_pages_are_not(served: TestClient) -> None:
    kept = served.get(f"/static/house.css?v={__version__}").headers["cache-control"]
    assert "immutable" in kept
    assert served.get("/static/house.css").headers["cache-control"] == "no-cache"
    assert served.get("/static/nothing").headers["cache-control"] == "no-store"
    assert served.get("/enter").headers["cache-control"] == "no-store"


def test_languages_are_those_of_the_rooms() -> None:
    assert Language.__args__ == LANGUAGES  # type: ignore[attr-defined]


def test_every_operation_is_described(served: TestClient, enter: Enter) -> None:
    told = served.get(f"{V1}/openapi.json").json()
    operations = [op for path in told["paths"].values() for op in path.values()]
    assert len({op["operationId"] for op in operations}) == len(operations)
    for operation in operations:
        assert operation["security"][0] == {"token": []}
        assert {"401", "404", "422"} <= set(operation["responses"])
