"""What differs between two personas, field by field, in the order of the schema."""

from typing import Any

from archpanel.domain import Persona


def differences(before: Persona, after: Persona) -> list[tuple[str, str, str]]:
    """Return (field, before, after) for everything that differs."""
    return list(_differ("", before.model_dump(mode="json"), after.model_dump(mode="json")))


def _differ(path: str, old: Any, new: Any) -> list[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*old, *(key for key in new if key not in old)]
        return [
            found
            for key in keys
            for found in _differ(f"{path}.{key}" if path else key, old.get(key), new.get(key))
        ]
    if isinstance(old, list) and isinstance(new, list):
        gone = [(path, f"- {entry}", "") for entry in old if entry not in new]
        come = [(path, "", f"+ {entry}") for entry in new if entry not in old]
        return gone + come
    return [] if old == new else [(path, _shown(old), _shown(new))]


def _shown(value: object) -> str:
    return "-" if value is None else str(value).strip()
