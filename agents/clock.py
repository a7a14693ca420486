"""What time it is. Who plays months in a minute brings a clock of their own."""

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns the time, with a time zone."""


def utc_now() -> datetime:
    """Return the time by the clock of this machine."""
    return datetime.now(UTC)


def stamp(clock: Clock) -> str:
    """Return the time as records keep it: UTC, to the second."""
    return clock().astimezone(UTC).isoformat(timespec="seconds")


def today() -> date:
    """Return the day by the clock and the time zone of this machine."""
    return datetime.now().astimezone().date()


def day_of(moment: str) -> date:
    """Return the user's day of a time as records keep it.

    By the clock of Greenwich it may be tomorrow, and nothing that is due today would be.
    """
    return datetime.fromisoformat(moment).astimezone().date()
