"""Changed content needs a new version; `versions.json` beside a pack says what each one held."""

import json
from collections.abc import Iterator
from pathlib import Path

from archpanel.domain import RolePack, digest
from archpanel.domain.base import Record
from archpanel.packs.loading import load_pack, pack_ids, pack_path

_FILE = "versions.json"


def contents(pack: RolePack) -> dict[str, tuple[int, str]]:
    """Return id -> (version, digest of the contents) of everything in the pack that has one."""
    found = {
        f"{kind}/{thing.id}": (thing.version, digest(_without_version(thing)))
        for kind, things in (
            ("question", pack.questions),
            ("surprise", pack.surprises),
            ("form", pack.forms),
        )
        for thing in things
    }
    found["policy"] = (pack.policy.version, digest(_without_version(pack.policy)))
    role = [c.model_dump(mode="json") for c in pack.competencies]
    rounds = [r.model_dump(mode="json") for r in pack.rounds]
    found["pack"] = (pack.version, digest([role, rounds, pack.top, pack.axes]))
    return found


def _without_version(thing: Record) -> object:
    return thing.model_dump(mode="json", exclude={"version"})


def stale(pack: RolePack) -> Iterator[tuple[str, str]]:
    """Yield (id, problem) for contents that differ from what their version was stamped with."""
    known = read_stamps(pack)
    if known is None:
        return
    now = contents(pack)
    for name, (version, held) in now.items():
        if name not in known:
            yield name, "is not in versions.json; `make stamp` adds it"
        elif held != known[name][1] and version <= known[name][0]:
            yield name, f"changed, but its version is still {version}; raise it, then `make stamp`"
        elif (version, held) != tuple(known[name]):
            yield name, "has a new version that is not in versions.json; `make stamp` adds it"
    for name in sorted(set(known) - set(now)):
        yield name, "is gone, but still in versions.json; `make stamp` drops it"


def read_stamps(pack: RolePack) -> dict[str, tuple[int, str]] | None:
    """Return the stamped versions, or None for a pack that keeps none."""
    path = _stamps(pack)
    if path is None or not path.is_file():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {name: (entry["version"], entry["digest"]) for name, entry in raw.items()}


def stamp(pack: RolePack) -> Path | None:
    """Write `versions.json` for a shipped pack, and return where."""
    path = _stamps(pack)
    if path is not None:
        held = {n: {"version": v, "digest": d} for n, (v, d) in sorted(contents(pack).items())}
        path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    return path


def _stamps(pack: RolePack) -> Path | None:
    return pack_path(pack.id) / _FILE if pack.id in pack_ids() else None


if __name__ == "__main__":
    for name in pack_ids():
        stamp(load_pack(name))
