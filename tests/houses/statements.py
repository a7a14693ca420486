"""What is asked of a house's database, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from archpanel.rooms.house import House


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """Yield the statements that are run meanwhile; nothing else is to be at work."""
    run: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        run.append(statement)

    database = house.sessions._database
    event.listen(database, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(database, "before_cursor_execute", note)
