"""LangGraph's checkpoints: where the flow stands. Losing them loses nothing but time."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TypeVar

from langgraph.checkpoint.serde import _msgpack
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from sqlalchemy import Engine, select

from archpanel.domain import PanelError
from archpanel.sessions.database import ATTEMPTS, PAUSE, SESSIONS, make_private

_Result = TypeVar("_Result")

_LOG = logging.getLogger(__name__)

_TORN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
"""What SQLite says of bytes that are no database of its own; a lock or a full disk is not it."""


_IN_USE = (
    "another process uses its checkpoints right now, so bytes of them are left in the file. They "
    "go with the next session that is erased"
)


async def with_checkpoints(
    path: Path, work: Callable[[AsyncSqliteSaver], Awaitable[_Result]]
) -> _Result:
    """Work on the checkpoints; a file that cannot be read is set aside, and the work done anew.

    Args:
        path: SQLite file of the checkpoints.
        work: what to do with them; it can be done twice.

    Raises:
        PanelError: see `open_checkpoints`.
    """
    try:
        async with open_checkpoints(path) as saver:
            return await work(saver)
    except sqlite3.DatabaseError as error:
        if not _is_torn(error):
            raise
        _set_aside(path, error)
    async with open_checkpoints(path) as saver:
        return await work(saver)


@asynccontextmanager
async def open_checkpoints(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """Open the checkpoint file for the running event loop.

    Raises:
        PanelError: LangGraph was imported before archpanel and would trust what the file holds.
        sqlite3.DatabaseError: the file cannot be opened, or is none of SQLite's.
    """
    if not strict_checkpoints():
        raise PanelError(
            "LangGraph was imported before archpanel, without strict checkpoints. Import "
            "archpanel.graphs first, or set LANGGRAPH_STRICT_MSGPACK=true."
        )
    make_private(path)
    async with AsyncSqliteSaver.from_conn_string(str(path)) as saver:
        # The records can rebuild a flow, so a checkpoint need not survive a power loss.
        for pragma in ("busy_timeout=10000", "synchronous=NORMAL", "secure_delete=ON"):
            await saver.conn.execute(f"PRAGMA {pragma}")
        await _set_up(saver)
        yield saver


async def _set_up(saver: AsyncSqliteSaver) -> None:
    for attempt in range(ATTEMPTS):
        try:
            return await saver.setup()
        except sqlite3.OperationalError:
            if attempt == ATTEMPTS - 1:
                raise
            await asyncio.sleep(PAUSE)


async def forget_flow(path: Path, session: str) -> str:
    """Delete a session's checkpoints; return "", or where bytes of them are left and why."""
    try:
        wiped = await with_checkpoints(path, lambda saver: _forget(saver, session))
        _broken(path).unlink(missing_ok=True)  # it may have held the session, too
    except (sqlite3.DatabaseError, OSError) as error:
        return (
            f"where its flow stood is left in {path}, which cannot be written ({error}). Remove "
            "that by hand: losing it loses nothing but time"
        )
    return "" if wiped else _IN_USE


async def forget_erased(path: Path, database: Engine) -> None:
    """Delete the checkpoints of sessions that another replica erased, which has a file of its own.

    Raises:
        sqlite3.DatabaseError: the file cannot be written.
    """

    async def forget(saver: AsyncSqliteSaver) -> None:
        # Flows first: a session is there before its flow, so no new one is taken for erased.
        async with saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints") as cursor:
            flows = {row[0] for row in await cursor.fetchall()}
        with database.connect() as connection:
            there = set(connection.scalars(select(SESSIONS.c.id).where(SESSIONS.c.id.in_(flows))))
        if erased := flows - there:
            await _forget(saver, *erased)

    await with_checkpoints(path, forget)


async def _forget(saver: AsyncSqliteSaver, *sessions: str) -> bool:
    for session in sessions:
        await saver.adelete_thread(session)
    try:
        await saver.conn.execute("VACUUM")
    except sqlite3.OperationalError:  # another process writes
        return False
    async with saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
        row = await cursor.fetchone()
    return row is not None and row[0] == 0


def _is_torn(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0)  # errors of the wrapper itself have none
    return (code & 0xFF) in _TORN


def _set_aside(path: Path, error: sqlite3.DatabaseError) -> None:
    """Move a file that is no database out of the way, unless another process did so already."""
    if _is_sound(path):
        return
    _LOG.warning(
        "archpanel: %s cannot be read (%s). It is kept as %s, and the flow is rebuilt from the "
        "session's records.", path, error, _broken(path).name,
    )  # fmt: skip
    path.replace(_broken(path))
    for more in ("-wal", "-shm"):  # they belong to the file that is gone
        path.with_name(path.name + more).unlink(missing_ok=True)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        return not _is_torn(error)


def _broken(path: Path) -> Path:
    return path.with_name(path.name + ".broken")


def strict_checkpoints() -> bool:
    """Tell whether LangGraph was imported in strict mode: else a forged row builds any class."""
    return bool(_msgpack.STRICT_MSGPACK_ENABLED)
