"""archpanel: three interviewers question a candidate together and reach a verdict one can check.

Everything below is imported when it is first asked for, so that `import archpanel` stays quick.
"""

from importlib import import_module as _import_module
from pathlib import Path as _Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archpanel.agents import Engine, reach_verdict, verify
    from archpanel.agents.offline import EmbeddedEngine
    from archpanel.domain import (
        Brief,
        DecisionRecord,
        PackRef,
        PanelError,
        Persona,
        RolePack,
        Verdict,
    )
    from archpanel.packs import load_pack
    from archpanel.personas import load_persona, seat_panel
    from archpanel.report import build_report, to_html, to_markdown
    from archpanel.sessions import Sessions, open_database
    from archpanel.sessions.reviewing import judge_exchanges
    from archpanel.transcripts import exchanges, read_transcript

__version__ = "0.1.0"

__all__ = [
    "Brief",
    "DecisionRecord",
    "EmbeddedEngine",
    "Engine",
    "PackRef",
    "PanelError",
    "Persona",
    "RolePack",
    "Sessions",
    "Verdict",
    "build_report",
    "exchanges",
    "judge_exchanges",
    "load_pack",
    "load_persona",
    "open_database",
    "reach_verdict",
    "read_transcript",
    "seat_panel",
    "to_html",
    "to_markdown",
    "verify",
]

_HOMES = {
    "agents": ("Engine", "reach_verdict", "verify"),
    "agents.offline": ("EmbeddedEngine",),
    "domain": (
        "Brief", "DecisionRecord", "PackRef", "PanelError", "Persona", "RolePack", "Verdict",
    ),
    "packs": ("load_pack",),
    "personas": ("load_persona", "seat_panel"),
    "report": ("build_report", "to_html", "to_markdown"),
    "sessions": ("Sessions", "open_database"),
    "sessions.reviewing": ("judge_exchanges",),
    "transcripts": ("exchanges", "read_transcript"),
}  # fmt: skip


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(_import_module(f"archpanel.{home}"), name)
    raise AttributeError(f"module 'archpanel' has no attribute {name!r}")


# In a checkout `agents/`, `graphs/`, `personas/` and `evals/` sit at the repository root and are
# linked into this package; in a wheel they are inside it. Where links are lost (zip download,
# Windows), searching the root as well keeps `archpanel.agents` importable.
_root = _Path(__file__).resolve().parents[2]
if (_root / "agents" / "__init__.py").is_file() and (_root / "pyproject.toml").is_file():
    __path__.append(str(_root))
