"""Fetch the front-end files of this folder again, as their packages hold them, byte for byte.

    python src/archpanel/web/vendor/fetch.py [FOLDER]

Needs npm, whose own settings say where packages come from; set-up, tests and use need none of
this. For a newer version: change it in `PACKAGES`, run this, read the new licences, renew the
table in README.md, and run tests/web/test_vendor.py.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"

PACKAGES = {
    "htmx.org@4.0.1": {
        "dist/htmx.min.js": "htmx.min.js",
        "dist/ext/hx-sse.min.js": "hx-sse.min.js",
        "LICENSE": "htmx.LICENSE.txt",
    },
    # 12.x carries a layout engine under EPL-2.0 and weighs 5.5 MB; 11.17 lacks nothing we draw.
    "mermaid@11.17.2": {
        "dist/mermaid.min.js": "mermaid.min.js",
        "LICENSE": "mermaid.LICENSE.txt",
    },
    "swagger-ui-dist@5.35.0": {
        "swagger-ui-bundle.js": "swagger-ui-bundle.js",
        "swagger-ui.css": "swagger-ui.css",
        "LICENSE": "swagger-ui.LICENSE.txt",
        "NOTICE": "swagger-ui.NOTICE.txt",
        "swagger-ui-bundle.js.LICENSE.txt": "swagger-ui.third-party.LICENSES.txt",
    },
}
"""`name@version` -> file in the package -> file here."""


def main(folder: Path) -> int:
    """Fetch every package into a folder and write its sums."""
    folder.mkdir(parents=True, exist_ok=True)
    for package, files in PACKAGES.items():
        with tempfile.TemporaryDirectory() as scratch:
            unpack(pack(package, Path(scratch)), files, folder)
    (folder / SUMS).write_text(sums(folder), encoding="utf-8")
    return 0


def pack(package: str, into: Path) -> Path:
    """Download one package with npm; nothing of it is run."""
    npm = "npm.cmd" if os.name == "nt" else "npm"
    command = [npm, "pack", "--silent", "--ignore-scripts", package]
    subprocess.run(command, cwd=into, check=True, stdout=subprocess.DEVNULL)
    (archive,) = into.glob("*.tgz")
    return archive


def unpack(archive: Path, files: dict[str, str], folder: Path) -> None:
    """Write the wanted files of a package, and no other."""
    with tarfile.open(archive) as tar:
        for inside, name in files.items():
            held = tar.extractfile(f"package/{inside}")
            if held is None:
                raise SystemExit(f"{archive.name} holds no file {inside}: was it renamed?")
            (folder / name).write_bytes(held.read())


def sums(folder: Path) -> str:
    """Return the lines of SHA256SUMS, as `sha256sum --check` reads them."""
    names = sorted(name for files in PACKAGES.values() for name in files.values())
    return "".join(f"{digest(folder / name)}  {name}\n" for name in names)


def digest(path: Path) -> str:
    """Return the sha256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE))
