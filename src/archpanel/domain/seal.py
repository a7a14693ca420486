"""Canonical JSON, digests, and the seal that lets anybody find what was changed in a record."""

import json
from collections.abc import Iterator
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

Json = dict[str, Any]
START = "0" * 64
"""What the first link of a chain follows."""


_ENCODER = json.JSONEncoder(  # made once: a record has thousands of leaves
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical_json(value: object) -> str:
    """Return JSON with sorted keys, no spaces and no NaN: equal values give equal text."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, as 64 hex digits."""
    return sha256(canonical_json(value).encode()).hexdigest()


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every leaf with its path (`answers/3/text`); an empty list or object is a leaf."""
    found: list[tuple[str, object]] = []
    _gather(value, path, found)
    yield from found


def _gather(value: object, path: str, found: list[tuple[str, object]]) -> None:
    """Put every leaf on a list: a generator within a generator hands each one up all the way."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            _gather(value[key], f"{path}/{_escape(key)}" if path else _escape(key), found)
    elif isinstance(value, list) and value:
        for index, entry in enumerate(value):
            _gather(entry, f"{path}/{index}", found)
    else:
        found.append((path, value))


def _fingerprint(leaf: object) -> str:
    # Most leaves are text, for which there is a shorter way to the same JSON.
    text = encode_basestring(leaf) if isinstance(leaf, str) else canonical_json(leaf)
    return sha256(text.encode()).hexdigest()[:16]


_SHARED = ("role", "personas")
"""Parts that are the same in the records of many sessions; the others change with each."""

_TABLES: dict[tuple[str, str], dict[str, str]] = {}
"""(shared part, its digest) -> its leaves. Digests are all that is kept: no word of anybody."""

_MOST_TABLES = 64


def _leaf_table(name: str, sha256_of_part: str, part: object) -> dict[str, str]:
    known = _TABLES.get((name, sha256_of_part))
    if known is None:
        known = {path: _fingerprint(leaf) for path, leaf in leaves(part, _escape(name))}
        if name in _SHARED:
            _keep((name, sha256_of_part), known)
    return known


def _keep(key: tuple[str, str], table: dict[str, str]) -> None:
    if len(_TABLES) >= _MOST_TABLES:
        _TABLES.clear()
    _TABLES[key] = table


def seal(parts: Json) -> Json:
    """Seal a record's parts.

    Returns:
        `leaves`: path -> first 16 hex digits of the leaf's SHA-256, so that a changed field can
        be named; `chain`: one link per part in order, each over the part and the link before;
        `head`: the last link, over the leaf table too. Publish the head, and nothing can change.
    """
    sums = {name: digest(part) for name, part in parts.items()}
    table: dict[str, str] = {} if parts else {"": _fingerprint(parts)}
    for name in sorted(parts):
        table |= _leaf_table(name, sums[name], parts[name])
    links: list[Json] = []
    before = START
    for name in parts:
        before = digest({"part": name, "sha256": sums[name], "before": before})
        links.append({"part": name, "link": before})
    return {"leaves": table, "chain": links, "head": digest({"chain": before, "leaves": table})}


def first_break(parts: Json, sealed: Json) -> str:
    """Return the path of the first field that differs from its seal, or "" when all is intact.

    Fields are compared in the record's own order; a field that was added or removed counts too.
    """
    table = sealed.get("leaves")
    if not isinstance(table, dict):
        return "seal/leaves"
    fresh = seal(parts)
    changed: dict[str, str] = {}
    for path, shown in fresh["leaves"].items():
        if table.get(path) != shown:
            changed.setdefault(_part_of(path), path)
    for path in sorted(set(table) - set(fresh["leaves"])):
        changed.setdefault(_part_of(path), path)
    for name in parts:
        if name in changed:
            return changed[name]
    if gone := sorted(set(changed) - {"", *parts}):
        return gone[0]
    for key in (*fresh, *sorted(set(sealed) - set(fresh))):
        if key not in fresh or fresh[key] != sealed.get(key):
            return f"seal/{key}"
    return ""


def _part_of(path: str) -> str:
    return path.split("/", 1)[0]


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
