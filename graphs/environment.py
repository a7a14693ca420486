"""What must be set before langgraph is imported; `graphs/__init__.py` imports this first."""

import os
import sys

TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""One of these set to true sends what candidates say to a cloud; false in one loses to another."""


def prepare() -> None:
    """Make checkpoints refuse unknown classes, and keep what candidates say on this machine."""
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
    for name in TRACING:
        _WANTED.setdefault(name, os.environ.get(name))
        os.environ[name] = "false"
    _look_again()


_WANTED: dict[str, str | None] = {}
"""How the user had set them before archpanel switched tracing off."""


def allow_tracing() -> None:
    """Let tracing be as the user's environment says. Whoever calls this was asked for it."""
    for name, wanted in _WANTED.items():
        if wanted is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = wanted
    _look_again()


def asked_for() -> tuple[str, ...]:
    """Return the variables by which the user's environment asks for tracing."""
    return tuple(
        name for name, wanted in _WANTED.items() if (wanted or "").lower() in ("1", "true", "yes")
    )


def _look_again() -> None:
    if asked := sys.modules.get("langsmith.utils"):
        asked.get_env_var.cache_clear()  # it reads each variable once, perhaps before us


prepare()
