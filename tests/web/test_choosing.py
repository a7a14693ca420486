"""Who thinks is chosen on the page: what is sent where, and what is said where it cannot be."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from archpanel.agents.llm.trial import SCHEMA_NAME
from archpanel.evals.bench.stub import Stub, with_stub
from archpanel.evals.servers import free_port
from archpanel.rooms.house import House, open_house
from archpanel.settings import read_settings
from archpanel.web.app import create_app
from archpanel.web.config import read_config

V1 = "/api/v1"
MODEL = "stub-model"
SAID = "I would put a queue between the two and let workers take from it, each job once."
CHOICE = {"world": "startup", "view": "developer-plus", "level": "senior", "turns": 1}
SEAT = "startup_cto"
PATIENCE = 60.0
"""Seconds: the encoder is loaded, and two cores may be busy."""


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    with with_stub(replies="archpanel.evals.actors:honest") as running:
        yield running


Serve = Callable[[str], TestClient]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serve this user's house, with a model at an address; a coach is logged in."""
    with ExitStack() as open_ones:

        def served(base_url: str) -> TestClient:
            monkeypatch.setenv("ARCHPANEL_MODEL", MODEL)
            monkeypatch.setenv("ARCHPANEL_BASE_URL", base_url)
            monkeypatch.setenv("ARCHPANEL_PUBLIC_URL", "http://testserver")
            house = open_house()
            app = create_app(house, read_config(read_settings(), "127.0.0.1", 8765))
            client = open_ones.enter_context(TestClient(app, follow_redirects=False))
            coach = house.accounts.open("coach", "Carla")
            client.headers["Authorization"] = f"Bearer {house.tokens.issue(coach.id, 'api')}"
            return client

        yield served


def house_of(client: TestClient) -> House:
    house = client.app.state.house  # type: ignore[attr-defined]
    assert isinstance(house, House)
    return house


def by_page(client: TestClient, engine: str) -> tuple[int, str]:
    """Choose on the page; return the status, and the session or what was said instead."""
    form = {**CHOICE, "seats": SEAT, "engine": engine}
    reply = client.post("/start", data=form)
    return reply.status_code, reply.headers.get("location", reply.text).removeprefix("/rooms/")


def by_api(client: TestClient, engine: str) -> tuple[int, str]:
    reply = client.post(f"{V1}/sessions", json={**CHOICE, "seats": [SEAT], "engine": engine})
    return reply.status_code, reply.json().get("session") or reply.json()["detail"]


WAYS = pytest.mark.parametrize(
    ("choose", "opened"), [(by_page, 303), (by_api, 201)], ids=["page", "API"]
)


def answer_it(client: TestClient, session: str) -> None:
    """Answer the one question, and wait for the verdict."""
    room = f"{V1}/sessions/{session}"
    until = time.monotonic() + PATIENCE
    while (seen := client.get(room).json())["standing"] != "finished":
        assert time.monotonic() < until, seen["standing"]
        if seen["standing"] == "waits":
            sheet = {"question": seen["turns"][-1]["id"], "said": SAID}
            client.post(f"{room}/answers", json=sheet, headers={"Idempotency-Key": "a-good-key"})
        time.sleep(0.05)


@WAYS
def test_with_the_embedded_engine_nothing_reaches_the_model_server(
    serve: Serve, stub: Stub, choose: Callable[..., tuple[int, str]], opened: int
) -> None:
    client = serve(stub.base_url(f"embedded-{opened}"))
    status, session = choose(client, "embedded")
    assert status == opened, session
    answer_it(client, session)
    brief = house_of(client).sessions.find(session).brief
    assert (brief.engine, brief.models) == ("embedded", None)
    assert stub.log(f"embedded-{opened}") == []


@WAYS
def test_the_model_that_was_chosen_reads(
    serve: Serve, stub: Stub, choose: Callable[..., tuple[int, str]], opened: int
) -> None:
    client = serve(stub.base_url(f"llm-{opened}"))
    status, session = choose(client, "llm")
    assert status == opened, session
    answer_it(client, session)
    brief = house_of(client).sessions.find(session).brief
    assert brief.models is not None
    assert (brief.engine, brief.models.model) == ("llm", MODEL)
    first, *others = stub.log(f"llm-{opened}")
    assert first.schema == SCHEMA_NAME, "it is asked whether it is there before anything is opened"
    assert others


@WAYS
def test_a_model_server_that_is_down_is_told_before_an_hour_is_spent(
    serve: Serve,
    choose: Callable[..., tuple[int, str]],
    opened: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = f"http://127.0.0.1:{free_port()}/v1"
    client = serve(address)
    with caplog.at_level(logging.WARNING, "archpanel.rooms.choosing"):
        status, told = choose(client, "llm")
    assert status == 503
    assert "choose the embedded engine" in told
    assert "127.0.0.1" not in told, "the address is no business of a candidate's"
    assert address in caplog.text, "whoever runs the server is told why"
    assert client.get(f"{V1}/sessions").json()["sessions"] == [], "nothing was opened"
    assert choose(client, "embedded")[0] == opened


def test_a_missing_key_is_told_before_an_hour_is_spent(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve("")
    with caplog.at_level(logging.WARNING, "archpanel.rooms.choosing"):
        status, told = by_api(client, "llm")
    assert status == 503
    assert "KEY" not in told
    assert "OPENAI_API_KEY" in caplog.text


@WAYS
def test_there_is_no_model_where_none_is_set_up(
    served: TestClient, house: House, choose: Callable[..., tuple[int, str]], opened: int
) -> None:
    coach = house.accounts.open("coach", "Otto")
    served.headers["Authorization"] = f"Bearer {house.tokens.issue(coach.id, 'api')}"
    status, told = choose(served, "llm")
    assert status == 422
    assert "No language model is set up on this server" in told


def test_an_engine_that_nobody_knows_is_refused(served: TestClient, house: House) -> None:
    coach = house.accounts.open("coach", "Otto")
    served.headers["Authorization"] = f"Bearer {house.tokens.issue(coach.id, 'api')}"
    status, told = by_page(served, "gpt")
    assert status == 422
    assert "engine" in told
