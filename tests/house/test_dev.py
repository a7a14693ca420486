"""The bootstrap: knows its commands, and sets up again exactly when something changed."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The bootstrap over a repository of three files, with nothing set up."""
    monkeypatch.setenv("ARCHPANEL_VENV", str(tmp_path / "venv"))
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("pyproject.toml", "requirements/run.txt", "requirements/dev.txt"):
        (tmp_path / name).write_text(f"# {name}", encoding="utf-8")
    module.ROOT = tmp_path  # type: ignore[attr-defined]
    return module


def bootstrap(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("nonsense",)])
def test_without_a_known_command_it_says_what_it_can(arguments: tuple[str, ...]) -> None:
    done = bootstrap(*arguments)
    assert done.returncode == 2
    assert "python dev.py test" in done.stdout


def test_the_lab_with_nothing_to_compare_says_how_to_begin(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.lab() == 0
    assert f"{dev.BIN / 'archpanel'} compare --bank 24" in capsys.readouterr().out


def test_every_target_of_make_is_a_command(dev: ModuleType) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = set(re.findall(r"^\t@\$\(DEV\) ([a-z]+)", makefile, re.MULTILINE))
    assert called >= {"rehearse", "test", "check", "fix", "stamp", "lock"}
    assert all(f'"{name}"' in (ROOT / "dev.py").read_text(encoding="utf-8") for name in called)


def test_a_changed_lock_is_set_up_again_and_so_is_the_old_one_afterwards(
    dev: ModuleType, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements/run.txt"
    old = lock.read_bytes()
    stamp = dev.marks_after("run", [])
    assert dev.mark("run") in stamp
    lock.write_bytes(b"# newer")
    assert dev.mark("run") not in stamp
    stamp = dev.marks_after("run", stamp)
    assert dev.mark("run") in stamp
    lock.write_bytes(old)
    assert dev.mark("run") not in stamp


def test_both_locks_can_be_set_up_side_by_side(dev: ModuleType) -> None:
    stamp = dev.marks_after("dev", dev.marks_after("run", []))
    assert {dev.mark("run"), dev.mark("dev")} == set(stamp)


def test_settings_of_the_project_count_as_a_change(dev: ModuleType, tmp_path: Path) -> None:
    before = dev.mark("dev")
    (tmp_path / "pyproject.toml").write_text("# other dependencies", encoding="utf-8")
    assert dev.mark("dev") != before


def test_an_old_python_is_told_what_is_needed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "NEEDED", (9, 9))
    assert dev.main(["test"]) == 1
    assert "archpanel needs Python 9.9 or newer" in capsys.readouterr().err


def test_paths_of_a_user_are_those_of_the_folder_where_they_stand(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "typer.py").write_text("raise SystemExit('not the package')", encoding="utf-8")
    (theirs / "interview.txt").write_text("Tom: hello\n", encoding="utf-8")
    monkeypatch.chdir(theirs)
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    assert dev.archpanel("review", "interview.txt") == 1
    assert capfd.readouterr().err.startswith("archpanel: interview.txt: has one speaker")


def test_evals_take_options_after_their_own(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    assert dev.evals("--limit", "0") == 2
    assert "Invalid value for '--limit'" in capfd.readouterr().err


def failing(root: Path, *bodies: str) -> None:
    """Write tests that note each run in a file, one for each body."""
    lines = ["from pathlib import Path", f"RUNS = Path({str(root / 'runs')!r})"]
    for n, body in enumerate(bodies):
        noted = "    RUNS.write_text(RUNS.read_text() + 'x' if RUNS.exists() else 'x')"
        lines += [f"def test_{n}():", noted, f"    {body}"]
    (root / "test_these.py").write_text("\n".join(lines), encoding="utf-8")
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("bodies", "code", "runs"),
    [
        (["assert len(RUNS.read_text()) == 2"], 0, 2),  # fails first, and passes alone
        (["assert False"], 1, 2),
        (["assert False", "assert True"], 1, 3),
        (["assert False"] * 4, 1, 4),  # so many are no accident
        (["assert True"], 0, 1),
    ],
)
def test_a_few_tests_that_fail_beside_others_are_tried_once_more_and_named(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    bodies: list[str],
    code: int,
    runs: int,
) -> None:
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(dev, "SIDE_BY_SIDE", ("-n", "0"))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # most take seconds to load
    monkeypatch.setenv("PYTEST_PLUGINS", "xdist.plugin")
    failing(tmp_path, *bodies)
    assert dev.tests() == code
    assert (tmp_path / "runs").read_text() == "x" * runs
    told = capfd.readouterr().out
    assert ("tried once more alone" in told) == (0 < runs - len(bodies))
    assert ("To be mended" in told) == (code == 0 and runs > len(bodies))


def test_a_model_that_cannot_be_had_is_said_to_be_so(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    pinned = f"xllamacpp==1 --hash=sha256:{'0' * 64}\n"
    (tmp_path / "requirements/local.txt").write_text(pinned, encoding="utf-8")
    assert dev.set_up_local() == dev.NO_WHEELS
    assert "its wheels cannot be had" in capsys.readouterr().err
    assert dev.LOCAL.parent == dev.VENV.parent


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_can_be_called_from_another_folder(tmp_path: Path) -> None:
    called = ["make", "-n", "-f", str(ROOT / "Makefile"), "rehearse", "ARGS=--answers mine.txt"]
    done = subprocess.run(called, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert f"{ROOT}/dev.py rehearse --answers mine.txt" in done.stdout
