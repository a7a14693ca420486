"""Canonical JSON, digests, and the seal that lets anybody find what was changed in a record."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

Json = dict[str, Any]
START = "0" * 64
"""What the first link of a chain follows."""


def canonical_json(value: object) -> str:
    """Return JSON with sorted keys, no spaces and no NaN: equal values give equal text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, as 64 hex digits."""
    return sha256(canonical_json(value).encode()).hexdigest()


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every leaf with its path (`answers/3/text`); an empty list or object is a leaf."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from leaves(value[key], f"{path}/{_escape(key)}" if path else _escape(key))
    elif isinstance(value, list) and value:
        for index, entry in enumerate(value):
            yield from leaves(entry, f"{path}/{index}")
    else:
        yield path, value


def seal(parts: Json) -> Json:
    """Seal a record's parts.

    Returns:
        `leaves`: path -> first 16 hex digits of the leaf's SHA-256, so that a changed field can
        be named; `chain`: one link per part in order, each over the part and the link before;
        `head`: the last link, over the leaf table too. Publish the head, and nothing can change.
    """
    table = {path: digest(leaf)[:16] for path, leaf in leaves(parts)}
    links: list[Json] = []
    before = START
    for name in parts:
        before = digest({"part": name, "sha256": digest(parts[name]), "before": before})
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
    for key in ("leaves", "chain", "head"):
        if fresh[key] != sealed.get(key):
            return f"seal/{key}"
    return ""


def _part_of(path: str) -> str:
    return path.split("/", 1)[0]


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
