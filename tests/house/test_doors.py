"""Each package has one door: a sorted `__all__` that holds every public name, and nothing else."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {
    "archpanel": ROOT / "src/archpanel",
    "archpanel.agents": ROOT / "agents",
    "archpanel.graphs": ROOT / "graphs",
    "archpanel.personas": ROOT / "personas",
    "archpanel.evals": ROOT / "evals",
}


def modules() -> Iterator[str]:
    """Yield every package and module of ours that is there on purpose."""
    for package, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if package == "archpanel" and f"archpanel.{parts[0]}" in FOLDERS:
                continue  # the links
            names = parts[:-1] if parts[-1] == "__init__" else parts
            yield ".".join((package, *names))


def packages() -> list[str]:
    return [name for name in modules() if (home(name) / "__init__.py").exists()]


def home(name: str) -> Path:
    package = max((p for p in FOLDERS if f"{name}.".startswith(f"{p}.")), key=len)
    rest = name.removeprefix(package).strip(".")
    return FOLDERS[package].joinpath(*rest.split(".")) if rest else FOLDERS[package]


def isort_order(name: str) -> tuple[int, list[str | int]]:
    """Constants, then classes, then the rest; numbers within a name count as numbers."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    parts = re.split(r"(\d+)", name)
    return kind, [int(part) if part.isdigit() else part for part in parts]


def exports_of(name: str) -> list[str]:
    exported = getattr(importlib.import_module(name), "__all__", None)
    return list(exported) if exported is not None else []


def test_the_doors_that_the_design_names_are_open() -> None:
    doors = {name for name in packages() if exports_of(name)}
    named = {"domain", "packs", "sessions", "report", "cli", "agents", "graphs", "personas"}
    assert {f"archpanel.{name}" for name in named} <= doors


@pytest.mark.parametrize("name", packages())
def test_a_door_is_sorted_and_every_name_is_there(name: str) -> None:
    exported = exports_of(name)
    assert exported == sorted(exported, key=isort_order)
    assert len(exported) == len(set(exported))
    module = importlib.import_module(name)
    assert not [wanted for wanted in exported if not hasattr(module, wanted)]


@pytest.mark.parametrize("name", packages())
def test_a_door_is_complete(name: str) -> None:
    tree = ast.parse((home(name) / "__init__.py").read_text(encoding="utf-8"))
    brought = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("archpanel")
        for alias in node.names
    }
    assert {public for public in brought if not public.startswith("_")} == set(exports_of(name))
