"""Work that is done side by side, and always comes to its end."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

_Result = TypeVar("_Result")


async def side_by_side(work: Sequence[Coroutine[Any, Any, _Result]]) -> list[_Result]:
    """Do it all, and raise the first mistake when everything has come to its end.

    How many calls of engines run at once is for the seats to see to: `Interviewer.room`.

    Returns:
        The results, in the order of the work.
    """
    done = await asyncio.gather(*work, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in done if not isinstance(outcome, BaseException)]
