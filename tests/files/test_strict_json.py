"""JSON is read as it is written or not at all."""

import pytest

from archpanel.files import BadJson, parse_json

BAD = [
    ("", "is not one JSON value"),
    ("{", "is not one JSON value"),
    ('{"a": 1} {"b": 2}', "is not one JSON value"),
    ("[" * 100_000, "is not one JSON value"),
    ('"\\ud800"', "is not one JSON value"),
    ('{"a": 1, "a": 1}', "has a key twice"),
    ('[{"b": {"a": 1, "a": 2}}]', "has a key twice"),
    ("[NaN]", "has something in the place of a number"),
    ("[-Infinity]", "has something in the place of a number"),
    ("[1e999]", "has something in the place of a number"),
    (f"[{'9' * 5000}]", "has a number that is out of all bounds"),
]


@pytest.mark.parametrize(("text", "told"), BAD, ids=range(len(BAD)))
def test_what_two_readers_could_read_differently_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadJson, match=f"^{told}$"):
        parse_json(text)


def test_the_key_that_is_there_twice_is_named_apart_from_the_message() -> None:
    with pytest.raises(BadJson) as caught:
        parse_json('{"secret of a reply": 1, "secret of a reply": 2}')
    assert caught.value.key == "secret of a reply"
    assert "secret" not in str(caught.value)


def test_the_longest_whole_number_can_be_bounded() -> None:
    assert parse_json("12345", longest_whole=5) == 12345
    with pytest.raises(BadJson, match="out of all bounds"):
        parse_json("[123456]", longest_whole=5)


def test_anything_else_is_read() -> None:
    read = {"a": [1, -2.5, True, None, "\u00e9"], "b": {}}
    assert parse_json('{"a": [1, -2.5, true, null, "\\u00e9"], "b": {}}') == read
    assert parse_json("123456789012345") == 123456789012345
