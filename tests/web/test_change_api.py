"""What a replay changed, by the API: as its page tells it, and to the same people."""

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, sit_down
from programs import Program, SetUp

from archpanel.report import compare
from archpanel.rooms.house import House


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    opened = sit_down(house, coach.account, candidate.account, turns=3)
    interview(house, opened)
    return opened


@pytest.fixture
def ada(program: SetUp, candidate: Browser) -> Program:
    return program(candidate)


@pytest.fixture
def replay(house: House, ada: Program, session: str) -> str:
    passes = {"question": "q2"}
    copy = ada.post(f"/sessions/{session}/replays", passes, 201)["session"]
    interview(house, copy)
    return str(copy)


@on_both
def test_it_is_what_the_page_shows(
    house: House, candidate: Browser, ada: Program, session: str, replay: str
) -> None:
    told = ada.get(f"/sessions/{replay}/change")
    found = compare(house.sessions.record(session), house.sessions.record(replay))
    assert (told["origin"], told["before"], told["after"]) == (session, found.before, found.after)
    assert found.question is not None
    assert told["question"] == {
        "id": "q2", "persona": found.question.persona, "text": found.question.text,
    }  # fmt: skip
    assert (told["said_before"], told["said_after"]) == (found.said_before, found.said_after)
    assert found.levels, "the new answer moves something"
    page = candidate.get(f"/verdicts/{replay}/change")
    for moved, kept in zip(told["levels"], found.levels, strict=True):
        assert (moved["before"], moved["after"]) == (kept.before, kept.after)
        assert [seat["name"] for seat in moved["seats"]] == [seat.name for seat in kept.seats]
        assert moved["name"] in page
    assert [axis["axis"] for axis in told["axes"]] == [axis.axis for axis in found.axes]
    assert [each["id"] for each in told["new"]] == [question.id for question in found.new]


def test_an_interview_that_is_no_replay_changed_nothing(ada: Program, session: str) -> None:
    ada.get(f"/sessions/{session}/change", 404)


def test_what_still_runs_is_told_so(
    house: House, ada: Program, coach: Browser, candidate: Browser
) -> None:
    running = sit_down(house, coach.account, candidate.account)
    assert "not over" in ada.get(f"/sessions/{running}/change", 409)["detail"]


def test_a_coach_sees_it_once_the_interview_is_rated(
    house: House, program: SetUp, coach: Browser, enter: Enter, session: str, replay: str
) -> None:
    carla, otto = program(coach), program(enter(house.accounts.open("coach", "Otto")))
    assert "Rate this interview" in carla.get(f"/sessions/{replay}/change", 409)["detail"]
    carla.send("PUT", f"/sessions/{session}/rating", {"recommendation": None})
    assert carla.get(f"/sessions/{replay}/change")["origin"] == session
    otto.get(f"/sessions/{replay}/change", 404)
