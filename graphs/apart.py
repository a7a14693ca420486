"""A graph that a node calls runs apart from the node's own graph."""

import asyncio
from collections.abc import Coroutine
from contextvars import copy_context
from typing import Any, TypeVar

from langchain_core.runnables.config import var_child_runnable_config

_Result = TypeVar("_Result")


async def apart(run: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a nested graph as if nobody had called it.

    LangGraph hands a node's configuration on through a context variable. The nested graph would
    take over its caller's checkpointer and, after a crash, go on where that had left it instead of
    looking into the records for what is missing. (`checkpointer=False` says the same, but breaks
    under `durability="sync"` in LangGraph 1.2.)
    """
    context = copy_context()
    context.run(var_child_runnable_config.set, None)
    return await asyncio.create_task(run, context=context)
