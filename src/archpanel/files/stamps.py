"""Changed content needs a new version; a table beside the content says what each one held."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from archpanel.domain import BadFile

STAMPS = "versions.json"

Held = Mapping[str, tuple[int, str]]
"""Id -> (version, digest of the contents without the version)."""


def unstamped(now: Held, known: Held) -> Iterator[tuple[str, str]]:
    """Yield (id, problem) for contents that differ from what their version was stamped with."""
    for name, (version, held) in now.items():
        if name not in known:
            yield name, f"is not in {STAMPS}; `make stamp` adds it"
        elif held != known[name][1] and version <= known[name][0]:
            yield name, f"changed, but its version is still {version}; raise it, then `make stamp`"
        elif (version, held) != known[name]:
            yield name, f"has a new version that is not in {STAMPS}; `make stamp` adds it"
    for name in sorted(set(known) - set(now)):
        yield name, f"is gone, but still in {STAMPS}; `make stamp` drops it"


def read_table(path: Path) -> dict[str, tuple[int, str]] | None:
    """Return the stamped versions, or None where none were written.

    Raises:
        BadFile: the table is broken.
    """
    if not path.is_file():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {name: (entry["version"], entry["digest"]) for name, entry in raw.items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        raise BadFile(str(path), "is no table of versions; `make stamp` writes it anew.") from None


def write_table(now: Held, path: Path) -> None:
    """Write the table."""
    held = {name: {"version": v, "digest": d} for name, (v, d) in sorted(now.items())}
    path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
