"""Find and read persona files."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from archpanel.domain import BadFile, BadRequest, Persona, UnknownName
from archpanel.files import MAX_PERSONA_FILE, as_model, once, parse_yaml, read_text

_FOLDER = Path(__file__).parent


@cache
def persona_ids() -> tuple[str, ...]:
    """Return the id of every shipped persona, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def persona_path(name: str) -> Path:
    """Return the file of a persona: a shipped id, or the path of one's own file.

    Raises:
        UnknownName: neither a shipped id nor a file; the message names the nearest id.
    """
    if name in persona_ids():
        return _FOLDER / f"{name}.yaml"
    if name.endswith((".yaml", ".yml")) or (name and os.path.exists(name)):
        return Path(name)
    raise UnknownName("persona", name, persona_ids())


def read_persona(path: Path) -> Persona:
    """Read one persona file.

    Raises:
        BadFile: unreadable, over 64 KB, not strict YAML, or not a persona; one line says why.
    """
    data = parse_yaml(read_text(path, MAX_PERSONA_FILE), str(path))
    persona = as_model(Persona, data, str(path))
    for field, problem in broken_lines(persona):
        raise BadFile(str(path), f"{field}: {problem}")
    if persona.id != path.stem:
        raise BadFile(str(path), f"id {persona.id!r} differs from the file name {path.stem!r}.")
    return persona


def broken_lines(persona: Persona) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) for what has to be one line and is not."""
    for field in ("name", "role"):
        if "\n" in getattr(persona, field).strip():
            yield field, "should be one line."


def load_persona(name: str) -> Persona:
    """Read one persona by id or path.

    Raises:
        UnknownName: no such persona.
        BadFile: the file breaks the schema.
    """
    path = persona_path(name)
    return _load(path, path.resolve())


@once
def _load(path: Path, place: Path) -> Persona:
    """Read once; `place` keeps one relative path in two working folders apart."""
    return read_persona(path)


def seat_panel(names: Sequence[str]) -> tuple[Persona, ...]:
    """Read the personas of a panel, in the order given.

    Raises:
        BadRequest: the same persona twice.
    """
    personas = tuple(load_persona(name) for name in names)
    ids = [p.id for p in personas]
    if doubled := sorted({i for i in ids if ids.count(i) > 1}):
        raise BadRequest(f"{', '.join(doubled)} cannot sit on two seats.")
    return personas
