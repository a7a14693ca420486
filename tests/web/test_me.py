"""One's own account, and what is kept about one."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, question, sit_down
from interviews import brief
from starlette.testclient import TestClient

from archpanel.evals.small_pack import small_seats
from archpanel.papers import paper_of
from archpanel.rooms.house import House

OLD, NEW = "a sentence to keep in mind", "another sentence for later"


@pytest.fixture
def keeper(house: House, enter: Enter) -> Browser:
    account = house.accounts.keeper()
    house.accounts.enrol(account.id, "Kim", OLD)
    found = house.accounts.find(account.id)
    assert found is not None
    return enter(found)


def change(browser: Browser, status: int, **fields: str) -> str:
    wanted = {"old": OLD, "new": NEW, "again": NEW, **fields}
    return browser.send("/me/password", browser.get("/me"), status, **wanted)


def test_a_password_is_changed_with_the_old_one_and_ends_other_logins(
    house: House, keeper: Browser, enter: Enter
) -> None:
    elsewhere = enter(keeper.account)
    change(keeper, 422, old="wrong wrong wrong")
    change(keeper, 422, again="not the same one")
    change(keeper, 422, new="short", again="short")
    assert house.accounts.check("Kim", OLD)
    change(keeper, 303)
    assert house.accounts.check("Kim", NEW)
    assert house.accounts.check("Kim", OLD) is None
    keeper.get("/me")
    elsewhere.get("/me", 303)


def test_a_coach_is_renamed_but_never_to_another_coach(house: House, keeper: Browser) -> None:
    house.accounts.open("coach", "Taken")
    page = keeper.get("/me")
    keeper.send("/me/name", page, 422, name="Taken")
    keeper.send("/me/name", page, name="Kim Two")
    assert house.accounts.check("Kim Two", OLD)


def test_candidates_have_neither_name_nor_password_to_change(candidate: Browser) -> None:
    page = candidate.get("/me")
    assert "/me/password" not in page
    candidate.send("/me/name", page, 404, name="Carla")
    candidate.send("/me/password", page, 404, old=OLD, new=NEW, again=NEW)


def test_a_token_is_shown_once_works_and_is_revoked(
    served: TestClient, coach: Browser, candidate: Browser
) -> None:
    page = coach.get("/me")
    made = coach.send("/me/tokens", page, 200)
    token = re.search(r'id="token"[^>]* value="([^"]+)"', made)
    assert token
    head = {"Authorization": f"Bearer {token[1]}"}
    assert served.get("/", headers=head).status_code == 200
    assert served.get("/me", headers=head).status_code == 404, "it makes no other tokens"
    assert served.post("/me/tokens", headers=head).status_code == 404
    page = coach.get("/me")
    assert token[1] not in page
    assert f"<code>{token[1][:6]}</code>" in page
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest
    candidate.send("/me/tokens/revoke", candidate.get("/me"), 404, digest=digest[1])
    assert served.get("/", headers=head).status_code == 200
    coach.send("/me/tokens/revoke", page, digest=digest[1])
    assert served.get("/", headers=head).status_code == 303


def test_logging_out_everywhere_ends_every_login(coach: Browser, enter: Enter) -> None:
    elsewhere = enter(coach.account)
    coach.send("/me/log-out-everywhere", coach.get("/me"))
    elsewhere.get("/me", 303)
    coach.get("/me", 303)


def test_the_keeper_alone_invites_coaches(
    house: House, keeper: Browser, coach: Browser, candidate: Browser
) -> None:
    for browser in (coach, candidate):
        browser.send("/me/coaches", browser.get("/me"), 404, name="Mallory")
        assert "/me/coaches" not in browser.get("/me")
    page = keeper.get("/me")
    keeper.send("/me/coaches", page, 422, name="Kim")
    link = re.search(r"/setup/[\w-]+", keeper.send("/me/coaches", page, 200, name="Nora"))
    assert link
    nora = next(account for account, _ in house.accounts.coaches() if account.name == "Nora")
    again = re.search(r"/setup/[\w-]+", keeper.send(f"/me/coaches/{nora.id}/link", page, 200))
    assert again
    fields = {"name": "Nora", "password": NEW, "again": NEW}
    assert coach.client.post(link[0], data=fields).status_code == 404
    assert coach.client.post(again[0], data=fields).status_code == 303
    assert house.accounts.check("Nora", NEW)
    keeper.send(f"/me/coaches/{nora.id}/link", page, 404)
    keeper.send(f"/me/coaches/{keeper.account.id}/link", page, 404)


@on_both
def test_a_candidate_takes_along_all_that_is_theirs_and_nothing_else(
    house: House, coach: Browser, candidate: Browser, enter: Enter
) -> None:
    done, running = (sit_down(house, coach.account, candidate.account) for _ in range(2))
    interview(house, done)
    interview(house, running, answers=1)
    other = house.accounts.open("candidate", "Eve", coach.account.id)
    theirs = sit_down(house, coach.account, other)
    house.remarks.add(coach.account, done, "q1", "Shown to you.", True)
    house.remarks.add(coach.account, done, "q1", "Kept to myself.", False)
    got = candidate.client.get("/me/everything.json")
    assert "attachment" in got.headers["content-disposition"]
    told = json.loads(got.text)
    kept = {one["session"]: one for one in told["interviews"]}
    assert set(kept) == {done, running}
    assert kept[done]["record"]["session"] == done
    assert [note["text"] for note in kept[done]["coach_notes"]] == ["Shown to you."]
    still_runs(kept[running])
    assert "Kept to myself" not in got.text
    assert theirs not in got.text
    assert "ask your coach" in told["not_included"]
    assert json.loads(enter(other).get("/me/everything.json"))["interviews"][0]["session"] == theirs
    mine = json.loads(coach.get("/me/everything.json"))
    assert mine["interviews"] == []
    assert len(mine["notes"]) == 2


def still_runs(told: dict[str, Any]) -> None:
    """No hint of what is to come, or of what was heard: these fields, and no others."""
    assert set(told) == {
        "session", "created", "status", "opened", "paused", "brief", "questions", "answers",
        "drafts", "coach_notes",
    }  # fmt: skip
    assert set(told["brief"]) == {
        "world", "view", "level", "turns", "rounds", "seats", "engine"
    }, "neither surprise nor model, address, seed or path of the pack"  # fmt: skip
    asked = {"id", "persona", "round", "context", "text"}
    assert [set(q) for q in told["questions"]] == [asked, asked]
    assert [set(a) for a in told["answers"]] == [{"id", "question_id", "text", "received"}]


def test_papers_go_along_while_an_interview_runs(
    house: House, coach: Browser, candidate: Browser
) -> None:
    given = brief(turns=2).model_copy(update={"cv": paper_of(Path("cv.txt"), b"Ten years of Go.")})
    session = house.open(given, small_seats(), coach.account.id, candidate.account.id)
    question(house, session)
    told = json.loads(candidate.get("/me/everything.json"))["interviews"][0]
    assert told["brief"]["cv"]["text"] == "Ten years of Go."
    assert "jd" not in told["brief"]
