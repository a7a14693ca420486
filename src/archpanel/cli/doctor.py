"""Examine this installation: what works, what does not, and what to do about it."""

import importlib.util
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict

import typer
from rich.markup import escape

from archpanel import __version__
from archpanel.cli.consoles import busy, content
from archpanel.cli.exits import FAILED, print_json
from archpanel.cli.findings import Finding
from archpanel.cli.starting import typeable
from archpanel.domain import PanelError
from archpanel.opening import ModelWishes

SAFE_SQLITE = (3, 51, 3)
"""Older ones can corrupt a write-ahead log when two connections write at once (fixed 2026-03)."""

_OLD_SQLITE = (
    f". Before {'.'.join(map(str, SAFE_SQLITE))}, two programs that write at the same moment can "
    "damage the database. One terminal at a time is safe. For more at once, pip install "
    "'archpanel[postgres]' and set ARCHPANEL_DATABASE=postgresql://USER@HOST/NAME"
)
"""SQLite comes with Python: a newer one is a newer Python, and not everybody can choose that."""


def examine(models: ModelWishes, seats: str, *, as_json: bool) -> None:
    """Print all findings; the exit code is 1 when something that is needed does not work."""
    with busy("Examining"):
        findings = [_safely(name, look) for name, look in _CHECKS.items()]
    with busy("Asking the model"):
        findings += _model(models, seats)
    if as_json:
        print_json({"version": __version__, "findings": [asdict(f) for f in findings]})
    else:
        _show(findings)
    if any(not f.ok and f.fatal for f in findings):
        raise typer.Exit(FAILED)


_MARKS = {"ok": "[green]ok[/]   ", "note": "[yellow]note[/] ", "fails": "[red]fails[/]"}
_MEANINGS = {"note": "it works, with this limit.", "fails": "mend this first."}


def _show(findings: Sequence[Finding]) -> None:
    """Print a line for each, and what those marks mean that tell of something."""
    for finding in findings:
        told = f"{_MARKS[finding.mark]}  {finding.what}: {escape(typeable(finding.detail))}"
        content().print(told, highlight=False, soft_wrap=True)
    for mark in sorted(_MEANINGS.keys() & {f.mark for f in findings}):
        typer.echo(f"{mark}: {_MEANINGS[mark]}", err=True)


def _safely(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (PanelError, ImportError, OSError, RuntimeError, ValueError) as error:
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _model(wishes: ModelWishes, seats: str) -> list[Finding]:
    from archpanel.cli.model_doctor import examine_model

    try:
        return examine_model(wishes, seats)
    except PanelError as error:
        return [Finding("language model", False, str(error))]


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
    took = time.perf_counter() - started
    told = f"{encoder.id}, which compares sentences, is ready in {took:.1f} s"
    return Finding("encoder", True, told)


def _weights() -> Finding:
    from archpanel.agents.offline.encoder import open_encoder
    from archpanel.agents.offline.weights import weights_for
    from archpanel.packs import load_pack, vector_files

    encoder = open_encoder().id
    try:
        weights = weights_for(encoder)
    except PanelError as error:
        return Finding("weights", False, str(error))
    if not vector_files(load_pack("ai-architect")):
        slow = "no vectors beside the role pack: the first session takes minutes to encode it"
        return Finding("weights", True, f"{weights.version}; {slow}")
    told = f"version {weights.version} of what reads the answers of a rehearsal is there"
    return Finding("weights", True, told)


def _anchors() -> Finding:
    from archpanel.agents.offline.anchor_weights import anchor_weights_for
    from archpanel.agents.offline.encoder import open_encoder

    try:
        version = anchor_weights_for(open_encoder().id).version
        told = f"version {version} of what reads the answers of a transcript is there"
        return Finding("review", True, told)
    except PanelError as error:
        return Finding("review", False, f"`archpanel review` does not work: {error}", fatal=False)


def _papers() -> Finding:
    missing = [name for name in ("pypdf", "docx") if not importlib.util.find_spec(name)]
    lacks = "txt and md only; for pdf and docx: pip install 'archpanel[ingest]'"
    return Finding("papers", not missing, lacks if missing else "txt, md, pdf, docx", fatal=False)


def _database() -> Finding:
    from archpanel.opening import database_kind, open_sessions, shown_url
    from archpanel.settings import read_settings

    started = time.perf_counter()
    count, kind = len(open_sessions().list()), database_kind()
    took = time.perf_counter() - started
    where = shown_url(read_settings().database_url)
    told = f"{kind} at {where} answers in {took:.2f} s ({count} sessions)"
    return Finding("session database", True, told)


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
    return Finding(
        "SQLite", ok, f"{sqlite3.sqlite_version}{'' if ok else _OLD_SQLITE}", fatal=False
    )


def _strict() -> Finding:
    from archpanel.sessions.checkpoints import strict_checkpoints

    ok = strict_checkpoints()
    return Finding(
        "strict checkpoints", ok, "on" if ok else "off: set LANGGRAPH_STRICT_MSGPACK=true"
    )


def _tracing() -> Finding:
    """Tell whether tracing is off, and whether the environment asked for it at the start."""
    from archpanel.graphs.environment import asked_for  # switches it off

    asked = asked_for()
    from langsmith.utils import tracing_is_enabled

    on = bool(tracing_is_enabled())
    detail = "on: candidate text may leave this machine" if on else "off"
    detail += f" (although {', '.join(asked)} asks for it)" if asked and not on else ""
    return Finding("tracing", not on, detail)


_CHECKS: dict[str, Callable[[], Finding]] = {
    "Python": _python,
    "role pack": _packs,
    "encoder": _encoder,
    "weights": _weights,
    "review": _anchors,
    "papers": _papers,
    "session database": _database,
    "file modes": _private,
    "SQLite": _sqlite,
    "strict checkpoints": _strict,
    "tracing": _tracing,
}
