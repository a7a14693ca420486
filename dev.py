"""Set up and run archpanel from a fresh clone, with nothing but Python 3.11 and pip.

    python dev.py rehearse [options]   set up what running needs, then rehearse
    python dev.py run COMMAND ...      the same for any archpanel command
    python dev.py test                 set up everything, then run every check
    python dev.py check | fix          the checks without the tests | let the tools mend

Every package comes from a lock file with hashes. Set-up is skipped while the lock is unchanged.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("ARCHPANEL_VENV", ROOT / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def main(args: list[str]) -> int:
    """Run one of the commands above; the exit code is that of the first step that failed."""
    if sys.version_info < (3, 11):
        print(f"archpanel needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    command, rest = (args[0], args[1:]) if args else ("", [])
    if command == "rehearse":
        return set_up("run") or run("-m", "archpanel.cli", "rehearse", *rest)
    if command == "run":
        return set_up("run") or run("-m", "archpanel.cli", *rest)
    if command == "test":
        return set_up("dev") or check() or run("-m", "pytest", *rest)
    if command == "check":
        return set_up("dev") or check()
    if command == "fix":
        return (
            set_up("dev")
            or run("-m", "ruff", "check", "--fix", ".")
            or run("-m", "ruff", "format", ".")
        )
    print(__doc__)
    return 2


def check() -> int:
    """Lint, format, types and layers: tools that only look."""
    return (
        run("-m", "ruff", "check", ".")
        or run("-m", "ruff", "format", "--check", ".")
        or run("-m", "mypy")
        or run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    )


def set_up(lock: str) -> int:
    """Make `.venv` and install the locked packages, unless that was done for this very lock."""
    locked = ROOT / "requirements" / f"{lock}.txt"
    stamp = VENV / "archpanel.stamp"
    digest = hashlib.sha256(
        locked.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    ).hexdigest()
    done = stamp.read_text().split() if stamp.exists() else []
    if PYTHON.exists() and f"{lock}:{digest}" in done:
        return 0
    print(f"Setting up {VENV.name} (once per lock file; about a minute) ...", file=sys.stderr)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    failed = pip("install", "--require-hashes", "-r", str(locked)) or pip(
        "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)
    )
    if not failed:
        stamp.write_text(" ".join([*done, f"{lock}:{digest}"]))
    return failed


def pip(*args: str) -> int:
    """Run pip in the environment, quietly unless it fails."""
    return run("-m", "pip", "--disable-pip-version-check", "-q", *args)


def run(*args: str) -> int:
    """Run the environment's Python and return its exit code."""
    return subprocess.call([str(PYTHON), *args], cwd=ROOT)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
