"""Several threads that do the same at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

_Result = TypeVar("_Result")

MANY = 8


def at_once(work: Callable[[], _Result], many: int = MANY) -> list[_Result]:
    """Return what each of them came to; the first error is raised."""
    start = Barrier(many)

    def run() -> _Result:
        start.wait()
        return work()

    with ThreadPoolExecutor(many) as pool:
        return [each.result() for each in [pool.submit(run) for _ in range(many)]]
