"""Whatever stands in a record, verification verifies it or names what is wrong: it never breaks."""

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from finished import Json, caught_at, finished, parts, sealed_again

from archpanel.agents.verification import verify
from archpanel.domain import RecordTampered
from archpanel.domain.seal import leaves

SEEDS = range(6)
EACH = 15
"""Changes per seed. Every kind of field with all of `HOSTILE` takes minutes, and breaks nothing."""


def nested(depth: int, inner: Any = None) -> Any:
    for _ in range(depth):
        inner = [{"a": inner}]
    return inner


RAW = "@@raw@@"
"""Stands for numbers that Python's own JSON would not write."""

NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000)
HOSTILE: list[Any] = [
    *(10**400, -(10**400), 10**18, -1, 0, 1, -0.0, 1e308, -1e308, 5e-324, 3.05),
    *("", "x" * 20_000, "\0", "\u202e", "maybe", None, True, False, [], {}, [1, 2], {"a": 1}),
    *(nested(90), nested(400), {"x" * 20_000: 1}),
]

DERIVED = ("sealed_ballots", "ballots", "verdict")
"""What follows from the rest: a change of it is found under a fresh seal, too."""


@cache
def kept_text() -> str:
    return finished().model_dump_json()


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything within a record, leaves and branches."""
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, entry in entries:
        yield (*path, key)
        yield from nodes(entry, (*path, key))


@cache
def kinds() -> list[list[tuple[Any, ...]]]:
    """Return the paths of the record, those of one kind together: `answers/*/text`."""
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for path in nodes(parts()):
        found.setdefault(tuple("*" if isinstance(p, int) else p for p in path), []).append(path)
    return list(found.values())


def put(record: Json, path: tuple[Any, ...], value: Any) -> Any:
    """Put a value into its place, or take the place away; return what was there."""
    place: Any = record
    for step in path[:-1]:
        place = place[step]
    before = place[path[-1]]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return before


def verified(text: str) -> bool:
    """Tell whether a record verifies; anything but a refusal that names a field breaks a test."""
    try:
        verify(text)
    except RecordTampered as error:
        return not error.field
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hostile_value_breaks_verification_and_none_is_overlooked(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(EACH):
        path = draw.choice(draw.choice(kinds()))
        value = draw.choice([*HOSTILE, ...])
        record = parts()
        before = put(record, path, value)
        said = (seed, path, repr(value)[:40])
        same = value is not ... and json.dumps(before) == json.dumps(value)
        assert verified(json.dumps({**record, "seal": finished().seal})) is same, said
        left_out = value is ... and not before  # what was empty anyway, by default
        if path[0] in DERIVED and before != value and not left_out:
            assert not verified(sealed_again(record)), said
        else:
            verified(sealed_again(record))


@pytest.mark.parametrize("number", NO_NUMBERS, ids=lambda digits: digits[:9])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    record = parts()
    put(record, ("role", "policy", "borderline"), RAW)
    text = json.dumps({**record, "seal": finished().seal}).replace(f'"{RAW}"', number)
    with pytest.raises(RecordTampered, match="is not JSON"):
        verify(text)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:12])
def test_a_hostile_seal_is_refused(value: Any) -> None:
    for path in (("head",), ("chain",), ("chain", 0), ("leaves",), ("leaves", "session"), ()):
        record = json.loads(kept_text())
        put(record, ("seal", *path), value)
        assert not verified(json.dumps(record)), path


@pytest.mark.parametrize("weight", [0, -1, 4, 10**400])
def test_key_points_weigh_what_a_bank_allows(weight: int) -> None:
    record = parts()
    for item in record["items"]:
        for point in item["points"]:
            point["weight"] = weight
    for reading in record["assessments"]:
        for finding in reading["findings"]:
            finding["weight"] = weight
    assert caught_at(record) == "items/0/points/0/weight"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("record",), True),
        (("verdict", "levels", "gamma"), 2.68),
        (("sealed_ballots", 0, "levels", "gamma"), 3.68),
    ],
)
def test_what_is_judged_is_what_is_written(path: tuple[Any, ...], value: Any) -> None:
    record = parts()
    rounded = put(record, path, value)
    assert value is True or round(value, 1) == rounded  # true is no version, though it equals 1
    assert caught_at(record) == "/".join(str(step) for step in path)


@pytest.mark.parametrize("top", [1, 0, 10, 10**9])
def test_the_scale_is_one_that_a_pack_may_have(top: int) -> None:
    record = parts()
    record["role"]["top"] = top
    assert caught_at(record) == "role/top"


def test_every_kind_of_field_is_among_those_that_are_changed() -> None:
    assert len(kinds()) > len({path for path, _ in leaves(parts())}) / 50
    assert {paths[0][0] for paths in kinds()} == set(parts())
