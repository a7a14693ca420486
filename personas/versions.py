"""A persona whose meaning changed needs a new version; `versions.json` says what each one held."""

from collections.abc import Iterator
from pathlib import Path

from archpanel.domain import Persona, digest
from archpanel.files.stamps import STAMPS, read_table, unstamped, write_table
from archpanel.personas.loading import load_persona, persona_ids

_PATH = Path(__file__).parent / STAMPS


def contents() -> dict[str, tuple[int, str]]:
    """Return id -> (version, digest of the contents) of every shipped persona."""
    return dict(_held(load_persona(name)) for name in persona_ids())


def stale(persona: Persona) -> Iterator[str]:
    """Yield what is wrong with the version of a shipped persona, or of one's own copy of it.

    A higher version is somebody's own next one; that a shipped one is stamped, `all_stale` sees to.
    """
    known = read_table(_PATH) or {}
    if persona.id in known and persona.version <= known[persona.id][0]:
        name, held = _held(persona)
        yield from (problem for _, problem in unstamped({name: held}, {name: known[name]}))


def all_stale() -> list[tuple[str, str]]:
    """Return (id, problem) for every shipped persona that is not stamped as it is."""
    return list(unstamped(contents(), read_table(_PATH) or {}))


def _held(persona: Persona) -> tuple[str, tuple[int, str]]:
    held = digest(persona.model_dump(mode="json", exclude={"version"}))
    return persona.id, (persona.version, held)


if __name__ == "__main__":
    write_table(contents(), _PATH)
