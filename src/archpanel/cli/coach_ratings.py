"""Coaches' ratings of interviews: from a file, and those given in the rehearsal room."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from archpanel.cli.answers import MAX_ANSWERS_FILE
from archpanel.domain import BadFile
from archpanel.files import read_text
from archpanel.lab.coach import CoachRating
from archpanel.lab.sitting import Sitting


def ratings_of(sittings: Sequence[Sitting], file: Path | None) -> tuple[CoachRating, ...]:
    """Return all ratings of the interviews that were judged.

    Raises:
        BadFile: with the line, for a line that is no rating, or of no interview here.
    """
    known = {sitting.interview: sitting.record.session for sitting in sittings}
    given = list(_from_file(file, known)) if file is not None else []
    return (*given, *_from_rooms(known))


def _from_file(file: Path, known: dict[str, str]) -> Iterator[CoachRating]:
    text = read_text(file, MAX_ANSWERS_FILE)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _rating(line, f"{file}:{number}", known)


def _rating(line: str, where: str, known: dict[str, str]) -> CoachRating:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadFile(where, f"is not JSON ({str(error)[:80]}).") from None
    if not isinstance(entry, dict) or not isinstance(entry.get("interview"), str):
        raise BadFile(where, 'should be {"interview": ..., "levels": {...}}.')
    levels, advice = entry.get("levels", {}), entry.get("recommendation", "")
    numbers = isinstance(levels, dict) and all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in levels.values()
    )
    if not numbers or not isinstance(advice, str):
        raise BadFile(where, '"levels" should be numbers by axis or competency.')
    if entry["interview"] not in known:
        few = ", ".join(list(known)[:4])
        raise BadFile(where, f"no interview here is called {entry['interview']!r}: {few}, ...")
    return CoachRating(entry["interview"], levels, advice)


def _from_rooms(known: dict[str, str]) -> Iterator[CoachRating]:
    """Yield what coaches gave in `serve`, where this user has rooms at all."""
    from sqlalchemy import inspect, select

    from archpanel.opening.doors import open_store
    from archpanel.rooms.tables import RATINGS

    database = open_store()
    try:
        if not inspect(database).has_table(RATINGS.name):
            return
        with database.connect() as connection:
            rows = connection.execute(select(RATINGS)).all()
    finally:
        database.dispose()
    by_session = {session: interview for interview, session in known.items()}
    for row in rows:
        if row.session in by_session and row.body.get("recommendation"):
            levels, advice = row.body.get("levels", {}), row.body["recommendation"]
            yield CoachRating(by_session[row.session], levels, advice)
