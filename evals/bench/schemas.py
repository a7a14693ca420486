"""An example of what a JSON schema allows. `pattern` and `format` are not looked at."""

import math
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from archpanel.domain import PanelError

Schema = Mapping[str, Any]

WORDS = (
    "trade-off latency cost failure queue cache index model prompt context budget tenant region "
    "replica schema version rollout canary metric alert owner boundary contract retry timeout "
    "evidence risk audit token throughput consistency partition"
).split()
"""What made-up sentences are made of."""

USUAL = 5
"""How wide the range of a number is that has no bounds."""

DEEP = 6
"""From this depth on the smallest choice is taken, so that a recursive schema comes to an end."""


class Impossible(PanelError):
    """No value fits the schema, or it uses what this cannot read."""


def example(schema: Schema, draw: Random) -> Any:
    """Return a value that the schema allows, the same for the same draw.

    Raises:
        Impossible: nothing fits, or a type is unknown.
    """
    return _Maker(schema, draw).make(schema, 0)


def sentence(words: int, draw: Random) -> str:
    """Return made-up words of an architect's talk."""
    return " ".join(draw.choice(WORDS) for _ in range(words)).capitalize() + "."


class _Maker:
    def __init__(self, root: Schema, draw: Random) -> None:
        self._root = root
        self._draw = draw

    def make(self, schema: Schema | bool, depth: int) -> Any:
        if isinstance(schema, bool):
            return None
        schema = self._whole(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._draw.choice(list(schema["enum"]))
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                rest = {k: v for k, v in schema.items() if k != choice}
                return self.make(_both(self._choose(schema[choice], depth), rest), depth)
        return self._typed(schema, depth)

    def _whole(self, schema: Schema) -> Schema:
        """Return the schema with its references and `allOf` written out."""
        while "$ref" in schema or "allOf" in schema:
            rest = {k: v for k, v in schema.items() if k not in ("$ref", "allOf")}
            parts = [self._find(schema["$ref"])] if "$ref" in schema else []
            for part in (*parts, *schema.get("allOf", ())):
                rest = _both(rest, part)
            schema = rest
        return schema

    def _find(self, reference: str) -> Schema:
        found: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")] if step else found
        return dict(found)

    def _choose(self, options: list[Schema], depth: int) -> Schema:
        if depth >= DEEP:
            return min(map(self._whole, options), key=_size)
        return self._whole(self._draw.choice(options))

    def _typed(self, schema: Schema, depth: int) -> Any:
        kind = schema.get("type", "object" if "properties" in schema else "null")
        if isinstance(kind, list):
            kind = "null" if depth >= DEEP and "null" in kind else self._draw.choice(kind)
        makers: dict[str, Callable[[Schema, int], Any]] = {
            "object": self._object, "array": self._array, "string": self._string,
            "integer": self._integer, "number": self._number,
            "boolean": lambda s, d: self._draw.random() < 0.5, "null": lambda s, d: None,
        }  # fmt: skip
        if kind not in makers:
            raise Impossible(f"The stub cannot make a value of type {kind!r}.")
        return makers[kind](schema, depth)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        required = set(schema.get("required", ()))
        return {
            name: self.make(inner, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if name in required or (depth < DEEP and self._draw.random() < 0.5)
        }

    def _array(self, schema: Schema, depth: int) -> list[Any]:
        least = schema.get("minItems", 0)
        most = max(least, min(schema.get("maxItems", least + 2), least + 2))
        size = least if depth >= DEEP else self._draw.randint(least, most)
        items = schema.get("items", {"type": "string"})
        fixed = schema.get("prefixItems", ())
        made = [self.make(one, depth + 1) for one in fixed]
        return made + [self.make(items, depth + 1) for _ in range(size - len(made))]

    def _string(self, schema: Schema, depth: int) -> str:
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        text = sentence(self._draw.randint(5, 9), self._draw)
        while len(text) < least:
            text += " " + sentence(9, self._draw)
        return text if most is None else text[:most]

    def _integer(self, schema: Schema, depth: int) -> int:
        low, high = _bounds(schema, 1)
        step = schema.get("multipleOf", 1)
        first, last = math.ceil(low / step), math.floor(high / step)
        if first > last:
            raise Impossible(f"No integer lies within {dict(schema)}.")
        return int(self._draw.randint(first, last) * step)

    def _number(self, schema: Schema, depth: int) -> float:
        if "multipleOf" in schema:
            return self._integer(schema, depth)
        low, high = _bounds(schema, 0)
        if low > high:
            raise Impossible(f"No number lies within {dict(schema)}.")
        middle = low + (high - low) * self._draw.choice((0.25, 0.5, 0.75))
        return min(high, max(low, round(middle, 2)))


def _bounds(schema: Schema, step: int) -> tuple[float, float]:
    """Return inclusive bounds; an exclusive one is moved by 1, or by the least for step 0."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if (above := schema.get("exclusiveMinimum")) is not None:
        edge = math.floor(above) + 1 if step else math.nextafter(above, math.inf)
        low = edge if low is None else max(low, edge)
    if (below := schema.get("exclusiveMaximum")) is not None:
        edge = math.ceil(below) - 1 if step else math.nextafter(below, -math.inf)
        high = edge if high is None else min(high, edge)
    if low is None:
        low = 0 if high is None or high >= 0 else high - USUAL
    return low, low + USUAL if high is None else high


def _both(one: Schema, other: Schema) -> dict[str, Any]:
    """Return a schema that holds what both ask for, as far as it is written side by side."""
    merged = {**other, **one}
    if "properties" in one and "properties" in other:
        merged["properties"] = {**other["properties"], **one["properties"]}
    if "required" in one and "required" in other:
        merged["required"] = sorted({*one["required"], *other["required"]})
    return merged


def _size(schema: Schema) -> int:
    """Return how far a choice may lead on: nothing, a plain value, a list, an object."""
    kind = schema.get("type")
    return {"null": 0, "array": 2, "object": 3}.get(kind, 1) if isinstance(kind, str) else 1
