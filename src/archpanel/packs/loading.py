"""Read a role pack: a folder, or one file with competencies and their anchors."""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from archpanel.domain import BadFile, RolePack, UnknownName
from archpanel.files import MAX_PACK_FILE, as_model, parse_yaml, read_text
from archpanel.packs.smallest import smallest_pack

_LIBRARY = Path(__file__).parent / "library"
_MAX_FILES = 2000


@cache
def pack_ids() -> tuple[str, ...]:
    """Return the id of every shipped pack, sorted."""
    return tuple(sorted(path.parent.name for path in _LIBRARY.glob("*/pack.yaml")))


def pack_path(name: str) -> Path:
    """Return where a pack lies: a shipped id, a folder, or one file.

    Raises:
        UnknownName: nothing of this name; the message names the nearest shipped pack.
    """
    if name in pack_ids():
        return _LIBRARY / name
    path = Path(name)
    if path.exists():
        return path
    raise UnknownName("pack", name, pack_ids())


@cache
def load_pack(name: str) -> RolePack:
    """Read a pack by id or path.

    Raises:
        UnknownName: no such pack.
        BadFile: naming the file and the first problem in it.
    """
    path = pack_path(name)
    return _from_folder(path) if path.is_dir() else _from_file(path)


def vector_files(pack: RolePack) -> tuple[Path, ...]:
    """Return the files of precomputed sentence vectors that ship beside a pack."""
    if pack.id not in pack_ids():
        return ()
    return tuple(sorted(pack_path(pack.id).glob("vectors-*.npy")))


def _from_file(path: Path) -> RolePack:
    text = read_text(path, MAX_PACK_FILE)
    data = _parse(text, path)
    digest = sha256(text.encode()).hexdigest()
    if isinstance(data, dict) and "policy" in data:
        return as_model(RolePack, {**data, "digest": digest}, str(path))
    return smallest_pack(data, path, digest)


def _parse(text: str, path: Path) -> Any:
    if path.suffix != ".json":
        return parse_yaml(text, str(path))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile(str(path), f"is not valid JSON: {str(error)[:120]}.") from None


def _from_folder(folder: Path) -> RolePack:
    if not (folder / "pack.yaml").is_file():
        raise BadFile(str(folder), "holds no pack.yaml; a role pack is a folder with one.")
    files = sorted(folder.rglob("*.yaml"))
    if len(files) > _MAX_FILES:
        raise BadFile(str(folder), f"holds {len(files)} files; at most {_MAX_FILES} are read.")
    texts = {path: read_text(path, MAX_PACK_FILE) for path in files}
    data: dict[str, Any] = dict(_mapping(texts, folder / "pack.yaml"))
    data["digest"] = _digest(texts, folder)
    data["policy"] = _mapping(texts, folder / "policy.yaml")
    data["competencies"] = list(_entries(texts, folder / "competencies"))
    data["rounds"] = _list(texts, folder / "rounds.yaml")
    for part in ("questions", "surprises", "forms"):
        data[part] = list(_each(texts, folder / part))
    _check_names(data, texts, folder)
    return as_model(RolePack, data, str(folder))


def _digest(texts: dict[Path, str], folder: Path) -> str:
    total = sha256()
    for path in sorted(texts):
        total.update(f"{path.relative_to(folder).as_posix()}\0{texts[path]}\0".encode())
    return total.hexdigest()


def _mapping(texts: dict[Path, str], path: Path) -> dict[str, Any]:
    if path not in texts:
        raise BadFile(str(path), "is missing; every role pack needs it.")
    data = parse_yaml(texts[path], str(path))
    if not isinstance(data, dict):
        raise BadFile(str(path), "should hold keys and values.")
    return data


def _list(texts: dict[Path, str], path: Path) -> list[Any]:
    data = parse_yaml(texts[path], str(path)) if path in texts else []
    if not isinstance(data, list):
        raise BadFile(str(path), "should hold a list.")
    return data


def _entries(texts: dict[Path, str], folder: Path) -> Iterator[Any]:
    for path in texts:
        if path.parent == folder:
            yield from _list(texts, path)


def _each(texts: dict[Path, str], folder: Path) -> Iterator[Any]:
    for path in texts:
        if folder in path.parents:
            yield _mapping(texts, path)


def _check_names(data: dict[str, Any], texts: dict[Path, str], folder: Path) -> None:
    """Files are found by id, so a file's name is its id; a double id would hide a question."""
    for part in ("questions", "surprises", "forms"):
        stems = [path.stem for path in texts if folder / part in path.parents]
        ids = [entry.get("id") for entry in data[part]]
        for stem, entry_id in zip(stems, ids, strict=True):
            if stem != entry_id:
                raise BadFile(
                    f"{folder}/{part}/.../{stem}.yaml", f"id {entry_id!r} is not {stem!r}."
                )
        if doubled := sorted({i for i in ids if ids.count(i) > 1}):
            raise BadFile(f"{folder}/{part}", f"used twice as an id: {', '.join(doubled)}.")
