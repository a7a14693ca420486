"""LangGraph's checkpoints: where the flow stands. Losing them loses nothing but time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from langgraph.checkpoint.serde import _msgpack
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from archpanel.domain import PanelError
from archpanel.sessions.database import ATTEMPTS, PAUSE, make_private


@asynccontextmanager
async def open_checkpoints(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """Open the checkpoint file for the running event loop.

    Raises:
        PanelError: LangGraph was imported before archpanel and would trust what the file holds.
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


async def forget_thread(saver: AsyncSqliteSaver, session: str) -> bool:
    """Delete a session's checkpoints; return whether no byte of them is left in the files."""
    await saver.adelete_thread(session)
    try:
        await saver.conn.execute("VACUUM")
    except sqlite3.OperationalError:  # another process writes
        return False
    async with saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
        row = await cursor.fetchone()
    return row is not None and row[0] == 0


def strict_checkpoints() -> bool:
    """Tell whether LangGraph was imported in strict mode: else a forged row builds any class."""
    return bool(_msgpack.STRICT_MSGPACK_ENABLED)
