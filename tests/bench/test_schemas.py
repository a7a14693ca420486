"""What the stub answers fits the schema it was given, whatever the schema."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from archpanel.domain import PanelError
from archpanel.evals.bench.replies import by_name, made_up
from archpanel.evals.bench.schemas import Impossible, example

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Say whether a value is what a schema allows; written without a look at the generator."""
    if "anyOf" in schema:
        return any(fits(value, one) for one in schema["anyOf"])
    if "const" in schema:
        return bool(value == schema["const"])
    if "enum" in schema:
        return bool(value in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return any(is_a(value, kind) and within(value, schema) for kind in kinds)


def is_a(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def within(value: Any, schema: Mapping[str, Any]) -> bool:
    if isinstance(value, dict):
        known = schema["properties"]
        return set(schema.get("required", ())) <= set(value) <= set(known) and all(
            fits(inner, known[name]) for name, inner in value.items()
        )
    if isinstance(value, list):
        size = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
        return size and all(fits(inner, schema["items"]) for inner in value)
    if isinstance(value, str):
        return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9))
    if value is None or isinstance(value, bool):
        return True
    above = value > schema.get("exclusiveMinimum", float("-inf"))
    below = value < schema.get("exclusiveMaximum", float("inf"))
    inside = schema.get("minimum", float("-inf")) <= value <= schema.get("maximum", float("inf"))
    return bool(above and below and inside)


def ranged(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    lows, widths = st.integers(-50, 50), st.integers(2, 40)
    closed = st.builds(lambda a, w: {"type": kind, "minimum": a, "maximum": a + w}, lows, widths)
    opened = st.builds(
        lambda a, w: {"type": kind, "exclusiveMinimum": a, "exclusiveMaximum": a + w}, lows, widths
    )
    half = st.builds(lambda a, side: {"type": kind, side: a}, lows,
                     st.sampled_from(["minimum", "maximum", "exclusiveMaximum"]))  # fmt: skip
    return closed | opened | half | st.just({"type": kind})


def sized(low: str, high: str, most: int) -> st.SearchStrategy[dict[str, Any]]:
    sizes = st.builds(lambda a, w: {low: a, high: a + w}, st.integers(0, most), st.integers(0, 9))
    return sizes | st.integers(0, most).map(lambda a: {low: a}) | st.just({})


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4)
    return st.builds(
        lambda known, left: {
            "type": "object", "properties": known, "additionalProperties": False,
            "required": [name for name in known if name != left],
        },
        fields, st.sampled_from("abcdef"),
    )  # fmt: skip


def arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    sizes = sized("minItems", "maxItems", 3)
    return st.builds(lambda items, size: {"type": "array", "items": items, **size}, inner, sizes)


LEAVES = (
    ranged("integer")
    | ranged("number")
    | sized("minLength", "maxLength", 90).map(lambda size: {"type": "string", **size})
    | st.sampled_from([{"const": 7}, {"enum": ["a", None, 3]}, {"type": ["string", "null"]}])
    | st.sampled_from([{"type": "boolean"}, {"type": "null"}])
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: (
        objects(inner)
        | arrays(inner)
        | st.lists(inner, min_size=1, max_size=3).map(lambda options: {"anyOf": options})
    ),
    max_leaves=12,
)


@given(SCHEMAS, st.integers(0, 9))
def test_an_example_fits_its_schema(schema: dict[str, Any], seed: int) -> None:
    made = example(schema, Random(seed))
    assert fits(json.loads(json.dumps(made)), schema), made


class Leaf(BaseModel):
    level: float = Field(ge=1, le=5)
    note: str | None = Field(default=None, max_length=20)


class Tree(BaseModel):
    leaf: Leaf
    more: list["Tree"] = Field(max_length=3)
    other: "Tree | None"


@pytest.mark.parametrize("seed", range(20))
def test_a_recursive_model_of_pydantic_comes_to_an_end(seed: int) -> None:
    Tree.model_validate(example(Tree.model_json_schema(), Random(seed)))


def test_what_nothing_fits_is_refused() -> None:
    with pytest.raises(Impossible, match="No integer"):
        example({"type": "integer", "minimum": 3, "maximum": 2}, Random(0))
    with pytest.raises(Impossible, match="'colour'"):
        example({"type": "colour"}, Random(0))


def test_the_same_prompt_gets_the_same_reply_and_another_one_another() -> None:
    first, other = [{"role": "user", "content": "a"}], [{"role": "user", "content": "b"}]
    assert made_up(first, None) == made_up(first, None) != made_up(other, None)
    assert made_up(first, Leaf.model_json_schema()) == made_up(first, Leaf.model_json_schema())


@pytest.mark.parametrize("name", ["nowhere:x", "archpanel.evals.bench.replies:nobody", "json"])
def test_a_name_that_leads_nowhere_is_told(name: str) -> None:
    with pytest.raises(PanelError, match=r"package\.module:name"):
        by_name(name)
