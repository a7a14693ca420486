"""Files that hold what a candidate said: nobody but the user can read them."""

import os
import tempfile
from pathlib import Path

PRIVATE = 0o600


def write_private(path: Path, text: str) -> None:
    """Write a UTF-8 text file, with its folder if need be, that only this user can read.

    A file that is there already is replaced, whole or not at all, and becomes private too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        # A pipe or a terminal (`--out /dev/stdout`) is written to and keeps its mode.
        path.write_text(text, encoding="utf-8")
        return
    try:
        _replace(path.resolve(), text)
    except OSError as error:
        error.filename = str(path)  # not the temporary name, which means nothing to anybody
        raise


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:  # `mkstemp` makes the file private
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
