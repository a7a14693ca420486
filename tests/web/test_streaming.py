"""Streams of the page and of the API: what comes, to whom, how long, and for how many."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from databases import on_both
from fastapi import FastAPI
from houses import house_in, question, sit_down
from listeners import Listener
from sqlalchemy import Engine

from archpanel.rooms import bell
from archpanel.rooms.accounts import Account
from archpanel.rooms.events import AT_ONCE, Event, Kept
from archpanel.rooms.house import House
from archpanel.rooms.tokens import Grant, TokenKind, Tokens
from archpanel.web import streaming
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig

pytestmark = on_both

WAYS = ("page", "api")


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    """A house that is open in the loop of the test."""
    served = create_app(house_in(tmp_path), WebConfig("http://testserver"))
    async with served.router.lifespan_context(served):
        yield served


@pytest.fixture
def house(app: FastAPI) -> House:
    found = app.state.house
    assert isinstance(found, House)
    return found


@pytest.fixture
def ada(house: House) -> Account:
    return house.accounts.open("candidate", "Ada", house.accounts.open("coach", "Carla").id)


@pytest.fixture
async def session(house: House, ada: Account) -> str:
    """A room in which the first question waits, so that nothing happens by itself."""
    coach = house.accounts.find(ada.coach)
    assert coach
    opened = sit_down(house, coach, ada)
    assert await asyncio.to_thread(question, house, opened)
    return opened


def listener(app: FastAPI, way: str, session: str, token: str, after: int = 0) -> Listener:
    """Return who listens with a token: a browser by its login, a program by its own."""
    query = f"?after={after}" if after else ""
    if way == "page":
        return Listener(app, f"/rooms/{session}/events{query}", cookie=f"archpanel={token}")
    path = f"/api/v1/sessions/{session}/events{query}"
    return Listener(app, path, authorization=f"Bearer {token}", accept="text/event-stream")


def token_for(house: House, way: str, account: Account) -> str:
    return house.tokens.issue(account.id, "login" if way == "page" else "api")


def clarified(text: str) -> Event:
    return Event("clarified", {"question": "q1", "persona": "nobody", "text": text})


@pytest.mark.parametrize("ending", ["taken back", "voided", "expired"])
@pytest.mark.parametrize("way", WAYS)
async def test_a_stream_ends_with_what_let_them_in(
    app: FastAPI, house: House, ada: Account, session: str, way: str, ending: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    token = token_for(house, way, ada)
    async with listener(app, way, session, token) as listens:
        house.host.tell(session, clarified("Before it ended."))
        await listens.comes("Before it ended.")
        if ending == "taken back":
            house.take_back(ada)
        elif ending == "voided":
            found = house.tokens.find(token, "login", "api")
            assert found
            house.tokens.void(found.digest)
        else:
            monkeypatch.setattr("archpanel.rooms.tokens.time.time", lambda: 9e9)
        house.host.tell(session, clarified("After it ended."))
        await listens.ends()
    assert "After it ended." not in listens.told


async def test_who_waits_for_events_gets_none_after_the_token_ended(
    app: FastAPI, house: House, ada: Account, session: str
) -> None:
    last, token = house.log.all(session)[-1].n, house.tokens.issue(ada.id, "api")
    path = f"/api/v1/sessions/{session}/events?after={last}&wait=25"
    waits = Listener(app, path, authorization=f"Bearer {token}")
    asks = asyncio.create_task(waits.__aenter__())
    async with asyncio.timeout(60):
        while not house.bell._waiting:
            await asyncio.sleep(0.01)
    house.take_back(ada)
    house.host.tell(session, clarified("After it ended."))
    await asks
    await waits.__aexit__()
    assert (waits.status, "After it ended." in waits.told) == (404, False)


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_written_while_a_right_ends_is_not_told(
    app: FastAPI, house: House, ada: Account, session: str, way: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    token, after = token_for(house, way, ada), house.log.after

    def ends_before_it_reads(session: str, n: int) -> Sequence[Kept]:
        if house.bell._waiting:
            house.take_back(ada)
            house.log.append(session, clarified("After it ended."))
        return after(session, n)

    monkeypatch.setattr(house.log, "after", ends_before_it_reads)
    async with listener(app, way, session, token) as listens:
        await listens.ends()
    assert "After it ended." not in listens.told


@pytest.mark.parametrize("way", WAYS)
async def test_a_long_log_comes_without_a_break(
    app: FastAPI, house: House, ada: Account, session: str, way: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(streaming, "PATIENCE", 3600.0)
    begin = house.log.all(session)[-1].n
    house.log.append(session, *(clarified(f"Number {n}.") for n in range(2 * AT_ONCE + 1)))
    async with listener(app, way, session, token_for(house, way, ada), begin) as listens:
        await listens.comes(f"Number {2 * AT_ONCE}.")
    told = [listens.told.find(f"Number {n}.") for n in range(2 * AT_ONCE + 1)]
    assert -1 not in told
    assert told == sorted(told)


@pytest.mark.parametrize("way", WAYS)
async def test_who_leaves_leaves_nothing_behind(
    app: FastAPI, house: House, ada: Account, session: str, way: str
) -> None:
    token = token_for(house, way, ada)
    async with listener(app, way, session, token) as first:  # starts what all streams share
        await first.comes("q1")
    before = asyncio.all_tasks()
    for _ in range(3):
        async with listener(app, way, session, token) as listens:
            await listens.comes("q1")
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before
    assert house.bell._waiting == {}


async def test_a_client_that_takes_nothing_is_left(
    app: FastAPI, house: House, ada: Account, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "TAKEN_WITHIN", 0.05)
    for way in WAYS:
        listens = listener(app, way, session, token_for(house, way, ada))
        listens.takes = False
        async with listens:
            await listens.ends()
    assert house.bell._waiting == {}


async def test_an_account_listens_so_often_at_a_time_and_others_as_well(
    app: FastAPI, house: House, ada: Account, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "MOST", 2)
    coach = house.accounts.find(ada.coach)
    assert coach
    page, api = (token_for(house, way, ada) for way in WAYS)
    waiting = f"/api/v1/sessions/{session}/events?wait=25&after=999999"
    async with listener(app, "page", session, page), listener(app, "api", session, api) as second:
        for way, token in zip(WAYS, (page, api), strict=True):
            async with listener(app, way, session, token) as third:
                assert (third.status, third.head["retry-after"]) == (429, "30")
                await third.comes("close some")
        async with Listener(app, waiting, authorization=f"Bearer {api}") as waits:
            assert waits.status == 429
        async with listener(app, "page", session, token_for(house, "page", coach)) as other:
            assert other.status == 200
        second.leaves()
        await second.ends()
        async with listener(app, "api", session, api) as again:
            assert again.status == 200
    assert house.bell._of == {}


class Held(Tokens):
    """Tokens of a database that is slow to answer."""

    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        self.asked, self.answered = threading.Event(), threading.Event()
        self.was_held_up = False

    def find(self, token: str, *kinds: TokenKind) -> Grant | None:
        self.asked.set()
        self.was_held_up = not self.answered.wait(5.0)
        return super().find(token, *kinds)


@pytest.mark.parametrize("way", WAYS)
async def test_a_database_that_is_slow_keeps_nobody_else_waiting(
    app: FastAPI, house: House, ada: Account, session: str, way: str
) -> None:
    token = token_for(house, way, ada)
    app.state.house = replace(house, tokens=(held := Held(house.log._database)))
    comes = asyncio.create_task(listener(app, way, session, token).__aenter__())
    assert await asyncio.to_thread(held.asked.wait, 60)
    held.answered.set()  # by the loop, which has to go on for that
    listens = await comes
    assert (listens.status, held.was_held_up) == (200, False)
    await listens.__aexit__()
