"""What is read or made once in a process, however many threads ask for it in the same moment."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def once(make: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Keep what a function returns; while one thread makes it, the others wait for it.

    `functools.cache` alone lets every thread make it that asks before the first is done: a hundred
    people who began in one second had the shipped pack read dozens of times side by side.

    Args:
        make: takes hashable arguments; what it raises is raised again and nothing is kept.
    """
    kept: dict[tuple[object, ...], _Made] = {}
    alone = RLock()  # what is made may need another of its kind

    @wraps(make)
    def made(*args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
        key = (*args, *sorted(kwargs.items()))
        with alone:
            if key not in kept:
                kept[key] = make(*args, **kwargs)
            return kept[key]

    return made
