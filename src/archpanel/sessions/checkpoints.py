"""LangGraph's checkpoints: where the flow stands. Losing them loses nothing but time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde import _msgpack
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver


@asynccontextmanager
async def open_checkpoints(path: Path) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """Open the checkpoint file for the running event loop."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with AsyncSqliteSaver.from_conn_string(str(path)) as saver:
        await saver.setup()
        # The records can rebuild a flow, so a checkpoint need not survive a power loss.
        for pragma in ("synchronous=NORMAL", "secure_delete=ON", "busy_timeout=10000"):
            await saver.conn.execute(f"PRAGMA {pragma}")
        yield saver


def strict_checkpoints() -> bool:
    """Tell whether LangGraph was imported in strict mode: else a forged row builds any class."""
    return bool(_msgpack.STRICT_MSGPACK_ENABLED)
