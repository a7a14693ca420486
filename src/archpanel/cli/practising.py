"""The practice list of the command line: where it is kept, and what other commands say of it."""

from sqlalchemy import Engine, inspect, select

from archpanel.cli.starting import typeable
from archpanel.opening.doors import open_store, sessions_of
from archpanel.opening.practising import PracticeDesk
from archpanel.programme.practice_store import open_practice
from archpanel.rooms.tables import ROOMS


def due_line(due: int) -> tuple[str, ...]:
    """Return what other commands say of drills that are due, in no or one line."""
    if not due:
        return ()
    told = "1 drill is due" if due == 1 else f"{due} drills are due"
    return (typeable(f"{told}, two minutes each: `archpanel drill`."),)


def open_desk(pack: str, database: Engine | None = None) -> PracticeDesk:
    """Open this user's practice, and put on the list what sessions have asked for since.

    Args:
        pack: id or path of the role.
        database: this user's, where it is open already.

    Raises:
        BadRequest: the role has no questions, or the database cannot be opened.
    """
    store = database or open_store()
    sessions, others = sessions_of(store), _of_the_house(store)
    finished = [
        row.id for row in sessions.list() if row.status == "finished" and row.id not in others
    ]
    return PracticeDesk.opened(open_practice(store), sessions, pack, finished)


def _of_the_house(database: Engine) -> set[str]:
    """Return the sessions that were held over the page: they are their candidates'."""
    if not inspect(database).has_table(ROOMS.name):
        return set()
    with database.connect() as connection:
        return set(connection.scalars(select(ROOMS.c.session)))
