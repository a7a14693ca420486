"""Files and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("agents", "graphs", "personas", "evals", "src/archpanel", "tests", "examples")
LONGEST_FILE = 400
LONGEST_BODY = 60

LONG_FILES: dict[str, str] = {}
"""File -> why it may have more than 400 lines."""

LONG_FUNCTIONS: dict[str, str] = {}
"""`file::function` -> why its body may have more than 60 lines."""


def python_files() -> list[Path]:
    links = {ROOT / "src/archpanel" / name for name in ("agents", "graphs", "personas", "evals")}
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return [ROOT / "dev.py", *(p for p in sorted(found) if not links & set(p.parents))]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (name, lines of the body without its docstring)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_folders_hold_python() -> None:
    assert {name_of(p).split("/")[0] for p in python_files()} >= {
        "agents",
        "graphs",
        "src",
        "tests",
    }


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_no_file_and_no_function_is_too_long(path: Path) -> None:
    name = name_of(path)
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE or name in LONG_FILES
    long = {f"{name}::{f}": size for f, size in functions(path) if size > LONGEST_BODY}
    assert {f: size for f, size in long.items() if f not in LONG_FUNCTIONS} == {}


def test_every_exception_is_still_needed() -> None:
    sizes = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert not [name for name in LONG_FILES if sizes.get(name, 0) <= LONGEST_FILE]
    bodies = {f"{name_of(p)}::{f}": size for p in python_files() for f, size in functions(p)}
    assert not [name for name in LONG_FUNCTIONS if bodies.get(name, 0) <= LONGEST_BODY]
