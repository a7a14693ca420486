"""Whatever is sent to whichever route: no error of ours, and nothing of it comes back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_requests import BODIES, CANARY, IDS, QUERIES, Hostile
from houses import question, sit_down
from interviews import on_database
from open_gate import open_house_in
from routes import Route, routes_of
from starlette.testclient import TestClient

from archpanel.rooms.house import House
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig

STREAM = "GET /rooms/{session}/events"
"""Would not end in a room that is there."""

EVENTS = "/api/v1/sessions/{session}/events"
"""Is a list, unless a stream is asked for."""

TAKES_AWAY = ("DELETE", "POST /api/v1/candidates/{candidate}/invitation")
"""Beginnings of routes that take away what the next request needs."""

EDITORS = ("POST /personas/new", "POST /personas/{name}/edit")
"""Give back what was typed, escaped, in the fields of the same form: else it would be lost."""

INVITES = "POST /coach/candidates"
"""Says whom the link is for, and lists them from then on: what is kept is shown, escaped."""

KEPT = ("NUL in a name", "lone surrogate", "SQL")
"""Bodies of which something could get into the database: tried on PostgreSQL as well."""

ADDRESSES = (*IDS, *(f"?{query}" for query in QUERIES))
ASKED_FOR = re.compile("%00|%ED%A0|%27")
"""In addresses of which something could get into a query: tried on PostgreSQL as well."""

_FIELDS = re.compile('value="[^"<>]*"|<textarea[^>]*>[^<>]*</textarea>')

KEY = {"Idempotency-Key": "a-good-key"}


class Knocker:
    """Somebody who may do everything, and sends what they should not."""

    def __init__(self, client: TestClient, house: House) -> None:
        """Open a room in which a question waits."""
        self.client, self.house = client, house
        self.account = house.accounts.open("coach", "Carla")
        self.token = house.tokens.issue(self.account.id, "api")
        self.session = sit_down(house, self.account, self.account)
        question(house, self.session)
        self.ids = {"session": self.session, "candidate": "nobody", "token": "none",
                    "document": "record.json", "pack": "ai-architect",
                    "name": "own", "persona": "own",
                    "account": "nobody", "remark": "none", "note": "none",
                    "version": "1", "lab": "none", "comment_id": "none", "drill": "none",
                    "question": "none", "competency": "none"}  # fmt: skip

    def send(self, route: Route, path: str, how: Hostile) -> str:
        """Send it; return what is wrong with the reply, or ""."""
        reply = self.client.request(
            route.method, path, content=how.body, headers=self._headers(how)
        )
        if reply.status_code == 401:  # a request before it may have ended all that is open
            self.token = self.house.tokens.issue(self.account.id, "api")
            reply = self.client.request(
                route.method, path, content=how.body, headers=self._headers(how)
            )
        if reply.status_code >= 500:
            return f"{reply.status_code} {reply.text[:200]}"
        if str(route) == INVITES:
            for invited in self.house.accounts.candidates(self.account.id):
                self.house.accounts.close(invited.id)
            return ""
        told = reply.text + str(reply.headers)
        if str(route) in EDITORS:
            told = _FIELDS.sub("", told)
        return f"{reply.status_code} echoes" if CANARY in told.lower() else ""

    def _headers(self, how: Hostile) -> dict[str, str]:
        kind = {"Content-Type": how.type} if how.type else {}
        return {"Authorization": f"Bearer {self.token}", **kind, **KEY, **how.headers}

    def path(self, route: Route) -> str:
        """Return an address of a route that takes nothing away."""
        gone = str(route) == STREAM or str(route).startswith(TAKES_AWAY)
        return route.at(**{**self.ids, **({"session": "20260101-00000000"} if gone else {})})


sqlite_alone = pytest.mark.parametrize("database_of_file", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def knocker(database_of_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knocker]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with on_database(database_of_file):
        house = open_house_in(folder)
    app = create_app(house, WebConfig("http://testserver"))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Knocker(client, house)


def test_the_corpus_is_large() -> None:
    assert len(BODIES) + len(IDS) + len(QUERIES) >= 40
    assert len(BODIES) >= 40


@pytest.mark.parametrize(
    ("database_of_file", "name"),
    [*(("sqlite", name) for name in BODIES), *(("postgresql", name) for name in KEPT)],
    indirect=["database_of_file"],
)
def test_no_body_is_echoed_or_fails_here(knocker: Knocker, name: str) -> None:
    wrong = {}
    for route in routes_of(knocker.client.app):  # type: ignore[arg-type]
        if route.method != "GET":
            wrong[str(route)] = knocker.send(route, knocker.path(route), BODIES[name])
    if name in ("htmx", "another address", "a bad cookie", "another token"):
        for route in routes_of(knocker.client.app):  # type: ignore[arg-type]
            if route.method == "GET":
                wrong[str(route)] = knocker.send(route, knocker.path(route), BODIES[name])
    assert {route: what for route, what in wrong.items() if what} == {}


@pytest.mark.parametrize(
    ("database_of_file", "given"),
    [
        *(("sqlite", given) for given in ADDRESSES),
        *(("postgresql", given) for given in ADDRESSES if ASKED_FOR.search(given)),
    ],
    indirect=["database_of_file"],
    ids=lambda g: g[:40],
)
def test_no_address_is_echoed_or_fails_here(knocker: Knocker, given: str) -> None:
    wrong = {}
    for route in routes_of(knocker.client.app):  # type: ignore[arg-type]
        if given.startswith("?"):
            path = knocker.path(route) + given
        elif "{" not in route.path:
            continue
        else:
            path = route.at(**{name: given for name in knocker.ids})
        wrong[str(route)] = knocker.send(route, path, Hostile(b"{}"))
    assert {route: what for route, what in wrong.items() if what} == {}


@sqlite_alone
@pytest.mark.parametrize("path", [STREAM.removeprefix("GET "), EVENTS])
@pytest.mark.parametrize("after", ["-1", CANARY, "1e3", "0x1", "9" * 10, "9" * 30, "9" * 5_000])
def test_no_stream_begins_where_no_event_can_be(knocker: Knocker, path: str, after: str) -> None:
    token = knocker.house.tokens.issue(knocker.account.id, "api")
    head = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    where = path.format(session=knocker.session)
    for query, more in ((f"?after={after}", {}), ("", {"Last-Event-ID": after})):
        reply = knocker.client.get(where + query, headers={**head, **more})
        assert reply.status_code == 422
        assert CANARY not in reply.text


@sqlite_alone
def test_nothing_is_echoed_where_there_is_no_route(knocker: Knocker) -> None:
    for path in (f"/{CANARY}", f"/api/{CANARY}", f"/api/v1/{CANARY}", f"/static/{CANARY}"):
        for method in ("GET", "POST", "TRACE", CANARY.upper()):
            assert knocker.send(Route(method, path), path, Hostile(b"{}")) == "", (method, path)


@sqlite_alone
def test_a_body_of_200_mb_is_refused_before_it_is_read(knocker: Knocker) -> None:
    token = knocker.house.tokens.issue(knocker.account.id, "api")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **KEY}
    for route in routes_of(knocker.client.app):  # type: ignore[arg-type]
        if route.method == "GET":
            continue
        told = {**headers, "Content-Length": "200000000"}
        reply = knocker.client.request(route.method, knocker.path(route), content=b"", headers=told)
        assert reply.status_code == 413, route
        kind = "application/problem+json" if route.is_api else "text/html; charset=utf-8"
        assert reply.headers["content-type"] == kind, route


@sqlite_alone
def test_a_body_that_tells_no_length_is_refused_as_soon_as_it_is_too_long(
    knocker: Knocker,
) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 100_000

    token = knocker.house.tokens.issue(knocker.account.id, "api")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    reply = knocker.client.post("/api/v1/candidates", content=pieces(), headers=headers)
    assert reply.status_code == 413
