"""Whatever is changed in a sealed record, the first field that differs is named."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.domain import canonical_json, digest
from archpanel.domain.seal import first_break, leaves, seal

PARTS: dict[str, Any] = {
    "session": "s1",
    "answers": [{"id": "a1", "text": "I would shard."}, {"id": "a2", "text": ""}],
    "levels": {"agents": 3.5, "costs": None},
    "moves": [],
    "provisional": False,
}


def test_nothing_can_be_hidden_in_the_seal() -> None:
    assert first_break(PARTS, {**seal(PARTS), "note": "approved"}) == "seal/note"


def test_an_untouched_record_has_no_break() -> None:
    assert first_break(copy.deepcopy(PARTS), seal(PARTS)) == ""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param({"session": "s2"}, "session", id="a text"),
        pytest.param({"levels": {"agents": 3.6, "costs": None}}, "levels/agents", id="a level"),
        pytest.param({"levels": {"agents": 3.5, "costs": 1.0}}, "levels/costs", id="a level given"),
        pytest.param({"levels": {"agents": 3.5}}, "levels/costs", id="a field removed"),
        pytest.param({"levels": {**PARTS["levels"], "b": 1}}, "levels/b", id="a field added"),
        pytest.param({"answers": PARTS["answers"][::-1]}, "answers/0/id", id="two answers swapped"),
        pytest.param({"answers": PARTS["answers"][:1]}, "answers/1/id", id="an answer removed"),
        pytest.param({"answers": []}, "answers", id="all answers removed"),
        pytest.param({"moves": [{"to": 4}]}, "moves/0/to", id="a move added"),
        pytest.param({"moves": {}}, "moves", id="an empty list made an empty object"),
        pytest.param({"moves": None}, "moves", id="an empty list made nothing"),
        pytest.param({"provisional": 0}, "provisional", id="false made zero"),
        pytest.param({"provisional": "False"}, "provisional", id="false made a word"),
        pytest.param(
            {"levels": {"agents": "3.5", "costs": None}}, "levels/agents", id="a number made a word"
        ),
        pytest.param(
            {"levels": {"agents": 3.5, "costs": "None"}}, "levels/costs", id="nothing made a word"
        ),
        pytest.param({"extra": 1}, "extra", id="a part added"),
    ],
)
def test_a_changed_field_is_named(change: dict[str, Any], named: str) -> None:
    assert first_break({**PARTS, **change}, seal(PARTS)) == named


def test_a_removed_part_is_named() -> None:
    without = {name: part for name, part in PARTS.items() if name != "answers"}
    assert first_break(without, seal(PARTS)) == "answers"


def test_of_two_changes_the_first_in_the_record_is_named() -> None:
    changed = {**PARTS, "provisional": True, "levels": {"agents": 1.0, "costs": None}}
    assert first_break(changed, seal(PARTS)) == "levels/agents"


def test_the_order_of_keys_says_nothing_and_the_order_of_parts_does() -> None:
    rearranged = {**PARTS, "levels": {"costs": None, "agents": 3.5}}
    assert first_break(rearranged, seal(PARTS)) == ""
    assert first_break(dict(reversed(PARTS.items())), seal(PARTS)) == "seal/chain"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param({"head": "0" * 64}, "seal/head", id="another head"),
        pytest.param({"chain": []}, "seal/chain", id="no chain"),
        pytest.param({"leaves": {}}, "session", id="no leaves"),
        pytest.param({"leaves": None}, "seal/leaves", id="leaves that are no table"),
    ],
)
def test_a_changed_seal_is_named(change: dict[str, Any], named: str) -> None:
    assert first_break(PARTS, {**seal(PARTS), **change}) == named


def test_an_empty_seal_seals_nothing() -> None:
    assert first_break(PARTS, {}) == "seal/leaves"


def test_a_link_that_was_exchanged_breaks_the_chain() -> None:
    sealed = seal(PARTS)
    sealed["chain"][1], sealed["chain"][2] = sealed["chain"][2], sealed["chain"][1]
    assert first_break(PARTS, sealed) == "seal/chain"


def test_equal_values_have_one_canonical_form() -> None:
    assert canonical_json({"b": 1, "a": [1.0, "é"]}) == '{"a":[1.0,"é"],"b":1}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": 1.0})


def test_a_number_that_is_none_has_no_digest() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        digest({"level": float("nan")})


def test_paths_do_not_run_into_each_other() -> None:
    value = {"a": {"b/c": 1, "b": {"c": 2}, "b~1c": 3}}
    assert dict(leaves(value)) == {"a/b~1c": 1, "a/b/c": 2, "a/b~01c": 3}


SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
)
KEY = st.text(max_size=4)
TREE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=6,
)
NAME = st.sampled_from(["brief", "answers", "ballots", "verdict", "x"])
RECORD = st.dictionaries(NAME, TREE, min_size=1, max_size=4)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything below a value, containers included."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for step, inner in steps:
        found.append((*at, step))
        if isinstance(inner, dict | list):
            found += places(inner, (*at, step))
    return found


def holder_of(record: Any, place: tuple[Any, ...]) -> Any:
    for step in place[:-1]:
        record = record[step]
    return record


def path_of(place: tuple[Any, ...]) -> str:
    return "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in place)


@settings(max_examples=50)
@given(RECORD, st.data())
def test_any_leaf_that_is_changed_is_named(record: dict[str, Any], data: st.DataObject) -> None:
    sealed = seal(record)
    place = data.draw(st.sampled_from(places(record)))
    changed = copy.deepcopy(record)
    old = holder_of(changed, place)[place[-1]]
    new = data.draw(SCALAR.filter(lambda v: canonical_json(v) != canonical_json(old)))
    holder_of(changed, place)[place[-1]] = new
    broken = first_break(changed, sealed)
    here = path_of(place)
    assert broken == here or broken.startswith(f"{here}/")


@settings(max_examples=50)
@given(RECORD, st.data())
def test_anything_that_is_removed_or_added_is_noticed(
    record: dict[str, Any], data: st.DataObject
) -> None:
    sealed = seal(record)
    place = data.draw(st.sampled_from(places(record)))
    fewer = copy.deepcopy(record)
    holder = holder_of(fewer, place)
    holder.pop(place[-1])
    assert first_break(fewer, sealed).split("/")[0] == place[0]
    assert first_break(record, sealed) == ""
    assert first_break(record, seal(fewer)).split("/")[0] == place[0]


@settings(max_examples=50)
@given(RECORD, st.data())
def test_any_change_of_the_seal_itself_is_noticed(
    record: dict[str, Any], data: st.DataObject
) -> None:
    sealed = seal(record)
    place = data.draw(st.sampled_from(places(sealed)))
    broken_seal = copy.deepcopy(sealed)
    holder_of(broken_seal, place)[place[-1]] = "0" * 16
    assert first_break(record, broken_seal) != ""
