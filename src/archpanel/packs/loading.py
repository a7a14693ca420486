"""Read a role pack: a folder, or one file with competencies and their anchors."""

import json
import os
from collections.abc import Collection, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from archpanel.domain import (
    BadFile,
    BankQuestion,
    Competency,
    Form,
    Policy,
    RolePack,
    Round,
    SurpriseCard,
    UnknownName,
)
from archpanel.files import MAX_PACK_FILE, as_model, once, parse_yaml, read_text
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
    if name and os.path.exists(name):  # unlike Path.exists, it bears names of any length
        return Path(name)
    raise UnknownName("pack", name, pack_ids())


def load_pack(name: str) -> RolePack:
    """Read a pack by id or path.

    Raises:
        UnknownName: no such pack.
        BadFile: naming the file and the first problem in it.
    """
    path = pack_path(name)
    return _load(path, path.resolve())


@once
def _load(path: Path, place: Path) -> RolePack:
    """Read once; `place` keeps one relative path in two working folders apart."""
    return _from_folder(path) if place.is_dir() else _from_file(path)


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
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # an escape may hide half a character
    except UnicodeEncodeError:
        raise BadFile(str(path), "holds a lone surrogate (\\ud800 to \\udfff).") from None
    except (ValueError, RecursionError) as error:
        raise BadFile(str(path), f"is not valid JSON: {str(error)[:120]}.") from None
    return data


def _from_folder(folder: Path) -> RolePack:
    if not (folder / "pack.yaml").is_file():
        raise BadFile(str(folder), "holds no pack.yaml; a role pack is a folder with one.")
    files = sorted(folder.rglob("*.yaml"))
    if len(files) > _MAX_FILES:
        raise BadFile(str(folder), f"holds {len(files)} files; at most {_MAX_FILES} are read.")
    texts = {path: read_text(path, MAX_PACK_FILE) for path in files}
    data: dict[str, Any] = dict(_mapping(texts, folder / "pack.yaml"))
    data["digest"] = _digest(texts, folder)
    policy = folder / "policy.yaml"
    data["policy"] = as_model(Policy, _mapping(texts, policy), str(policy))
    _complete(policy, data["policy"].lacks(_axes(data)))
    data["competencies"] = list(_entries(texts, folder / "competencies"))
    rounds = folder / "rounds.yaml"
    data["rounds"] = [as_model(Round, entry, str(rounds)) for entry in _list(texts, rounds)]
    known = {c.id for c in data["competencies"]}
    data["questions"] = _each(texts, folder / "questions", BankQuestion, known)
    data["surprises"] = _each(texts, folder / "surprises", SurpriseCard, known)
    data["forms"] = _each(texts, folder / "forms", Form, {q.id for q in data["questions"]})
    return as_model(RolePack, data, str(folder / "pack.yaml"))


def _axes(data: dict[str, Any]) -> list[str]:
    """Return the axes that pack.yaml lists; where it lists none, that is said later."""
    axes = data.get("axes")
    return [a for a in axes if isinstance(a, str)] if isinstance(axes, list) else []


def _complete(path: Path, lacking: str) -> None:
    if lacking:
        raise BadFile(str(path), lacking)


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


def _entries(texts: dict[Path, str], folder: Path) -> Iterator[Competency]:
    for path in texts:
        if path.parent == folder:
            for entry in _list(texts, path):
                yield as_model(Competency, entry, str(path))


_Entry = TypeVar("_Entry", BankQuestion, SurpriseCard, Form)


def _each(
    texts: dict[Path, str], folder: Path, model: type[_Entry], known: Collection[str]
) -> list[_Entry]:
    """Read one entry per file. A file is found by id, so its name is its id, and used once.

    Args:
        texts: path -> contents, of the whole pack.
        folder: where the entries lie.
        model: what an entry is.
        known: ids of what an entry may refer to.
    """
    found: dict[str, _Entry] = {}
    for path in texts:
        if folder not in path.parents:
            continue
        entry = as_model(model, _mapping(texts, path), str(path))
        if entry.id != path.stem:
            raise BadFile(str(path), f"id {entry.id!r} differs from the file name {path.stem!r}.")
        if entry.id in found:
            raise BadFile(str(path), f"id {entry.id!r} is used by another file of {folder.name}.")
        _complete(path, entry.lacks(known))
        found[entry.id] = entry
    return list(found.values())
