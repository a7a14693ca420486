"""What is built is what is in the folders, and it breaks nobody else's package."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("agents", "graphs", "personas", "evals")
SHIPPED = {".py", ".yaml", ".md", ".json", ".npy", ".npz", ".j2"}
LARGE = 1_000_000
"""Bytes; evaluation data above this stays in the repository."""


def build(source: Path, kind: str, into: Path) -> Path:
    """Build with the hatchling of this environment; nothing is downloaded."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with our wheel and a package that owns the top-level name `agents`."""
    folder = tmp_path_factory.mktemp("installed")
    stranger = stranger_wheel(folder)
    python = fresh_python(folder / "venv")
    pip(python, "install", "--no-deps", "--no-index", str(stranger))
    pip(python, "install", "--no-deps", "--no-index", str(wheel))
    return python


def stranger_wheel(folder: Path) -> Path:
    """Make a wheel that installs `agents/` with a class `Agent`, as openai-agents does."""
    wheel = folder / "stranger_agents-1.0-py3-none-any.whl"
    info = "stranger_agents-1.0.dist-info"
    contents = {
        "agents/__init__.py": "from agents.agent import Agent\n\n__all__ = ['Agent']\n",
        "agents/agent.py": "class Agent:\n    pass\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: stranger-agents\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{name},," for name in (*contents, f"{info}/RECORD")]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "\n".join(lines) + "\n")
    return wheel


def fresh_python(folder: Path) -> Path:
    """Make an environment that sees the packages of this one, but no archpanel."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = next(p for p in (folder / "bin/python", folder / "Scripts/python.exe") if p.exists())
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", where).strip())
    # A .pth of a folder that was itself added by a .pth is not read, so an editable install of
    # archpanel in this environment stays unseen.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def pip(python: Path, *arguments: str) -> str:
    quiet = ("--disable-pip-version-check", "--no-cache-dir", "-q")
    return run(Path(sys.executable), "-m", "pip", *quiet, "--python", str(python), *arguments)


def run(program: Path, *arguments: str, cwd: Path | None = None) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        [str(program), *arguments],
        cwd=cwd or program.parent,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_in(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_of_the_folders() -> dict[str, Path]:
    """Return wheel name -> file, for everything that a user of the package needs."""
    found: dict[str, Path] = {}
    for path in sorted((ROOT / "src/archpanel").iterdir()):
        if path.name not in LINKED:
            found |= {f"archpanel/{p.relative_to(path.parent)}": p for p in tree(path)}
    for folder in LINKED:
        found |= {f"archpanel/{p.relative_to(ROOT)}": p for p in tree(ROOT / folder)}
    return {
        name: path
        for name, path in found.items()
        if path.suffix in SHIPPED and not is_large_dataset(name, path.stat().st_size)
    }


def tree(path: Path) -> list[Path]:
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [p for p in files if not any(is_scratch(part) for part in p.relative_to(ROOT).parts)]


def is_scratch(part: str) -> bool:
    return part.startswith(".") or part == "__pycache__" or part.endswith("_cache")


def is_large_dataset(name: str, size: int) -> bool:
    return name.startswith("archpanel/evals/datasets/") and size > LARGE


def test_the_wheel_holds_every_file_of_the_folders_with_its_contents(wheel: Path) -> None:
    built, expected = files_in(wheel), files_of_the_folders()
    assert {name for name in expected if name.startswith("archpanel/agents/offline/")}
    assert not [name for name in expected if name not in built]
    assert not [name for name, path in expected.items() if built[name] != path.read_bytes()]


def test_the_wheel_holds_nothing_that_is_not_in_the_folders(wheel: Path) -> None:
    shipped = {name for name in files_in(wheel) if Path(name).suffix in SHIPPED}
    ours = {name for name in shipped if ".dist-info/" not in name}
    assert ours - set(files_of_the_folders()) == set()


def test_the_wheel_installs_nothing_at_the_top_but_archpanel(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in files_in(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"archpanel"}


def test_no_evaluation_data_over_a_megabyte_is_shipped(wheel: Path) -> None:
    sizes = {name: len(data) for name, data in files_in(wheel).items()}
    assert not [name for name, size in sizes.items() if is_large_dataset(name, size)]


def test_the_wheel_of_the_sdist_is_the_wheel_of_the_checkout(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build(source, "wheel", tmp_path / "again")
    assert again.name == wheel.name
    assert files_in(again) == files_in(wheel)


def test_the_sdist_has_what_the_two_commands_of_the_readme_need(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    needed = {"Makefile", "dev.py", "requirements/run.txt", "requirements/dev.txt", "README.md"}
    assert needed <= names
    assert {"tests/conftest.py", "examples/answers_strong.jsonl"} <= names


def test_beside_a_package_called_agents_both_work(installed: Path) -> None:
    told = run(
        installed,
        "-c",
        "import agents, archpanel, archpanel.agents\n"
        "from agents import Agent\n"
        "from archpanel.agents import reach_verdict\n"
        "import archpanel.personas, archpanel.evals\n"
        "print(agents.__file__, archpanel.__file__, archpanel.agents.__file__, sep='\\n')",
    )
    agents, archpanel, ours = (Path(line) for line in told.split())
    assert agents.parent.name == "agents"
    assert archpanel.parent.parent == agents.parent.parent
    assert ours == archpanel.parent / "agents/__init__.py"
    assert installed.parent.parent in archpanel.parents


def test_the_installed_command_runs_and_finds_its_content(installed: Path) -> None:
    command = installed.with_name("archpanel")
    assert "rehearse" in run(command, "--help")
    assert "startup_cto" in run(command, "personas", "list", "--json")
    assert "ai-architect" in run(command, "packs", "list")


def test_an_editable_install_shows_the_checkout(tmp_path: Path) -> None:
    python = fresh_python(tmp_path / "venv")
    pip(python, "install", "--no-deps", "--no-index", "--no-build-isolation", "-e", str(ROOT))
    told = run(python, "-c", "import archpanel.agents as a; print(a.__file__)")
    assert Path(told.strip()).resolve() == ROOT / "agents/__init__.py"
