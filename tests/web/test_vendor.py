"""The front-end files of others are what their packages hold, licensed, and ask no other host."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "src/archpanel/web/vendor"
OURS = {"README.md", "SHA256SUMS", "fetch.py"}
CODE = {".js", ".css"}

# Written apart, so that this file names none of them.
DELIVERERS = tuple(
    ".".join(parts)
    for parts in (
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare", "com"),
        ("googleapis", "com"),
        ("gstatic", "com"),
        ("esm", "sh"),
        ("skypack", "dev"),
        ("jspm", "io"),
        ("bootcdn", "net"),
    )
)
DELIVERER = re.compile("|".join(re.escape(host) for host in DELIVERERS), re.IGNORECASE)
LOADS = re.compile(
    r"""(?:importScripts|\bimport)\s*\(\s*["'`]"""
    r"""|@import\s*(?:url\(|["'][\w./:])|url\(\s*["']?(?:https?:)?//""",
)
"""Code or styles fetched while the page runs: a chunk, a sheet, a font, from anywhere."""


def vendored() -> list[Path]:
    return sorted(p for p in VENDOR.iterdir() if p.is_file() and p.name not in OURS)


def code() -> list[Path]:
    return [p for p in vendored() if p.suffix in CODE]


def sums() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def licence_rows() -> dict[str, list[str]]:
    """Return vendored file -> the licence files its row of the README names."""
    rows = re.findall(r"^\| `([^`]+)` \|(.+)$", read("README.md"), re.MULTILINE)
    named = {name: re.findall(r"`([\w.-]+\.txt)`", row) for name, row in rows}
    return {name: found or named["swagger-ui-bundle.js"] for name, found in named.items()}


def read(name: str) -> str:
    return (VENDOR / name).read_text(encoding="utf-8")


def test_every_file_is_the_one_its_sum_names() -> None:
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in vendored()}
    assert found == sums()
    assert {"htmx.min.js", "hx-sse.min.js", "mermaid.min.js"} <= set(found)


def test_the_readme_names_every_sum() -> None:
    assert (VENDOR / "SHA256SUMS").read_text(encoding="utf-8") in read("README.md")


def test_every_file_has_its_licence_beside_it() -> None:
    rows = licence_rows()
    assert set(rows) == {p.name for p in code()}
    assert not [name for name, texts in rows.items() if not texts]
    for text in {text for texts in rows.values() for text in texts}:
        assert re.search(r"copyright|permission to use", read(text), re.IGNORECASE), text


@pytest.mark.parametrize("path", code(), ids=lambda p: p.name)
def test_no_file_names_a_registry_or_loads_code_of_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert DELIVERER.findall(text) == []
    assert LOADS.findall(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'import("./chunk.mjs")',
        "importScripts('worker.js')",
        '@import "other.css"',
        "a{background:url(//example.org/a.png)}",
        f"fetch('https://cdn.{DELIVERERS[3]}/x')",
    ],
)
def test_a_file_that_loads_from_elsewhere_would_be_seen(text: str) -> None:
    assert LOADS.search(text) or DELIVERER.search(text)


def test_the_script_fetches_just_these_files(tmp_path: Path) -> None:
    """With a stand-in for npm that packs the files of this folder, nothing is downloaded."""
    stand_in = tmp_path / "stand-in"
    stand_in.mkdir()
    (stand_in / "npm").write_text(STAND_IN.format(python=sys.executable, vendor=str(VENDOR)))
    (stand_in / "npm").chmod(0o755)
    into = tmp_path / "again"
    done = subprocess.run(
        [sys.executable, str(VENDOR / "fetch.py"), str(into)],
        env={"PATH": str(stand_in)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {p.name: p.read_bytes() for p in into.iterdir() if p.name != "SHA256SUMS"} == {
        p.name: p.read_bytes() for p in vendored()
    }
    assert (into / "SHA256SUMS").read_bytes() == (VENDOR / "SHA256SUMS").read_bytes()


STAND_IN = """#!{python}
import runpy, sys, tarfile
from pathlib import Path

vendor = Path({vendor!r})
files = runpy.run_path(str(vendor / "fetch.py"))["PACKAGES"][sys.argv[-1]]
with tarfile.open("package.tgz", "w:gz") as tar:
    for inside, name in files.items():
        tar.add(vendor / name, arcname="package/" + inside)
"""
