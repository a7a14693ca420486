"""Whatever is changed in a sealed record, verification names the first field that differs."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from finished import Json, finished, parts, sealed_again

from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord, RecordTampered
from archpanel.domain.seal import first_break, leaves, seal


def broken_by(text: str) -> str:
    with pytest.raises(RecordTampered) as caught:
        verify(text)
    assert str(caught.value).startswith(f"{caught.value.field}: ")
    return caught.value.field


def test_a_record_verifies_to_the_verdict_it_holds() -> None:
    text = finished().model_dump_json()
    assert verify(text) == finished()
    assert verify(sealed_again(parts())) == finished()


def test_the_record_under_test_holds_something_of_every_kind() -> None:
    record = finished()
    assert {q.move for q in record.questions} == {
        "open",
        "probe",
        "cross-examine",
        "twist",
        "close",
    }
    states = {c.state for a in record.assessments for c in a.concerns}
    assert states == {"suspected", "raised", "withdrawn"}
    assert {a.kind for a in record.assessments} == {"answered", "passed"}
    assert {a.apart for a in record.assessments} == {True, False}
    assert [move.to < move.origin for move in record.moves] == [True]
    assert record.verdict.decision == "hire"
    assert record.verdict.dissent
    assert record.verdict.flips


def test_layout_and_order_of_keys_are_no_change() -> None:
    data = json.loads(finished().model_dump_json())
    assert verify(json.dumps(dict(reversed(data.items())), indent=2)) == finished()


def kind_of(path: str) -> str:
    return re.sub(r"/\d+", "/n", path)


def one_of_each_kind(record: Json) -> Json:
    """The record with only those entries of its lists that hold a field of a new kind."""
    seen: set[str] = set()
    for name, part in record.items():
        kept = []
        for entry in part if isinstance(part, list) else []:
            kinds = {kind_of(path) for path, _ in leaves(entry, f"{name}/0")}
            if kinds - seen:
                kept.append(entry)
            seen |= kinds
        if kept:
            record[name] = kept
    return record


def replaced(data: Any, path: str, value: Any) -> Any:
    *way, last = path.split("/")
    place = data
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[_key(place, step)]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[_key(place, last)] = value
    return data


def _key(place: Json, step: str) -> str:
    return next(k for k in place if k.replace("~", "~0").replace("/", "~1") == step)


def test_every_field_that_is_changed_is_named() -> None:
    record = one_of_each_kind(parts())
    sealed = seal(record)
    paths = {kind_of(path): path for path, _ in leaves(record)}
    for path in paths.values():
        changed = replaced(json.loads(json.dumps(record)), path, "changed")
        assert first_break(changed, sealed) == path
    assert set(paths) == {kind_of(path) for path, _ in leaves(parts())}
    assert len(paths) > 150


@pytest.mark.parametrize(
    "path",
    [
        "session",
        "brief/seats/1",
        "role/policy/bars/senior/ai",
        "personas/2/severity",
        "items/0/points/1/weight",
        "questions/3/text",
        "answers/0/text",
        "assessments/4/findings/0/state",
        "sealed_ballots/1/levels/gamma",
        "moves/0/to",
        "ballots/0/recommendation",
        "verdict/decision",
    ],
)
def test_a_field_that_was_changed_in_the_file_is_named(path: str) -> None:
    data = json.loads(finished().model_dump_json())
    assert broken_by(json.dumps(replaced(data, path, "changed"))) == path


@pytest.mark.parametrize("part", [p for p in DecisionRecord.model_fields if p != "seal"])
def test_a_part_that_is_removed_is_named(part: str) -> None:
    data = json.loads(finished().model_dump_json())
    del data[part]
    assert broken_by(json.dumps(data)).split("/")[0] == part


def test_a_part_that_is_added_is_named() -> None:
    data = json.loads(finished().model_dump_json())
    assert broken_by(json.dumps({**data, "remark": "hire him"})) == "remark"


@pytest.mark.parametrize(
    "part", ["answers", "assessments", "ballots", "sealed_ballots", "questions"]
)
def test_an_entry_that_is_removed_swapped_or_doubled_is_named(part: str) -> None:
    for change in (lambda e: e[:-1], lambda e: e[::-1], lambda e: [*e, e[-1]]):
        data = json.loads(finished().model_dump_json())
        data[part] = change(data[part])
        assert broken_by(json.dumps(data)).split("/")[0] == part


def with_seal(instead: object) -> str:
    return json.dumps({**json.loads(finished().model_dump_json()), "seal": instead})


@pytest.mark.parametrize(
    ("instead", "named"),
    [
        pytest.param({}, "seal/leaves", id="an empty seal"),
        pytest.param(None, "seal", id="no seal"),
        pytest.param([1], "seal", id="a list"),
        pytest.param("sealed", "seal", id="a word"),
        pytest.param({"leaves": 3}, "seal/leaves", id="leaves that are a number"),
        pytest.param({"leaves": {}}, "record", id="a seal of nothing"),
    ],
)
def test_a_broken_seal_is_named(instead: object, named: str) -> None:
    assert broken_by(with_seal(instead)) == named


@pytest.mark.parametrize("name", ["leaves", "chain", "head"])
def test_a_changed_seal_is_named(name: str) -> None:
    old = finished().seal
    new = {"head": "0" * 64, "chain": [], "leaves": {**old["leaves"], "x": "y"}}[name]
    assert broken_by(with_seal({**old, name: new})) in ("x", f"seal/{name}")


def doubled(text: str) -> str:
    return text[:-1] + ', "verdict": ' + json.dumps(parts()["verdict"]) + "}"


NO_RECORDS: list[Any] = [
    pytest.param("", "record", id="nothing"),
    pytest.param("no JSON", "record", id="a sentence"),
    pytest.param("[]", "record", id="a list"),
    pytest.param("3", "record", id="a number"),
    pytest.param("{}", "seal", id="an empty object"),
    pytest.param("[" * 100_000, "record", id="deep"),
    pytest.param('{"a":' * 900 + "1" + "}" * 900, "record", id="nearly too deep"),
    pytest.param('{"session": NaN, "seal": {"leaves": {}}}', "record", id="not a number"),
    pytest.param('{"session": Infinity, "seal": {"leaves": {}}}', "record", id="infinity"),
    pytest.param('{"session": "\\ud800", "seal": {"leaves": {}}}', "record", id="half a character"),
    pytest.param(f'{{"session": {"9" * 5000}}}', "record", id="a number of 5,000 digits"),
    pytest.param('{"session": "a", "session": "b", "seal": {}}', "session", id="a key twice"),
]


@pytest.mark.parametrize(("text", "named"), NO_RECORDS)
def test_what_is_no_record_is_said_to_be_none(text: str, named: str) -> None:
    assert broken_by(text) in (named, "seal")


def test_a_verdict_that_is_there_twice_is_refused() -> None:
    assert broken_by(doubled(finished().model_dump_json())) == "verdict"


SHAPES: list[tuple[str, Callable[[Json], object]]] = [
    ("verdict/decision", lambda d: replaced(d, "verdict/decision", "maybe")),
    ("session", lambda d: replaced(d, "session", 3)),
    ("sealed_ballots/0/complete", lambda d: replaced(d, "sealed_ballots/0/complete", 1)),
    ("record", lambda d: replaced(d, "record", 8)),
    ("moves/0/to", lambda d: replaced(d, "moves/0/to", "4")),
]


@pytest.mark.parametrize(("field", "change"), SHAPES, ids=[field for field, _ in SHAPES])
def test_a_field_of_another_kind_is_named_even_under_a_fresh_seal(
    field: str, change: Callable[[Json], object]
) -> None:
    data = parts()
    change(data)
    assert broken_by(sealed_again(data)) == field
