"""Examine this installation: what works, what does not, and what to do about it."""

import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import typer
from rich.markup import escape

from archpanel import __version__
from archpanel.cli.consoles import busy, content
from archpanel.cli.exits import FAILED, print_json
from archpanel.domain import PanelError

SAFE_SQLITE = (3, 51, 3)
"""Older ones can corrupt a write-ahead log when two connections write at once (fixed 2026-03)."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str
    fatal: bool = True


def examine(*, as_json: bool) -> None:
    """Print all findings; the exit code is 1 when something that is needed does not work."""
    with busy("Examining"):
        findings = [_safely(name, look) for name, look in _CHECKS.items()]
    if as_json:
        print_json({"version": __version__, "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            mark = (
                "[green]ok[/]" if finding.ok else "[red]no[/]" if finding.fatal else "[yellow]--[/]"
            )
            line = f"{mark}  {finding.what}: {escape(finding.detail)}"
            content().print(line, highlight=False, soft_wrap=True)
    if any(not f.ok and f.fatal for f in findings):
        raise typer.Exit(FAILED)


def _safely(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (PanelError, ImportError, OSError, RuntimeError, ValueError) as error:
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _python() -> Finding:
    version = platform.python_version()
    return Finding("Python", sys.version_info >= (3, 11), f"{version} on {platform.platform()}")


def _packs() -> Finding:
    from archpanel.packs import load_pack

    started = time.perf_counter()
    pack = load_pack("ai-architect")
    took = time.perf_counter() - started
    return Finding(
        "role pack", bool(pack.questions), f"{len(pack.questions)} questions read in {took:.1f} s"
    )


def _encoder() -> Finding:
    from archpanel.agents.offline.encoder import open_encoder

    started = time.perf_counter()
    encoder = open_encoder()
    encoder.encode(["Is the encoder there?"])
    return Finding("encoder", True, f"{encoder.id}, ready in {time.perf_counter() - started:.1f} s")


def _weights() -> Finding:
    from archpanel.agents.offline.encoder import open_encoder
    from archpanel.agents.offline.weights import weights_for
    from archpanel.packs import load_pack, vector_files

    encoder = open_encoder().id
    try:
        weights = weights_for(encoder)
    except KeyError:
        return Finding("weights", False, f"none for {encoder}: `archpanel review` alone will work")
    if not vector_files(load_pack("ai-architect")):
        slow = "no vectors beside the role pack: the first session takes minutes to encode it"
        return Finding("weights", True, f"{weights.version}; {slow}")
    return Finding("weights", True, weights.version)


def _database() -> Finding:
    from archpanel.cli.doors import open_sessions, shown_url
    from archpanel.settings import read_settings

    count = len(open_sessions().list())
    where = shown_url(read_settings().database_url)
    return Finding("session database", True, f"{where} ({count} sessions)")


def _private() -> Finding:
    from archpanel.settings import read_settings

    home = read_settings().home.expanduser()
    loose = [p.name for p in home.glob("*.sqlite") if p.stat().st_mode & 0o077]
    detail = (
        f"open to others: {', '.join(loose)} (chmod 600)" if loose else f"{home} is yours alone"
    )
    return Finding("file modes", not loose or os.name == "nt", detail, fatal=False)


def _sqlite() -> Finding:
    ok = sqlite3.sqlite_version_info >= SAFE_SQLITE
    advice = "" if ok else "; keep to one process per database, or use PostgreSQL"
    return Finding("SQLite", ok, f"{sqlite3.sqlite_version}{advice}", fatal=False)


def _strict() -> Finding:
    from archpanel.sessions.checkpoints import strict_checkpoints

    ok = strict_checkpoints()
    return Finding(
        "strict checkpoints", ok, "on" if ok else "off: set LANGGRAPH_STRICT_MSGPACK=true"
    )


def _tracing() -> Finding:
    asked = [name for name in TRACING if os.environ.get(name, "").lower() in ("1", "true", "yes")]
    from langsmith.utils import tracing_is_enabled

    import archpanel.graphs  # noqa: F401  (switches tracing off)

    on = bool(tracing_is_enabled())
    detail = "on: candidate text may leave this machine" if on else "off"
    detail += f" (although {', '.join(asked)} asks for it)" if asked and not on else ""
    return Finding("tracing", not on, detail)


TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")

_CHECKS: dict[str, Callable[[], Finding]] = {
    "Python": _python,
    "role pack": _packs,
    "encoder": _encoder,
    "weights": _weights,
    "session database": _database,
    "file modes": _private,
    "SQLite": _sqlite,
    "strict checkpoints": _strict,
    "tracing": _tracing,
}
