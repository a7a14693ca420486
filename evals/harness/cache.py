"""Outputs of solvers by what they depend on: nothing is worked on twice without a reason."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archpanel.domain import canonical_json
from archpanel.files import write_private


@dataclass(frozen=True)
class Kept:
    """An output with the seconds that it took."""

    output: Any
    seconds: float


class Cache:
    """A folder of outputs; it may be deleted at any time."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder; None: nothing is kept and nothing found."""
        self._folder = folder

    def find(self, key: str) -> Kept | None:
        """Return what is kept under a key, or None. A file that cannot be read is none."""
        if self._folder is None:
            return None
        try:
            found = json.loads(self._file(self._folder, key).read_text(encoding="utf-8"))
            return Kept(found["output"], found["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, key: str, kept: Kept) -> None:
        """Keep an output, whole or not at all."""
        if self._folder is not None:
            plain = {"output": kept.output, "seconds": kept.seconds}
            write_private(self._file(self._folder, key), canonical_json(plain))

    @staticmethod
    def _file(folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.json"  # a flat folder of thousands is slow to list
