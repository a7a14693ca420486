"""archpanel: three interviewers question a candidate together and reach a verdict one can check."""

from pathlib import Path

__version__ = "0.1.0"

# In a checkout `agents/`, `graphs/`, `personas/` and `evals/` sit at the repository root and are
# linked into this package; in a wheel they are inside it. Where links are lost (zip download,
# Windows), searching the root as well keeps `archpanel.agents` importable.
_root = Path(__file__).resolve().parents[2]
if (_root / "agents" / "__init__.py").is_file() and (_root / "pyproject.toml").is_file():
    __path__.append(str(_root))
