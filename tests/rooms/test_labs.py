"""Comparisons in the lab as they are kept and worked on: one at a time, and none is lost."""

import asyncio
import time
from collections.abc import Mapping
from threading import Event

import pytest
from houses import PATIENCE, interview, sit_down, wait_for
from sqlalchemy import update

from archpanel.domain import BadRequest, PanelError
from archpanel.rooms import labs as labs_module
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.lab_wishes import LabWish, wish_from
from archpanel.rooms.laboratory import Laboratory, Told
from archpanel.rooms.labs import MOST_KEPT, MOST_OPEN, MOST_TRIES, STALE, Lab, Labs, NotFinished
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tables import LABS

WISH = LabWish(bank=5).as_json()


@pytest.fixture
def labs(house: House) -> Labs:
    return house.labs


def age(house: House, name: str, seconds: float) -> None:
    """Let so much time go by since somebody worked on one."""
    with house.sessions._database.begin() as connection:
        mine = update(LABS).where(LABS.c.id == name)
        connection.execute(mine.values(beat=time.time() - seconds))


def test_what_is_wanted_is_kept_as_it_was_wanted() -> None:
    wish = LabWish((), ("20261127-0a1b2c3d",), 5, 3, "enterprise")
    assert wish_from(wish.as_json()) == wish
    assert wish.reads_anew
    assert not LabWish(sessions=("x",)).reads_anew


def test_the_oldest_is_taken_first_and_by_one_alone(labs: Labs) -> None:
    first = labs.ask("carla", WISH, [])
    second = labs.ask("otto", WISH, [])
    taken = [labs.take(), labs.take(), labs.take()]
    assert [one.id if one else None for one in taken] == [first, second, None]
    assert labs.find("carla", first).status == "running"


def test_progress_and_report_are_the_coachs_alone(labs: Labs) -> None:
    name = labs.ask("carla", WISH, [])
    assert labs.take()
    assert labs.beat(name, 1, 4)
    found = labs.find("carla", name)
    assert (found.done, found.total, found.is_open) == (1, 4, True)
    with pytest.raises(NotFinished):
        labs.text("carla", name, "md")
    labs.finish(name, {"md": "# Told"})
    assert labs.text("carla", name, "md") == "# Told"
    assert not labs.find("carla", name).is_open
    for wrong in (lambda: labs.find("otto", name), lambda: labs.text("otto", name, "md"),
                  lambda: labs.delete("otto", name)):  # fmt: skip
        with pytest.raises(NotYours):
            wrong()
    assert labs.all("otto") == []


def test_one_that_nobody_works_on_any_more_is_taken_up(house: House, labs: Labs) -> None:
    name = labs.ask("carla", WISH, [])
    assert labs.take()
    age(house, name, STALE - 30)
    assert labs.take() is None
    age(house, name, STALE + 30)
    again = labs.take()
    assert again is not None
    assert (again.id, again.tries) == (name, 1)


def test_one_that_is_given_back_was_no_try(labs: Labs) -> None:
    name = labs.ask("carla", WISH, [])
    assert labs.take()
    labs.give_back(name)
    again = labs.take()
    assert again is not None
    assert again.tries == 0


def test_a_deleted_one_is_wanted_by_nobody(labs: Labs) -> None:
    name = labs.ask("carla", WISH, [])
    assert labs.take()
    labs.delete("carla", name)
    assert not labs.beat(name, 1, 4)
    labs.finish(name, {"md": "# Told"})
    with pytest.raises(NotYours):
        labs.text("carla", name, "md")


def test_a_coach_has_two_open_ones_and_thirty_in_all(
    labs: Labs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_OPEN):
        labs.ask("carla", WISH, [])
    with pytest.raises(BadRequest, match="not finished yet"):
        labs.ask("carla", WISH, [])
    labs.ask("otto", WISH, [])  # nobody else is kept waiting
    for one in labs.all("carla"):
        labs.delete("carla", one.id)
    monkeypatch.setattr(labs_module, "MOST_OPEN", MOST_KEPT + 1)
    for _ in range(MOST_KEPT):
        labs.ask("carla", WISH, [])
    with pytest.raises(BadRequest, match="delete one"):
        labs.ask("carla", WISH, [])


def test_it_goes_with_any_interview_that_it_is_of(
    house: House, labs: Labs, coach: Account, candidate: Account
) -> None:
    sessions = [sit_down(house, coach, candidate) for _ in range(2)]
    for session in sessions:
        interview(house, session)
    kept = labs.ask(coach.id, WISH, sessions[1:])
    gone = labs.ask(coach.id, WISH, sessions)
    house.erase(sessions[0])
    assert [one.id for one in labs.all(coach.id)] == [kept]
    # As the command line erases, which knows of no lab.
    house.host.ask(house.sessions.erase(sessions[1]), 20.0)
    assert labs.all(coach.id) == []
    assert gone != kept


def working(labs: Labs, *results: object) -> tuple[Laboratory, list[str]]:
    """A laboratory whose work comes to these results, in order."""
    begun: list[str] = []

    async def work(lab: Lab, told: Told) -> Mapping[str, str]:
        begun.append(lab.id)
        told(0, 2)
        result = results[len(begun) - 1]
        if isinstance(result, Exception):
            raise result
        return {"md": str(result)}

    return Laboratory(labs, work), begun


def test_what_goes_wrong_in_one_is_told_and_keeps_no_other(labs: Labs) -> None:
    laboratory, begun = working(labs, BadRequest("No such question."), ValueError("a secret"), "ok")
    names = [labs.ask(who, WISH, []) for who in ("a", "b", "c")]
    laboratory.start()
    wait_for(lambda: not labs.find("c", names[2]).is_open)
    laboratory.stop(5.0)
    assert begun == names
    assert labs.find("a", names[0]).problem == "No such question."
    assert labs.find("b", names[1]).problem.startswith("Something failed on the server (error ")
    assert "secret" not in labs.find("b", names[1]).problem
    assert labs.text("c", names[2], "md") == "ok"


def test_one_that_ends_its_server_each_time_is_given_up(house: House, labs: Labs) -> None:
    name = labs.ask("carla", WISH, [])
    for _ in range(MOST_TRIES):
        assert labs.take()
        age(house, name, STALE + 1)
    laboratory, begun = working(labs)
    laboratory.start()
    wait_for(lambda: labs.find("carla", name).status == "failed")
    laboratory.stop(5.0)
    assert begun == []
    assert "several times" in labs.find("carla", name).problem


def test_a_server_that_stops_leaves_it_to_the_next(labs: Labs) -> None:
    name, begun, stopped = labs.ask("carla", WISH, []), Event(), Event()

    async def work(lab: Lab, told: Told) -> Mapping[str, str]:
        begun.set()
        await asyncio.to_thread(stopped.wait, PATIENCE)
        told(1, 2)
        raise AssertionError("goes on after the server was stopped")

    stops = Laboratory(labs, work)
    stops.start()
    assert begun.wait(PATIENCE)
    stops.stop(0.0)
    stopped.set()
    wait_for(lambda: labs.find("carla", name).status == "waiting")
    laboratory, _ = working(labs, "made by the next")
    laboratory.start()
    wait_for(lambda: labs.find("carla", name).status == "finished")
    laboratory.stop(5.0)
    assert labs.text("carla", name, "md") == "made by the next"


def test_an_interview_that_cannot_be_read_anew_is_told(
    house: House, labs: Labs, coach: Account, candidate: Account
) -> None:
    """The small pack's questions are in no bank."""
    session = sit_down(house, coach, candidate)
    interview(house, session)
    name = labs.ask(coach.id, LabWish(sessions=(session,), bank=1).as_json(), [session])
    house.laboratory.start()
    wait_for(lambda: not labs.find(coach.id, name).is_open)
    found = labs.find(coach.id, name)
    assert found.status == "failed"
    assert "cannot be read anew" in found.problem
    assert isinstance(NotFinished(), PanelError)
