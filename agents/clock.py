"""What time it is. Who plays months in a minute brings a clock of their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the time, with a time zone."""


def utc_now() -> datetime:
    """Return the time by the clock of this machine."""
    return datetime.now(UTC)


def stamp(clock: Clock) -> str:
    """Return the time as records keep it: UTC, to the second."""
    return clock().astimezone(UTC).isoformat(timespec="seconds")
