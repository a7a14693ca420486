"""Erasing over the page: whatever comes of it, the page says what is gone and what is not."""

from pathlib import Path

import pytest
from browsers import Browser
from databases import on_both
from houses import interview, sit_down, wait_for
from starlette.testclient import TestClient

from archpanel.rooms import erasing
from archpanel.rooms.house import House
from archpanel.sessions.erasing import _ALONE
from archpanel.sessions.lease import Lease, new_owner


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    opened = sit_down(house, coach.account, candidate.account)
    interview(house, opened)
    return opened


@pytest.fixture
def replay(house: House, candidate: Browser, session: str) -> str:
    room = house.rooms.find(candidate.account, session)
    copy = house.rehear(room, "q1", "Otherwise.", "a-good-key", candidate.account.id)
    interview(house, copy)
    return copy


def there(house: House) -> set[str]:
    return {row.id for row in house.sessions.list()}


def erase(browser: Browser, session: str, status: int) -> str:
    page = browser.get(f"/rooms/{session}/erase")
    return browser.send(f"/rooms/{session}/erase", page, status, sure="true", with_replays="true")


def block_checkpoints(folder: Path) -> None:
    for file in folder.glob("checkpoints.sqlite*"):
        file.unlink()
    (folder / "checkpoints.sqlite").mkdir()


def test_bytes_that_are_left_of_a_replay_keep_nothing_from_being_erased(
    house: House, candidate: Browser, session: str, replay: str, tmp_path: Path
) -> None:
    block_checkpoints(tmp_path)
    page = erase(candidate, session, 200)
    assert f"Erased: {replay}, {session}." in page
    assert f"Bytes of {replay}, {session} are left" in page
    assert str(tmp_path) not in page
    assert there(house) == set()


@on_both
def test_a_replay_in_which_the_panel_works_is_named_and_the_interview_is_gone(
    house: House, candidate: Browser, session: str, replay: str
) -> None:
    Lease(house.sessions._database, replay, new_owner()).take()
    page = erase(candidate, session, 200)
    assert "Not all is erased yet" in page
    assert f"at work in it right now: {replay}" in page
    assert there(house) == {replay}
    assert "Not all is erased yet" in erase(candidate, replay, 409)


def test_what_takes_long_is_told_to_go_on(
    house: House, candidate: Browser, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "ERASING", 0.2)
    with _ALONE:  # as if another one were being wiped
        assert f"goes on: {session}" in erase(candidate, session, 202)
    wait_for(lambda: not there(house))


def test_a_program_is_told_that_it_is_erased_though_bytes_are_left(
    served: TestClient, house: House, candidate: Browser, session: str, tmp_path: Path
) -> None:
    block_checkpoints(tmp_path)
    token = house.tokens.issue(candidate.account.id, "api")
    headers = {"Authorization": f"Bearer {token}"}
    reply = TestClient(served.app).delete(f"/api/v1/sessions/{session}", headers=headers)
    assert reply.status_code == 204
    assert there(house) == set()


def test_a_program_is_told_that_it_goes_on(
    served: TestClient,
    house: House,
    candidate: Browser,
    session: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "ERASING", 0.2)
    token = house.tokens.issue(candidate.account.id, "api")
    headers = {"Authorization": f"Bearer {token}"}
    with _ALONE:
        reply = TestClient(served.app).delete(f"/api/v1/sessions/{session}", headers=headers)
    assert reply.status_code == 503
    assert "goes on" in reply.json()["detail"]
