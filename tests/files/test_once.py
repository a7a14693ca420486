"""What is made once is made once, whoever asks in the same moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from archpanel.files import once

CROWD = 8


def test_all_who_ask_at_once_get_what_one_of_them_made() -> None:
    made: list[str] = []
    all_there, slow = Barrier(CROWD), Event()

    @once
    def make(name: str) -> list[str]:
        made.append(name)
        slow.wait(0.05)  # long enough for the others to find nothing kept
        return [name]

    def ask() -> list[str]:
        all_there.wait(10)
        return make("pack")

    with ThreadPoolExecutor(CROWD) as pool:
        found = [asked.result(10) for asked in [pool.submit(ask) for _ in range(CROWD)]]
    assert made == ["pack"]
    assert all(one is found[0] for one in found)


def test_other_arguments_are_made_apart_and_a_failure_is_not_kept() -> None:
    turns: Iterator[int] = iter(range(9))

    @once
    def make(name: str) -> int:
        turn = next(turns)
        if name == "bad" and turn < 2:
            raise ValueError(name)
        return turn

    assert make("good") == 0
    with pytest.raises(ValueError, match="bad"):
        make("bad")
    assert make("bad") == 2
    assert (make("good"), make("bad")) == (0, 2)


def test_what_is_made_may_need_another_of_its_kind() -> None:
    @once
    def depth(levels: int) -> int:
        return 1 + depth(levels - 1) if levels else 0

    assert depth(3) == 3
