"""What is committed names no package registry, no machine's paths, and no secret."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written apart, so that this file passes its own test.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("repo1", "maven", "org"),
        ("conda", "anaconda", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
    )
)
REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~}>/-])/(?:work|home|Users)/[\w.-]+")
SECRETS = {
    "private key": re.compile("-----" + r"BEGIN [A-Z ]*PRIVATE KEY"),
    "model key": re.compile(r"\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "search key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}"),
    "forge token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20,})"
    ),
    "chat token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "password in an address": re.compile(
        r"\w+://[^\s/:@'\"{}<>*]+:[^\s/:@'\"{}<>*]{3,}@[\w.-]+\.\w+"
    ),
}


def committed() -> list[Path]:
    """Return what git holds; without git (an unpacked sdist) every file that is no scratch."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        ).stdout.decode()  # fmt: skip
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [
            p for p in ROOT.rglob("*") if not any(is_scratch(n) for n in p.relative_to(ROOT).parts)
        ]
    return sorted(p for p in found if p.is_file() and not p.is_symlink())


def is_scratch(part: str) -> bool:
    return part in {".git", ".venv", "dist", "out", "__pycache__"} or part.endswith("_cache")


def text_of(path: Path) -> str:
    """Return a file's text, "" for a binary one."""
    raw = path.read_bytes()
    return "" if b"\0" in raw[:8192] else raw.decode("utf-8", errors="replace")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {p.relative_to(ROOT).as_posix(): text_of(p) for p in committed()}


def hits(texts: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text[: match.start()].count(chr(10)) + 1}: {match[0]}"
        for name, text in texts.items()
        for match in pattern.finditer(text)
    ]


def test_the_repository_is_seen(texts: dict[str, str]) -> None:
    assert {"pyproject.toml", "dev.py", "agents/consensus.py", "tests/conftest.py"} <= set(texts)


def test_no_file_names_a_package_registry(texts: dict[str, str]) -> None:
    assert hits(texts, REGISTRY) == []


def test_no_file_names_a_path_of_some_machine(texts: dict[str, str]) -> None:
    assert hits(texts, MACHINE_PATH) == []


@pytest.mark.parametrize("kind", SECRETS)
def test_no_file_holds_a_secret(texts: dict[str, str], kind: str) -> None:
    assert hits(texts, SECRETS[kind]) == []


def test_the_locks_hold_hashes_and_no_address(texts: dict[str, str]) -> None:
    for name in ("requirements/run.txt", "requirements/dev.txt"):
        pinned = re.findall(r"^\S+==\S+.*$", texts[name], re.MULTILINE)
        assert len(pinned) > 20
        assert all(line.endswith("\\") for line in pinned)
        assert "://" not in texts[name]
        assert "--index-url" not in texts[name]
