"""When sessions are held, and the file that calendars take (RFC 5545). Pure.

A library would bring three packages for one kind of entry, twelve times; what the format asks for
(line ends, folding by bytes, escaping) is below.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

WIDEST = 75
"""Bytes of a line; a longer one is folded."""

ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def days(start: date, weeks: int, sessions: int) -> tuple[date, ...]:
    """Return the days of so many sessions, evenly over so many weeks, the first on `start`.

    All are on the weekday of the first, as long as no week has two.
    """
    apart = max(sessions - 1, 1)
    if sessions <= weeks:
        return tuple(
            start + timedelta(weeks=round(n * (weeks - 1) / apart)) for n in range(sessions)
        )
    return tuple(start + timedelta(days=n * (weeks * 7 - 1) // apart) for n in range(sessions))


def next_monday(today: date) -> date:
    """Return the first Monday after a day."""
    return today + timedelta(days=7 - today.weekday())


def calendar(entries: Sequence[tuple[str, date, str, str]], made: datetime, name: str) -> str:
    """Return a calendar of whole days.

    Args:
        entries: id, day, title and description of each.
        made: when it was made; with a time zone.
        name: what the calendar is called.
    """
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//archpanel//programme//EN"]
    lines = [*head, f"X-WR-CALNAME:{_text(name)}"]
    for entry in entries:
        lines += _event(*entry, made)
    return "".join(f"{line}\r\n" for line in _folded([*lines, "END:VCALENDAR"]))


def _event(uid: str, day: date, title: str, about: str, made: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    return text.translate(ESCAPED)


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of at most 75 bytes; what continues one begins with a blank."""
    for line in lines:
        piece = ""
        for letter in line:
            if len((piece + letter).encode()) > WIDEST:
                yield piece
                piece = " "
            piece += letter
        yield piece
