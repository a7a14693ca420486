"""Every route, walked by whoever must not get anything there: nothing of others comes back."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from houses import interview, question, sit_down
from interviews import on_database
from open_gate import open_house_in
from routes import Route, described, routes_of
from sqlalchemy import update
from starlette.testclient import TestClient

from archpanel.domain import Question
from archpanel.opening.practising import Choice
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.plan import Wanted, make_plan
from archpanel.programme.practice_store import Left
from archpanel.programme.targets import Target
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.lab_wishes import LabWish
from archpanel.rooms.practice import begin_drill, hear_drill, keep_drill_draft
from archpanel.rooms.programmes import comments_of
from archpanel.rooms.tables import TOKENS
from archpanel.rooms.tokens import digest_of
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig

CANARY = "kwcanary"
"""Begins every text of tenant A; no reply to anybody else may hold it."""

OPEN = {
    "GET /api/docs", "GET /api/v1/openapi.json", "GET /enter", "GET /whiteboard",
    "GET /verdicts/report.css", "GET /programme/status.css", "GET /coach/lab/report.css",
    "POST /enter",
    "GET /join/{token}", "POST /join/{token}", "GET /setup/{token}", "POST /setup/{token}",
}  # fmt: skip
"""Nobody has to be logged in; what a link stands for is checked by the link."""

ANYBODY = {
    "GET /", "GET /start", "POST /start", "POST /leave", "GET /api/v1/me", "GET /api/v1/packs",
    "GET /api/v1/packs/{pack}", "GET /api/v1/personas", "GET /api/v1/sessions",
    "POST /api/v1/sessions", "POST /api/v1/me/tokens", "DELETE /api/v1/me/tokens",
    "GET /api/v1/me/tokens", "DELETE /api/v1/me/tokens/{token}", "DELETE /api/v1/me/logins",
    "POST /api/v1/job-descriptions", "GET /api/v1/me/everything",
    "PUT /api/v1/me/name", "PUT /api/v1/me/password", "POST /api/v1/coaches",
    "GET /me", "GET /me/everything.json", "POST /me/name", "POST /me/password", "POST /me/tokens",
    "POST /me/tokens/revoke", "POST /me/log-out-everywhere", "POST /me/coaches",
    "POST /me/coaches/{account}/link", "GET /me/coaches/{account}/password",
    "POST /me/coaches/{account}/password",
    "GET /api/v1/me/entries", "DELETE /api/v1/me/everything",
    "GET /api/v1/programme", "PUT /api/v1/programme", "DELETE /api/v1/programme",
    "POST /api/v1/programme/next", "PUT /api/v1/programme/in-force",
    "GET /api/v1/programme/status", "GET /api/v1/programme/calendar",
    "GET /me/erase", "POST /me/erase",
    "GET /programme", "GET /programme/status", "GET /programme/plan", "POST /programme/plan",
    "POST /programme/next", "POST /programme/take-up", "GET /programme/calendar.ics",
    "GET /programme/erase",
    "POST /programme/erase",
    "GET /drills", "POST /drills/next", "POST /drills/forget", "GET /drills/done/{drill}",
    "GET /drills/{question}/{competency}", "POST /drills/{question}/{competency}",
    "POST /drills/{question}/{competency}/draft",
    "GET /api/v1/drills", "POST /api/v1/drills/next", "DELETE /api/v1/drills",
    "GET /api/v1/drills/{question}/{competency}",
    "POST /api/v1/drills/{question}/{competency}/answer",
}  # fmt: skip
"""Whoever is logged in, and each gets what is theirs."""

COACHES = {
    "GET /api/v1/coaches", "POST /api/v1/coaches/{account}/password-link",
    "GET /api/v1/candidates", "POST /api/v1/candidates",
    "POST /api/v1/candidates/{candidate}/invitation",
    "DELETE /api/v1/candidates/{candidate}/invitation", "DELETE /api/v1/candidates/{candidate}",
    "GET /personas", "GET /personas/new", "POST /personas/new",
    "GET /personas/{name}",
    "GET /personas/{name}/edit", "POST /personas/{name}/edit", "GET /personas/{name}/yaml",
    "GET /personas/{name}/diff", "POST /api/v1/personas",
    "GET /api/v1/personas/{persona}", "PUT /api/v1/personas/{persona}",
    "GET /api/v1/personas/{persona}/versions", "GET /api/v1/personas/{persona}/changes",
    "GET /api/v1/personas/{persona}/versions/{version}", "GET /api/v1/personas/{persona}/yaml",
    "GET /api/v1/sessions/{session}/rating",
    "PUT /api/v1/sessions/{session}/rating",
    "POST /api/v1/sessions/{session}/notes", "PUT /api/v1/sessions/{session}/notes/{note}",
    "DELETE /api/v1/sessions/{session}/notes/{note}",
    "GET /api/v1/comparison", "GET /api/v1/agreement",
    "GET /api/v1/labs", "POST /api/v1/labs", "GET /api/v1/labs/{lab}", "DELETE /api/v1/labs/{lab}",
    "GET /api/v1/labs/{lab}/report", "GET /api/v1/sessions/{session}/otherwise",
    "GET /coach/lab", "POST /coach/lab", "GET /coach/lab/{lab}",
    "GET /coach/lab/{lab}/progress", "GET /coach/lab/{lab}/{document}",
    "POST /coach/lab/{lab}/delete",
    "GET /coach", "GET /coach/agreement", "GET /coach/compare",
    "GET /coach/candidates", "POST /coach/candidates",
    "POST /coach/candidates/{candidate}/link", "POST /coach/candidates/{candidate}/take-back",
    "GET /coach/candidates/{candidate}/erase", "POST /coach/candidates/{candidate}/erase",
    "DELETE /api/v1/candidates/{candidate}/everything", "GET /api/v1/candidates/comparison",
    "GET /api/v1/candidates/{candidate}/programme",
    "PUT /api/v1/candidates/{candidate}/programme",
    "GET /api/v1/candidates/{candidate}/programme/status",
    "POST /api/v1/candidates/{candidate}/programme/comments",
    "DELETE /api/v1/candidates/{candidate}/programme/comments/{comment_id}",
    "GET /coach/candidates/compare", "GET /coach/candidates/{candidate}/programme",
    "GET /coach/candidates/{candidate}/programme/status",
    "GET /coach/candidates/{candidate}/programme/plan",
    "POST /coach/candidates/{candidate}/programme/plan",
    "POST /coach/candidates/{candidate}/programme/comments",
    "POST /coach/candidates/{candidate}/programme/comments/{comment_id}/delete",
    "GET /coach/candidates/{candidate}/close", "POST /coach/candidates/{candidate}/close",
    "GET /rooms/{session}/rating", "POST /rooms/{session}/rating",
    "POST /rooms/{session}/remarks", "POST /rooms/{session}/remarks/{remark}",
    "POST /rooms/{session}/remarks/{remark}/delete",
}  # fmt: skip
"""Coaches alone; a candidate is told that there is no such page."""

NAMES_COACHES = "GET /api/v1/coaches"
"""The keeper invited them all, and sees their names; nobody else does."""

OF_A_ROOM = re.compile(r"^\w+ (/api/v1/sessions|/rooms|/verdicts)/{session}(/|$)")
"""Whoever answers in the room or looks on."""

ORDER = {"seats": ["startup_cto"], "sessions": 60, "rounds": ["coding"]}
SHEET = {"question": "q1", "said": f"{CANARY} forged"}
BODIES: dict[str, object] = {
    "POST /api/v1/candidates": {"name": "Bea"},
    "POST /api/v1/job-descriptions": {"text": ""},
    "POST /api/v1/sessions": {
        "world": "startup",
        "view": "developer-plus",
        "level": "senior",
        "turns": 2,
        "seats": ["startup_cto"],
    },
    "POST /api/v1/sessions/{session}/answers": SHEET,
    "POST /api/v1/sessions/{session}/replays": SHEET,
    "PUT /api/v1/sessions/{session}/draft": SHEET,
    "POST /api/v1/sessions/{session}/pass": {"question": "q1"},
    "POST /api/v1/sessions/{session}/clarify": {"question": "q1"},
    "POST /api/v1/sessions/{session}/go-on": {},
    "PUT /api/v1/sessions/{session}/rating": {"recommendation": None},
    "POST /api/v1/sessions/{session}/notes": {"question": "q1", "text": "x", "shown": True},
    "PUT /api/v1/sessions/{session}/notes/{note}": {"text": "x", "shown": True},
    "PUT /api/v1/me/name": {"name": "Mallory"},
    "PUT /api/v1/me/password": {"old": "x", "new": "a sentence to keep in mind"},
    "POST /api/v1/coaches": {"name": "Mallory"},
    "POST /api/v1/personas": {"text": "id: x"},
    "PUT /api/v1/personas/{persona}": {"text": "id: x", "base": 1},
    "PUT /api/v1/programme": ORDER,
    "POST /api/v1/programme/next": {"turns": 2},
    "PUT /api/v1/programme/in-force": {"number": 1},
    "POST /api/v1/drills/next": {"competency": "integration"},
    "POST /api/v1/drills/{question}/{competency}/answer": {"text": f"{CANARY} forged"},
    "PUT /api/v1/candidates/{candidate}/programme": ORDER,
    "POST /api/v1/candidates/{candidate}/programme/comments": {"text": f"{CANARY} forged"},
    "POST /api/v1/labs": {"sessions": ["guessed"]},
}
FORM = {
    "question": "q1", "key": "a-good-key", "said": "x", "name": "x", "password": "x", "again": "x",
    "world": "startup", "view": "developer-plus", "level": "senior", "turns": "2",
    "seats": "startup_cto", "text": "x", "old": "x", "new": "x", "digest": "x",
    "sessions": "60", "weeks": "8", "number": "1", "place": "0", "rounds": "coding",
}  # fmt: skip


WHO = ("other coach", "other candidate", "candidate of the same coach", "keeper")
BAD = ("", "guessed", "expired", "invite", "closed")
"""Who walks, and with what token that does not hold. On PostgreSQL some of them do."""


@dataclass
class Street:
    """Two tenants, and what A has."""

    client: TestClient
    house: House
    running: str
    finished: str
    coach: Account
    candidate: Account
    lab: str
    others: dict[str, Account]
    drilled: str
    """A drill that was read."""

    waiting: Left
    """One that was not."""

    def go(self, route: Route, token: str, session: str, **ids: str) -> tuple[int, str]:
        """Make a well-formed request; return status, and all that came back."""
        path = route.at(
            session=session, candidate=ids.get("candidate", self.candidate.id), token="guessed",
            document="record.json", pack="ai-architect",
            name="guessed", persona="guessed",
            account="guessed", remark="guessed", note="guessed", version="1", lab=self.lab,
            comment_id="guessed", drill=self.drilled, question=self.waiting.question,
            competency=self.waiting.competency,
        )  # fmt: skip
        query = "?question=q1" if path.endswith("/draft") else ""
        if path.endswith("candidates/comparison"):
            query = f"?of={self.candidate.id}&of={self.others['candidate of the same coach'].id}"
        elif path.endswith("/comparison"):
            query = f"?of={self.running}&of={self.finished}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers["Idempotency-Key"] = "a-good-key"
        if route.method == "GET":
            reply = self.client.get(path + query, headers=headers)
        elif route.is_api:
            body = BODIES.get(str(route))
            reply = self.client.request(route.method, path, headers=headers, json=body)
        else:
            reply = self.client.request(route.method, path, headers=headers, data=FORM)
        return reply.status_code, reply.text + str(reply.headers)


def said(asked: Question) -> str:
    return f"{CANARY} said at {asked.id}: a queue between the two."


@pytest.fixture(scope="module")
def street(database_of_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("walk")
    with on_database(database_of_file):
        house = open_house_in(folder)
    app = create_app(house, WebConfig("http://testserver"))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        coach = house.accounts.open("coach", f"{CANARY} Carla")
        candidate = house.accounts.open("candidate", f"{CANARY} Ada", coach.id)
        finished = sit_down(house, coach, candidate, turns=2)
        interview(house, finished, said)
        running = sit_down(house, coach, candidate, turns=2)
        asked = question(house, running)
        assert asked
        house.keep_draft(running, asked.id, f"{CANARY} half an answer")
        other = house.accounts.open("coach", "Otto")
        others = {
            "other coach": other,
            "other candidate": house.accounts.open("candidate", "Olga", other.id),
            "candidate of the same coach": house.accounts.open("candidate", "Cleo", coach.id),
            "keeper": house.accounts.keeper(),
        }
        plan = make_plan(
            Wanted(date(2027, 1, 11), sessions=2, only={"round": ("coding",)}),
            load_pack("ai-architect"),
            seat_panel(["startup_cto"]),
        )
        kept = house.programmes.of(candidate.id).keep(
            plan, "ai-architect", [Target(f"{CANARY}.md", {})], 0, coach.id
        )
        comments_of(house, candidate).add(kept, 1, coach.id, f"{CANARY} draw first")
        lab = house.labs.ask(coach.id, LabWish(sessions=(finished,)).as_json(), [finished])
        over = begin_drill(house, candidate, Choice("integration"))
        drill = (over.question, over.competency)
        heard = hear_drill(house, candidate, *drill, f"{CANARY} a queue between the two")
        waiting = begin_drill(house, candidate, Choice("token-economy"))
        drill = (waiting.question, waiting.competency)
        keep_drill_draft(house, candidate, *drill, f"{CANARY} half an answer")
        drilled = heard.card.tries[-1].id
        yield Street(
            client, house, running, finished, coach, candidate, lab, others, drilled, waiting
        )


def expected(route: Route) -> set[int]:
    """Return how a route may answer somebody who has nothing there."""
    if str(route) in ANYBODY | OPEN:
        return {200, 201, 202, 204, 303, 401, 403, 404, 422}
    return {404}


def test_every_route_is_of_a_known_kind(street: Street) -> None:
    routes = routes_of(street.client.app)  # type: ignore[arg-type]
    unknown = [
        str(r) for r in routes
        if str(r) not in OPEN | ANYBODY | COACHES and not OF_A_ROOM.match(str(r))
    ]  # fmt: skip
    assert unknown == [], "say in this file who may walk there"
    assert {str(r) for r in routes} >= OPEN | ANYBODY | COACHES, "a route is gone"
    openapi = street.client.get("/api/v1/openapi.json").json()
    undescribed = {str(r) for r in routes if r.is_api} - described(openapi)
    assert undescribed == {"GET /api/v1/openapi.json"}


@pytest.mark.parametrize(
    ("database_of_file", "who", "which"),
    [
        *(("sqlite", who, which) for who in WHO for which in ("running", "finished")),
        ("postgresql", "other coach", "finished"),
        ("postgresql", "candidate of the same coach", "running"),
    ],
    indirect=["database_of_file"],
)
def test_others_get_nothing(street: Street, who: str, which: str) -> None:
    account = street.others[who]
    before = len(street.house.log.all(street.running))
    for route in routes_of(street.client.app):  # type: ignore[arg-type]
        token = street.house.tokens.issue(account.id, "api")
        status, told = street.go(route, token, getattr(street, which))
        own = str(route) in COACHES and account.kind == "coach" and "{" not in route.path
        if not own:
            assert status in expected(route), (route, status)
        assert CANARY not in told or (who, str(route)) == ("keeper", NAMES_COACHES), route
    assert len(street.house.log.all(street.running)) == before, "somebody else did something"


@pytest.mark.parametrize(
    ("database_of_file", "token"),
    [*(("sqlite", token) for token in BAD), ("postgresql", "expired"), ("postgresql", "closed")],
    indirect=["database_of_file"],
)
def test_without_a_token_that_holds_there_is_nothing(street: Street, token: str) -> None:
    given = _bad_token(street, token)
    for route in routes_of(street.client.app):  # type: ignore[arg-type]
        if str(route) in OPEN:
            continue
        status, told = street.go(route, given, street.finished)
        assert status == (303 if route.method == "GET" and not route.is_api else 401), route
        assert CANARY not in told, route


def test_the_candidate_of_the_room_is_no_coach(street: Street) -> None:
    token = street.house.tokens.issue(street.candidate.id, "api")
    for route in routes_of(street.client.app):  # type: ignore[arg-type]
        if str(route) in COACHES:
            assert street.go(route, token, street.finished)[0] == 404, route


def test_the_coach_of_the_room_answers_nothing_in_it(street: Street) -> None:
    token = street.house.tokens.issue(street.coach.id, "api")
    for noun in ("answers", "pass", "clarify", "pause", "return", "go-on"):
        route = Route("POST", f"/api/v1/sessions/{{session}}/{noun}")
        assert street.go(route, token, street.running)[0] == 404, route
    for route in (Route("GET", "/api/v1/sessions/{session}/draft"),):
        assert street.go(route, token, street.running)[0] == 404, route


def test_guessed_ids_lead_nowhere(street: Street) -> None:
    token = street.house.tokens.issue(street.coach.id, "api")
    for route in routes_of(street.client.app):  # type: ignore[arg-type]
        if "{session}" in route.path or "{candidate}" in route.path:
            guessed = f"{street.finished[:-1]}{'0' if street.finished[-1] != '0' else '1'}"
            status, told = street.go(route, token, guessed, candidate="0123456789abcdef")
            assert status == 404, route
            assert street.finished not in told


def test_the_owner_does_get_what_others_do_not(street: Street) -> None:
    token = street.house.tokens.issue(street.candidate.id, "api")
    found = [
        str(route)
        for route in routes_of(street.client.app)  # type: ignore[arg-type]
        if route.method == "GET"
        and OF_A_ROOM.match(str(route))
        and str(route) != "GET /rooms/{session}/events"
        and CANARY in street.go(route, token, street.finished)[1]
    ]
    assert len(found) >= 6, found


def _bad_token(street: Street, kind: str) -> str:
    if kind in ("", "guessed"):
        return kind
    account = street.candidate
    if kind == "closed":
        account = street.house.accounts.open("candidate", "Gone", street.coach.id)
    token = street.house.tokens.issue(account.id, "invite" if kind == "invite" else "api")
    if kind == "closed":
        street.house.accounts.close(account.id)
    if kind == "expired":
        mine = update(TOKENS).where(TOKENS.c.digest == digest_of(token))
        with street.house.sessions._database.begin() as connection:
            connection.execute(mine.values(expires=time.time() - 1))
    return token
