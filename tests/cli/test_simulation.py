"""A simulated candidate in a short programme: real panels, days as planned, a database apart."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from archpanel.agents.verification import verify
from archpanel.cli.planning import Choices
from archpanel.cli.programme_simulation import as_plain
from archpanel.cli.simulating import CHECKPOINTS, DATABASE, Script, Simulation, simulate
from archpanel.domain import BadRequest, UnknownName
from archpanel.opening.doors import make_engines
from archpanel.sessions import Sessions, open_database

Run = Callable[..., Any]
SEATS = "startup_cto,enterprise_architect,security_reviewer"
ONLY = {
    "world": ("startup",),
    "view": ("developer-plus",),
    "round": ("coding", "system-design"),
    "level": ("senior",),
}
CHOICES = Choices(
    2, 3, "2027-01-11", (), (), (), ONLY, SEATS, surprise=None, rounds_each=1,
    pack="ai-architect", seed=5,
)  # fmt: skip
SCRIPT = Script(first=1.2, last=4.9, weak=("security-architecture",), turns=3, level="")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("simulated")


@pytest.fixture(scope="module")
def done(folder: Path) -> Simulation:
    return simulate(CHOICES, SCRIPT, folder)


def test_every_session_is_held_on_its_planned_day(done: Simulation) -> None:
    assert [len(step.after.held) for step in done.steps] == [1, 2]
    assert [one.day for one in done.after.held] == [date(2027, 1, 11), date(2027, 1, 25)]
    assert done.before.held == ()
    assert done.after.running == 2
    assert done.after.next is None


def test_all_pairs_are_held_in_the_end_and_none_before(done: Simulation) -> None:
    assert done.before.coverage.total("held") == 0
    assert done.after.coverage.total("planned") == 0
    held = [step.after.coverage.total("held") for step in done.steps]
    assert held[0] < held[1]


def test_the_candidate_gets_better_and_the_panel_hears_it(done: Simulation) -> None:
    first, last = (one.axes for one in done.after.held)
    assert all(last[axis] > first[axis] + 1 for axis in last if axis in first)
    given = [step.levels["security-architecture"][0] for step in done.steps]
    assert given == [1.2, 1.2]


def test_records_are_real_of_that_day_and_can_be_recomputed(done: Simulation, folder: Path) -> None:
    sessions = Sessions(
        open_database(str(folder / DATABASE)), folder / CHECKPOINTS, make_engines, "test"
    )
    try:
        for one in done.after.held:
            record = sessions.record(one.session)
            verify(record.model_dump_json())
            times = [record.created, *(answer.received for answer in record.answers)]
            assert {datetime.fromisoformat(at).date() for at in times} == {one.day}
            assert record.verdict.practice
    finally:
        sessions.close()


def test_json_has_the_steps_with_what_was_given_and_read(done: Simulation) -> None:
    told = as_plain(done, SCRIPT)
    assert [one["nth"] for one in told["sessions"]] == [1, 2]
    levels = [pair for one in told["sessions"] for pair in one["levels"].values()]
    assert told["read"]["levels"] == len(levels)
    assert all(1 <= pair["given"] <= 5 and 1 <= pair["read"] <= 5 for pair in levels)
    assert told["script"]["weak"] == ["security-architecture"]
    assert told["after"]["pairs_held"] == told["sessions"][-1]["pairs_held"]


def test_a_folder_with_sessions_is_left_alone(done: Simulation, folder: Path) -> None:
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(BadRequest, match="has sessions already"):
        simulate(CHOICES, SCRIPT, folder)
    assert (folder / DATABASE).read_bytes() == before


def test_what_cannot_be_simulated_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="--to 2 is below --from 3"):
        simulate(CHOICES, Script(3.0, 2.0, (), 3, ""), tmp_path / "one")
    with pytest.raises(UnknownName, match="securty"):
        simulate(CHOICES, Script(1.0, 2.0, ("securty",), 3, ""), tmp_path / "two")


def test_the_command_writes_three_pages_and_touches_no_sessions_of_the_user(
    run: Run, tmp_path: Path
) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    done = run(
        "programme", "simulate", "--sessions", "1", "--turns", "2", "--view", "developer-plus",
        "--world", "startup", "--start", "2027-01-11", "--out", out, home=home,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "The candidate went from level 1.8 to 4.4" in done.out
    pages = {name: (out / f"{name}.html").read_text("utf-8") for name in ("before", "after")}
    assert "0 of 1 sessions held" in pages["before"]
    assert "1 of 1 sessions held" in pages["after"]
    assert all("A simulated candidate" in page for page in pages.values())
    assert not home.exists()
    assert "1 of 1 sessions held" in run("programme", "status", home=out).out
