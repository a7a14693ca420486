"""What must be set before langgraph is imported; `graphs/__init__.py` imports this first."""

import os
import sys

TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""One of these set to true sends what candidates say to a cloud; false in one loses to another."""


def prepare() -> None:
    """Make checkpoints refuse unknown classes, and keep what candidates say on this machine."""
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
    for name in TRACING:
        os.environ[name] = "false"
    if asked := sys.modules.get("langsmith.utils"):
        asked.get_env_var.cache_clear()  # it reads each variable once, perhaps before us


prepare()
