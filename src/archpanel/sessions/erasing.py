"""Erasing a session for good: rows, checkpoints, and the bytes that these leave in the files."""

import asyncio
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Engine, delete

from archpanel.domain import ErasedWithRemains
from archpanel.sessions.checkpoints import forget_flow
from archpanel.sessions.database import PER_SESSION, SESSIONS
from archpanel.sessions.lease import Lease, new_owner
from archpanel.sessions.wiping import forget_bytes
from archpanel.sessions.writing import writing

if TYPE_CHECKING:
    from archpanel.sessions.service import Sessions

IN_USE = (
    "another process uses the database right now, so bytes of it are left in the file. They go "
    "with the next session that is erased"
)

_ALONE = Lock()
"""Two that wipe the file at once would each find it in use by the other."""


async def erase_session(
    sessions: "Sessions", database: Engine, checkpoints: Path, session: str
) -> None:
    """Erase a session.

    Args:
        sessions: lets go of what it has in memory.
        database: holds its rows.
        checkpoints: SQLite file of LangGraph's checkpoints.
        session: its whole id.

    Raises:
        SessionBusy: it is being driven right now; nothing was erased.
        ErasedWithRemains: its rows are erased, but bytes of it are left in a file; says where.
    """
    lease = Lease(database, session, new_owner())
    lease.take()
    try:
        await sessions.pause(session)
        left = await forget_flow(checkpoints, session)
        delete_rows(database, session)
    finally:
        lease.give_back()
    # The whole file is written anew: other sessions of this event loop go on meanwhile.
    if not await asyncio.to_thread(wipe, database):
        left = IN_USE
    if left:
        raise ErasedWithRemains(session, left)


def delete_rows(database: Engine, session: str) -> None:
    """Delete all rows of a session in one step; who writes about it waits, and finds it gone."""
    with writing(database, session, erasing=True) as connection:
        for table in PER_SESSION:
            connection.execute(delete(table).where(table.c.session == session))
        connection.execute(delete(SESSIONS).where(SESSIONS.c.id == session))


def wipe(database: Engine) -> bool:
    """Wipe what deleted rows left in the file; return whether that was possible."""
    with _ALONE:
        return forget_bytes(database)
