"""Changed content needs a new version; `versions.json` beside a pack says what each one held."""

from collections.abc import Iterator
from pathlib import Path

from archpanel.domain import RolePack, digest
from archpanel.domain.base import Record
from archpanel.files.stamps import STAMPS, read_table, unstamped, write_table
from archpanel.packs.loading import load_pack, pack_ids, pack_path


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
    parts = (pack.competencies, pack.rounds, pack.worlds, pack.views)
    role = [[thing.model_dump(mode="json") for thing in part] for part in parts]
    found["pack"] = (pack.version, digest([role, pack.name, pack.top, pack.axes]))
    return found


def _without_version(thing: Record) -> object:
    return thing.model_dump(mode="json", exclude={"version"})


def stale(pack: RolePack) -> Iterator[tuple[str, str]]:
    """Yield (id, problem) for contents that differ from what their version was stamped with."""
    known = read_stamps(pack)
    if known is not None:
        yield from unstamped(contents(pack), known)


def read_stamps(pack: RolePack) -> dict[str, tuple[int, str]] | None:
    """Return the stamped versions, or None for a pack that keeps none."""
    path = _stamps(pack)
    return read_table(path) if path is not None else None


def stamp(pack: RolePack) -> Path | None:
    """Write `versions.json` for a shipped pack, and return where."""
    path = _stamps(pack)
    if path is not None:
        write_table(contents(pack), path)
    return path


def _stamps(pack: RolePack) -> Path | None:
    return pack_path(pack.id) / STAMPS if pack.id in pack_ids() else None


if __name__ == "__main__":
    for name in pack_ids():
        stamp(load_pack(name))
