"""What one erases is gone, whatever comes of a single interview, and others go on meanwhile."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag

import pytest
from houses import PATIENCE, interview, question, sit_down, wait_for
from sqlalchemy import Engine

from archpanel.domain import SessionBusy
from archpanel.rooms import erasing, host
from archpanel.rooms.accounts import Account
from archpanel.rooms.erasing import StillErasing
from archpanel.rooms.house import House
from archpanel.sessions import erasing as files
from archpanel.sessions.lease import Lease, new_owner


def there(house: House) -> set[str]:
    return {row.id for row in house.sessions.list()}


def finished(house: House, coach: Account) -> str:
    session = sit_down(house, coach, coach)
    interview(house, session)
    return session


def block_checkpoints(folder: Path) -> None:
    """Put something in the place of the checkpoints that nobody can write."""
    for file in folder.glob("checkpoints.sqlite*"):
        file.unlink()
    (folder / "checkpoints.sqlite").mkdir()


class Wiping:
    """A disk that takes its time: wiping ends when the door is opened."""

    def __init__(self) -> None:
        """Close the door."""
        self.begun, self.door = Flag(), Flag()

    def __call__(self, engine: Engine) -> bool:
        """Wait at the door."""
        self.begun.set()
        return self.door.wait(PATIENCE)


@pytest.fixture
def wiping(monkeypatch: pytest.MonkeyPatch) -> Wiping:
    made = Wiping()
    monkeypatch.setattr(files, "forget_bytes", made)
    monkeypatch.setattr(erasing, "ERASING", 0.2)
    return made


def test_all_are_erased_though_bytes_of_each_are_left(
    house: House, coach: Account, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = finished(house, coach), finished(house, coach)
    block_checkpoints(tmp_path)
    found = house.erase_all([one, two])
    assert (found.gone, found.remains, found.busy, found.pending) == (
        [one, two],
        [one, two],
        [],
        [],
    )
    assert there(house) == set()
    assert "checkpoints.sqlite" in caplog.text


def test_one_that_is_erased_with_remains_is_erased(
    house: House, coach: Account, tmp_path: Path
) -> None:
    session = finished(house, coach)
    block_checkpoints(tmp_path)
    house.erase(session)
    assert there(house) == set()


def test_one_in_which_the_panel_works_keeps_no_other(house: House, coach: Account) -> None:
    busy, other = finished(house, coach), finished(house, coach)
    lease = Lease(house.sessions._database, busy, new_owner())
    lease.take()
    found = house.erase_all([busy, other])
    assert (found.gone, found.busy) == ([other], [busy])
    with pytest.raises(SessionBusy):
        house.erase(busy)
    assert there(house) == {busy}
    lease.give_back()
    house.erase(busy)
    assert there(house) == set()


def test_what_takes_long_goes_on_and_so_do_other_interviews(
    house: House, coach: Account, wiping: Wiping
) -> None:
    one, two = finished(house, coach), finished(house, coach)
    found = house.erase_all([one, two])
    assert (found.gone, found.pending) == ([], [one, two])
    assert wiping.begun.wait(PATIENCE)
    assert question(house, sit_down(house, coach, coach)) is not None
    with pytest.raises(StillErasing, match="goes on"):
        house.erase(two)
    wiping.door.set()
    wait_for(lambda: not there(house) & {one, two})


def test_a_host_that_stops_waits_for_what_is_being_wiped(
    opens: Callable[..., House], house: House, coach: Account, wiping: Wiping
) -> None:
    other = opens()
    session = finished(other, coach)
    assert other.erase_all([session]).pending == [session]
    wiping.door.set()
    other.host.stop(5.0)
    assert not other.host._thread.is_alive()
    assert there(house) == set()


def test_nothing_of_an_erased_room_is_left_in_memory(
    opens: Callable[..., House],
    house: House,
    coach: Account,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(host, "LOOKS_EVERY", 0.05)
    house.host.stop(5.0)
    other = opens()
    here, elsewhere, stays = (sit_down(other, coach, coach) for _ in range(3))
    for session in (here, elsewhere, stays):
        assert question(other, session) is not None
    caplog.set_level(logging.ERROR)
    other.erase(here)
    wait_for(lambda: here not in other.host._used)
    asyncio.run(house.sessions.erase(elsewhere))  # as another replica does
    monkeypatch.setattr(host, "IDLE", 0.0)
    wait_for(lambda: not other.host._used)
    wait_for(lambda: not other.sessions._live)
    assert caplog.text == ""
