"""What is told in a room whose panel cannot go on: what helps there, and nothing of settings."""

import re
from collections.abc import Mapping

from archpanel.domain import BadFile, BadRequest, PanelError, PanelIncomplete, UnknownName

_OF_SETTINGS = re.compile(r"\b[A-Z]+_[A-Z_]+|--[a-z]|://|`|(?<!\w)[~.]?/\w")
"""A variable, an option, an address, a command or a path: of use to who runs the house alone."""


def told_of(error: PanelError, names: Mapping[str, str]) -> str | None:
    """Return how an error is told to who sits in a room.

    Args:
        error: why the panel cannot go on.
        names: persona -> what it is called.

    Returns:
        None where the text is for whoever runs the house: it names an address, a file or a setting.
    """
    if isinstance(error, PanelIncomplete):
        return _without(", ".join(names.get(seat, seat) for seat in error.seats))
    if isinstance(error, BadFile | BadRequest | UnknownName) or _OF_SETTINGS.search(str(error)):
        return None
    return str(error)


def _without(seats: str) -> str:
    who = f"Seats that the verdict needs are out of reach{f': {seats}' if seats else ''}."
    return (
        f"{who} All answers are kept. Try again, or go on without them: the verdict is then a hold."
    )
