"""LangGraph's checkpoints: where the flow stands. Losing them loses nothing but time."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

# Read when langgraph is imported: without it a forged checkpoint row could construct any class.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

from langgraph.checkpoint.base import BaseCheckpointSaver
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
